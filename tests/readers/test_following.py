"""Following, muting, saving, the history: one's own, on every device, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from broadsheet.read.things import KIND_NAMES
from broadsheet.readers import following, saving
from broadsheet.readers.models import Follow, Mute, ReadMark, Saved
from broadsheet.store.search import forget_memory
from broadsheet.store.search_index import reindex
from tests.factories import make_article, make_publisher
from tests.readers.signing_in import PASSWORD, make_reader, signed_in
from tests.stories import add_hashtag, make_story

pytestmark = pytest.mark.django_db
HOSTILE = [
    "",
    " ",
    "x" * 5000,
    "\0",
    "<script>",
    "../..",
    "ⅷ",
    "%",
    "a\nb",
    "'; DROP TABLE readers_follow;--",
]


def test_a_button_follows_and_stops_and_the_page_shows_it() -> None:
    reader = make_reader()
    client = signed_in(reader)
    article = make_article()
    add_hashtag(article, "kesh-dam", "KeshDam")
    page = client.get("/hashtag/kesh-dam").content.decode()
    assert ">Follow</button>" in page
    sent = {"kind": "hashtag", "key": "kesh-dam", "next": "/hashtag/kesh-dam"}
    for _ in range(2):
        assert client.post("/follow", sent).headers["Location"] == "/hashtag/kesh-dam"
    assert Follow.objects.get().label == "KeshDam"
    assert ">Stop following</button>" in client.get("/hashtag/kesh-dam").content.decode()
    assert "#KeshDam" in client.get("/following").content.decode()
    client.post("/follow", sent | {"action": "stop"})
    assert not Follow.objects.exists()


@pytest.mark.parametrize("kind", ["hashtag", "category", "publisher", "country", "story", "person", "search"])
def test_every_kind_can_be_followed_and_its_page_offers_it(kind: str) -> None:
    publisher = make_publisher(country="NZ")
    article = make_article(publisher, category="science")
    add_hashtag(article, "kesh-dam", "KeshDam")
    story = make_story(article)
    keys = {
        "hashtag": ("kesh-dam", "/hashtag/kesh-dam"),
        "category": ("science", "/category/science"),
        "publisher": (publisher.key, f"/publisher/{publisher.key}"),
        "country": ("nz", "/country/nz"),
        "story": (story.public_id, f"/story/{story.public_id}"),
        "person": ("Mara Tolland", "/following"),
        "search": ("dam OR lake", "/following"),
    }
    key, path = keys[kind]
    client = signed_in(make_reader())
    page = client.get(path, follow=True).content.decode()
    assert f'value="{kind}"' in page
    client.post("/follow", {"kind": kind, "key": key})
    assert (Follow.objects.get().kind, Follow.objects.get().key) == (kind, key)
    assert client.get("/following").status_code == 200
    assert client.get(f"/follow?kind={kind}&key={key}").status_code == 200
    stranger = Client().get(f"/follow?kind={kind}&key={key}")
    assert "sign in" in stranger.content.decode()


@pytest.mark.parametrize("key", HOSTILE)
def test_what_is_no_thing_is_refused_or_kept_as_text(key: str) -> None:
    client = signed_in(make_reader())
    for kind in (*KIND_NAMES, "?", ""):
        for address in ("/follow", "/mute"):
            assert client.post(address, {"kind": kind, "key": key}).status_code in (302, 400, 404)
        assert client.get("/follow", {"kind": kind, "key": key}).status_code in (200, 404)
        assert client.post("/save", {"kind": kind, "key": key}).status_code in (302, 404)
    page = client.get("/following")
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().replace("<script defer", "")


@pytest.mark.parametrize("key", HOSTILE)
def test_stopping_what_is_no_thing_changes_nothing(key: str) -> None:
    client = signed_in(make_reader())
    for address in ("/follow", "/mute", "/save"):
        for kind in ("hashtag", key):
            sent = {"kind": kind, "key": key, "action": "stop"}
            assert client.post(address, sent).status_code == 302


def test_the_way_back_is_a_path_of_this_site() -> None:
    client = signed_in(make_reader())
    for there in ("https://evil.example", "//evil.example", "javascript:alert(1)", "/\\evil.example"):
        sent = {"kind": "category", "key": "science", "next": there}
        assert client.post("/follow", sent).headers["Location"] == "/following"


def test_a_mute_ends_by_itself() -> None:
    reader = make_reader()
    client = signed_in(reader)
    make_article(title="The strike goes on")
    client.post("/mute", {"kind": "word", "key": " Strike ", "for": "week"})
    assert "The strike goes on" not in client.get("/category/x", follow=True).content.decode()
    now = timezone.now()
    assert [one.value for one in following.muted(reader, now)] == ["strike"]
    assert following.muted(reader, now + timedelta(days=8)) == ()
    client.post("/mute", {"kind": "word", "key": "strike", "for": "always"})
    assert following.muted(reader, now + timedelta(days=800))
    client.post("/mute", {"kind": "word", "key": "strike", "action": "stop"})
    assert not Mute.objects.exists()


@pytest.mark.parametrize("kind", ["publisher", "hashtag", "word", "category", "country", "story", "person"])
def test_each_kind_of_mute_leaves_its_articles_out_for_its_reader_alone(kind: str) -> None:
    publisher = make_publisher(country="PE")
    article = make_article(publisher, title="Mara Tolland measures a crack", category="science", summary="")
    other = make_article(make_publisher(country="NZ"), title="Something else", category="world", summary="")
    add_hashtag(article, "kesh-dam", "KeshDam")
    story = make_story(article)
    key = {
        "publisher": publisher.key, "hashtag": "kesh-dam", "word": "crack", "category": "science",
        "country": "pe", "story": story.public_id, "person": "mara tolland",
    }[kind]  # fmt: skip
    reader = make_reader()
    client, another = signed_in(reader), signed_in(make_reader("idris@example.org"))
    client.post("/mute", {"kind": kind, "key": key, "for": "day"})
    assert Mute.objects.get().kind == kind
    for path in ("/latest",):
        assert article.title not in client.get(path).content.decode()
        assert other.title in client.get(path).content.decode()
        assert article.title in another.get(path).content.decode()
        assert article.title in Client().get(path).content.decode()


def test_a_muted_search_leaves_out_what_it_finds_for_its_reader_alone() -> None:
    at = timezone.now() - timedelta(minutes=5)
    article = make_article(title="Mara Tolland measures a crack", text="The Kesh dam.", published_at=at)
    other = make_article(title="Something else", text="Of the lake.", published_at=at)
    for one in (article, other):
        make_story(one)
    list(reindex(anew=True))
    forget_memory()
    reader = make_reader()
    client, another = signed_in(reader), signed_in(make_reader("idris@example.org"))
    assert ">Mute…</a>" in client.get("/search?q=kesh").content.decode()
    for browser, one in ((client, article), (client, other), (another, article)):
        browser.post("/follow", {"kind": "publisher", "key": one.publisher.key})
    client.post("/mute", {"kind": "search", "key": "kesh dam", "for": "week"})
    for path in ("/", "/latest", "/for-you"):
        assert article.title not in client.get(path).content.decode(), path
        assert other.title in client.get(path).content.decode(), path
        assert article.title in another.get(path).content.decode(), path
    assert Mute.objects.get().found == [article.pk]
    assert "kesh dam" in client.get("/following").content.decode()
    client.post("/mute", {"kind": "search", "key": "kesh dam", "action": "stop"})
    assert article.title in client.get("/latest").content.decode()


def test_one_muted_search_a_page_is_looked_up_and_kept_for_a_while() -> None:
    reader = make_reader()
    for typed in ("dam", "lake", '"', "-", "publisher:nobody", "x" * 300):
        following.mute(reader, "search", typed, typed, None)
    now = timezone.now()
    for done in range(1, 7):
        following.found_by_muted(reader, now)
        assert Mute.objects.exclude(found_at=None).count() == done
    first = min(Mute.objects.values_list("found_at", flat=True))
    later = now + following.MUTE_AGE
    following.found_by_muted(reader, later)
    assert min(Mute.objects.values_list("found_at", flat=True)) == first
    following.found_by_muted(reader, later + timedelta(seconds=1))
    assert Mute.objects.filter(found_at__gt=later).count() == 1


def test_so_many_searches_can_be_muted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "MOST_MUTED_SEARCHES", 2)
    client = signed_in(make_reader())
    statuses = [client.post("/mute", {"kind": "search", "key": key}).status_code for key in "abc"]
    assert statuses == [302, 302, 422]


def test_a_browsers_cookie_mutes_no_search(client: Client) -> None:
    reader = make_reader()
    make_article(title="The strike goes on")
    client.cookies["mutes"] = "q:strike"
    assert "The strike goes on" in client.get("/latest").content.decode()
    client.post("/account/login/", {"login": reader.email, "password": PASSWORD})
    assert not Mute.objects.exists()


def test_mutes_of_the_browser_go_into_the_account_at_signing_in(client: Client) -> None:
    reader = make_reader()
    client.cookies["mutes"] = "w:strike/w:war"
    following.mute(reader, "word", "war", "war", timezone.now() + timedelta(days=1))
    client.post("/account/login/", {"login": reader.email, "password": PASSWORD})
    assert client.cookies["mutes"].value == ""
    kept = dict(Mute.objects.values_list("key", "ends_at"))
    assert set(kept) == {"strike", "war"}
    assert kept["war"] is not None  # as the account had it
    page = client.get("/settings").content.decode()
    assert "strike, war" in page
    client.post("/settings", {"words": "war", "hashtags": "", "publishers": ""})
    assert list(Mute.objects.values_list("key", "ends_at")) == [("war", kept["war"])]
    assert client.cookies["mutes"].value == ""


def test_articles_and_stories_are_kept_with_labels_and_a_note() -> None:
    client = signed_in(make_reader())
    article = make_article()
    story = make_story(make_article(title="The lead"))
    for kind, key in (("article", article.public_id), ("story", story.public_id)):
        client.post("/save", {"kind": kind, "key": key})
    saved = Saved.objects.get(kind="article")
    client.post(f"/saved/{saved.pk}", {"note": "For <b>Sunday</b>", "labels": "Dam, water،dam , \u202e"})
    assert [one.label for one in saved.labels.all()] == ["Dam", "water"]
    page = client.get("/saved").content.decode()
    assert "For &lt;b&gt;Sunday&lt;/b&gt;" in page
    assert article.title in page
    assert "The lead" in page
    of_label = client.get("/saved?label=Dam").content.decode()
    assert "The lead" not in of_label
    story.delete()
    assert "It is not here any more." in client.get("/saved").content.decode()
    client.post("/save", {"kind": "article", "key": article.public_id, "action": "stop"})
    assert Saved.objects.count() == 1


def test_nobody_sees_or_changes_what_another_keeps() -> None:
    mara, idris = make_reader(), make_reader("idris@example.org")
    saved = saving.save(mara, "article", make_article().public_id, "Secret", timezone.now())
    saving.annotate(saved, "My note", ["mine"])
    following.follow(mara, "person", "Ines Rey", "Ines Rey", timezone.now())
    other = signed_in(idris)
    assert other.get(f"/saved/{saved.pk}").status_code == 404
    assert other.post(f"/saved/{saved.pk}", {"note": "x"}).status_code == 404
    other.post("/save", {"kind": "article", "key": saved.key, "action": "stop"})
    other.post("/follow", {"kind": "person", "key": "Ines Rey", "action": "stop"})
    for path in ("/saved", "/following", "/history", "/for-you", "/account/data.json"):
        text = other.get(path).content.decode()
        assert "My note" not in text, path
        assert "Ines Rey" not in text, path
    saved.refresh_from_db()
    assert saved.note == "My note"
    assert Follow.objects.count() == 1


def test_what_was_read_is_remembered_on_every_device_until_it_is_switched_off() -> None:
    reader = make_reader()
    phone, desk = signed_in(reader), signed_in(reader)
    article = make_article(title="Opened")
    phone.get(f"/article/{article.public_id}", follow=True, headers={"sec-purpose": "prefetch"})
    assert not ReadMark.objects.exists()
    for _ in range(2):
        phone.get(f"/article/{article.public_id}", follow=True)
    assert ReadMark.objects.get().reader == reader
    assert "Opened" in desk.get("/history").content.decode()
    desk.post("/history", {"action": "off"})
    assert not ReadMark.objects.exists()
    phone.get(f"/article/{article.public_id}", follow=True)
    assert not ReadMark.objects.exists()
    assert "The history is off" in phone.get("/history").content.decode()
    desk.post("/history", {"action": "on"})
    phone.get(f"/article/{article.public_id}", follow=True)
    desk.post("/history", {"action": "forget"})
    assert not ReadMark.objects.exists()


def test_the_history_keeps_the_latest_alone() -> None:
    reader = make_reader()
    now = timezone.now()
    for minutes in range(5):
        ReadMark.objects.create(reader=reader, article=make_article(), at=now - timedelta(minutes=minutes))
    saving.forget_old(reader, most=3)
    assert ReadMark.objects.count() == 3
    assert min(ReadMark.objects.values_list("at", flat=True)) == now - timedelta(minutes=2)


def test_who_has_no_account_opens_articles_without_a_trace(client: Client) -> None:
    client.get(f"/article/{make_article().public_id}", follow=True)
    assert not ReadMark.objects.exists()
