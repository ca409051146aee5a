"""The careful reader: feedparser, bounded and taught a few things it does not keep.

feedparser's parsers call a method for each element (`_start_…`, `_end_…`); the classes here add methods
for what a news reader needs and feedparser drops or mixes up: the captions and credits of pictures, hours and
days to skip, and a guid that is no address. They also count what they read, and stop at the caps of `limits`.
"""

from __future__ import annotations

import io
import re
import xml.sax
import xml.sax.handler
import xml.sax.xmlreader
from typing import Any

from feedparser.api import LooseFeedParser, StrictFeedParser
from feedparser.encodings import convert_to_utf8
from feedparser.sanitizer import replace_doctype
from feedparser.util import FeedParserDict

from broadsheet.errors import FeedError
from broadsheet.feeds.limits import MAX_DEPTH, MAX_ELEMENTS, MAX_ENTRIES
from broadsheet.feeds.prepare import Prepared, exact_codec

ADDRESS_LIKE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]{1,20}:)?/|\s*[a-z0-9+.-]{2,20}://", re.IGNORECASE)
MAILBOX = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255} \(([^()@<>]+)\)", re.ASCII)
"""RSS 2.0 `author`: an address with the name in brackets."""
_BLANKS = re.compile(rb"[ \t\r\n]{3,}")


class _Enough(Exception):
    """A cap is reached; what has been read so far stands."""


class _Additions:
    """Mixed into feedparser's strict and loose parsers."""

    read_elements = 0
    captioned: list[dict[str, Any]]

    def unknown_starttag(self: Any, tag: str, attrs: list[tuple[str, str]]) -> None:
        self.read_elements += 1
        if self.read_elements > MAX_ELEMENTS:
            raise _Enough(f"It has more than {MAX_ELEMENTS} elements; the rest was left out.")
        if self.depth > MAX_DEPTH and self.strict:
            raise _Enough(f"Its elements are nested more than {MAX_DEPTH} deep; the rest was left out.")
        super().unknown_starttag(tag, attrs)  # type: ignore[misc]

    def _start_item(self: Any, attrs_d: dict[str, str]) -> None:
        if len(self.entries) >= MAX_ENTRIES:
            raise _Enough(f"It has more than {MAX_ENTRIES} entries; the rest was left out.")
        self.captioned = []
        super()._start_item(attrs_d)  # type: ignore[misc]

    _start_entry = _start_item

    def _start_media_content(self: Any, attrs_d: dict[str, Any]) -> None:
        super()._start_media_content(attrs_d)  # type: ignore[misc]
        self.captioned = [*getattr(self, "captioned", []), attrs_d]

    def _end_media_content(self: Any) -> None:
        self.captioned = getattr(self, "captioned", [])[:-1]

    def _start_media_description(self: Any, attrs_d: dict[str, str]) -> None:
        self.push("media_caption", 0)

    def _end_media_description(self: Any) -> None:
        self._keep_for_picture("caption", self.pop("media_caption"))

    def _end_media_credit(self: Any) -> None:
        super()._end_media_credit()  # type: ignore[misc]
        credits = self._get_context().get("media_credit")
        if credits:
            self._keep_for_picture("credit", credits[-1].get("content"))

    def _keep_for_picture(self: Any, what: str, text: str | None) -> None:
        if not text or not text.strip():
            return
        pictures = getattr(self, "captioned", [])
        if pictures:
            pictures[-1].setdefault(f"broadsheet_{what}", text.strip())
        else:
            dict.setdefault(self._get_context(), f"broadsheet_{what}", text.strip())

    def _end_author(self: Any) -> None:
        """feedparser cuts addresses whose top-level domain has more than four letters in the middle."""
        stack = self.elementstack
        text = "".join(map(str, stack[-1][2])).strip() if stack and stack[-1][0] == "author" else ""
        super()._end_author()  # type: ignore[misc]
        mailbox = MAILBOX.fullmatch(text)
        authors = self._get_context().get("authors")
        if mailbox and authors:
            authors[-1]["name"] = mailbox[1].strip()

    def _end_guid(self: Any) -> None:
        """A guid counts as the entry's address only if it looks like one ("tag:…" and "1234" do not)."""
        if self.elementstack and self.elementstack[-1][0] == "id":
            text = "".join(str(piece) for piece in self.elementstack[-1][2])
            if not ADDRESS_LIKE.match(text):
                self.guidislink = False
        super()._end_guid()  # type: ignore[misc]
        if self.guidislink:  # feedparser lets an empty link element win over it
            context = self._get_context()
            context["broadsheet_guid_link"] = context.get("id") or ""

    _end_id = _end_guid

    def _start_hour(self: Any, attrs_d: dict[str, str]) -> None:
        self.push("hour", 0)

    def _end_hour(self: Any) -> None:
        dict.setdefault(self.feeddata, "broadsheet_skip_hours", []).append(self.pop("hour") or "")

    def _start_day(self: Any, attrs_d: dict[str, str]) -> None:
        self.push("day", 0)

    def _end_day(self: Any) -> None:
        dict.setdefault(self.feeddata, "broadsheet_skip_days", []).append(self.pop("day") or "")


class _Strict(_Additions, StrictFeedParser):  # type: ignore[misc]
    strict = True


class _Loose(_Additions, LooseFeedParser):  # type: ignore[misc]
    strict = False


def read_reference(prepared: Prepared, url: str, *, sanitise: bool = False) -> FeedParserDict:
    """The feed in feedparser's fields (`feed`, `entries`, `version`, `encoding`, `bozo`).

    Args:
        prepared: an XML document, or something meant to be one.
        url: its address, base of relative links.
        sanitise: also sanitise and absolutise HTML in feedparser's way. Without it texts are raw.

    Returns:
        As `feedparser.parse`, with the pictures' captions and credits as `broadsheet_caption` and
        `broadsheet_credit`, `broadsheet_skip_hours`, `broadsheet_skip_days`, and with `broadsheet_problem`
        where a cap cut the feed short.
    """
    result = FeedParserDict(bozo=False, entries=[], feed=FeedParserDict(), headers={})
    headers = {key: value for key, value in prepared.headers.items() if key != "content-location"}
    data = convert_to_utf8(headers, _with_own_first_line(prepared.body), result)
    result["version"], data, entities = replace_doctype(_with_short_head(data))
    language = prepared.headers.get("content-language") or None
    problem = ""
    parser: Any = None
    if result["encoding"]:
        parser = _Strict(url, language, "utf-8")
        problem = _run_strict(parser, data, result, sanitise)
    if not result["encoding"] or (result["bozo"] and problem == _MALFORMED):
        parser = _Loose(url, language, "utf-8", entities)
        problem = _run_loose(parser, data, sanitise)
    result["feed"] = parser.feeddata
    result["entries"] = parser.entries
    result["version"] = result["version"] or parser.version
    result["broadsheet_problem"] = problem
    return result


_MALFORMED = "It is not well-formed XML."
_STUMBLES = (AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What feedparser raises on some malformed markup (its issue 599); RuntimeError covers sgmllib's own."""


def _run_strict(parser: Any, data: bytes, result: FeedParserDict, sanitise: bool) -> str:
    parser.sanitize_html = parser.resolve_relative_uris = sanitise
    sax = xml.sax.make_parser()  # noqa: S317 - expat without external entities; entities that nest are gone
    sax.setFeature(xml.sax.handler.feature_namespaces, True)
    sax.setFeature(xml.sax.handler.feature_external_ges, False)
    sax.setFeature(xml.sax.handler.feature_external_pes, False)
    sax.setContentHandler(parser)
    sax.setErrorHandler(parser)
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO(data))
    try:
        sax.parse(source)
    except _Enough as cap:
        return str(cap)
    except (xml.sax.SAXException, *_STUMBLES) as error:
        result["bozo"] = True
        result["bozo_exception"] = parser.exc or error
        return _MALFORMED
    return ""


def _run_loose(parser: Any, data: bytes, sanitise: bool) -> str:
    parser.sanitize_html = parser.resolve_relative_uris = sanitise
    try:
        parser.feed(data.decode("utf-8", "replace"))
    except _Enough as cap:
        return str(cap)
    except _STUMBLES as error:
        return f"It is not well-formed XML and could be read only in part ({type(error).__name__})."
    return _MALFORMED


def _with_own_first_line(body: bytes) -> bytes:
    """Puts the XML declaration on a line of its own.

    feedparser looks for the declared encoding with a pattern over the whole first line, which takes cubic
    time on a hostile one and finds `encoding="…"` in the text of a feed that is one line.

    Raises:
        FeedError: the declaration has no end.
    """
    codec = exact_codec(body)
    try:
        text = body.decode(codec)
    except UnicodeDecodeError:
        return body
    start = 1 if text.startswith("\ufeff") else 3 if text.startswith("\xef\xbb\xbf") else 0
    if not text.startswith("<?", start):
        return body
    end = text.find("?>", start, start + 1000) + 2
    if end < 2:
        end = text.find(">", start, start + 1000) + 1
    if end < 1:
        raise FeedError("Its XML declaration has no end.")
    return text[:end].encode(codec) + "\n".encode(codec) + text[end:].encode(codec)


def _with_short_head(data: bytes) -> bytes:
    """Squeezes white space before the root: feedparser's DOCTYPE patterns are quadratic in it."""
    start = re.search(rb"<\w", data)
    end = start.start() if start else len(data)
    return _BLANKS.sub(b"\n", data[:end]) + data[end:] if end > 200 else data
