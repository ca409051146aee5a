"""JSON Feed 1 and 1.1."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from broadsheet.newsroom.feedformats.view import FeedView
from broadsheet.newsroom.model import Article


def _moment(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()


def render_json1(view: FeedView) -> bytes:
    """JSON Feed 1 (jsonfeed.org/version/1): one `author` an item, no language."""
    feed = _head(view, "https://jsonfeed.org/version/1")
    for item, article in zip(feed["items"], view.articles, strict=True):
        if article.author:
            item["author"] = {"name": article.author}
    return msgspec.json.format(msgspec.json.encode(feed), indent=1)


def render_json11(view: FeedView) -> bytes:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1): `authors`, `language`."""
    feed = _head(view, "https://jsonfeed.org/version/1.1") | {"language": view.publisher.language}
    for item, article in zip(feed["items"], view.articles, strict=True):
        if article.author:
            item["authors"] = [{"name": article.author}]
    return msgspec.json.encode(feed)


def _head(view: FeedView, version: str) -> dict[str, Any]:
    return {
        "version": version,
        "title": view.title,
        "home_page_url": view.site_url,
        "feed_url": view.self_url,
        "description": view.publisher.tagline,
        "icon": view.icon_url,
        "items": [_item(view, article) for article in view.articles],
    }


def _item(view: FeedView, article: Article) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": view.id(article),
        "url": view.link(article),
        "title": article.title,
        "summary": article.standfirst or article.title,
        "date_published": _moment(article.published),
    }
    if article.updated:
        item["date_modified"] = _moment(article.updated)
    if article.tags:
        item["tags"] = list(article.tags)
    if picture := view.picture(article):
        item["image"] = picture[0]
    content = view.content(article)
    item["content_html" if content else "content_text"] = content or article.standfirst or article.title
    return item
