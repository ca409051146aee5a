"""What follows from a story's articles and their places alone, remembered as long as these are the same."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Count, F, Max, QuerySet, Sum

from broadsheet.group.coverage import CoverageArticle, Population, StoryFacts, story_facts
from broadsheet.store.models import ArticleHashtag, Feed, Ownership, Publisher, StoryArticle
from broadsheet.store.prepared import Kept, Prepared
from broadsheet.store.publishers import owner_key

from .filters import Choices, choices
from .growth import Growth, growth, growth_in_minutes
from .remembered import remembered_by_weight
from .shown import ShownStory, Tag
from .stories import reader_language

# A story's page counts its latest so many articles; the numbers at its top are of all.
MAX_COUNTED = 2_000
SHOWN_TAGS = 8
_ENOUGH_TAGS, _FEW_TAGS = 3, 6
_TAGS_FROM = 200
_POPULATION_REMEMBERED_S = 300
# So many articles' facts are remembered, which takes some 25 MB; a story alone weighs as much as a few.
_KEPT_ARTICLES, _KEPT_A_STORY = 60_000, 30
_MILESTONES = (5, 10, 25, 50, 100, 250)


@dataclass(frozen=True, slots=True)
class Place:
    """A country with its independent reports by kind of owner."""

    country: str
    reports: int
    owners: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Known:
    """What follows from a story's articles and their places alone.

    `heads` are those with a text of their own, the latest first; `repeating` says which of them each other
    article repeats.
    """

    counted: list[CoverageArticle]
    facts: StoryFacts
    repeating: Mapping[int, int]
    heads: list[CoverageArticle]
    ids: frozenset[int]
    choices: Choices
    places: list[Place]
    milestones: list[tuple[int, datetime]]
    tags: list[Tag]
    growth: Growth | None
    version: tuple[object, ...]


def _places_version(story: int) -> QuerySet[StoryArticle, Any]:
    rows = StoryArticle.objects.filter(story=story).order_by().values_list("story_id")
    return rows.annotate(
        Count("article_id"), Sum(F("article_id")), Count("copy_of_id"), Sum(F("copy_of_id")), Max("joined_at")
    )


_version = Prepared(_places_version)


def known_of(story: ShownStory) -> Known:
    """Which articles it has is as of now; their languages and publishers are of minutes ago at most.

    Whatever comes to a story, leaves it or is found to be a copy changes its version.
    """
    version = (story.changed_at, *_version.rows(story.pk))
    return _known(story.pk, version, reader_language(), int(time.time() // _POPULATION_REMEMBERED_S))


def _weight(known: Known) -> int:
    return _KEPT_A_STORY + len(known.counted)


@remembered_by_weight(_KEPT_ARTICLES, _weight)
def _known(story: int, version: tuple[object, ...], _language: str, minutes: int) -> Known:
    counted = _counted_articles(story)
    facts = story_facts(counted, gathered())
    repeating = {pk: head for head, copies in facts.copies.items() for pk in copies}
    return Known(
        counted=counted,
        facts=facts,
        repeating=repeating,
        heads=[article for article in reversed(counted) if article.id not in repeating],
        ids=frozenset(article.id for article in counted),
        choices=choices(counted),
        places=_places(facts, counted),
        milestones=_milestones(facts.independent_at),
        tags=_story_tags(counted),
        growth=growth(facts.growth) or growth_in_minutes(counted, facts.independent_ids),
        version=(story, version, minutes),
    )


def _milestones(independent_at: Sequence[datetime]) -> list[tuple[int, datetime]]:
    """When the fifth, tenth … independent report came."""
    return [(count, independent_at[count - 1]) for count in _MILESTONES if count <= len(independent_at)]


def _articles_of(story: int) -> QuerySet[StoryArticle, Any]:
    return (
        StoryArticle.objects.filter(story=story)
        .order_by("-article__sort_at", "-pk")
        .values_list(
            "article_id", "article__publisher_id", "article__language", "article__sort_at", "copy_of_id"
        )[:MAX_COUNTED]
    )


def _publishers_of(publishers: Sequence[int]) -> QuerySet[Publisher, Any]:
    rows = Publisher.objects.filter(pk__in=publishers).order_by()
    return rows.values_list("pk", "key", "homepage", "country", "ownership")


class _Reporter(NamedTuple):
    """What counts of the publisher of a report."""

    pk: int
    key: str
    owner: str
    country: str
    ownership: str


def _reporter(row: tuple[Any, ...]) -> _Reporter:
    pk, key, homepage, country, ownership = row
    return _Reporter(pk, key, owner_key(key, homepage), country, ownership)


_members, _reporters = Prepared(_articles_of), Kept(_publishers_of, _reporter, 8_192)


def _counted_articles(story: int) -> list[CoverageArticle]:
    """The story's latest `MAX_COUNTED` articles, oldest first."""
    rows = _members.rows(story)
    by_id = {one.pk: one for one in _reporters.rows(list({row[1] for row in rows}))}
    made = []
    for pk, publisher, language, at, copy_of in reversed(rows):
        if (by := by_id.get(publisher)) is not None:  # else both were taken away just now
            made.append(
                CoverageArticle(pk, by.key, by.owner, by.country, language, by.ownership, at, copy_of)
            )
    return made


def gathered() -> Population:
    """How many publishers are asked, by country, main language and kind of owner; of minutes ago at most."""
    population: Population | None = cache.get("read:population")
    if population is None:
        rows = _publishers.rows()
        population = Population(
            countries=_sums((country, count) for country, _, _, count in rows),
            languages=_sums((language, count) for _, language, _, count in rows),
            ownerships=_sums((kind, count) for _, _, kind, count in rows if kind != Ownership.UNKNOWN),
        )
        cache.set("read:population", population, _POPULATION_REMEMBERED_S)
    return population


def _sums(counts: Iterable[tuple[str, int]]) -> Counter[str]:
    """How many there are of each value in all; "" is none."""
    sums: Counter[str] = Counter()
    for value, count in counts:
        if value:
            sums[value] += count
    return sums


def _asked_publishers() -> QuerySet[Publisher, Any]:
    asked = Feed.objects.active().values("publisher")
    rows = Publisher.objects.filter(pk__in=asked).order_by().values_list("country", "languages", "ownership")
    return rows.annotate(Count("pk"))


def _country_language_kind(row: tuple[Any, ...]) -> tuple[str, str, str, int]:
    """Of publishers that have all three in common, with the first of their languages, without its region,
    and how many they are."""
    country, languages, kind, count = row
    return country, str(languages[0]).split("-")[0] if languages else "", kind, count


_publishers = Kept(_asked_publishers, _country_language_kind, 4_096)


def _places(facts: StoryFacts, counted: Sequence[CoverageArticle]) -> list[Place]:
    """The countries of independent reports, those with most first."""
    independent = set(facts.independent_ids)
    owners: dict[str, Counter[str]] = {country: Counter() for country, _ in facts.countries}
    for article in counted:
        if article.id in independent and article.country in owners:
            owners[article.country][article.ownership] += 1
    return [Place(country, reports, owners[country]) for country, reports in facts.countries]


def _tags_of(articles: Sequence[int]) -> QuerySet[ArticleHashtag, Any]:
    rows = ArticleHashtag.objects.filter(article__in=articles).order_by()
    return rows.values_list("article_id", "hashtag__key", "label", "position")


_tags = Prepared(_tags_of)


def _story_tags(counted: Sequence[CoverageArticle]) -> list[Tag]:
    """The hashtags that most of the latest reports have, in the reader's language where one has it so.

    Of a story with several reports, those that only one has are left out where others are left: they are
    often words in passing.
    """
    languages = {article.id: article.language for article in counted[-_TAGS_FROM:]}
    latest = {article.id: number for number, article in enumerate(reversed(counted))}
    rows = sorted(_tags.rows(list(languages)), key=lambda row: (latest[row[0]], row[3]))
    weights: dict[str, int] = {}
    reports: dict[str, int] = {}
    labels: dict[str, Tag] = {}
    mine = reader_language()
    for article, key, label, position in rows:
        weights[key] = weights.get(key, 0) + 10 - min(position, 9)
        reports[key] = reports.get(key, 0) + 1
        known = labels.get(key)
        if known is None or (known.language != mine and languages[article] == mine):
            labels[key] = Tag(key, label, languages[article])
    best = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    shared = [key for key, _ in best if reports[key] > 1]
    shown = shared if len(shared) >= _ENOUGH_TAGS else [key for key, _ in best[:_FEW_TAGS]]
    return [labels[key] for key in shown[:SHOWN_TAGS]]
