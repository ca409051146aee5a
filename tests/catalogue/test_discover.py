from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.catalogue.discover import find_feeds, looks_like, sitemaps_in_robots, well_known_addresses

URL = "https://news.example/section/page"


def urls(page):
    return [feed.url for feed in find_feeds(page, URL)]


def test_the_site_s_feed_comes_before_those_of_comments_and_categories():
    page = """<html><head><base href="/"><link rel="alternate" type="application/rss+xml" title="Comments"
      href="comments/feed/">
      <link rel="alternate" type="application/rss+xml" href="category/sport/feed/">
      <link rel="alternate" type="application/rss+xml" title="All" href="feed/"></head></html>"""
    assert urls(page) == [
        "https://news.example/feed/",
        "https://news.example/category/sport/feed/",
        "https://news.example/comments/feed/",
    ]


def test_links_that_are_no_feeds_are_left_alone():
    page = """<link rel="alternate" hreflang="fr" href="/fr"><link rel="stylesheet" href="/feed.css">
      <link rel="alternate" type="application/json" href="/wp-json/x"><a href="/about">About</a>
      <link rel="alternate" type="application/rss+xml" href="javascript:x">"""
    assert urls(page) == []


@pytest.mark.parametrize(
    "href", ["/rss.xml", "/feed/", "feed://news.example/atom.xml", "/?feed=rss2", "/news/rss"]
)
def test_an_anchor_that_looks_like_a_feed_is_found(href):
    assert len(urls(f'<p><a href="{href}">Subscribe</a></p>')) == 1


def test_the_generator_tells_where_its_feed_is():
    assert urls('<meta name="generator" content="WordPress 6.7">') == ["https://news.example/feed/"]


def test_usual_places_are_on_the_same_site():
    places = well_known_addresses(URL)
    assert "https://news.example/rss.xml" in places
    assert all(place.startswith("https://news.example/") for place in places)
    assert well_known_addresses("not an address") == []


def test_news_sitemaps_in_robots_come_first():
    robots = (
        "User-agent: *\nSitemap: /all.xml\nsitemap: https://news.example/news.xml # new\nSitemap: ftp://x/"
    )
    assert sitemaps_in_robots(robots, "https://news.example/robots.txt") == [
        "https://news.example/news.xml",
        "https://news.example/all.xml",
    ]


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        (b"<?xml version='1.0'?><!-- x --><rss version='2.0'/>", "text/html", "feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "", "feed"),
        (b"<urlset/>", "", "feed"),
        (b"<sitemapindex/>", "", "sitemap-index"),
        (b"<opml/>", "", "opml"),
        (b"<!doctype html><p>", "", "html"),
        (b"<p>Hello</p>", "", "html"),
        (b"Just words", "text/plain", "text"),
        ("<rss/>".encode("utf-16"), "", "feed"),
    ],
)
def test_a_document_is_told_by_its_first_characters(body, content_type, kind):
    assert looks_like(body, content_type) == kind


def test_a_packed_document_is_told_by_what_is_inside():
    feed = b"<rss version='2.0'><channel>" + b"<item/>" * 50_000 + b"</channel></rss>"
    assert looks_like(gzip.compress(feed), "application/octet-stream") == "feed"
    assert looks_like(gzip.compress(b"<!DOCTYPE html><p>x"), "") == "html"
    assert looks_like(b"\x1f\x8bdamaged", "") == "text"


@given(st.binary(max_size=200), st.text(max_size=40))
def test_any_page_and_address_give_an_answer(page, url):
    assert all(feed.url.startswith(("http://", "https://")) for feed in find_feeds(page, url))
    assert looks_like(page, url)
    assert well_known_addresses(url) is not None
