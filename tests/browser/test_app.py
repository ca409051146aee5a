"""Broadsheet as an application, in real Chromium: installable, and readable when the network is gone."""

from __future__ import annotations

import io
import json
import re

import pytest
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.edition import Edition
from tests.browser.reader import Reader, ReaderMaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ready(readers: ReaderMaker) -> Reader:
    """A reader whose service worker stands."""
    reader = readers(worker=True)
    page = reader.open("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return reader


def read(reader: Reader, path: str) -> Page:
    page = reader.open(path)
    wait_until_kept(page)
    return page


def wait_until_kept(page: Page) -> None:
    page.wait_for_function(
        "caches.open('read').then((kept) => kept.match(location.pathname, {ignoreVary: true})).then(Boolean)"
    )


def test_pages_that_were_read_are_there_without_a_network(readers: ReaderMaker, edition: Edition) -> None:
    reader = ready(readers)
    title = read(reader, edition.pages["article"]).get_by_role("heading", level=1).inner_text()
    address = reader.page.url
    read(reader, "/")
    reader.context.set_offline(True)
    page = reader.page
    page.goto(address)
    assert page.get_by_role("heading", level=1).inner_text() == title
    expect(page.locator("#notice")).to_contain_text("This page is as it was kept:")
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Source Serif')
    page.goto(f"{reader.server}/")
    assert page.locator("main h2 a, main h3 a").count() > 3


def test_a_page_that_was_not_read_says_so_and_lists_what_is_kept(
    readers: ReaderMaker, edition: Edition
) -> None:
    reader = ready(readers)
    title = read(reader, edition.pages["article"]).get_by_role("heading", level=1).inner_text()
    reader.context.set_offline(True)
    page = reader.page
    page.goto(reader.server + edition.pages["story"])
    assert page.get_by_role("heading", level=1).inner_text() == "Kept for offline"
    expect(page.locator("#notice")).to_contain_text("You are offline")
    expect(page.get_by_text("The page you asked for is not kept on this device.")).to_be_visible()
    page.get_by_role("link", name=title).click()
    assert page.get_by_role("heading", level=1).inner_text() == title


def test_losing_and_finding_the_network_is_said(readers: ReaderMaker, edition: Edition) -> None:
    reader = ready(readers)
    reader.context.set_offline(True)
    expect(reader.page.locator("#notice")).to_contain_text("You are offline")
    reader.context.set_offline(False)
    expect(reader.page.locator("#notice")).to_be_hidden()


def test_a_saved_article_outlives_the_pages_read_since(readers: ReaderMaker, edition: Edition) -> None:
    reader = ready(readers)
    page = read(reader, edition.pages["article"])
    address = page.url
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Saved")).to_be_visible()
    page.evaluate("caches.delete('read')")
    reader.context.set_offline(True)
    page.goto(address)
    expect(page.get_by_role("button", name="Saved")).to_be_visible()
    page.get_by_role("button", name="Saved").click()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
    page.goto(address)
    assert page.get_by_role("heading", level=1).inner_text() == "Kept for offline"


def test_settings_feeds_and_forms_are_never_kept(readers: ReaderMaker, edition: Edition) -> None:
    reader = ready(readers)
    for path in ("/feeds", "/about", "/latest?before=x", "/look?theme=dark&next=/", "/status.json"):
        reader.open(path)
    read(reader, "/latest")
    kept = reader.page.evaluate(
        "caches.open('read').then((cache) => cache.keys()).then((keys) => keys.map((key) => key.url))"
    )
    assert f"{reader.server}/latest" in kept
    assert {url.removeprefix(reader.server) for url in kept} <= {"/", "/latest"}


def test_the_worker_keeps_to_its_limits(readers: ReaderMaker, edition: Edition) -> None:
    reader = ready(readers)
    reader.page.evaluate(
        """caches.open('read').then(async (cache) => {
            for (let n = 0; n < 70; n += 1) await cache.put(`/article/old-${n}`, new Response("old"));
        })"""
    )
    read(reader, "/latest")
    assert reader.page.evaluate("caches.open('read').then((c) => c.keys()).then((k) => k.length)") == 60


def test_chromium_finds_nothing_that_hinders_installing(readers: ReaderMaker, edition: Edition) -> None:
    reader = ready(readers)
    session = reader.context.new_cdp_session(reader.page)
    found = session.send("Page.getAppManifest")
    assert found["errors"] == []
    assert json.loads(found["data"])["name"] == "Broadsheet"
    hindrances = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in hindrances if one["errorId"] != "in-incognito"] == []


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_the_manifest_speaks_each_language_and_its_icons_are_what_it_says(
    client: Client, live_server: LiveServer, language: str, direction: str
) -> None:
    answer = client.get(f"/app/{language}.webmanifest")
    assert answer.headers["Content-Type"].startswith("application/manifest+json")
    manifest = json.loads(answer.content)
    assert (manifest["lang"], manifest["dir"]) == (language, direction)
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        content = b"".join(client.get(icon["src"]).streaming_content)  # type: ignore[attr-defined]
        width, height = Image.open(io.BytesIO(content)).size
        assert icon["sizes"] == f"{width}x{height}"
    for shortcut in manifest["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200
    assert client.get("/app/xx.webmanifest").status_code == 404


def test_what_another_application_shares_is_opened_or_searched(client: Client, edition: Edition) -> None:
    article = edition.edited
    for given in ({"url": article.canonical_url}, {"text": f"Look: {article.canonical_url}"}):
        answer = client.get("/shared", given)
        assert answer.headers["Location"].startswith(f"/article/{article.public_id}")
    answer = client.get("/shared", {"title": "the dam", "url": "https://elsewhere.example/x"})
    assert re.fullmatch(r"/search\?q=the[+]dam", answer.headers["Location"])
    assert client.get("/shared", {"url": "javascript:alert(1)"}).headers["Location"] == "/search"


def test_the_worker_has_a_new_version_when_a_file_has(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from broadsheet.read.views import app

    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    before = answer.content.decode().splitlines()[0]
    read = app._read
    monkeypatch.setattr(app, "_read", lambda name: read(name) + b" " * name.endswith(".css"))
    app._worker.cache_clear()
    after = client.get("/sw.js").content.decode().splitlines()[0]
    app._worker.cache_clear()
    assert before.startswith("const VERSION")
    assert before != after
