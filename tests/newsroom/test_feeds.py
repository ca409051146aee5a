from __future__ import annotations

import dataclasses
import io
import json

import feedparser
import pytest
from lxml import etree

from broadsheet.newsroom.addresses import Addresses
from broadsheet.newsroom.content import FORMATS
from broadsheet.newsroom.feedformats import FEED_TYPES, FeedView, render_feed
from broadsheet.newsroom.model import Fault, FeedFormat
from broadsheet.newsroom.newsroom import Newsroom

from .conftest import EVENING

XML_FORMATS = [kind for kind in FORMATS if kind.startswith(("rss", "atom"))]
VERSIONS = {"rss20": "rss20", "rss10": "rss10", "rss091": "rss091u", "atom10": "atom10", "atom03": "atom03"}


def view_of(newsroom: Newsroom, fault: Fault = "") -> FeedView:
    publisher = newsroom.publisher("daily-lantern")
    assert publisher is not None
    traits = dataclasses.replace(publisher.traits, fault=fault, tracking=True, media=True)
    publisher = dataclasses.replace(publisher, traits=traits)
    articles = tuple(newsroom.latest(publisher, 20))
    return FeedView(publisher, Addresses(8460), None, articles, EVENING)


@pytest.mark.parametrize("kind", XML_FORMATS)
def test_every_xml_format_says_the_same(newsroom: Newsroom, kind: FeedFormat) -> None:
    view = view_of(newsroom)
    read = feedparser.parse(io.BytesIO(render_feed(view, kind)))
    assert not read.bozo
    assert read.version.startswith(VERSIONS[kind])
    assert read.feed.title == "The Daily Lantern & Post"
    # feedparser reads titles of RSS as HTML, so "<without>" is lost there and only there.
    titles = [entry.title.replace("<without> ", "").replace("  ", " ") for entry in read.entries]
    assert titles == [a.title.replace("<without> ", "").replace("  ", " ") for a in view.articles]
    assert [entry.link for entry in read.entries] == [view.link(article) for article in view.articles]
    assert all("utm_source=feed&utm_medium" in entry.link for entry in read.entries)
    if kind != "rss091":
        for entry, article in zip(read.entries, view.articles, strict=True):
            dated = entry.get("published_parsed") or entry.updated_parsed  # RSS 1.0 has dc:date
            assert dated[:6] == article.published.timetuple()[:6]
            assert entry.get("author", "") in (article.author, view.publisher.name)


@pytest.mark.parametrize("kind", ["rss20", "rss10", "atom10", "atom03"])
def test_full_feeds_carry_the_text_but_not_of_paywalled_articles(
    newsroom: Newsroom, kind: FeedFormat
) -> None:
    view = view_of(newsroom)
    read = feedparser.parse(io.BytesIO(render_feed(view, kind)))
    for entry, article in zip(read.entries, view.articles, strict=True):
        held = "".join(content.value for content in entry.get("content", []))
        if article.paywalled:
            assert "after a debate of nineteen years" not in held
        elif article.event == "bridge" and not article.wire_from:
            assert "The first loaves crossed the river" in held


@pytest.mark.parametrize("kind", ["jsonfeed1", "jsonfeed11"])
def test_json_feeds_hold_what_their_version_asks_for(newsroom: Newsroom, kind: FeedFormat) -> None:
    view = view_of(newsroom)
    feed = json.loads(render_feed(view, kind))
    assert feed["version"] == f"https://jsonfeed.org/version/{'1' if kind == 'jsonfeed1' else '1.1'}"
    assert [item["title"] for item in feed["items"]] == [article.title for article in view.articles]
    assert all(item["id"] and item["url"] for item in feed["items"])
    signed = [item for item in feed["items"] if "author" in item or "authors" in item]
    assert len(signed) == 3


def test_a_news_sitemap_holds_titles_and_dates(newsroom: Newsroom) -> None:
    view = view_of(newsroom)
    tree = etree.fromstring(render_feed(view, "sitemap"))
    names = {"n": "http://www.google.com/schemas/sitemap-news/0.9"}
    assert tree.xpath("//n:title/text()", namespaces=names) == [article.title for article in view.articles]
    assert len(tree.xpath("//n:publication_date", namespaces=names)) == len(view.articles)


@pytest.mark.parametrize("fault", ["entities", "ampersand", "encoding", "blank", "bom", "control"])
def test_broken_feeds_are_broken_and_yet_hold_every_entry(newsroom: Newsroom, fault: Fault) -> None:
    sound, broken = render_feed(view_of(newsroom), "rss20"), render_feed(view_of(newsroom, fault), "rss20")
    assert broken != sound
    if fault not in ("bom", "encoding"):  # these two a parser may pass over in silence
        with pytest.raises(etree.XMLSyntaxError):
            etree.fromstring(broken, etree.XMLParser(resolve_entities=False))
    assert len(feedparser.parse(io.BytesIO(broken)).entries) == 4


def test_every_format_has_a_type() -> None:
    assert set(FEED_TYPES) == set(FORMATS)
