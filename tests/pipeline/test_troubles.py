"""Everything that goes wrong out there ends as a recorded reason, and the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web

from broadsheet.newsroom.__main__ import make_newsroom
from broadsheet.newsroom.background import start_in_thread
from broadsheet.newsroom.catalogue import list_publishers
from broadsheet.newsroom.server import RunningServer
from broadsheet.newsroom.troubles import FEED_TROUBLES, TROUBLES
from tests.pipeline.gatherings import migrated
from tests.pipeline.servers import serve_app

pytestmark = pytest.mark.slow

OFF = {
    "missing": "status",
    "gone": "status",
    "to-metadata": "address-refused",
    "to-private": "address-refused",
    "to-file": "address-refused",
    "html-feed": "not-a-feed",
    "login": "not-a-feed",
}
ASKED_AGAIN = {
    "empty": "feed",
    "error": "status",
    "unavailable": "status",
    "too-many": "status",
    "forbidden": "status",
    "loop": "too-many-redirects",
    "drip": "too-slow",
    "endless": "too-large",
    "bomb-gzip": "too-large",
    "bomb-br": "too-large",
    "broken-gzip": "bad-answer",
    "header-flood": "too-large",
    "truncated": "bad-answer",
    "garbage": "bad-answer",
    "reset": "unreachable",
    "huge": "too-large",
}
READ = {"moved": 3, "wrong-type": 3, "no-ids": 4, "future": 3, "restless": 3, "script": 3}
EITHER_WAY = {"billion-laughs", "xxe", "nested"}  # bounded; what can be read of them is read

PAGES_FAIL = {
    name: code for name, code in (OFF | ASKED_AGAIN).items() if name not in ("html-feed", "login", "empty")
}
PAGES_FAIL |= {"robots-disallowed": "robots", "login": "no-article", "empty": "extract"}


@dataclass
class Outcome:
    told: dict[str, Any]
    server: RunningServer
    healthy: str

    def feed(self, name: str) -> dict[str, Any]:
        found = [
            feed for url, feed in self.told["feeds"].items() if url.startswith(f"http://{name}.localhost")
        ]
        assert len(found) == 1
        return dict(found[0])

    def page(self, name: str) -> dict[str, Any]:
        return dict(
            self.told["pages"][f"http://page-{name}.localhost:{self.server.trouble_port}/{name}/page"]
        )


def pages_feed(port: int) -> str:
    """A feed of no text, which links to the page of every trouble."""
    items = "".join(
        f"<item><title>{name}</title><link>http://page-{name}.localhost:{port}/{name}/page</link></item>"
        for name in TROUBLES
    )
    return f'<rss version="2.0"><channel><title>Pages</title>{items}</channel></rss>'


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    newsroom = make_newsroom(speed=0.0)
    postgres = request.getfixturevalue("postgres_server") if request.param == "postgres" else None
    with start_in_thread(newsroom) as server:
        listed = list_publishers(newsroom, f"http://newsroom.localhost:{server.port}")
        healthy = listed[0].feeds[0].url

        async def answer(_: web.Request) -> web.Response:
            return web.Response(text=pages_feed(server.trouble_port), content_type="application/rss+xml")

        with serve_app([web.get("/pages.xml", answer)]) as base:
            gathering = migrated(tmp_path_factory.mktemp("troubles"), postgres)
            pages = f"{base}/pages.xml"
            told = gathering.ask("gather_troubles", str(server.trouble_port), healthy, pages)
            yield Outcome(told, server, healthy)


def test_every_trouble_of_feeds_is_promised_something() -> None:
    assert set(FEED_TROUBLES) == {*OFF, *ASKED_AGAIN, *READ, *EITHER_WAY}


def test_the_healthy_feed_goes_on(outcome: Outcome) -> None:
    feed = outcome.told["feeds"][outcome.healthy]
    assert (feed["state"], feed["code"]) == ("active", "")
    assert feed["entries"] > 0
    host = outcome.healthy.split("/")[2]
    pages = [page for url, page in outcome.told["pages"].items() if url.split("/")[2] == host]
    assert len(pages) == feed["entries"]
    assert {page["state"] for page in pages} == {"extracted"}


@pytest.mark.parametrize("name", OFF)
def test_a_feed_that_is_dead_when_first_asked_is_switched_off_with_its_reason(
    outcome: Outcome, name: str
) -> None:
    feed = outcome.feed(name)
    assert (feed["state"], feed["code"]) == ("off", OFF[name])
    assert feed["reason"].startswith("Switched off: ")


@pytest.mark.parametrize("name", ASKED_AGAIN)
def test_a_feed_in_trouble_that_may_pass_is_asked_again_later(outcome: Outcome, name: str) -> None:
    feed = outcome.feed(name)
    assert (feed["state"], feed["code"], feed["failures"]) == ("active", ASKED_AGAIN[name], 1)
    assert 800 <= feed["wait_s"] <= 1000


@pytest.mark.parametrize("name", READ)
def test_an_odd_feed_is_read(outcome: Outcome, name: str) -> None:
    feed = outcome.feed(name)
    assert (feed["state"], feed["code"], feed["entries"]) == ("active", "", READ[name])


@pytest.mark.parametrize("name", sorted(EITHER_WAY))
def test_a_hostile_document_is_read_or_refused_and_its_entities_never_unfold(
    outcome: Outcome, name: str
) -> None:
    feed = outcome.feed(name)
    assert feed["failures"] <= 1
    assert feed["code"] in ("", "feed", "not-a-feed")
    assert "root:" not in str(outcome.told)
    assert all(len(article["title"]) <= 1000 for article in outcome.told["articles"].values())


@pytest.mark.parametrize("name", PAGES_FAIL)
def test_a_page_in_trouble_says_what_is_wrong(outcome: Outcome, name: str) -> None:
    page = outcome.page(name)
    assert page["code"] == PAGES_FAIL[name]
    passing = {"error", "unavailable", "too-many", "drip", "broken-gzip", "truncated", "garbage", "reset"}
    assert page["again"] == (name in passing)
    assert page["state"] == ("discovered" if name in passing else "failed")


@pytest.mark.parametrize("name", ["moved", "wrong-type", "html-feed", "restless", "no-ids", "future", "xxe"])
def test_a_sound_page_behind_an_odd_answer_is_an_article(outcome: Outcome, name: str) -> None:
    assert outcome.page(name)["state"] == "extracted"


def test_every_reason_is_a_plain_sentence(outcome: Outcome) -> None:
    for url, row in (outcome.told["feeds"] | outcome.told["pages"]).items():
        if row["code"]:
            assert row["detail"][:1].isupper(), (url, row)
            assert row["detail"].endswith("."), (url, row)
            assert "Traceback" not in row["detail"]
            assert "Error(" not in row["detail"]
            assert "fault of Broadsheet" not in row["detail"], (url, row)


def test_no_private_address_is_connected_to(outcome: Outcome) -> None:
    assert outcome.told["connected"] == ["127.0.0.1"]


def test_no_script_reaches_a_stored_text(outcome: Outcome) -> None:
    html = " ".join(article["html"] for article in outcome.told["articles"].values()).lower()
    for bad in ("<script", "onerror", "onload", "javascript:", "<iframe", "<style", "<base"):
        assert bad not in html
