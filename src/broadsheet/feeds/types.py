"""What comes out of the feeds stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an entry.

    Attributes:
        url: absolute address.
        type: MIME type as stated; empty if not.
        length: bytes as stated, or None.
    """

    url: str
    type: str = ""
    length: int | None = None


@dataclass(frozen=True, slots=True)
class EntryPicture:
    """A picture a feed states for an entry (media:content, media:thumbnail, enclosure, JSON `image`)."""

    url: str
    width: int | None = None
    height: int | None = None
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """An item as a feed states it.

    Attributes:
        id: the entry's own id (guid, atom:id), else its address, else a hash of what it says; never empty.
        url: absolute address of the page; empty if the feed gives none.
        title: plain text.
        summary: HTML, sanitised; what the feed gives as the short text.
        content: HTML, sanitised; the full text if the feed carries it, else empty.
        authors: names as stated, in order.
        categories: names as stated, in order.
        published, updated: aware datetimes in UTC, or None.
        pictures, enclosures: as stated, in order.
        language: as stated for the entry, BCP 47; empty if not.
        source_title, source_url: the publication the entry was taken from (rss:source, atom:source).
        comments_url: page of comments; empty if none.
    """

    id: str
    url: str
    title: str
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    pictures: tuple[EntryPicture, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    language: str = ""
    source_title: str = ""
    source_url: str = ""
    comments_url: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed and its entries.

    Attributes:
        kind: "rss", "atom", "rdf", "cdf", "json" or "sitemap".
        version: in feedparser's words ("rss20", "atom10", "json11", …); empty if unknown.
        title, description: plain text.
        site_url: the page the feed belongs to; absolute, empty if not stated.
        self_url: the address the feed states for itself; empty if not stated.
        hub_urls: WebSub hubs.
        language: BCP 47 as stated; empty if not.
        icon_url: picture of the feed; empty if none.
        ttl_s: seconds the feed asks readers to wait (rss:ttl, sy:updatePeriod), or None.
        skip_hours: hours of the day, UTC 0 to 23, at which the feed asks not to be fetched.
        skip_days: weekdays (0 Monday to 6 Sunday) at which it asks not to be fetched.
        encoding: the character encoding the bytes were read in.
        problem: what was wrong with the feed though it could be read, one sentence; empty if nothing.
        entries: in the feed's order.
    """

    kind: str
    version: str
    title: str
    entries: tuple[ParsedEntry, ...]
    description: str = ""
    site_url: str = ""
    self_url: str = ""
    hub_urls: tuple[str, ...] = ()
    language: str = ""
    icon_url: str = ""
    ttl_s: int | None = None
    skip_hours: frozenset[int] = field(default_factory=frozenset)
    skip_days: frozenset[int] = field(default_factory=frozenset)
    encoding: str = ""
    problem: str = ""
