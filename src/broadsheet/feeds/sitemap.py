"""News sitemaps (sitemaps.org 0.9 with Google's news and image extensions) and sitemap indexes."""

from __future__ import annotations

from typing import Any

from lxml import etree

from broadsheet.errors import FeedError
from broadsheet.feeds.limits import MAX_ENTRIES
from broadsheet.feeds.normal import web_address
from broadsheet.feeds.prepare import prepare
from broadsheet.feeds.raw import RawEntry, RawFeed, RawPicture, RawText

MAX_CHILDREN = 1_000


def hardened_parser(*, recover: bool = False) -> etree.XMLParser:
    """An lxml parser that resolves no entity, loads no DTD, asks no network and keeps libxml2's limits."""
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )


def raw_from_sitemap(body: bytes) -> RawFeed:
    """Entries of a news sitemap; pages without a `news:news` part count too, with only address and date.

    Raises:
        FeedError: nothing could be read.
    """
    root, problems = _parse(body)
    feed = RawFeed(kind="sitemap", version="sitemap", encoding=_encoding(root), problems=problems)
    language = ""
    for url in root.iterchildren("{*}url"):
        entry, publication = _entry(url)
        if not feed.title and publication:
            feed.title = RawText(publication)
        language = language or entry.language
        feed.entries.append(entry)
        if len(feed.entries) > MAX_ENTRIES:
            break
    if any(entry.title for entry in feed.entries):
        feed.version = "sitemap-news"
    feed.language = language
    for entry in feed.entries:
        entry.language = "" if entry.language == language else entry.language
    return feed


def raw_from_sitemap_index(body: bytes) -> RawFeed:
    """A sitemap index as a feed without entries; `sitemap_children` gives what it points to."""
    root, problems = _parse(body)
    return RawFeed(kind="sitemap", version="sitemap-index", encoding=_encoding(root), problems=problems)


def sitemap_children(body: bytes, url: str = "") -> tuple[str, ...]:
    """Addresses of the sitemaps a sitemap index lists, at most `MAX_CHILDREN`, in its order.

    Args:
        body: the index, as received.
        url: its address.

    Raises:
        FeedError: it could not be read.
    """
    root, _ = _parse(prepare(body, None).body)
    found: dict[str, None] = {}
    for child in root.iterchildren("{*}sitemap"):
        address = web_address(_child(child, "loc"), url)
        if address:
            found[address] = None
        if len(found) >= MAX_CHILDREN:
            break
    return tuple(found)


def _parse(body: bytes) -> tuple[Any, list[str]]:
    try:
        return etree.fromstring(body, hardened_parser()), []
    except etree.XMLSyntaxError:
        pass
    try:
        root = etree.fromstring(body, hardened_parser(recover=True))
    except etree.XMLSyntaxError as error:
        raise FeedError(f"The sitemap could not be read: {error.msg}.") from None
    if root is None:
        raise FeedError("The sitemap could not be read.")
    return root, ["It is not well-formed XML."]


def _encoding(root: Any) -> str:
    return str(root.getroottree().docinfo.encoding or "utf-8").lower()


def _entry(url: Any) -> tuple[RawEntry, str]:
    entry = RawEntry(url=_child(url, "loc"), updated=_child(url, "lastmod"))
    publication = ""
    for part in url.iterchildren("{*}news", "{*}image"):
        if part.tag.endswith("}image"):
            entry.pictures.append(RawPicture(_child(part, "loc"), caption=_child(part, "caption")))
            continue
        title = _child(part, "title")
        entry.title = RawText(title) if title else None
        entry.published = _child(part, "publication_date")
        entry.categories = [word for word in _child(part, "keywords").split(",") if word.strip()]
        named = part.find("{*}publication")
        if named is not None:
            publication = _child(named, "name")
            entry.language = _child(named, "language")
    return entry, publication


def _child(parent: Any, name: str) -> str:
    child = parent.find(f"{{*}}{name}")
    return "".join(child.itertext()).strip() if child is not None else ""
