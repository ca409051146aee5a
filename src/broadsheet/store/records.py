"""What the pipeline hands to the store and gets from it: plain values, no models."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from broadsheet.extract.types import ExtractedArticle
from broadsheet.group.types import ArticleToGroup, StoryDecision, StoryLink, StoryMerge, StorySplit
from broadsheet.search.types import IndexText
from broadsheet.understand.types import ArticleText, Hashtag


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


@dataclass(frozen=True, slots=True)
class ArticleToUnderstand:
    """An extracted article; `content_hash` says of which text."""

    id: int
    publisher_id: int
    at: datetime
    content_hash: str
    text: ArticleText


@dataclass(frozen=True, slots=True)
class UnderstandingRecord:
    """What one article is about, or why that could not be found out.

    Attributes:
        at: when the article was published, or first seen.
        version: of our code.
        vector: `dim` numbers, float16, little endian; b"" if there is none.
        terms, details: as `store.features` packs them.
        search: its words for the index of search; None: they are made of the article's row.
    """

    article_id: int
    publisher_id: int
    at: datetime
    content_hash: str
    understood_at: datetime
    version: int
    language: str = ""
    category: str = ""
    opinion: bool = False
    has_text: bool = False
    model: str = ""
    dim: int = 0
    vector: bytes = b""
    signature: bytes = b""
    terms: bytes = b""
    details: bytes = b""
    hashtags: tuple[Hashtag, ...] = ()
    search: IndexText | None = None
    error_code: str = ""
    error_detail: str = ""


@dataclass(frozen=True, slots=True)
class WaitingArticle:
    """An understood article that waits for its story.

    Attributes:
        article: None if nothing could be found out about it: it is a story of its own.
        story: key of the story it is in already (it was edited); None: it has none yet.
        model: of its vector.
    """

    id: int
    article: ArticleToGroup | None = None
    story: int | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class GroupingRecord:
    """What grouping a batch came to, to be stored at once.

    Attributes:
        done: ids of all articles of the batch, those included that stay where they are.
        decisions: in the order in which they were made; merges and splits by what was known between two.
    """

    at: datetime
    done: tuple[int, ...]
    decisions: tuple[StoryDecision | StoryMerge | StorySplit, ...] = ()
    links: tuple[StoryLink, ...] = ()


@dataclass(frozen=True, slots=True)
class PeoplesWord:
    """What people decided since, as a running grouping takes it in. Stories are given by their keys.

    Attributes:
        last: id of the last change that is in it.
        places: articles that they moved, each with the story it is in now.
        held: articles that the machine must leave where they are.
        apart: pairs of stories to keep apart.
        anew: something was taken back, which a running grouping cannot forget: it begins anew.
    """

    last: int
    places: tuple[tuple[int, int], ...] = ()
    held: tuple[int, ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    anew: bool = False


@dataclass(frozen=True, slots=True)
class StoryMember:
    """An article of a story with all that decides how the story is shown.

    Attributes:
        publisher, owner: keys of the publisher and of the house it belongs to.
        vector: `dim` numbers, float16, little endian; b"" if there is none.
        at: when it was published, or first seen.
    """

    article: int
    title: str
    kind: str
    language: str
    category: str
    opinion: bool
    publisher: str
    owner: str
    country: str
    ownership: str
    at: datetime
    copy_of: int | None
    vector: bytes


@dataclass(frozen=True, slots=True)
class LeadPicture:
    """The first picture of an article; width and height in pixels as stated."""

    id: int
    article: int
    url: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class StoryRow:
    """What of a story follows from its articles: the columns of `Story` of the same names."""

    id: int
    first_at: datetime
    last_at: datetime
    headline: int | None
    headlines: dict[str, int]
    picture: int | None
    owners: dict[str, int]
    category: str
    articles: int
    independent: int
    publishers: int
    languages: int
    countries: int
    importance: float
    changed_at: datetime
