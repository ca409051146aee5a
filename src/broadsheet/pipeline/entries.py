"""From a feed's bytes to rows: what a worker does between the answer and the database."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from broadsheet.errors import BroadsheetError, FeedError
from broadsheet.feeds.parse import parse_feed
from broadsheet.feeds.types import ParsedEntry, ParsedFeed
from broadsheet.pipeline.address import MAX_LENGTH, clean_address, host_of
from broadsheet.store.records import EntryRecord, FeedFacts

_MAX_TITLE, _MAX_TEXT, _MAX_NAMES = 1000, 500_000, 50
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_MAX_INTEGER = 2**31 - 1  # of a database's column
log = logging.getLogger("broadsheet.pipeline")


@dataclass(frozen=True, slots=True)
class FeedBody:
    """The answer of one feed, on its way to a worker."""

    url: str
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class ReadFeed:
    """What a worker made of it: facts and entries, or the error."""

    facts: FeedFacts | None = None
    entries: tuple[EntryRecord, ...] = ()
    error: BroadsheetError | None = None


def read_feeds(bodies: Iterable[FeedBody]) -> list[ReadFeed]:
    """Parses a batch of feeds; a bad one is a result like any other. Runs in a worker."""
    return [_read(body) for body in bodies]


def _read(body: FeedBody) -> ReadFeed:
    try:
        feed = parse_feed(body.body, body.url, headers=body.headers)
        return ReadFeed(facts_of(feed), entry_records(feed, body.url))
    except BroadsheetError as error:
        return ReadFeed(error=error)
    except MemoryError:
        raise  # the pool tells of it
    except Exception:  # a mistake of ours must not keep the other feeds of the batch from being read
        log.exception("stage=feeds url=%s", body.url)
        return ReadFeed(error=FeedError(advice="This is a fault of Broadsheet; it is in its log."))


def facts_of(feed: ParsedFeed) -> FeedFacts:
    """What the feed says of itself, as the store takes it."""
    return FeedFacts(
        kind="sitemap" if feed.kind == "sitemap" else "feed",
        title=storable(feed.title, 500),
        site_url=storable(feed.site_url, MAX_LENGTH),
        language=storable(feed.language, 35),
        ttl_s=min(feed.ttl_s, _MAX_INTEGER) if feed.ttl_s is not None else None,
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
        hub_url=storable(feed.hub_urls[0], MAX_LENGTH) if feed.hub_urls else "",
        topic_url=storable(feed.self_url, MAX_LENGTH),
        problem=storable(feed.problem, 500),
    )


def entry_records(feed: ParsedFeed, feed_url: str) -> tuple[EntryRecord, ...]:
    """The entries as the store takes them; of two with one id, the first."""
    records: dict[str, EntryRecord] = {}
    for entry in feed.entries:
        record = _record(entry, feed, feed_url)
        records.setdefault(record.key, record)
    return tuple(records.values())


def _record(entry: ParsedEntry, feed: ParsedFeed, feed_url: str) -> EntryRecord:
    key = digest(entry.id)
    address = clean_address(entry.url)
    page_url = address or f"{storable(feed_url, 1900)}#{key}"
    return EntryRecord(
        key=key,
        url=_address_as_given(entry.url, address),
        page_url=page_url,
        host=host_of(page_url),
        fetchable=bool(address),
        title=storable(entry.title, _MAX_TITLE),
        summary=storable(entry.summary, _MAX_TEXT),
        content=storable(entry.content, _MAX_TEXT),
        authors=_names(entry.authors),
        categories=_names(entry.categories),
        picture_url=clean_picture(entry.pictures[0].url) if entry.pictures else "",
        language=storable(entry.language or feed.language, 35),
        published=_date(entry.published),
        updated=_date(entry.updated),
        content_hash=digest(
            entry.title, entry.summary, entry.content, entry.url, str(entry.updated or entry.published)
        ),
    )


def _address_as_given(url: str, address: str) -> str:
    url = storable(url, MAX_LENGTH + 1)
    return url if address and len(url) <= MAX_LENGTH else address


def clean_picture(url: str) -> str:
    """A picture's address, or "" if it is none that can be stored."""
    url = storable(url, MAX_LENGTH + 1)
    return url if url.startswith(("http://", "https://")) and len(url) <= 2048 else ""


def digest(*parts: str) -> str:
    """32 hex digits that tell these texts from others."""
    hasher = hashlib.blake2b(digest_size=16)
    for part in parts:
        hasher.update(part.encode("utf-8", "surrogatepass"))
        hasher.update(b"\0")
    return hasher.hexdigest()


def digest_bytes(body: bytes) -> str:
    """The same for a whole answer."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def storable(text: str, limit: int) -> str:
    """Without what a database refuses: NUL (PostgreSQL) and lone surrogates."""
    if "\0" in text:
        text = text.replace("\0", "")
    if not text.isascii():
        text = text.encode("utf-8", "ignore").decode()
    return text[:limit]


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(storable(name, 200) for name in names)[:_MAX_NAMES]


def _date(value: datetime | None) -> datetime | None:
    """Dates before 1970 are mistakes, so are those of centuries to come, and some databases refuse them."""
    return value if value is not None and _EARLIEST < value < _LATEST else None
