"""Lists of feeds in OPML: lenient in (1.0, 1.1, 2.0, and what programs make of them), strict 2.0 out.

Specification: opml.org/spec2.opml.
"""

from __future__ import annotations

import codecs
import html
import html.entities
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from lxml import etree

from broadsheet.errors import OpmlError
from broadsheet.feeds.markup import squeeze
from broadsheet.feeds.normal import language_tag, web_address

MAX_BYTES = 5_000_000
MAX_OUTLINES = 20_000
MAX_DEPTH = 50
_MAX_TEXT_CHARS = 2_000

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}>")
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]{0,1000}(?:\[[^\]]{0,100000}\]\s{0,100})?>", re.IGNORECASE)
_AMPERSAND = re.compile(
    r"&(?:(#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos);|([a-z][a-z0-9]{1,31};)?)", re.IGNORECASE
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ADVICE = "Export it again from the other reader as OPML."


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """A feed in a list.

    Attributes:
        url: absolute http or https address of the feed.
        title: plain text; empty if none.
        site_url: absolute address of the site; empty if none.
        description: plain text; empty if none.
        language: BCP 47; empty if none.
        folders: names of the folders it lies in, outermost first.
        categories: of the `category` attribute, slashes kept.
    """

    url: str
    title: str = ""
    site_url: str = ""
    description: str = ""
    language: str = ""
    folders: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpmlDocument:
    """A list of feeds.

    Attributes:
        title: of the list; empty if none.
        feeds: in the document's order, each address once.
        created: when it was made, UTC; None if not stated.
        skipped: outlines that looked like feeds but had no usable address.
    """

    title: str = ""
    feeds: tuple[OpmlFeed, ...] = ()
    created: datetime | None = None
    skipped: int = 0


def read_opml(data: bytes) -> OpmlDocument:
    """Reads a list of feeds as any program may have written it.

    Attribute and element names count in any case; HTML entities, bare ampersands, a wrong encoding and a
    missing end are put up with. Folders may nest. Entities of the document's own and external ones are never
    read.

    Args:
        data: the file.

    Raises:
        OpmlError: it is not OPML, or larger, longer or deeper than `MAX_BYTES`, `MAX_OUTLINES`, `MAX_DEPTH`.
    """
    if len(data) > MAX_BYTES:
        raise OpmlError(f"The list is larger than {MAX_BYTES // 1_000_000} MB.", advice="Split it.")
    root = _parse(_repaired(_decoded(data)))
    body = next((e for e in root.iter() if _name(e) == "body"), root)
    head = next((e for e in root.iterchildren() if _name(e) == "head"), None)
    feeds, skipped = _walk(body)
    return OpmlDocument(
        title=_text(_head_text(head, "title")), feeds=feeds, created=_date(head), skipped=skipped
    )


def write_opml(document: OpmlDocument) -> bytes:
    """Writes OPML 2.0: valid XML whatever the texts hold, feeds in nested folders.

    Args:
        document: what to write; feeds of one folder are put together, in order of first appearance.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = _xml(document.title)
    if document.created is not None:
        moment = document.created.astimezone(UTC)
        etree.SubElement(head, "dateCreated").text = format_datetime(moment, usegmt=True)
    body = etree.SubElement(root, "body")
    made: dict[tuple[str, ...], Any] = {(): body}
    for feed in document.feeds:
        _feed_outline(_folder(made, feed.folders), feed)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _folder(made: dict[tuple[str, ...], Any], path: tuple[str, ...]) -> Any:
    for length in range(1, min(len(path), MAX_DEPTH - 1) + 1):
        if path[:length] not in made:
            name = _xml(path[length - 1])
            made[path[:length]] = etree.SubElement(made[path[: length - 1]], "outline", text=name, title=name)
    return made[path[: MAX_DEPTH - 1]]


def _feed_outline(parent: Any, feed: OpmlFeed) -> None:
    title = _xml(feed.title or feed.url)
    attributes = {
        "type": "rss",
        "text": title,
        "title": title,
        "xmlUrl": _xml(feed.url),
        "htmlUrl": _xml(feed.site_url),
        "description": _xml(feed.description),
        "language": _xml(feed.language),
        "category": _xml(",".join(feed.categories)),
    }
    required = ("type", "text", "title", "xmlUrl")
    etree.SubElement(parent, "outline", {k: v for k, v in attributes.items() if v or k in required})


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    stated = _ENCODING.match(data.lstrip()[:300])
    for encoding in ("utf-8-sig", stated[1].decode("ascii") if stated else "windows-1252"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("windows-1252", "replace")


def _repaired(text: str) -> str:
    text = _DOCTYPE.sub("", _DECLARATION.sub("", text, count=1), count=1)
    return _NOT_XML.sub("", _AMPERSAND.sub(_entity, text)).strip()


def _entity(match: re.Match[str]) -> str:
    if match[1]:
        return match[0]
    known = html.entities.html5.get(match[2] or "")
    return html.escape(known) if known else "&amp;" + (match[2] or "")


def _parse(text: str) -> Any:
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser) if text else None
    except etree.XMLSyntaxError:
        root = None
    if root is None or _name(root) not in ("opml", "outline", "body"):
        raise OpmlError("This is not OPML.", advice=_ADVICE)
    return root


def _walk(body: Any) -> tuple[tuple[OpmlFeed, ...], int]:
    feeds: dict[str, OpmlFeed] = {}
    seen = skipped = 0
    waiting: list[tuple[Any, tuple[str, ...], int]]
    waiting = [(body, (), 0)] if _name(body) == "outline" else _children(body, (), 0)
    while waiting:
        outline, folders, depth = waiting.pop()
        seen += 1
        if seen > MAX_OUTLINES:
            raise OpmlError(f"The list has more than {MAX_OUTLINES} outlines.", advice="Split it.")
        if depth > MAX_DEPTH:
            raise OpmlError(f"The list's folders are nested more than {MAX_DEPTH} deep.")
        attributes = {name.lower(): value for name, value in outline.items() if not name.startswith("{")}
        stated = attributes.get("xmlurl") or _url_of_feed_type(attributes)
        if stated:
            feed = _feed(stated, attributes, folders)
            if feed is None:
                skipped += 1
            else:
                feeds.setdefault(feed.url, feed)
            inside = folders
        else:
            name = _text(attributes.get("text") or attributes.get("title") or "")
            inside = (*folders, name) if name else folders
        waiting.extend(_children(outline, inside, depth + 1))
    return tuple(feeds.values()), skipped


def _children(parent: Any, folders: tuple[str, ...], depth: int) -> list[tuple[Any, tuple[str, ...], int]]:
    return [(e, folders, depth) for e in reversed(parent) if _name(e) == "outline"]


def _url_of_feed_type(attributes: dict[str, str]) -> str:
    return attributes.get("url", "") if attributes.get("type", "").lower() in ("rss", "atom", "feed") else ""


def _feed(stated: str, attributes: dict[str, str], folders: tuple[str, ...]) -> OpmlFeed | None:
    stated = stated.strip()
    if stated.lower().startswith("feed:"):
        stated = stated[5:] if "://" in stated[5:] else "http:" + stated[5:]
    url = web_address(stated)
    if not url:
        return None
    return OpmlFeed(
        url=url,
        title=_text(attributes.get("title") or attributes.get("text") or ""),
        site_url=web_address(attributes.get("htmlurl", "")),
        description=_text(attributes.get("description", "")),
        language=language_tag(attributes.get("language", "")),
        folders=folders,
        categories=tuple(filter(None, map(_text, attributes.get("category", "").split(",")))),
    )


def _text(written: str) -> str:
    return squeeze(html.unescape(written[: 4 * _MAX_TEXT_CHARS]), _MAX_TEXT_CHARS)


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _head_text(head: Any, name: str) -> str:
    if head is None:
        return ""
    found = next((e for e in head.iterchildren() if _name(e) == name.lower()), None)
    return "".join(found.itertext()) if found is not None else ""


def _date(head: Any) -> datetime | None:
    try:
        moment = parsedate_to_datetime(_head_text(head, "dateCreated").strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
