"""JSON Feed 1 and 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from broadsheet.errors import FeedError, NotAFeed
from broadsheet.feeds.limits import MAX_ENTRIES
from broadsheet.feeds.prepare import narrow
from broadsheet.feeds.raw import RawEnclosure, RawEntry, RawFeed, RawPicture, RawText

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/1(\.1)?/?", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"


def read_json(body: bytes) -> dict[str, Any]:
    """The document's object.

    Fields of the wrong type are the reader's matter: a feed with a number where a text belongs is still read.

    Args:
        body: UTF-8 (RFC 8259 section 8.1), UTF-16 or UTF-32.

    Raises:
        FeedError: not JSON.
        NotAFeed: JSON, but not a JSON Feed.
    """
    try:
        text = narrow(body).removeprefix(_BOM).decode("utf-8", "replace")
        document = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise FeedError(f"The JSON is damaged: {str(error)[:100]}.") from None
    if not isinstance(document, dict):
        raise NotAFeed("This is JSON, but not a JSON Feed.")
    stated = document.get("version")
    known = isinstance(stated, str) and "jsonfeed.org" in stated
    if not known and not (isinstance(document.get("items"), list) and "title" in document):
        raise NotAFeed("This is JSON, but not a JSON Feed.")
    return document


def version_of(document: dict[str, Any]) -> str:
    """ "json1" or "json11"; "json" where the version is missing or unknown."""
    match = _VERSION.fullmatch(_string(document, "version"))
    return "json" if match is None else "json11" if match[1] else "json1"


def raw_from_json(document: dict[str, Any], base: str) -> RawFeed:
    """Maps a JSON Feed.

    Args:
        document: from `read_json`.
        base: the feed's address.
    """
    items = document.get("items")
    language = _string(document, "language")
    feed = RawFeed(
        kind="json",
        version=version_of(document),
        title=RawText(_string(document, "title")),
        description=RawText(_string(document, "description")),
        site_url=_string(document, "home_page_url"),
        self_url=_string(document, "feed_url"),
        hub_urls=[_string(hub, "url") for hub in objects(document, "hubs") if _websub(hub)],
        language=language,
        icon_url=_string(document, "icon") or _string(document, "favicon"),
        encoding="utf-8",
    )
    if not isinstance(items, list):
        feed.problems.append("Its `items` are not a list.")
        return feed
    default_authors = list(author_names(document))
    read = [item for item in items[: MAX_ENTRIES + 1] if isinstance(item, dict)]
    feed.entries = [_entry(item, base, default_authors, language) for item in read]
    return feed


def _entry(item: dict[str, Any], base: str, default_authors: list[str], feed_language: str) -> RawEntry:
    url = _string(item, "url") or _string(item, "external_url")
    content_base = url if url.startswith(("http://", "https://")) else base
    markup, text = _string(item, "content_html"), _string(item, "content_text")
    language = _string(item, "language")
    return RawEntry(
        id=_string(item, "id"),
        url=url,
        title=RawText(_string(item, "title")),
        summary=RawText(_string(item, "summary")),
        content=RawText(markup, "html", content_base) if markup.strip() else RawText(text),
        authors=list(author_names(item)) or default_authors,
        categories=[tag for tag in _list(item, "tags") if isinstance(tag, str)],
        published=_string(item, "date_published"),
        updated=_string(item, "date_modified"),
        pictures=[RawPicture(_string(item, key)) for key in ("image", "banner_image") if _string(item, key)],
        enclosures=[
            RawEnclosure(_string(a, "url"), _string(a, "mime_type"), _string(a, "size_in_bytes"))
            for a in objects(item, "attachments")
        ],
        language="" if language.lower() == feed_language.lower() else language,
    )


def _string(fields: dict[str, Any], key: str) -> str:
    """A text or a number as text (some feeds give numeric ids); "" for anything else."""
    value = fields.get(key)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _list(fields: dict[str, Any], key: str) -> list[Any]:
    value = fields.get(key)
    return value if isinstance(value, list) else []


def objects(fields: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects in the list at `key`; a single object counts as a list of one."""
    value = fields.get(key)
    candidates = value if isinstance(value, list) else [value]
    return [candidate for candidate in candidates if isinstance(candidate, dict)]


def author_names(fields: dict[str, Any]) -> Iterator[str]:
    """Names of `authors` (1.1), else of `author` (1); an author given as a bare text counts too."""
    for key in ("authors", "author"):
        value = fields.get(key)
        found = [value] if isinstance(value, str | dict) else _list(fields, key)
        if found:
            for author in found:
                yield author if isinstance(author, str) else _string(author, "name") if author else ""
            return


def _websub(hub: dict[str, Any]) -> bool:
    return _string(hub, "type").lower() in ("websub", "pubsubhubbub", "")
