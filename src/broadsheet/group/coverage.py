"""Who reports a story, who followed whom, how it grew, and who is silent. Pure.

An **independent report** is a text of its own: copies of one text count once, and so do several texts of
one owner. Everything said about spread (languages, countries, kinds of ownership) counts independent
reports; a gap is only where not even a copy appeared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Literal, NamedTuple

GapKind = Literal["country", "language", "ownership"]
_BY_TIME = attrgetter("at", "id")

# Of a story that hardly anybody reports, every silence is the same silence.
GAP_MIN_INDEPENDENT = 3
# Below this many publishers gathered, that none of them reports says nothing.
GAP_MIN_PUBLISHERS = 3
# Growth is given by the hour for at most so many; a story that is open longer says so by its dates.
GROWTH_MAX_HOURS = 24 * 14


class CoverageArticle(NamedTuple):
    """One report of a story. A tuple, for a story has up to thousands: a dataclass takes four times as long
    to make.

    Attributes:
        publisher: the publisher's key.
        owner: key of the house; the publisher's where no other is known.
        country: ISO 3166-1 of the publisher, "" if unknown.
        language: ISO 639 of the article, "" if unknown.
        ownership: kind of owner, as the catalogue names it.
        at: when it was published, or first seen; time zone aware.
        copy_of: the article whose text it repeats; None if the text is its own.
    """

    id: int
    publisher: str
    owner: str
    country: str
    language: str
    ownership: str
    at: datetime
    copy_of: int | None = None


@dataclass(frozen=True, slots=True)
class Population:
    """How many publishers Broadsheet gathers of each country, main language and kind of owner."""

    countries: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    ownerships: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """A country, language or kind of owner of which `publishers` are gathered and none reports the story.

    `only_copies`: some print it, but no text of their own.
    """

    kind: GapKind
    value: str
    publishers: int
    only_copies: bool = False


@dataclass(frozen=True, slots=True)
class Follower:
    """The first report of an owner, and how long after the story's first it came."""

    article: int
    after: timedelta


@dataclass(frozen=True, slots=True)
class GrowthHour:
    """Reports that came in the hour from `begins`: with a text of their own, and repeating one."""

    begins: datetime
    independent: int
    others: int


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """What can be counted about a story.

    Attributes:
        reports: all articles.
        independent: independent reports.
        publishers: distinct ones, copies included.
        languages, countries, ownerships: independent reports by each, most first; unknown ones left out.
        independent_at: when each independent report came, oldest first.
        independent_ids: the articles that count as independent, oldest first.
        copies: for an article whose text others repeat, those others, oldest first.
        first: the first report; None of an empty story.
        followers: the first reports of the other owners, in the order they came.
        growth: from the first hour to the last, none left out.
        gaps: largest first.
    """

    reports: int
    independent: int
    publishers: int
    languages: tuple[tuple[str, int], ...]
    countries: tuple[tuple[str, int], ...]
    ownerships: tuple[tuple[str, int], ...]
    independent_at: tuple[datetime, ...]
    independent_ids: tuple[int, ...]
    copies: Mapping[int, tuple[int, ...]]
    first: int | None
    followers: tuple[Follower, ...]
    growth: tuple[GrowthHour, ...]
    gaps: tuple[Gap, ...]

    @property
    def first_at(self) -> datetime | None:
        return self.independent_at[0] if self.independent_at else None


def story_facts(articles: Iterable[CoverageArticle], population: Population | None = None) -> StoryFacts:
    """Counts a story.

    Args:
        articles: all reports of the story, in any order.
        population: whom Broadsheet gathers; without it no gap can be told.
    """
    ordered = sorted(articles, key=_BY_TIME)
    texts = _by_text(ordered)
    heads = [group[0] for group in texts.values()]
    independent = _one_an_owner(heads)
    counted = {article.id for article in independent}
    return StoryFacts(
        reports=len(ordered),
        independent=len(independent),
        publishers=len({article.publisher for article in ordered}),
        languages=_most_first(article.language for article in independent),
        countries=_most_first(article.country for article in independent),
        ownerships=_most_first(article.ownership for article in independent),
        independent_at=tuple(article.at for article in independent),
        independent_ids=tuple(article.id for article in independent),
        copies={
            group[0].id: tuple(article.id for article in group[1:])
            for group in texts.values()
            if len(group) > 1
        },
        first=ordered[0].id if ordered else None,
        followers=_followers(ordered),
        growth=_growth(ordered, counted),
        gaps=_gaps(ordered, independent, population) if population else (),
    )


def _by_text(ordered: Sequence[CoverageArticle]) -> dict[int, list[CoverageArticle]]:
    """The articles by the text they share, the one that is copied first (else the oldest).

    A text may be copied from an article that is not in this story: the copies still share it.
    """
    by_id = {article.id: article for article in ordered}
    groups: dict[int, list[CoverageArticle]] = {}
    for article in ordered:
        groups.setdefault(_source(article, by_id), []).append(article)
    for source, group in groups.items():
        if len(group) > 1:
            group.sort(key=lambda article: (article.id != source, article.at, article.id))
    return groups


def _source(article: CoverageArticle, by_id: Mapping[int, CoverageArticle]) -> int:
    """The article at the end of the chain of copies; of a circle, the smallest id."""
    if article.copy_of is None:
        return article.id
    seen = {article.id}
    here = article
    while here.copy_of is not None:
        if here.copy_of in seen:
            return min(seen)
        seen.add(here.copy_of)
        if here.copy_of not in by_id:
            return here.copy_of
        here = by_id[here.copy_of]
    return here.id


def _one_an_owner(heads: Iterable[CoverageArticle]) -> list[CoverageArticle]:
    """The earliest text of each owner, oldest first."""
    first: dict[str, CoverageArticle] = {}
    for article in sorted(heads, key=_BY_TIME):
        first.setdefault(article.owner or article.publisher, article)
    return list(first.values())


def _most_first(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counts = Counter(value for value in values if value)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _followers(ordered: Sequence[CoverageArticle]) -> tuple[Follower, ...]:
    if not ordered:
        return ()
    first: dict[str, CoverageArticle] = {}
    for article in ordered:
        first.setdefault(article.owner or article.publisher, article)
    followers = list(first.values())[1:]
    return tuple(Follower(article.id, article.at - ordered[0].at) for article in followers)


def _growth(ordered: Sequence[CoverageArticle], independent: set[int]) -> tuple[GrowthHour, ...]:
    if not ordered:
        return ()
    hour = timedelta(hours=1)
    start, end = _hour_of(ordered[0].at), _hour_of(ordered[-1].at)
    start = max(start, end - (GROWTH_MAX_HOURS - 1) * hour)
    # Articles of the same minutes share their hour, which takes longer to find than to count.
    every: Counter[datetime] = Counter()
    own: Counter[datetime] = Counter()
    begins = until = ordered[0].at
    for article in ordered:
        if not begins <= article.at < until:
            begins = _hour_of(article.at)
            until = begins + hour
        every[begins] += 1
        if article.id in independent:
            own[begins] += 1
    hours = [start + number * hour for number in range(round((end - start) / hour) + 1)]
    return tuple(GrowthHour(begins, own[begins], every[begins] - own[begins]) for begins in hours)


def _hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _gaps(
    ordered: Sequence[CoverageArticle], independent: Sequence[CoverageArticle], population: Population
) -> tuple[Gap, ...]:
    if len(independent) < GAP_MIN_INDEPENDENT:
        return ()
    found: list[Gap] = []
    kinds: tuple[tuple[GapKind, Mapping[str, int]], ...] = (
        ("country", population.countries),
        ("language", population.languages),
        ("ownership", population.ownerships),
    )
    # Several texts of one owner count once, but none of them is silence.
    told = [*independent, *(article for article in ordered if article.copy_of is None)]
    for kind, gathered in kinds:
        of_kind = attrgetter(kind)
        own, printed = set(map(of_kind, told)), set(map(of_kind, ordered))
        found += [
            Gap(kind, value, publishers, only_copies=value in printed)
            for value, publishers in gathered.items()
            if value and publishers >= GAP_MIN_PUBLISHERS and value not in own
        ]
    return tuple(sorted(found, key=lambda gap: (-gap.publishers, gap.kind, gap.value)))
