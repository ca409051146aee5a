"""The quick reader: well-formed, ordinary RSS 2.0, RSS 1.0 and Atom 1.0, read with lxml.

It reads a feed only if it is sure to find what the careful reader would (a test holds the two together),
and otherwise says None: other encodings than UTF-8, a DOCTYPE, xml:base, XHTML texts, podcasts' elements,
anything repeated or nested that should not be.
"""

from __future__ import annotations

import re
from typing import Any

from feedparser.api import StrictFeedParser
from feedparser.urls import _urljoin
from lxml import etree

from broadsheet.feeds.fastfields import (
    Unusual,
    address_of,
    alternate_page,
    attributes_of,
    enclosure_of,
    fields_of,
    first_value,
    pictures_of,
    related,
    relation_of,
    value_of,
)
from broadsheet.feeds.limits import MAX_ELEMENTS, MAX_ENTRIES
from broadsheet.feeds.prepare import Prepared, declared_encoding
from broadsheet.feeds.raw import RawEnclosure, RawEntry, RawFeed, RawText
from broadsheet.feeds.reference import ADDRESS_LIKE, MAILBOX
from broadsheet.feeds.sitemap import hardened_parser

MAX_FAST_BYTES = 4_000_000

_RSS1 = "{http://purl.org/rss/1.0/}"
_ATOM = "{http://www.w3.org/2005/Atom}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_REFUSED = (
    b"<!doctype", b"<!entity", b"xml:base", b" base=", b"<itunes:", b"<xhtml:", b"<textinput", b"<dcterms:",
    b"xmlns:rss=", b"<media:title", b"<media:category", b"<media:keywords", b"<media:rating",
    b"<media:player",
)  # fmt: skip
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_ONCE = {
    "title",
    "link",
    "description",
    "pubDate",
    "guid",
    "source",
    "content:encoded",
    "dc:date",
    "comments",
}
_ATOM_ONCE = {"title", "summary", "content", "id", "updated", "published"}
_CHANNEL_ONCE = {"title", "link", "description", "language", "image", "ttl", "subtitle", "icon", "logo"}


def read_fast(prepared: Prepared, base: str) -> RawFeed | None:
    """The feed, or None if it is not of the ordinary kind.

    Args:
        prepared: the document.
        base: its address.
    """
    body = prepared.body
    if len(body) > MAX_FAST_BYTES or not _plainly_utf8(prepared) or _C1.search(body):
        return None
    lowered = body.lower()
    if any(sign in lowered for sign in _REFUSED):
        return None
    try:
        root = etree.fromstring(body, hardened_parser())
        return _read(root, base, body)
    except (etree.XMLSyntaxError, Unusual):
        return None


def _plainly_utf8(prepared: Prepared) -> bool:
    content_type = prepared.headers.get("content-type", "").lower()
    charset = content_type.partition("charset=")[2].strip(" \"'")
    return (
        declared_encoding(prepared.body.removeprefix(b"\xef\xbb\xbf")) in ("", "utf-8", "utf8")
        and prepared.body[1:2] != b"\x00"
        and charset in ("", "utf-8", "utf8")
        and "content-language" not in prepared.headers
    )


def _read(root: Any, base: str, body: bytes) -> RawFeed:
    if body.count(b"<") // 2 > MAX_ELEMENTS:
        raise Unusual
    languages = body.count(b"xml:lang")
    if root.tag == f"{_ATOM}feed" and languages == (root.get(_XML_LANG) is not None):
        return _atom(root, base)
    if languages or root.get("lang"):
        raise Unusual
    if root.tag == "rss" and root.get("version", "").startswith("2."):
        channels = root.findall("channel")
        if len(channels) != 1 or len(root) != 1 or b'http://purl.org/rss/1.0/"' in body:
            raise Unusual
        return _rss(channels[0], channels[0].findall("item"), "", base)
    if root.tag == f"{_RDF}RDF" and "http://www.w3.org/2005/Atom" not in root.nsmap.values():
        channel = root.find(f"{_RSS1}channel")
        if channel is None:
            raise Unusual
        return _rss(channel, root.findall(f"{_RSS1}item"), _RSS1, base)
    raise Unusual


_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _guessed(value: str, base: str) -> RawText | None:
    """RSS titles do not say whether they are markup; feedparser's guess decides."""
    if not value:
        return None
    marked = ("<" in value or "&" in value) and StrictFeedParser.looks_like_html(value)
    return RawText(value, "html" if marked else "text", base)


def _no_type(elements: list[Any]) -> None:
    if any(e.attrib for e in elements):
        raise Unusual


def _rss(channel: Any, items: list[Any], own: str, base: str) -> RawFeed:
    fields = fields_of(channel, own, _CHANNEL_ONCE)
    known = {"title", "description"}
    for name in known:
        _no_type(fields.get(name, []))
    if (
        "dc:title" in fields
        or "dc:description" in fields
        or "media:description" in fields
        or "feed" in fields
    ):
        raise Unusual
    if any(name.startswith("atom:") and name != "atom:link" for name in fields):
        raise Unusual
    links = [attributes_of(e) for e in fields.get("atom:link", ())]
    description = first_value(fields, "description")
    feed = RawFeed(
        kind="rdf" if own else "rss",
        version="rss10" if own else "rss20",
        title=_guessed(first_value(fields, "title"), base),
        description=RawText(description, "html", base) if description else None,
        site_url=address_of(first_value(fields, "link"), base),
        self_url=related(links, "self", base),
        hub_urls=[
            address_of(link["href"], base)
            for link in links
            if relation_of(link) == "hub" and link.get("href")
        ],
        language=first_value(fields, "language") or first_value(fields, "dc:language"),
        ttl_minutes=first_value(fields, "ttl"),
        update_period=first_value(fields, "sy:updatePeriod"),
        update_frequency=first_value(fields, "sy:updateFrequency"),
        skip_hours=[value_of(e) for group in fields.get("skipHours", ()) for e in group],
        skip_days=[value_of(e) for group in fields.get("skipDays", ()) for e in group],
        encoding="utf-8",
    )
    if any(relation_of(link) == "alternate" for link in links):
        raise Unusual
    for image in fields.get("image", ()) if not own else ():
        feed.icon_url = address_of(first_value(fields_of(image, own, {"url"}), "url"), base)
    feed.entries = [_rss_entry(item, own, base) for item in items[: MAX_ENTRIES + 1]]
    return feed


def _rss_entry(item: Any, own: str, base: str) -> RawEntry:
    fields = fields_of(item, own, _ONCE)
    for name in ("title", "description", "content:encoded"):
        if name in fields:
            _no_type(fields[name])
    if not _RSS_ITEM.issuperset(fields) or ("guid" in fields and own):
        raise Unusual
    entry = RawEntry(
        id=item.get(f"{_RDF}about", "") if own else "",
        url=address_of(first_value(fields, "link"), base),
        title=_guessed(first_value(fields, "title"), base),
        published=first_value(fields, "pubDate"),
        updated=first_value(fields, "dc:date"),
        categories=[value_of(e) for name in ("category", "dc:subject") for e in fields.get(name, ())],
        authors=[_author(value_of(e)) for name in ("author", "dc:creator") for e in fields.get(name, ())],
        enclosures=[enclosure_of(e) for e in fields.get("enclosure", ()) if e.get("url")],
        language=first_value(fields, "dc:language"),
        comments_url=address_of(first_value(fields, "comments"), base),
    )
    if {"author", "dc:creator"} <= fields.keys() or {"category", "dc:subject"} <= fields.keys():
        raise Unusual  # their order among one another counts
    entry.published = entry.published or entry.updated
    entry.url = first_value(fields, "feedburner:origLink") or entry.url
    description, content = first_value(fields, "description"), first_value(fields, "content:encoded")
    entry.summary = RawText(description, "html", base) if description else None
    entry.content = RawText(content, "html", base) if content else None
    if "guid" in fields:
        _take_guid(entry, fields["guid"][0], base)
    for source in fields.get("source", ()):
        entry.source_title, entry.source_url = value_of(source), source.get("url", "")
    entry.pictures = pictures_of(item, fields, entry.enclosures)
    return entry


_RSS_ITEM = _ONCE | {
    "category", "dc:subject", "author", "dc:creator", "enclosure", "dc:language", "feedburner:origLink",
    "media:content", "media:thumbnail", "media:group", "media:credit", "media:description",
}  # fmt: skip


def _take_guid(entry: RawEntry, guid: Any, base: str) -> None:
    written = value_of(guid)
    if guid.get("isPermaLink", "true") == "true" and ADDRESS_LIKE.match(written):
        entry.id = str(_urljoin(base, written))
        entry.url = entry.url or entry.id
    else:
        entry.id = written


def _author(written: str) -> str:
    if "@" not in written:
        return written
    mailbox = MAILBOX.fullmatch(written)
    if not mailbox:
        raise Unusual
    return mailbox[1]


def _atom(root: Any, base: str) -> RawFeed:
    entries = root.findall(f"{_ATOM}entry")
    fields = fields_of(root, _ATOM, _CHANNEL_ONCE - {"link"})
    links = [attributes_of(e) for e in fields.get("link", ())]
    site = alternate_page(links, base)
    if not site:
        raise Unusual
    feed = RawFeed(
        kind="atom",
        version="atom10",
        title=_typed(fields, "title", base),
        description=_typed(fields, "subtitle", base),
        site_url=site,
        self_url=related(links, "self", base),
        hub_urls=[
            address_of(link["href"], base)
            for link in links
            if relation_of(link) == "hub" and link.get("href")
        ],
        language=(root.get(_XML_LANG) or "").replace("_", "-"),
        icon_url=address_of(first_value(fields, "icon") or first_value(fields, "logo"), base),
        update_period=first_value(fields, "sy:updatePeriod"),
        update_frequency=first_value(fields, "sy:updateFrequency"),
        encoding="utf-8",
    )
    feed.entries = [_atom_entry(entry, base) for entry in entries[: MAX_ENTRIES + 1]]
    return feed


_ATOM_ENTRY = _ATOM_ONCE | {
    "link", "author", "category", "rights", "contributor", "feedburner:origLink",
    "media:content", "media:thumbnail", "media:group", "media:credit", "media:description",
}  # fmt: skip


def _atom_entry(element: Any, base: str) -> RawEntry:
    fields = fields_of(element, _ATOM, _ATOM_ONCE)
    if not _ATOM_ENTRY.issuperset(fields):
        raise Unusual
    links = [attributes_of(e) for e in fields.get("link", ())]
    address = alternate_page(links, base)
    if not address:
        raise Unusual
    written_id = first_value(fields, "id")
    enclosures = [
        RawEnclosure(address_of(link["href"], base), link.get("type", "").lower(), link.get("length", ""))
        for link in links
        if relation_of(link) == "enclosure" and link.get("href")
    ]
    return RawEntry(
        id=str(_urljoin(base, written_id)) if ADDRESS_LIKE.match(written_id) else written_id,
        url=first_value(fields, "feedburner:origLink") or address,
        title=_typed(fields, "title", base),
        summary=_typed(fields, "summary", base),
        content=_typed(fields, "content", base),
        authors=[_person(e) for e in fields.get("author", ())],
        categories=[_category(e) for e in fields.get("category", ())],
        published=first_value(fields, "published"),
        updated=first_value(fields, "updated"),
        pictures=pictures_of(element, fields, enclosures),
        enclosures=enclosures,
        comments_url=related(links, "replies", base),
    )


def _typed(fields: dict[str, list[Any]], name: str, base: str) -> RawText | None:
    elements = fields.get(name)
    if not elements:
        return None
    stated = elements[0].get("type", "text")
    if stated not in ("text", "html") or elements[0].get("src") or elements[0].get("mode"):
        raise Unusual
    value = value_of(elements[0])
    return RawText(value, "html" if stated == "html" else "text", base) if value else None


def _person(element: Any) -> str:
    fields = fields_of(element, _ATOM, {"name", "email"})
    return first_value(fields, "name") or first_value(fields, "email")


def _category(element: Any) -> str:
    if value_of(element):
        raise Unusual
    return str(element.get("label") or element.get("term", ""))
