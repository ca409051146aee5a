"""Atom 0.3 and 1.0."""

from __future__ import annotations

from datetime import datetime

from broadsheet.newsroom.feedformats.view import Element, FeedView, add, new_root, to_bytes
from broadsheet.newsroom.model import Article

ATOM10 = "{http://www.w3.org/2005/Atom}"
ATOM03 = "{http://purl.org/atom/ns#}"
MEDIA = "http://search.yahoo.com/mrss/"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _moment(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat().replace("+00:00", "Z")


def render_atom10(view: FeedView) -> bytes:
    """Atom 1.0 (RFC 4287) with media; reprints name their source."""
    names = {None: ATOM10[1:-1], "media": MEDIA}
    feed = new_root(f"{ATOM10}feed", {_LANG: view.publisher.language}, nsmap=names)
    add(feed, f"{ATOM10}title", view.title)
    add(feed, f"{ATOM10}subtitle", view.publisher.tagline)
    add(feed, f"{ATOM10}id", view.self_url)
    add(feed, f"{ATOM10}link", rel="self", href=view.self_url)
    add(feed, f"{ATOM10}link", rel="alternate", type="text/html", href=view.site_url)
    add(feed, f"{ATOM10}icon", view.icon_url)
    add(feed, f"{ATOM10}updated", _moment(view.built))
    add(add(feed, f"{ATOM10}author"), f"{ATOM10}name", view.publisher.name)
    for article in view.articles:
        _atom10_entry(add(feed, f"{ATOM10}entry"), view, article)
    return to_bytes(feed)


def _atom10_entry(entry: Element, view: FeedView, article: Article) -> None:
    add(entry, f"{ATOM10}title", article.title)
    add(entry, f"{ATOM10}id", view.id(article))
    add(entry, f"{ATOM10}link", rel="alternate", type="text/html", href=view.link(article))
    add(entry, f"{ATOM10}published", _moment(article.published))
    add(entry, f"{ATOM10}updated", _moment(article.updated or article.published))
    if article.author:
        add(add(entry, f"{ATOM10}author"), f"{ATOM10}name", article.author)
    for tag in article.tags:
        add(entry, f"{ATOM10}category", term=tag)
    add(entry, f"{ATOM10}summary", article.standfirst or article.title, type="text")
    if content := view.content(article):
        add(entry, f"{ATOM10}content", content, type="html")
    if picture := view.picture(article):
        address, width, height = picture
        add(entry, f"{{{MEDIA}}}thumbnail", url=address, width=str(width), height=str(height))
    if article.wire_from:
        source = add(entry, f"{ATOM10}source")
        add(source, f"{ATOM10}id", f"tag:{article.wire_from}.example,2026:site")
        add(source, f"{ATOM10}title", article.credit)
        add(source, f"{ATOM10}updated", _moment(article.published))


def render_atom03(view: FeedView) -> bytes:
    """Atom 0.3 (draft of December 2003): `issued` and `modified`, titles as escaped HTML."""
    feed = new_root(
        f"{ATOM03}feed", {"version": "0.3", _LANG: view.publisher.language}, nsmap={None: ATOM03[1:-1]}
    )
    add(feed, f"{ATOM03}title", view.title)
    add(feed, f"{ATOM03}tagline", view.publisher.tagline)
    add(feed, f"{ATOM03}link", rel="alternate", type="text/html", href=view.site_url)
    add(feed, f"{ATOM03}modified", _moment(view.built))
    for article in view.articles:
        entry = add(feed, f"{ATOM03}entry")
        add(entry, f"{ATOM03}title", article.title)
        add(entry, f"{ATOM03}link", rel="alternate", type="text/html", href=view.link(article))
        add(entry, f"{ATOM03}id", view.id(article))
        add(entry, f"{ATOM03}issued", _moment(article.published))
        add(entry, f"{ATOM03}modified", _moment(article.updated or article.published))
        if article.author:
            add(add(entry, f"{ATOM03}author"), f"{ATOM03}name", article.author)
        add(entry, f"{ATOM03}summary", article.standfirst or article.title, type="text/plain")
        if content := view.content(article):
            add(entry, f"{ATOM03}content", content, type="text/html", mode="escaped")
    return to_bytes(feed)
