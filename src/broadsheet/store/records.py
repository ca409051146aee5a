"""What the pipeline hands to the store and gets from it: plain values, no models."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from broadsheet.extract.types import ExtractedArticle


@dataclass(frozen=True, slots=True)
class FeedToPoll:
    """A feed that is due, with what is needed to ask it and to plan the next time."""

    id: int
    url: str
    etag: str
    last_modified: str
    body_hash: str
    last_success_at: datetime | None
    first_failed_at: datetime | None
    failures: int
    entries_per_day: float | None
    ttl_s: int | None
    skip_hours: frozenset[int]
    skip_days: frozenset[int]


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """An entry ready to be stored.

    Attributes:
        key: 32 hex digits of the feed's own id for it.
        page_url: its address without trackers and fragment, the same for all feeds that link there; for an
            entry without an address one made from the feed's, with `fetchable` False.
        host: of `page_url`.
        content_hash: 32 hex digits of all it says; another hash is an edit.
    """

    key: str
    url: str
    page_url: str
    host: str
    fetchable: bool
    title: str
    summary: str
    content: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    picture_url: str
    language: str
    published: datetime | None
    updated: datetime | None
    content_hash: str


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What a feed says of itself."""

    kind: str = "feed"
    title: str = ""
    site_url: str = ""
    language: str = ""
    ttl_s: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    hub_url: str = ""
    topic_url: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PollRecord:
    """The outcome of asking one feed, and when to ask it again.

    `facts` and `entries` are there only if the feed was read; `status` is the HTTP status if there was one.
    """

    feed_id: int
    at: datetime
    next_fetch_at: datetime
    interval_s: float
    reason: str
    failures: int
    entries_per_day: float | None
    switch_off: bool = False
    status: int | None = None
    elapsed_s: float | None = None
    error_code: str = ""
    error_detail: str = ""
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    new_url: str = ""
    facts: FeedFacts | None = None
    entries: tuple[EntryRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class PollCounts:
    """What a batch of polls brought."""

    new_entries: int = 0
    changed_entries: int = 0


@dataclass(frozen=True, slots=True)
class PageToFetch:
    """A page that is due."""

    id: int
    url: str
    host: str
    etag: str
    last_modified: str
    attempts: int
    extracted: bool
    discovered_at: datetime


@dataclass(frozen=True, slots=True)
class PageRecord:
    """The outcome of asking for one page.

    `body` is the zstd-compressed answer; None with `not_modified` or `error_code`. `next_try_at` None: do
    not ask again. `give_up`: the article is made from what the feed said. `again`: an article was made of it
    before.
    """

    page_id: int
    at: datetime
    body: bytes | None = None
    not_modified: bool = False
    final_url: str = ""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    error_code: str = ""
    error_detail: str = ""
    attempts: int = 0
    next_try_at: datetime | None = None
    give_up: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class PageToExtract:
    """A fetched page, and what the feed said of it.

    Attributes:
        address: where the page really was (after redirects).
        body: zstd-compressed; None: could not be had.
        entry_*: of the entry of the lowest feed id that links here; empty without one.
    """

    id: int
    address: str
    body: bytes | None
    content_type: str
    fetched_at: datetime
    discovered_at: datetime
    error_code: str = ""
    error_detail: str = ""
    entry_title: str = ""
    entry_summary: str = ""
    entry_content: str = ""
    entry_authors: tuple[str, ...] = ()
    entry_categories: tuple[str, ...] = ()
    entry_picture_url: str = ""
    entry_language: str = ""
    entry_published: datetime | None = None
    feed_language: str = ""


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """What extraction made of one page: an article, or the reason why not.

    Attributes:
        address: of the page, without trackers and fragment.
        article: None if there is none; then `error_code` and `error_detail` say why.
        content_hash: 32 hex digits of title and text.
        from_feed: the text is the feed's, because the page could not be read.
        published: as `article.published`, made aware.
    """

    page_id: int
    address: str
    at: datetime
    article: ExtractedArticle | None = None
    content_hash: str = ""
    from_feed: bool = False
    published: datetime | None = None
    words: int = 0
    error_code: str = ""
    error_detail: str = ""
    recheck_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ArticleCounts:
    """What a batch of pages became."""

    new: int = 0
    revised: int = 0
    same: int = 0
    failed: int = 0
    ids: tuple[int, ...] = field(default=())
