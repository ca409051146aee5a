"""A feed in full, in feedparser's field names, for `broadsheet feeds --batch`.

`ParsedFeed` keeps what a newspaper needs; this keeps what the feed states (podcast fields, places, licences,
the language and base of each text …), read by the same readers, so that a feed can be examined and reading be
measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from time import struct_time
from typing import Any

from feedparser.util import FeedParserDict

from broadsheet.feeds.feedparser_fields import raw_from_feedparser
from broadsheet.feeds.normal import normalise
from broadsheet.feeds.parse import base_address, check_is_feed, read_raw
from broadsheet.feeds.prepare import prepare
from broadsheet.feeds.reference import read_reference
from broadsheet.feeds.types import ParsedEntry, ParsedFeed

_COMPUTED = ("category", "enclosures", "license")
_SELDOM = {"channel", "items", "date", "date_parsed"}


def feed_document(body: bytes, url: str = "", *, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Everything a feed states, as plain JSON values.

    HTML is sanitised, by feedparser's rules for XML feeds, so it keeps more than `parse_feed` would (style
    attributes, form fields): it is for examining, not for showing.

    Args:
        body, url, headers: as for `broadsheet.feeds.parse.parse_feed`.

    Returns:
        `feed`, `entries`, `version`, `encoding`, `bozo` (it was broken), `problem` (how), `etag` (if any).
        Dates are texts as stated, and lists of nine numbers in UTC under `…_parsed`. Former names of a field
        stand beside the present one (`description`, `tagline`, `guid` …).

    Raises:
        NotAFeed, FeedError: as `parse_feed`.
    """
    prepared = prepare(body, headers)
    base = base_address(url, prepared)
    if prepared.shape not in ("feed", "xml"):
        document = _from_parsed(normalise(read_raw(prepared, base), base))
    else:
        result = read_reference(prepared, base, sanitise=True)
        check_is_feed(raw_from_feedparser(result, base), prepared)
        problem = result["broadsheet_problem"] or str(result.get("bozo_exception") or "")
        document = {
            "feed": _plain(result["feed"]),
            "entries": _plain(result["entries"]),
            "version": result["version"] or "",
            "encoding": result["encoding"] or "",
            "bozo": bool(result["bozo"] or prepared.problems),
            "problem": " ".join((*prepared.problems, problem)).strip(),
        }
    if "etag" in prepared.headers:
        document["etag"] = prepared.headers["etag"]
    return document


def _plain(value: Any) -> Any:
    if isinstance(value, FeedParserDict):
        plain = {str(key): _plain(item) for key, item in value.items()}
        for name, present in FeedParserDict.keymap.items():
            known = [present] if isinstance(present, str) else present
            stated = next((key for key in known if key in plain), None)
            if stated is not None and name not in _SELDOM:
                plain.setdefault(name, plain[stated])
        for name in _COMPUTED:
            computed = value.get(name) if "links" in plain or name == "category" else None
            if computed:
                plain.setdefault(name, _plain(computed))
        return plain
    if isinstance(value, struct_time):
        return list(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _from_parsed(parsed: ParsedFeed) -> dict[str, Any]:
    feed = {
        "title": parsed.title,
        "link": parsed.site_url,
        "description": parsed.description,
        "subtitle": parsed.description,
        "language": parsed.language,
        "icon": parsed.icon_url,
        "image": {"href": parsed.icon_url} if parsed.icon_url else {},
        "links": [{"rel": "self", "href": parsed.self_url}] if parsed.self_url else [],
    }
    return {
        "feed": {name: value for name, value in feed.items() if value},
        "entries": [_entry(entry) for entry in parsed.entries],
        "version": parsed.version,
        "encoding": parsed.encoding,
        "bozo": bool(parsed.problem),
        "problem": parsed.problem,
    }


def _entry(entry: ParsedEntry) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": entry.id,
        "guid": entry.id,
        "link": entry.url,
        "title": entry.title,
        "summary": entry.summary or entry.content,
        "description": entry.summary or entry.content,
        "content": [{"type": "text/html", "value": entry.content}] if entry.content else [],
        "author": entry.authors[0] if entry.authors else "",
        "author_detail": {"name": entry.authors[0]} if entry.authors else {},
        "authors": [{"name": name} for name in entry.authors],
        "tags": [{"term": name, "scheme": None, "label": None} for name in entry.categories],
        "category": entry.categories[0] if entry.categories else "",
        "image": {"href": entry.pictures[0].url} if entry.pictures else {},
        "enclosures": [
            {"href": e.url, "url": e.url, "type": e.type, "length": e.length} for e in entry.enclosures
        ],
        "language": entry.language,
        **_date("published", entry.published),
        **_date("updated", entry.updated),
    }
    return {name: value for name, value in fields.items() if value}


def _date(name: str, moment: datetime | None) -> dict[str, Any]:
    if moment is None:
        return {}
    return {name: moment.isoformat(), f"{name}_parsed": list(moment.utctimetuple())}
