"""A publisher's feeds, in every format that feeds come in."""

from __future__ import annotations

from collections.abc import Callable

from broadsheet.newsroom.feedformats.atom import render_atom03, render_atom10
from broadsheet.newsroom.feedformats.faults import break_feed
from broadsheet.newsroom.feedformats.jsonfeed import render_json1, render_json11
from broadsheet.newsroom.feedformats.rss import render_rss091, render_rss10, render_rss20
from broadsheet.newsroom.feedformats.sitemap import render_news_sitemap
from broadsheet.newsroom.feedformats.view import FeedView
from broadsheet.newsroom.model import FeedFormat

__all__ = ["FEED_TYPES", "FeedView", "render_feed"]

FEED_TYPES: dict[FeedFormat, str] = {
    "rss20": "application/rss+xml",
    "rss10": "application/rdf+xml",
    "rss091": "text/xml",
    "atom10": "application/atom+xml",
    "atom03": "application/atom+xml",
    "jsonfeed11": "application/feed+json",
    "jsonfeed1": "application/json",
    "sitemap": "application/xml",
}

_RENDERERS: dict[FeedFormat, Callable[[FeedView], bytes]] = {
    "rss20": render_rss20,
    "rss10": render_rss10,
    "rss091": render_rss091,
    "atom10": render_atom10,
    "atom03": render_atom03,
    "jsonfeed11": render_json11,
    "jsonfeed1": render_json1,
    "sitemap": render_news_sitemap,
}


def render_feed(view: FeedView, kind: FeedFormat) -> bytes:
    """The feed as bytes, with the fault the publisher is known for."""
    return break_feed(_RENDERERS[kind](view), view.publisher.traits.fault)
