"""Private feeds: each list of a reader's, for who has its address and for nobody else."""

from __future__ import annotations

import json
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from broadsheet.read import foryou
from broadsheet.readers import following, private_feeds, saving
from broadsheet.readers.accounts import hash_token
from broadsheet.readers.logs import WithoutKeys
from broadsheet.readers.models import Mute, PrivateFeed, Reader
from broadsheet.store.search import forget_memory
from broadsheet.store.search_index import reindex
from tests.factories import make_article, make_publisher
from tests.readers.signing_in import make_reader, signed_in
from tests.stories import add_hashtag, make_story

pytestmark = pytest.mark.django_db
NOBODY = Client(headers={"accept-language": "en"})


def make(reader: Reader, listed: str) -> str:
    """The path of a feed made on the page, without its ending."""
    page = signed_in(reader).post("/account/feeds", {"list": listed}).content.decode()
    found = re.search(r"(/account/feed/[\w-]{32})\.atom\?language=en", page)
    assert found, page
    return found[1]


def titles(path: str) -> list[str]:
    answer = NOBODY.get(f"{path}.json")
    assert answer.status_code == 200
    return [one["title"] for one in json.loads(answer.content)["items"]]


@pytest.fixture
def reader() -> Reader:
    foryou.forget_memory()
    return make_reader()


@pytest.mark.parametrize("kind", ["rss", "atom", "json"])
def test_a_feed_is_read_by_its_address_alone_and_kept_by_nobody(reader: Reader, kind: str) -> None:
    article = make_article(title="The dam holds")
    saving.save(reader, "article", article.public_id, article.title, timezone.now())
    answer = NOBODY.get(f"{make(reader, 'saved')}.{kind}")
    assert b"The dam holds" in answer.content
    headers = answer.headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in headers
    assert not answer.cookies
    again = NOBODY.get(f"{make(reader, 'saved')}.{kind}", headers={"if-none-match": headers["ETag"]})
    assert again.status_code in (200, 304)


@pytest.mark.parametrize(
    "kind",
    [
        "for-you",
        "front",
        "latest",
        "category",
        "publisher",
        "hashtag",
        "country",
        "story",
        "person",
        "search",
    ],
)
def test_each_list_has_what_is_in_it_without_what_is_muted(reader: Reader, kind: str) -> None:
    at = timezone.now() - timedelta(minutes=30)
    publisher = make_publisher(country="PE")
    facts = {"published_at": at, "category": "science", "text": "Mara Tolland closed the dam."}
    wanted = make_article(publisher, title="Engineers close the dam", **facts)
    muted = make_article(publisher, title="Engineers strike at the dam", **facts)
    for article in (wanted, muted):
        add_hashtag(article, "kesh-dam", "KeshDam")
    story = make_story(wanted)
    make_story(muted)
    list(reindex(anew=True))
    forget_memory()
    following.mute(reader, "word", "strike", "strike", None)
    following.follow(reader, "hashtag", "kesh-dam", "KeshDam", timezone.now())
    keys = {
        "category": "science", "publisher": publisher.key, "hashtag": "kesh-dam", "country": "pe",
        "story": story.public_id, "person": "Mara Tolland", "search": "engineers dam",
    }  # fmt: skip
    path = make(reader, f"{kind}:{keys[kind]}" if kind in keys else kind)
    assert titles(path) == ["Engineers close the dam"]


def test_what_a_muted_search_finds_is_in_no_feed(reader: Reader) -> None:
    wanted, found = make_article(title="The dam holds"), make_article(title="The dam leaks")
    following.mute(reader, "search", "leaks", "leaks", None)
    Mute.objects.update(found=[found.pk], found_at=timezone.now())
    assert titles(make(reader, "latest")) == [wanted.title]


def test_saved_has_articles_and_stories_the_latest_first(reader: Reader) -> None:
    now = timezone.now()
    first, second = make_article(title="First"), make_article(title="Second")
    story = make_story(second)
    saving.save(reader, "article", first.public_id, "First", now)
    saving.save(reader, "story", story.public_id, "Second", now + timedelta(minutes=1))
    saving.save(reader, "article", "gone", "Gone", now)
    assert titles(make(reader, "saved")) == ["Second", "First"]


def test_only_the_hash_is_kept_and_the_address_is_shown_once(reader: Reader) -> None:
    path = make(reader, "for-you")
    token = path.rpartition("/")[2]
    row = PrivateFeed.objects.get()
    assert row.token_hash == hash_token(token)
    assert token not in signed_in(reader).get("/account/feeds").content.decode()
    assert token not in signed_in(reader).get("/account/data.json").content.decode()
    assert row.name == "For you"


def test_a_revoked_one_leads_nowhere_and_only_its_reader_revokes_it(reader: Reader) -> None:
    path, other = make(reader, "for-you"), make(reader, "latest")
    row = PrivateFeed.objects.get(view="for-you")
    stranger = signed_in(make_reader("idris@example.org"))
    assert stranger.post(f"/account/feeds/{row.pk}").status_code == 404
    assert NOBODY.get(f"{path}.rss").status_code == 200
    assert signed_in(reader).post(f"/account/feeds/{row.pk}").status_code == 302
    assert NOBODY.get(f"{path}.rss").status_code == 404
    assert NOBODY.get(f"{other}.rss").status_code == 200


@pytest.mark.parametrize("token", ["x", "é" * 32, "A" * 32, "A" * 500, "..", "%00" * 32, "A" * 31 + "%00"])
def test_any_other_address_leads_nowhere(reader: Reader, token: str) -> None:
    make(reader, "latest")
    assert NOBODY.get(f"/account/feed/{token}.rss").status_code == 404


def test_who_is_switched_off_has_none(reader: Reader) -> None:
    path = make(reader, "latest")
    Reader.objects.update(is_active=False)
    assert NOBODY.get(f"{path}.rss").status_code == 404


@pytest.mark.parametrize(
    "listed", ["", "word:x", "hashtag:none", "for-you\0", "nothing:x", "story:" + "x" * 999]
)
def test_of_what_is_no_list_none_is_made(reader: Reader, listed: str) -> None:
    answer = signed_in(reader).post("/account/feeds", {"list": listed})
    assert answer.status_code == (200 if listed == "for-you\0" else 400)


def test_there_is_an_end_to_them(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(private_feeds, "MOST_FEEDS", 2)
    for status in (200, 200, 422):
        assert signed_in(reader).post("/account/feeds", {"list": "latest"}).status_code == status


def test_its_secret_is_in_no_log(reader: Reader, caplog: pytest.LogCaptureFixture) -> None:
    path = make(reader, "latest")
    record = logging.LogRecord(
        "x", logging.WARNING, "", 0, "Not Found: %s", (f"{path}.rss?language=en",), None
    )
    WithoutKeys().filter(record)
    assert record.getMessage() == "Not Found: /account/…"


def test_it_says_when_it_was_last_asked_for(reader: Reader) -> None:
    path = make(reader, "latest")
    assert "not asked for yet" in signed_in(reader).get("/account/feeds").content.decode()
    NOBODY.get(f"{path}.rss")
    used: Any = PrivateFeed.objects.get().used_at
    NOBODY.get(f"{path}.rss")
    assert PrivateFeed.objects.get().used_at == used
