"""Known vectors of cross-site scripting, gathered from a publisher and opened in real Chromium."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Error, Page, Request

from tests.browser.hostile import opml, routes, vectors
from tests.pipeline.gatherings import migrated, wait_until
from tests.pipeline.servers import serve_app

pytestmark = pytest.mark.browser

_HERE = Path(__file__).parent
WATCH = (_HERE / "watch.js").read_text(encoding="utf-8")
SCAN = (_HERE / "scan.js").read_text(encoding="utf-8")
ATTACKS = vectors()


@dataclass
class Watched:
    """A browser's page, and all that pages in it did which ours must not."""

    page: Page
    home: str
    found: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Opens it, and notes a script that ran, a request elsewhere, another page than asked for, markup."""
        self.page.goto(self.home + path, wait_until="load")
        self.page.wait_for_timeout(1)
        self.found += self.page.evaluate(SCAN)

    def note(self, what: str) -> None:
        self.found.append(what)

    def dismiss(self, dialog: Dialog) -> None:
        self.note("a dialog")
        dialog.dismiss()

    def take(self) -> list[str]:
        taken, self.found[:] = list(self.found), []
        return taken


@contextmanager
def watched(browser: Browser, home: str) -> Iterator[Watched]:
    context: BrowserContext = browser.new_context(locale="en", service_workers="block")
    try:
        watch = Watched(context.new_page(), home)
        context.expose_function("noteAttack", lambda what: watch.note(what))
        context.add_init_script(WATCH)
        watch.page.set_default_timeout(60_000)
        context.on("requestfinished", lambda request: _note_request(watch, request))
        context.on("requestfailed", lambda request: _note_request(watch, request))
        watch.page.on("dialog", lambda dialog: watch.dismiss(dialog))
        watch.page.on("popup", lambda popup: watch.found.append(f"a window: {popup.url}"))
        yield watch
    finally:
        context.close()


def _note_request(watch: Watched, request: Request) -> None:
    stopped = "csp" in (request.failure or "").lower()
    own = request.url.startswith((watch.home + "/", "about:", "blob:" + watch.home))
    if not own and not stopped:
        watch.found.append(f"asked for {request.url[:100]}")


# --- that the watching sees anything ---


def test_every_vector_is_seen_where_a_page_lets_it(browser: Browser) -> None:
    """Each is written carelessly into a page without a policy; there it must act, or be seen to be there."""
    home = "http://careless.example"
    unseen = []
    with watched(browser, home) as watch:
        shown: list[str] = []
        watch.page.route("**/*", lambda route: route.fulfill(body=shown[0], content_type="text/html"))
        for attack in ATTACKS:
            seen = []
            for written in (
                f"<!doctype html><body><p>{attack}</p>",
                f'<!doctype html><body><input value="{attack}">',
                f"<!doctype html><body><input value='{attack}'>",
                f"<!doctype html><body><input value=x{attack}>",
                f"<!doctype html>{attack}",
                f"<!doctype html><body><script>const a = '{attack}';</script>",
                f'<!doctype html><body><script>const a = "{attack}";</script>',
                f"<!doctype html><body><script>const a = `{attack}`;</script>",
                f'<!doctype html><body><a href="{escape(attack)}">x</a><img src="{escape(attack)}">',
            ):
                shown[:] = [written]
                try:
                    watch.open("/page")
                except Error:  # it left the page
                    seen.append("left")
                seen += watch.take()
                if seen:
                    break
            if not seen:
                unseen.append(attack)
    assert unseen == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<script>alert(1)</script>", "a script ran"),
        ("<img src=x onerror=alert(1)>", "a script ran"),
        ("<iframe srcdoc='<script>alert(1)</script>'></iframe>", "a script ran"),
        ("<img src=//evil.example/p.gif>", "asked for http://evil.example/p.gif"),
        ("<p style='color:red'>x</p>", "p[style]"),
        ("<a href=' java&Tab;script:alert(1)'>x</a>", "a to  java\tscript:alert(1)"),
        ("<base href=/x/>", "<base>"),
    ],
)
def test_the_watching_says_what_happened(browser: Browser, written: str, expected: str) -> None:
    with watched(browser, "http://careless.example") as watch:
        page = f"<!doctype html><body>{written}"
        watch.page.route(
            "http://careless.example/**", lambda route: route.fulfill(body=page, content_type="text/html")
        )
        watch.open("/page")
        assert expected in watch.take()


# --- what a publisher writes, through the whole pipeline ---


@dataclass(frozen=True)
class World:
    """A Broadsheet that gathered from the attacker and serves what it has."""

    home: str
    database: Path

    def rows(self, query: str) -> list[tuple[str, ...]]:
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("attacked")
    gathering = migrated(folder)
    with serve_app(routes(ATTACKS)) as publisher:
        listed = folder / "feeds.opml"
        listed.write_bytes(opml(ATTACKS, publisher))
        gathering.run("opml", "import", str(listed))
        gathering.run("gather")
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "broadsheet.cli", "up", "--port", str(port)],
            env=gathering.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # it logs every address that it refuses
        )
        home = f"http://127.0.0.1:{port}"
        try:
            wait_until(lambda: server.poll() is None and _answers(home))
            yield World(home, folder / "broadsheet.sqlite3")
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def _answers(home: str) -> bool:
    try:
        with urllib.request.urlopen(f"{home}/about", timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_no_page_acts_for_an_attacker(browser: Browser, world: World) -> None:
    articles = [row[0] for row in world.rows("select public_id from store_article")]
    stories = [row[0] for row in world.rows("select public_id from store_story where articles > 1")]
    others = [f"/publisher/{row[0]}" for row in world.rows("select key from store_publisher")]
    others += [
        f"/hashtag/{quote(row[0], safe='')}" for row in world.rows("select key from store_hashtag limit 30")
    ]
    feeds = [f"/feeds/{row[0]}" for row in world.rows("select id from store_feed")]
    lists = [
        "/",
        "/latest",
        "/publishers",
        "/feeds",
        "/feeds/unread",
        "/search?q=council",
        "/settings",
        "/about",
    ]
    assert len(articles) > 0.9 * len(ATTACKS)
    assert stories
    problems: dict[str, list[str]] = {}
    headings = []
    with watched(browser, world.home) as watch:
        for path in (
            *lists,
            *(f"/article/{article}" for article in articles),
            *(f"/story/{story}" for story in stories[:10]),
            *(one for place, one in enumerate([*others, *feeds]) if place % 12 == 0),
        ):
            watch.open(path)
            headings.append(watch.page.locator("h1").first.text_content() or "")
            if found := watch.take():
                problems[path] = found
    assert problems == {}
    assert sum("<" in heading for heading in headings) > 40  # they came as far as the headline


def test_nothing_in_a_question_acts(browser: Browser, world: World) -> None:
    forms = (
        *("/search?q={0}", "/{0}", "/search?q=a&language={0}&publisher={0}&in={0}", "/feeds?q={0}&state={0}"),
        *("/hashtag/{0}", "/latest?before={0}", "/settings?mute={0}&saved={0}", "/look?theme=dark&next={0}"),
        *("/shared?title={0}&url={0}&text={0}", "/story/{0}", "/feeds/unread?reason={0}", "/category/{0}"),
    )
    problems = {}
    with watched(browser, world.home) as watch:
        for place, attack in enumerate(ATTACKS):
            form = forms[0 if place % 2 else place // 2 % len(forms)]
            path = form.replace("{0}", quote(attack, safe=""))
            watch.open(path)
            if form is forms[0]:
                asked = watch.page.locator("#q").input_value()
                assert _letters(asked)[:20] == _letters(attack)[:20]
            if found := watch.take():
                problems[path] = found
    assert problems == {}


def _letters(text: str) -> str:
    """Without what a field of one line, or a database, has no place for."""
    return "".join(letter for letter in text if letter.isprintable() and letter not in " \ufffd")


def test_feeds_opened_as_pages_act_on_nothing(browser: Browser, world: World) -> None:
    """A browser shows XML and JSON as they are, or keeps them as files."""
    with watched(browser, world.home) as watch:
        for kind in ("rss", "atom", "json"):
            for path in (f"/latest/feed.{kind}", f"/feed.{kind}", f"/search/feed.{kind}?q=council"):
                with suppress(Error):  # a download
                    watch.page.goto(world.home + path, wait_until="load")
        watch.page.wait_for_timeout(50)
        assert watch.take() == []


def test_the_policy_alone_stops_what_gets_into_the_store(browser: Browser, world: World) -> None:
    """As if the sanitiser had let everything pass: markup is there, and still no script runs."""
    with closing(sqlite3.connect(world.database, timeout=30)) as connection, connection:
        ids = connection.execute("select id, public_id from store_article order by id").fetchall()
        for (pk, _), attack in zip(ids, ATTACKS, strict=False):
            html = f"<p>Bare.</p>{attack}"
            connection.execute("update store_article set html = ? where id = ?", (html, pk))
        connection.execute("update store_publisher set rights = 'whole'")
    bare, acted = 0, {}
    with watched(browser, world.home) as watch:
        for (_, public_id), attack in list(zip(ids, ATTACKS, strict=False))[::3]:
            if "http-equiv=refresh" in attack:
                continue  # no policy stops a page from leading elsewhere: the sanitiser does
            watch.open(f"/article/{public_id}")
            found = watch.take()
            bare += bool(found)
            if worse := [one for one in found if "ran" in one or "asked" in one or "window" in one]:
                acted[attack] = worse
    assert bare > 20
    assert acted == {}
