"""Bytes made ready for a reader: unpacked, cut to the document, told apart, repaired where that is safe."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from broadsheet.errors import FeedError, NotAFeed
from broadsheet.feeds.limits import MAX_ATTRIBUTES, MAX_BYTES
from broadsheet.feeds.mend import decodes, detected_encoding, mended_utf8

Shape = Literal["feed", "xml", "json", "sitemap", "sitemap-index", "html", "opml", "empty", "other"]

_GZIP = b"\x1f\x8b"
_WIDE_BOMS = {
    codecs.BOM_UTF32_LE: "utf-32le", codecs.BOM_UTF32_BE: "utf-32be",
    codecs.BOM_UTF16_LE: "utf-16le", codecs.BOM_UTF16_BE: "utf-16be",
}  # fmt: skip
_WIDE_STARTS = {
    b"\x00<\x00?": "utf-16be", b"<\x00?\x00": "utf-16le",
    b"\x00<\x00r": "utf-16be", b"<\x00r\x00": "utf-16le",
    b"\x00<\x00f": "utf-16be", b"<\x00f\x00": "utf-16le",
    b"\x00\x00\x00<": "utf-32be", b"<\x00\x00\x00": "utf-32le",
}  # fmt: skip
_WIDE_JSON = {b"{\x00": "utf-16le", b"\x00{": "utf-16be"}  # RFC 4627 section 3
_EBCDIC = b"\x4c\x6f\xa7\x94"
_START_OF_DOCUMENT = re.compile(rb"<\?xml\s|<rss[\s>]|<feed[\s>]|<rdf:RDF[\s>]|<urlset[\s>]", re.IGNORECASE)
_SKIPPED = re.compile(
    rb"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_CONTROL = bytes(c for c in range(32) if c not in (9, 10, 13, 27))  # 27 opens shifts in ISO-2022-JP
_HEAD_CHARS = 65_536
_FLOOD_BYTES = 20_000
_FLOOD = re.compile(rb"<[^<>]{%d}" % _FLOOD_BYTES)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be read.

    Attributes:
        body: from its first markup (or brace) on, unpacked, at most `MAX_BYTES`.
        shape: what its root says it is.
        headers: HTTP headers with names in lower case.
        problems: what was put right.
    """

    body: bytes
    shape: Shape
    headers: dict[str, str]
    problems: tuple[str, ...]


def prepare(body: bytes, headers: Mapping[str, str] | None) -> Prepared:
    """Unpacks and trims a document and says what it is.

    Args:
        body: as received, content encoding undone or not.
        headers: HTTP headers, names in any case.

    Raises:
        FeedError: it is empty, larger than `MAX_BYTES` unpacked, has a flood of attributes, or its gzip is
            damaged.
    """
    problems: list[str] = []
    if body[:2] == _GZIP:
        body = _gunzip(body)
        problems.append("It was packed with gzip without saying so.")
    if len(body) > MAX_BYTES:
        raise FeedError(f"The feed is larger than {MAX_BYTES // 1_000_000} MB.")
    body, cut = _without_junk(body)
    if cut:
        problems.append("There was something before the start of the document.")
    if not _is_wide(body):
        cleaned = body.translate(None, _CONTROL)
        if len(cleaned) != len(body):
            body = cleaned
            problems.append("It held control characters.")
    if not body:
        raise FeedError("The feed is empty.")
    lowered = {str(name).lower(): str(value) for name, value in (headers or {}).items()}
    shape = shape_of(body)
    if not body.isascii() and not _is_wide(body) and body[:4] != _EBCDIC and shape != "html":
        body, problem = _in_one_encoding(body, shape, lowered)
        problems += [problem] if problem else []
    if has_attribute_flood(body):
        raise FeedError("It has an element with far too many attributes.")
    return Prepared(body, shape, lowered, tuple(problems))


def _in_one_encoding(body: bytes, shape: Shape, headers: dict[str, str]) -> tuple[bytes, str]:
    """Mends UTF-8; states in `headers` what encoding a document is in that states a wrong one."""
    charset = stated_charset(headers)
    stated = declared_encoding(body.removeprefix(codecs.BOM_UTF8))
    body, problem = mended_utf8(body, stated, charset)
    if problem:
        return body, problem
    found = detected_encoding(body, stated, charset)
    if shape == "json" and not decodes(body, "utf-8"):
        found = found or (charset if charset and decodes(body, charset) else "windows-1252")
        return body.decode(found, "replace").encode(), f"It is not in UTF-8; it was read as {found}."
    if not found:
        return body, ""
    headers["content-type"] = f"application/xml; charset={found}"
    return body, f"Its text is not in the encoding it states; it was read as {found}."


def stated_charset(headers: Mapping[str, str]) -> str:
    """The `charset` of the Content-Type header, in lower case; empty if there is none."""
    match = _CHARSET.search(headers.get("content-type", ""))
    return match[1].lower() if match else ""


_SHAPES: dict[str, Shape] = {
    "rss": "feed",
    "rdf": "feed",
    "feed": "feed",
    "channel": "feed",
    "urlset": "sitemap",
    "sitemapindex": "sitemap-index",
    "opml": "opml",
    "html": "html",
    "head": "html",
    "body": "html",
}


def shape_of(body: bytes) -> Shape:
    """What a document is by its first characters; "xml" is any markup with another root."""
    head = narrow(body[:_HEAD_CHARS]).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        return "empty"
    if head[:1] in (b"{", b"["):
        return "json"
    if head[:1] != b"<":
        return "other"
    return _SHAPES.get(root_name(head), "xml")


def root_name(head: bytes) -> str:
    """The name of the first element, in lower case without prefix; "html" if a DOCTYPE says so, else ""."""
    position = 0
    while (skipped := _SKIPPED.match(head, position)) and skipped.end() > position:
        position = skipped.end()
        if re.match(rb"<!doctype\s+html", skipped[0], re.IGNORECASE):
            return "html"
    root = _ROOT.match(head, position)
    return root[1].decode().lower() if root else ""


def narrow(head: bytes) -> bytes:
    """`head` in an encoding that has ASCII's bytes; UTF-16 and UTF-32 are turned into UTF-8."""
    encoding = wide_encoding(head)
    return head.decode(encoding, "ignore").lstrip("\ufeff").encode() if encoding else head


def declared_encoding(body: bytes) -> str:
    """The encoding in the XML declaration, in lower case; empty if there is none."""
    match = _DECLARED.match(body[:300])
    return match[1].decode("ascii", "ignore").lower() if match else ""


def has_attribute_flood(body: bytes) -> bool:
    """Whether a tag looks like an attack: far longer than any honest one, with very many attributes."""
    step = _FLOOD_BYTES // 2
    if all(body.find(b"<", at, at + step) >= 0 for at in range(0, len(body) - step, step)):
        return False  # no stretch is long enough, which is quickly seen
    return any(tag[0].count(b"=") > MAX_ATTRIBUTES for tag in _FLOOD.finditer(body))


def not_a_feed(shape: Shape) -> NotAFeed:
    """The error that says what the document is instead."""
    if shape == "html":
        return NotAFeed(
            "This is a web page, not a feed.",
            advice="Add the site's address instead: its feeds are then looked for.",
        )
    if shape == "opml":
        return NotAFeed("This is a list of feeds (OPML), not a feed.", advice="Import it as OPML.")
    return NotAFeed()


def unpacked_head(body: bytes) -> bytes:
    """The first characters of a document that may be packed with gzip; as it is if it is not, or damaged."""
    if body[:2] != _GZIP:
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, _HEAD_CHARS)
    except zlib.error:
        return body


def _gunzip(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, MAX_BYTES + 1)
    except zlib.error:
        raise FeedError("The feed is packed with gzip and damaged.") from None
    return unpacked


def _without_junk(body: bytes) -> tuple[bytes, bool]:
    """Cuts white space, and what a failing script prints before the document, for instance a PHP warning."""
    if _is_wide(body) or body[:4] == _EBCDIC:
        return body, False
    bom = body[:3] == codecs.BOM_UTF8
    trimmed = body[3:].lstrip(b"\xef\xbb\xbf\x00 \t\r\n") if bom else body.lstrip(b"\x00 \t\r\n")
    cut = len(trimmed) != len(body) - (3 if bom else 0) and trimmed[:5] == b"<?xml"
    if trimmed[:1] in (b"{", b"[") or _START_OF_DOCUMENT.match(trimmed):
        return (codecs.BOM_UTF8 + trimmed if bom else trimmed), cut
    if shape_of(trimmed) in ("html", "opml"):
        return trimmed, False
    start = _START_OF_DOCUMENT.search(trimmed, 0, _HEAD_CHARS)
    if start and not trimmed[: start.start()].lstrip().startswith((b"<!--", b"<!DOCTYPE", b"<?")):
        return trimmed[start.start() :], True
    return trimmed, False


def _is_wide(body: bytes) -> bool:
    return bool(wide_encoding(body[:4]))


def wide_encoding(head: bytes) -> str:
    """UTF-16 or UTF-32 as a codec's name, by a byte order mark or where the zeros are; else ""."""
    if head[:4] in _WIDE_BOMS:
        return _WIDE_BOMS[head[:4]]
    return _WIDE_BOMS.get(head[:2]) or _WIDE_STARTS.get(head[:4]) or _WIDE_JSON.get(head[:2], "")


def exact_codec(body: bytes) -> str:
    """A codec that turns `body` into characters and back without losing a byte: its own if that is not like
    ASCII (UTF-16, UTF-32, EBCDIC), else Latin-1 for any other."""
    return "cp037" if body[:4] == _EBCDIC else wide_encoding(body) or "latin-1"
