"""Whatever a person points at is found out for what it is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web

from broadsheet.errors import AddressRefused, BroadsheetError, FetchError, NothingToAdd, OpmlError
from broadsheet.fetch.client import Fetcher
from broadsheet.fetch.config import FetchConfig
from broadsheet.pipeline.adding import Found, look_at_address, look_at_file
from tests.pipeline.servers import serve_app

SENTENCE = "The engineers found clay under the pillars of the old market hall, and told the council so. "
ARTICLE = (
    "<!DOCTYPE html><html lang=en><head><title>Hall sinks</title></head><body><article><h1>Hall sinks</h1>"
)
ARTICLE += "".join(f"<p>Paragraph {n}. {SENTENCE * 2}</p>" for n in range(5)) + "</article></body></html>"
FRONT = (
    "<!DOCTYPE html><html><head><title>Courier</title>{head}</head><body><a href=/one>One</a></body></html>"
)
LINK = '<link rel="alternate" type="application/rss+xml" title="News" href="/news.xml">'
FEED = '<rss version="2.0"><channel><title>{title}</title><link>https://courier.example/</link>{more}</channel></rss>'
OPML = (
    '<opml version="2.0"><head/><body><outline text="Science">'
    '<outline type="rss" text="A" xmlUrl="https://a.example/feed"/></outline></body></opml>'
)


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, str]]:
    """Base addresses of a site that names its feed, and of one that has it at the usual place only."""

    def text(body: str, kind: str) -> web.AbstractRouteDef | object:
        async def answer(_: web.Request) -> web.Response:
            return web.Response(text=body, content_type=kind)

        return answer

    feed = text(FEED.format(title="The Courier", more=""), "application/rss+xml")
    naming = [
        web.get("/", text(FRONT.format(head=LINK), "text/html")),
        web.get("/news.xml", feed),
        web.get("/one", text(ARTICLE, "text/html")),
        web.get("/list.opml", text(OPML, "text/x-opml")),
    ]
    usual = [web.get("/", text(FRONT.format(head=""), "text/html")), web.get("/feed", feed)]
    none = [web.get("/", text(FRONT.format(head=""), "text/html"))]
    with serve_app(naming) as first, serve_app(usual) as second, serve_app(none) as third:
        yield {"naming": first, "usual": second, "none": third}


def look(url: str, *, allow: tuple[str, ...] = ("127.0.0.0/8",)) -> Found:
    async def main() -> Found:
        async with Fetcher(FetchConfig(allow_private=allow, per_host_delay_s=0.0)) as fetcher:
            return await look_at_address(fetcher, url)

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("site", "path", "feed"),
    [("naming", "/news.xml", "/news.xml"), ("naming", "/", "/news.xml"), ("usual", "/", "/feed")],
)
def test_a_feed_is_found_at_its_address_or_by_its_site(
    sites: dict[str, str], site: str, path: str, feed: str
) -> None:
    found = look(sites[site] + path)
    assert [(one.url, one.title) for one in found.feeds] == [(sites[site] + feed, "The Courier")]
    assert found.articles == ()


def test_the_address_of_an_article_is_the_article(sites: dict[str, str]) -> None:
    found = look(f"{sites['naming']}/one?utm_source=mail")
    (record,) = found.articles
    assert record.article is not None
    assert (record.article.title, record.address) == ("Hall sinks", f"{sites['naming']}/one")
    assert record.words > 100
    assert found.feeds == ()


def test_a_list_of_feeds_keeps_what_its_folders_mean(sites: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "list.opml"
    file.write_text(OPML)
    for found in (look(f"{sites['naming']}/list.opml"), look_at_file(file)):
        assert [(feed.url, feed.category) for feed in found.feeds] == [("https://a.example/feed", "science")]


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://127.0.0.1:1/", FetchError),
        ("ftp://a.example/", AddressRefused),
        ("http://10.0.0.1/", AddressRefused),
        ("http://169.254.169.254/latest/", AddressRefused),
    ],
)
def test_an_address_that_cannot_be_asked_is_named(url: str, kind: type[BroadsheetError]) -> None:
    with pytest.raises(kind) as caught:
        look(url)
    assert caught.value.subject == url


def test_a_site_without_feed_or_article_says_what_to_give_instead(sites: dict[str, str]) -> None:
    with pytest.raises(NothingToAdd, match="Give the address of a feed"):
        look(f"{sites['none']}/")
    with pytest.raises(AddressRefused, match="loopback"):
        look(f"{sites['naming']}/", allow=())


def test_a_saved_page_is_its_article_the_same_each_time(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(ARTICLE)
    first, again = look_at_file(file), look_at_file(file)
    (record,) = first.articles
    assert record.article is not None
    assert record.article.title == "Hall sinks"
    assert record.address.startswith("urn:broadsheet:saved:")
    assert record == again.articles[0]


def test_a_saved_feed_is_known_by_the_address_it_names(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    named = (
        '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="https://courier.example/rss"/>'
    )
    file.write_text(FEED.format(title="C", more=named))
    assert [feed.url for feed in look_at_file(file).feeds] == ["https://courier.example/rss"]
    file.write_text(FEED.format(title="C", more=""))
    with pytest.raises(NothingToAdd, match="does not say its address"):
        look_at_file(file)


@pytest.mark.parametrize("content", [b"", b"   \n", b"<html><body></body></html>", b"\0\1\2" * 100])
def test_a_file_that_holds_nothing_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "nothing"
    file.write_bytes(content)
    with pytest.raises(BroadsheetError) as caught:
        look_at_file(file)
    assert caught.value.subject == str(file)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad.opml"
    bad.write_text("<opml><body>" + "<outline text='x'>" * 60)
    with pytest.raises(OpmlError) as caught:
        look_at_file(bad)
    assert caught.value.subject == str(bad)
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(20_000_001)
    for path in (huge, tmp_path / "missing", tmp_path):
        with pytest.raises(NothingToAdd) as refused:
            look_at_file(path)
        assert refused.value.subject == str(path)
