"""What the catalogue says of publishers and their feeds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

FeedKind = Literal["feed", "sitemap"]


class Ownership(StrEnum):
    """Kind of owner; the same values as the store's choices (a test keeps them alike)."""

    PRIVATE = "private"
    PUBLIC_SERVICE = "public-service"
    NON_PROFIT = "non-profit"
    NEWS_AGENCY = "news-agency"
    STATE = "state"
    PARTY = "party"
    GOVERNMENT = "government"
    ACADEMIC = "academic"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CatalogueFeed:
    """One address of a publisher.

    Attributes:
        url: absolute https address.
        language: BCP 47; never empty (the publisher's main language where the file names none).
        category: one of `broadsheet.categories.CATEGORIES`; empty for a feed of mixed news.
        kind: "feed", or "sitemap" for a news sitemap.
        title: what tells it from the publisher's other feeds; empty if nothing is needed.
        starter: belongs to the small first selection of a new installation.
    """

    url: str
    language: str
    category: str = ""
    kind: FeedKind = "feed"
    title: str = ""
    starter: bool = False


@dataclass(frozen=True, slots=True)
class CataloguePublisher:
    """An outlet, as a pack file states it.

    Attributes:
        key: its id in the catalogue, in packs and in addresses: lower-case ASCII words joined by "-".
        name: as it calls itself, in its own script.
        domains: the domains whose pages are its own, the main one first; lower case, without "www.".
        homepage: absolute https address.
        country: ISO 3166-1 alpha-2 code of its seat ("XK" for Kosovo).
        languages: BCP 47 codes, the main one first.
        ownership: kind of owner.
        ownership_source: where that fact is from; empty only where the owner is unknown.
        feeds: in the file's order; at least one.
        name_en: its usual name in Latin script where `name` is in another; else empty.
        pack: the file it stands in, without ".toml".
    """

    key: str
    name: str
    domains: tuple[str, ...]
    homepage: str
    country: str
    languages: tuple[str, ...]
    ownership: Ownership
    ownership_source: str
    feeds: tuple[CatalogueFeed, ...]
    name_en: str = ""
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A selection of publishers that can be installed by name.

    Attributes:
        name: "starter", "world", a file's name without ".toml", "language:xx" or "country:XX".
        title: for people.
        publishers: each with only those of its feeds that belong to the selection.
    """

    name: str
    title: str
    publishers: tuple[CataloguePublisher, ...]

    @property
    def feeds(self) -> int:
        """How many addresses the selection has."""
        return sum(len(publisher.feeds) for publisher in self.publishers)

    @property
    def countries(self) -> frozenset[str]:
        """Countries of the publishers' seats."""
        return frozenset(publisher.country for publisher in self.publishers)

    @property
    def languages(self) -> frozenset[str]:
        """Languages of the feeds."""
        return frozenset(feed.language for publisher in self.publishers for feed in publisher.feeds)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a pack file.

    Attributes:
        file: the file's name.
        publisher: key of the publisher, "publisher 12" where it has none, or empty for the file as a whole.
        field: the field's name ("country", "feeds[2].url"); empty for the publisher as a whole.
        message: what is wrong and what is wanted, one sentence.
    """

    file: str
    publisher: str
    field: str
    message: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, self.publisher, self.field) if part)
        return f"{place}: {self.message}"
