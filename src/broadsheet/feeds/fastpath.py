"""The quick reader: well-formed, ordinary RSS 2.0, RSS 1.0 and Atom 1.0, read into a tree by expat.

It reads a feed only if it is sure to find what the careful reader would (a test holds the two together),
and otherwise says None: a DOCTYPE, xml:base, XHTML texts, encodings that are not one of the usual ones,
anything repeated or nested that should not be, attributes that do not belong.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError, XMLParser

from feedparser.api import StrictFeedParser
from feedparser.urls import _urljoin

from broadsheet.feeds.fastfields import (
    ATOM,
    Reader,
    Unusual,
    address_of,
    alternate_page,
    attributes_of,
    declared_in,
    enclosure_of,
    media_of,
    related,
    relation_of,
)
from broadsheet.feeds.limits import MAX_ELEMENTS, MAX_ENTRIES
from broadsheet.feeds.prepare import Prepared, declared_encoding, stated_charset
from broadsheet.feeds.raw import RawEnclosure, RawEntry, RawFeed, RawPicture, RawText
from broadsheet.feeds.reference import ADDRESS_LIKE, MAILBOX

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from broadsheet.feeds.fastfields import Fields

MAX_FAST_BYTES = 4_000_000

_RSS1 = "http://purl.org/rss/1.0/"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_UTF8 = ("", "utf-8", "utf8")
_EIGHT_BIT = re.compile(r"windows-125[0-8]|iso-8859-(?:[1-9]|1[03-6])|koi8-[ru]")


def read_fast(prepared: Prepared, base: str) -> RawFeed | None:
    """The feed, or None if it is not of the ordinary kind.

    Args:
        prepared: the document.
        base: its address.
    """
    if len(prepared.body) > MAX_FAST_BYTES:
        return None
    body, encoding = _as_utf8(prepared)
    if not body or b"<!DOCTYPE" in body:
        return None
    if len(body) > 2 * MAX_ELEMENTS and body.count(b"<") // 2 > MAX_ELEMENTS:
        return None
    if not body.isascii() and _C1.search(body):
        return None
    languages = body.count(b"xml:")
    if languages and body.count(b"xml:lang") != languages:
        return None
    parser = XMLParser(encoding="utf-8")  # noqa: S314 - without a DOCTYPE there are no entities to expand
    try:
        parser.feed(body)
        feed = _read(parser.close(), base, body, languages)
    except (ParseError, Unusual):
        return None
    feed.encoding = encoding
    return feed


def _as_utf8(prepared: Prepared) -> tuple[bytes, str]:
    """The document in UTF-8 and the encoding it was in; ("", "") if that is not plain."""
    body = prepared.body.removeprefix(codecs.BOM_UTF8)
    stated = declared_encoding(body)
    charset = stated_charset(prepared.headers)
    if "content-language" in prepared.headers or body[1:2] == b"\x00":
        return b"", ""
    if stated in _UTF8 and charset in _UTF8:
        return body, "utf-8"
    if charset not in ("", stated) or not _EIGHT_BIT.fullmatch(stated) or len(body) != len(prepared.body):
        return b"", ""
    try:
        return body.decode(stated).encode(), stated
    except (UnicodeDecodeError, LookupError):
        return b"", ""


def _read(root: Element, base: str, body: bytes, languages: int) -> RawFeed:
    declared = declared_in(body)
    if root.tag == f"{{{ATOM}}}feed":
        if languages != (_XML_LANG in root.attrib) or not {_XML_LANG}.issuperset(root.attrib):
            raise Unusual
        return _atom(root, Reader(body, ATOM, base, declared))
    if languages:
        raise Unusual
    spaces = {uri for _, uri in declared}
    if root.tag == "rss" and root.get("version", "").startswith("2.") and len(root.attrib) == 1:
        if len(root) != 1 or root[0].tag != "channel" or _RSS1 in spaces:
            raise Unusual
        return _rss(root[0], root[0].findall("item"), Reader(body, "", base, declared))
    if root.tag == f"{_RDF}RDF" and ATOM not in spaces and not root.attrib:
        channel = root.find(f"{{{_RSS1}}}channel")
        if channel is None:
            raise Unusual
        return _rss(channel, root.findall(f"{{{_RSS1}}}item"), Reader(body, _RSS1, base, declared))
    raise Unusual


# --- RSS -------------------------------------------------------------------------------------------

_CHANNEL_ONCE = {
    "title", "link", "description", "language", "dc:language", "image", "ttl", "subtitle", "icon", "logo",
    "itunes:image", "skipHours", "skipDays",
}  # fmt: skip
_CHANNEL = _CHANNEL_ONCE | {
    "item", "items", "generator", "copyright", "managingEditor", "webMaster", "lastBuildDate", "pubDate",
    "docs", "category", "cloud", "rating", "atom:link", "sy:updatePeriod", "sy:updateFrequency",
    "sy:updateBase", "dc:date", "dc:creator", "dc:subject", "itunes:author",
}  # fmt: skip
_HOLDERS = {"item", "items", "image", "skipHours", "skipDays"}
_RSS_TEXTS = {
    "title", "link", "description", "pubDate", "content:encoded", "dc:date", "comments", "dcterms:issued",
    "dcterms:modified", "dc:language", "feedburner:origLink",
}  # fmt: skip
"""What an item has once, without attributes."""
_MEDIA_NAMES = {"media:content", "media:thumbnail", "media:group", "media:credit", "media:description"}
_RSS_ITEM = _MEDIA_NAMES | {
    "guid", "source", "category", "dc:subject", "author", "dc:creator", "itunes:author", "enclosure",
    "itunes:image",
}  # fmt: skip


def _guessed(value: str, base: str) -> RawText | None:
    """RSS titles do not say whether they are markup; feedparser's guess decides."""
    if not value:
        return None
    marked = ("<" in value or "&" in value) and StrictFeedParser.looks_like_html(value)
    return RawText(value, "html" if marked else "text", base)


def _rss(channel: Element, items: list[Element], reader: Reader) -> RawFeed:
    own, base = reader.names.own, reader.base
    fields = reader.fields_of(channel, _CHANNEL_ONCE)
    if not _CHANNEL.issuperset(fields) or not {f"{_RDF}about"}.issuperset(channel.attrib):
        raise Unusual
    if {"language", "dc:language"} <= fields.keys() or {"image", "itunes:image"} <= fields.keys():
        raise Unusual  # their order among one another counts
    if any(len(e) for name, group in fields.items() if name not in _HOLDERS for e in group):
        raise Unusual
    links = [attributes_of(e) for e in fields.get("atom:link", ())]
    if any(relation_of(link) == "alternate" for link in links):
        raise Unusual
    description = reader.first(fields, "description")
    feed = RawFeed(
        kind="rdf" if own else "rss",
        version="rss10" if own else "rss20",
        title=_guessed(reader.first(fields, "title"), base),
        description=RawText(description, "html", base) if description else None,
        site_url=reader.address(fields, "link"),
        self_url=related(links, "self", base),
        hub_urls=[address_of(link["href"], base) for link in links if relation_of(link) == "hub"],
        language=reader.first(fields, "language") or reader.first(fields, "dc:language"),
        ttl_minutes=reader.first(fields, "ttl"),
        update_period=reader.first(fields, "sy:updatePeriod"),
        update_frequency=reader.first(fields, "sy:updateFrequency"),
        skip_hours=[reader.value_of(e) for group in fields.get("skipHours", ()) for e in group],
        skip_days=[reader.value_of(e) for group in fields.get("skipDays", ()) for e in group],
        icon_url=fields["itunes:image"][0].get("href", "") if "itunes:image" in fields else "",
    )
    for image in fields.get("image", ()) if not own else ():
        feed.icon_url = reader.address(reader.fields_of(image, {"url"}), "url")
    feed.entries = [_rss_entry(item, reader) for item in items[: MAX_ENTRIES + 1]]
    return feed


def _rss_entry(item: Element, reader: Reader) -> RawEntry:
    texts, others = reader.item_of(item, _RSS_TEXTS)
    base, get = reader.base, texts.get
    if not _RSS_ITEM.issuperset(others):
        raise Unusual
    description, content = get("description"), get("content:encoded")
    entry = RawEntry(
        url=address_of(get("link", ""), base),
        title=_guessed(get("title", ""), base),
        summary=RawText(description, "html", base) if description else None,
        content=RawText(content, "html", base) if content else None,
        authors=[_author(a) for a in _one_of(others, ("dc:creator", "author", "itunes:author"), reader)],
        categories=_one_of(others, ("category", "dc:subject"), reader),
        published=_either(texts, "pubDate", "dcterms:issued"),
        updated=_either(texts, "dc:date", "dcterms:modified"),
        language=get("dc:language", ""),
        comments_url=address_of(get("comments", ""), base),
    )
    entry.published = entry.published or entry.updated
    about = item.keys()
    if about:
        if about != [f"{_RDF}about"] or "guid" in others or not reader.names.own:
            raise Unusual
        entry.id = item.get(f"{_RDF}about", "")
    if "enclosure" in others:
        entry.enclosures = [enclosure_of(e) for e in others["enclosure"] if e.get("url")]
    if "guid" in others:
        _take_guid(entry, _only(others, "guid"), reader)
    if "feedburner:origLink" in texts:
        entry.url = texts["feedburner:origLink"] or entry.url
    if "source" in others:
        source = _only(others, "source")
        entry.source_title, entry.source_url = reader.value_of(source), source.get("url", "")
    entry.pictures = _pictures(others, entry.enclosures, reader)
    return entry


def _either(texts: dict[str, str], name: str, other: str) -> str:
    if other not in texts:
        return texts.get(name, "")
    if name in texts:
        raise Unusual  # the later one counts
    return texts[other]


def _only(fields: Fields, name: str) -> Element:
    elements = fields[name]
    if len(elements) > 1:
        raise Unusual
    return elements[0]


def _one_of(fields: Fields, names: tuple[str, ...], reader: Reader) -> list[str]:
    """Values of the one element that a feed has of several for the same thing."""
    values: list[str] = []
    for name in names:
        if name in fields:
            if values:
                raise Unusual  # their order among one another counts
            values = [reader.value_of(element) for element in fields[name]]
    return values


def _pictures(fields: Fields, enclosures: list[RawEnclosure], reader: Reader) -> list[RawPicture]:
    pictures: list[RawPicture] = []
    if not _MEDIA_NAMES.isdisjoint(fields):
        pictures = media_of(reader, fields)
    if enclosures:
        pictures += [RawPicture(e.url) for e in enclosures if e.type.lower().startswith("image/") and e.url]
    if "itunes:image" in fields and (address := _only(fields, "itunes:image").get("href", "").strip()):
        pictures.append(RawPicture(address))
    return pictures


def _take_guid(entry: RawEntry, guid: Element, reader: Reader) -> None:
    written = reader.value_of(guid)
    if guid.get("isPermaLink", "true") == "true" and ADDRESS_LIKE.match(written):
        entry.id = str(_urljoin(reader.base, written))
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


# --- Atom ------------------------------------------------------------------------------------------

_ATOM_FEED = {
    "title", "subtitle", "link", "id", "updated", "icon", "logo", "generator", "rights", "author",
    "contributor", "category", "entry", "sy:updatePeriod", "sy:updateFrequency",
}  # fmt: skip
_ATOM_FEED_ONCE = {"title", "subtitle", "icon", "logo"}
_ATOM_ONCE = {"title", "summary", "content", "id", "updated", "published", "feedburner:origLink"}
_ATOM_ENTRY = _ATOM_ONCE | _MEDIA_NAMES | {"link", "author", "category", "rights", "contributor"}
_PERSON = {"name", "email"}


def _atom(root: Element, reader: Reader) -> RawFeed:
    fields, base = reader.fields_of(root, _ATOM_FEED_ONCE), reader.base
    links = [attributes_of(e) for e in fields.get("link", ())]
    site = alternate_page(links, base)
    if not site or not _ATOM_FEED.issuperset(fields):
        raise Unusual
    feed = RawFeed(
        kind="atom",
        version="atom10",
        title=_typed(fields, "title", reader),
        description=_typed(fields, "subtitle", reader),
        site_url=site,
        self_url=related(links, "self", base),
        hub_urls=[address_of(link["href"], base) for link in links if relation_of(link) == "hub"],
        language=(root.get(_XML_LANG) or "").replace("_", "-"),
        icon_url=reader.address(fields, "icon") or reader.address(fields, "logo"),
        update_period=reader.first(fields, "sy:updatePeriod"),
        update_frequency=reader.first(fields, "sy:updateFrequency"),
    )
    feed.entries = [_atom_entry(entry, reader) for entry in fields.get("entry", [])[: MAX_ENTRIES + 1]]
    return feed


def _atom_entry(element: Element, reader: Reader) -> RawEntry:
    fields, base = reader.fields_of(element, _ATOM_ONCE), reader.base
    if not _ATOM_ENTRY.issuperset(fields):
        raise Unusual
    links = [attributes_of(e) for e in fields.get("link", ())]
    address = alternate_page(links, base)
    if not address:
        raise Unusual
    written_id = reader.first(fields, "id")
    enclosures = [
        RawEnclosure(address_of(link["href"], base), link.get("type", "").lower(), link.get("length", ""))
        for link in links
        if relation_of(link) == "enclosure"
    ]
    return RawEntry(
        id=str(_urljoin(base, written_id)) if ADDRESS_LIKE.match(written_id) else written_id,
        url=reader.first(fields, "feedburner:origLink") or address,
        title=_typed(fields, "title", reader),
        summary=_typed(fields, "summary", reader),
        content=_typed(fields, "content", reader),
        authors=[_person(e, reader) for e in fields.get("author", ())],
        categories=[_category(e, reader) for e in fields.get("category", ())],
        published=reader.first(fields, "published"),
        updated=reader.first(fields, "updated"),
        pictures=_pictures(fields, enclosures, reader),
        enclosures=enclosures,
        comments_url=related(links, "replies", base),
    )


def _typed(fields: Fields, name: str, reader: Reader) -> RawText | None:
    if name not in fields:
        return None
    element = fields[name][0]
    stated = element.get("type", "text")
    if stated not in ("text", "html"):
        raise Unusual
    value = reader.value_of(element)
    return RawText(value, "html" if stated == "html" else "text", reader.base) if value else None


def _person(element: Element, reader: Reader) -> str:
    fields = reader.fields_of(element, _PERSON)
    return reader.first(fields, "name") or reader.first(fields, "email")


def _category(element: Element, reader: Reader) -> str:
    if reader.value_of(element):
        raise Unusual
    return str(element.get("label") or element.get("term", ""))
