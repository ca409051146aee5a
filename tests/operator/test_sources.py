"""Overview, queues, and what is done with sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from aiohttp import web
from django.conf import settings as current
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from broadsheet.catalogue.packs import find_pack
from broadsheet.readers.models import OperatorAction
from broadsheet.store.jobs import job_of
from broadsheet.store.models import Article, Entry, Errand, Feed, Page, Progress, Publisher
from broadsheet.store.overview import queues, troubles
from tests.factories import make_article, make_entry, make_feed, make_page, make_publisher
from tests.pipeline.gatherings import wait_until
from tests.pipeline.servers import serve_app

pytestmark = pytest.mark.django_db
FEED = """<rss version="2.0"><channel><title>The Ansel Courier</title><link>{base}/</link>
<language>en</language><item><title>One</title><link>{base}/one</link></item></channel></rss>"""
OPML = """<opml version="2.0"><head/><body><outline text="Science"><outline type="rss" text="The Tarn"
xmlUrl="https://tarn.example/feed"/></outline></body></opml>"""


def done(kind: str) -> list[str]:
    return list(OperatorAction.objects.filter(kind=kind).order_by("pk").values_list("subject", flat=True))


def test_the_overview_says_what_waits_what_failed_and_what_is_missing(client: Client) -> None:
    now = timezone.now()
    Progress.objects.create(name="gathering", started_at=now, beat_at=now)
    make_feed(next_fetch_at=now - timedelta(minutes=5))
    make_feed(error_code="unreachable", failures=3, last_fetched_at=now, next_fetch_at=now + timedelta(1))
    make_page(state=Page.State.FAILED, error_code="no-article", discovered_at=now)
    make_article(state="extracted", first_seen_at=now - timedelta(hours=2))
    page = client.get("/operator").content.decode()
    for words in (
        "Feeds to ask", "The server could not be reached.", "No article was found on the page.",
        "BROADSHEET_EMAIL_URL", "BROADSHEET_MODEL_URL", "Left on the disk", "Gathering: nothing is waiting.",
    ):  # fmt: skip
        assert words in page, words
    found = {queue.stage: queue for queue in queues(now)}
    assert (found["feeds"].waiting, found["feeds"].failed, found["reading"].failed) == (1, 1, 1)
    assert found["feeds"].oldest_at == now - timedelta(minutes=5)
    assert found["understanding"].waiting == 1
    assert [(one.code, one.feeds, one.pages) for one in troubles(now)] == [
        ("no-article", 0, 1), ("unreachable", 1, 0)
    ]  # fmt: skip


def test_feeds_are_paused_resumed_and_asked_and_the_log_says_so(client: Client) -> None:
    feed, other = make_feed(), make_feed(failures=4, first_failed_at=timezone.now())
    client.post("/operator/sources/act", {"action": "pause", "feed": [feed.pk, other.pk]})
    assert not Feed.objects.active().exists()
    assert "switched off" in client.get("/operator/sources").content.decode()
    client.post("/operator/sources/act", {"action": "resume", "which": "all", "state": "off"})
    other.refresh_from_db()
    assert (Feed.objects.active().count(), other.failures, other.first_failed_at) == (2, 0, None)
    later = timezone.now() + timedelta(hours=9)
    Feed.objects.update(next_fetch_at=later)
    answer = client.post("/operator/sources/act", {"action": "ask", "feed": [feed.pk]}, follow=True)
    assert "Done." in answer.content.decode()
    assert list(Feed.objects.filter(next_fetch_at__lt=later)) == [feed]
    assert [len(done(kind)) for kind in ("pause", "resume", "ask")] == [2, 2, 1]
    assert "had a feed asked" in client.get("/operator/log").content.decode()


def test_a_feed_is_removed_only_when_one_is_sure_and_its_articles_stay(client: Client) -> None:
    article = make_article()
    feed, bare = make_feed(article.publisher), make_feed()
    make_entry(feed)
    sent = {"action": "remove", "feed": [feed.pk, bare.pk]}
    asked = client.post("/operator/sources/act", sent)
    assert "Are you sure?" in asked.content.decode()
    assert Feed.objects.count() == 2
    client.post("/operator/sources/act", sent | {"sure": "yes"})
    assert (Feed.objects.count(), Entry.objects.count(), Article.objects.count()) == (0, 0, 1)
    assert list(Publisher.objects.all()) == [article.publisher]  # the other one had nothing left
    assert len(done("remove")) == 2


def test_more_feeds_than_a_form_may_have_fields_are_removed_at_once(client: Client) -> None:
    publisher = make_publisher()
    Feed.objects.bulk_create(
        Feed(publisher=publisher, url=f"https://many.example/{number}", next_fetch_at=timezone.now())
        for number in range(1_200)
    )
    asked = client.post("/operator/sources/act", {"action": "remove", "which": "all"}).content.decode()
    [many] = re.findall(r'name="feed" value="([\d,]+)"', asked)
    client.post("/operator/sources/act", {"action": "remove", "feed": many, "sure": "yes"})
    assert not Feed.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"action": "remove"}, {"action": "pause", "feed": ["x", "9" * 40]}])
def test_what_is_no_action_changes_nothing(client: Client, sent: dict[str, str]) -> None:
    make_feed()
    assert client.post("/operator/sources/act", sent).status_code in (302, 400)
    assert Feed.objects.active().count() == 1


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    async def feed(request: web.Request) -> web.Response:
        return web.Response(
            text=FEED.format(base=f"http://{request.host}"), content_type="application/rss+xml"
        )

    async def home(_: web.Request) -> web.Response:
        link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        return web.Response(
            text=f"<html><head>{link}</head><body>Home</body></html>", content_type="text/html"
        )

    with serve_app([web.get("/feed.xml", feed), web.get("/", home)]) as base:
        yield base


def test_a_site_is_added_by_its_address_as_the_command_does(
    client: Client, site: str, settings: object
) -> None:
    from dataclasses import replace

    settings.CONFIG = replace(current.CONFIG, allow_private=("127.0.0.0/8",), host_delay_s=0)  # type: ignore[attr-defined]
    answer = client.post("/operator/sources/add", {"address": f"{site}/", "category": "science"})
    assert "The Ansel Courier" in answer.content.decode()
    assert Feed.objects.get().url == f"{site}/feed.xml"
    assert Feed.objects.get().category == "science"
    again = client.post("/operator/sources/add", {"address": f"{site}/feed.xml"})
    assert "known already" in again.content.decode()
    assert done("add") == [f"{site}/feed.xml"] * 2


@pytest.mark.parametrize(
    "address",
    ["", "http://127.0.0.1:1/", "ftp://example.org/", "http://[", "x" * 3000, "https://nothing.invalid"],
)
def test_what_cannot_be_added_is_said(client: Client, address: str) -> None:
    answer = client.post("/operator/sources/add", {"address": address})
    assert answer.status_code == 422
    assert "This cannot be done" in answer.content.decode()
    assert not Feed.objects.exists()


def test_a_list_of_feeds_is_added(client: Client) -> None:
    file = SimpleUploadedFile("mine.opml", OPML.encode())
    assert "The Tarn" in client.post("/operator/sources/add", {"opml": file}).content.decode()
    assert (Feed.objects.get().url, Feed.objects.get().category) == ("https://tarn.example/feed", "science")
    assert done("opml") == ["mine.opml: 1"]
    broken = SimpleUploadedFile("broken.opml", b"\0\1\2 no list")
    assert client.post("/operator/sources/add", {"opml": broken}).status_code == 422


def test_rights_of_a_publisher_are_the_commands(client: Client) -> None:
    publisher = make_publisher(key="the-tarn", rights="feed")
    make_feed(publisher)
    assert "How much of its texts is shown" in client.get("/operator/publisher/the-tarn").content.decode()
    client.post("/operator/publisher/the-tarn", {"rights": "excerpt"})
    publisher.refresh_from_db()
    assert (publisher.rights, done("rights")) == ("excerpt", ["the-tarn: excerpt"])
    assert client.post("/operator/publisher/the-tarn", {"rights": "all"}).status_code == 422


def test_failed_work_is_tried_again(client: Client) -> None:
    now = timezone.now()
    lost = make_page(state=Page.State.FAILED, error_code="no-article", attempts=5)
    robots = make_page(state=Page.State.FAILED, error_code="robots")
    urn = make_page(state=Page.State.FAILED, error_code="robots", url="urn:x:1")
    Errand.objects.create(
        kind="audio", subject="article:1", wanted="a", made="a", due_at=now, error_code="speech"
    )
    page = client.get("/operator/queues?reason=robots").content.decode()
    assert robots.url in page
    assert lost.url not in page
    client.post("/operator/queues/again", {"what": "pages", "page": [lost.pk]})
    lost.refresh_from_db()
    assert (lost.state, lost.attempts, lost.error_code) == (Page.State.DISCOVERED, 0, "")
    client.post("/operator/queues/again", {"what": "all", "reason": "robots"})
    states = dict(Page.objects.values_list("pk", "state"))
    assert (states[robots.pk], states[urn.pk]) == (Page.State.DISCOVERED, Page.State.FAILED)
    client.post("/operator/queues/again", {"what": "errands"})
    assert not Errand.objects.exclude(error_code="").exists()
    assert done("retry") == ["pages: 1", "all robots: 1", "errands: 1"]


@pytest.mark.django_db(transaction=True)
def test_publishers_of_the_catalogue_are_added_with_progress(client: Client) -> None:
    chosen = find_pack("country:KE").publishers
    page = client.get("/operator/sources/catalogue?country=KE").content.decode()
    assert chosen[0].name in page.replace("&amp;", "&")
    client.post("/operator/sources/install", {"country": "KE"})
    folder = current.CONFIG.data_dir
    wait_until(lambda: (job := job_of(folder, "catalogue")) and job.state != "running")
    job = job_of(folder, "catalogue")
    assert job is not None
    assert (job.state, job.subject) == ("done", "KE")
    assert set(Publisher.objects.values_list("key", flat=True)) == {one.key for one in chosen}
    assert job.outcome == Feed.objects.count()
    assert client.get("/operator/work/catalogue").json()["state"] == "done"
    assert client.post("/operator/sources/install", {"country": "AQ"}).status_code == 422
    assert client.post("/operator/sources/install", {"pack": "nothing"}).status_code == 422
