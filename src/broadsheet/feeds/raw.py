"""A feed as its reader found it, before dates, addresses and markup are made safe.

Every reader (feedparser, the fast one, JSON Feed, sitemaps) fills these; `normal.normalise` turns them into
`ParsedFeed`. So whatever way a feed was read, one place decides what leaves the stage.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple


class RawText(NamedTuple):
    """A text and how it is written.

    Attributes:
        value: the characters, XML escapes undone once.
        kind: "html" if it is markup, "text" if it is to be taken literally.
        base: the address its relative links are relative to.
    """

    value: str
    kind: Literal["html", "text"] = "text"
    base: str = ""


class RawPicture(NamedTuple):
    url: str
    width: str = ""
    height: str = ""
    caption: str = ""
    credit: str = ""


class RawEnclosure(NamedTuple):
    url: str
    type: str = ""
    length: str = ""


@dataclass(slots=True)
class RawEntry:
    """As `ParsedEntry`, with addresses and dates as written (addresses already joined to their base)."""

    id: str = ""
    url: str = ""
    title: RawText | None = None
    summary: RawText | None = None
    content: RawText | None = None
    authors: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    published: str = ""
    updated: str = ""
    pictures: list[RawPicture] = field(default_factory=list)
    enclosures: list[RawEnclosure] = field(default_factory=list)
    language: str = ""
    source_title: str = ""
    source_url: str = ""
    comments_url: str = ""


@dataclass(slots=True)
class RawFeed:
    """As `ParsedFeed`, with texts, dates and numbers as written."""

    kind: str
    version: str = ""
    title: RawText | None = None
    description: RawText | None = None
    site_url: str = ""
    self_url: str = ""
    hub_urls: list[str] = field(default_factory=list)
    language: str = ""
    icon_url: str = ""
    ttl_minutes: str = ""
    update_period: str = ""
    update_frequency: str = ""
    skip_hours: list[str] = field(default_factory=list)
    skip_days: list[str] = field(default_factory=list)
    encoding: str = ""
    problems: list[str] = field(default_factory=list)
    entries: list[RawEntry] = field(default_factory=list)
