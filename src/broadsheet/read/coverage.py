"""A story's reports as its page shows them: read from the store, counted by `broadsheet.group.coverage`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils.translation import get_language_bidi

from broadsheet.group.coverage import CoverageArticle, GrowthHour, Population, StoryFacts, story_facts
from broadsheet.store.models import Article, ArticleHashtag, Feed, Ownership, Publisher, Story, StoryArticle
from broadsheet.store.publishers import owner_key

from .charts import Bar, stacked_bars
from .stories import Tag, headline_id, reader_language

# A story's page counts its latest so many articles; the numbers at its top are of all.
MAX_COUNTED = 2_000
SHOWN_REPORTS = 40
ALL_REPORTS = 400
SHOWN_COPIES = 12
SHOWN_LEADS = 5
SHOWN_TAGS = 10
_TAGS_FROM = 200
_POPULATION_REMEMBERED_S = 300
_BARS = 24
_LEAD_CHARS = 260
_SENTENCE = re.compile(r".{40,}?[.!?。！？؟।]['\"”’»)]*(?=\s|$)|.{15,}?[。！？]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Report:
    """An article with a text of its own, and those that repeat it (`more_copies`: not shown)."""

    article: Article
    copies: list[Article]
    more_copies: int = 0


@dataclass(frozen=True, slots=True)
class Lead:
    """What one report says first."""

    article: Article
    sentence: str


@dataclass(frozen=True, slots=True)
class Follower:
    """The first report of a publisher, and how long after the story's first."""

    article: Article
    after: timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """Reports that came in the time from `begins`."""

    begins: datetime
    independent: int
    others: int


@dataclass(frozen=True, slots=True)
class Growth:
    """The chart of a story's growth; `hours` is the width of a bar in time."""

    hours: int
    spans: list[Span]
    bars: list[Bar]

    @property
    def peak(self) -> int:
        return max(span.independent + span.others for span in self.spans)

    @property
    def width(self) -> int:
        return 10 * len(self.spans)

    @property
    def busiest(self) -> Span:
        return max(self.spans, key=lambda span: span.independent + span.others)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All that a story's page shows of its reports."""

    facts: StoryFacts
    reports: list[Report]
    hidden: int
    leads: list[Lead]
    first: Article | None
    followers: list[Follower]
    growth: Growth | None
    tags: list[Tag]
    counted: int


def read_coverage(story: Story, everything: bool = False) -> Coverage:
    """The reports of a story: four queries, however many there are.

    Args:
        everything: up to `ALL_REPORTS` reports in the list instead of the latest `SHOWN_REPORTS`.
    """
    counted = _counted_articles(story)
    facts = story_facts(counted, gathered())
    repeating = {pk for copies in facts.copies.values() for pk in copies}
    heads = [article for article in reversed(counted) if article.id not in repeating]
    shown = heads[: ALL_REPORTS if everything else SHOWN_REPORTS]
    follow = facts.followers[:SHOWN_LEADS]
    leads = _candidates(heads, headline_id(story, reader_language()))
    wanted = {article.id for article in shown} | {one.article for one in follow} | {one.id for one in leads}
    wanted |= {pk for article in shown for pk in facts.copies.get(article.id, ())[:SHOWN_COPIES]}
    wanted |= {facts.first} if facts.first else set()
    articles = Article.objects.filter(pk__in=wanted).with_publisher().for_list().in_bulk()
    return Coverage(
        facts=facts,
        reports=[_report(articles, article.id, facts.copies) for article in shown if article.id in articles],
        hidden=len(heads) - len(shown),
        leads=_leads([articles[one.id] for one in leads if one.id in articles]),
        first=articles.get(facts.first or 0),
        followers=[Follower(articles[one.article], one.after) for one in follow if one.article in articles],
        growth=growth(facts.growth),
        tags=_story_tags(counted),
        counted=len(counted),
    )


def _counted_articles(story: Story) -> list[CoverageArticle]:
    """The story's latest `MAX_COUNTED` articles, oldest first."""
    rows = (
        StoryArticle.objects.filter(story=story)
        .order_by("-article__sort_at", "-pk")
        .values_list(
            "article_id",
            "article__publisher__key",
            "article__publisher__homepage",
            "article__publisher__country",
            "article__language",
            "article__publisher__ownership",
            "article__sort_at",
            "copy_of_id",
        )[:MAX_COUNTED]
    )
    owners = {row[1]: row[2] for row in rows}
    owners = {key: owner_key(key, homepage) for key, homepage in owners.items()}
    return [
        CoverageArticle(pk, key, owners[key], country, language, ownership, at, copy_of)
        for pk, key, _, country, language, ownership, at, copy_of in reversed(rows)
    ]


def gathered() -> Population:
    """How many publishers are asked, by country, main language and kind of owner; of minutes ago at most."""
    population: Population | None = cache.get("read:population")
    if population is None:
        asked = Feed.objects.active().values("publisher")
        rows = list(
            Publisher.objects.filter(pk__in=asked).order_by().values_list("country", "languages", "ownership")
        )
        population = Population(
            countries=Counter(country for country, _, _ in rows if country),
            languages=Counter(languages[0].split("-")[0] for _, languages, _ in rows if languages),
            ownerships=Counter(kind for _, _, kind in rows if kind and kind != Ownership.UNKNOWN),
        )
        cache.set("read:population", population, _POPULATION_REMEMBERED_S)
    return population


def _report(articles: Mapping[int, Article], pk: int, copies: Mapping[int, tuple[int, ...]]) -> Report:
    repeating = copies.get(pk, ())
    shown = [articles[copy] for copy in repeating[:SHOWN_COPIES] if copy in articles]
    return Report(articles[pk], shown, len(repeating) - len(shown))


def _candidates(heads: Sequence[CoverageArticle], headline: int | None) -> list[CoverageArticle]:
    """Reports whose first sentences may be shown, one an owner: that of the headline first, then others in
    the reader's language, then the latest in each other language.

    Args:
        heads: articles with a text of their own, the latest first.
        headline: the article whose headline stands for the story.
    """
    language = reader_language()
    ranked = sorted(heads, key=lambda article: (article.id != headline, article.language != language))
    chosen: dict[str, CoverageArticle] = {}
    languages: set[str] = set()
    for article in ranked:
        is_new = article.language == language or article.language not in languages
        if is_new and article.owner not in chosen:
            chosen[article.owner] = article
            languages.add(article.language)
    own = [article for article in chosen.values() if article.language == language]
    return [*own[: 2 * SHOWN_LEADS], *(a for a in chosen.values() if a.language != language)][
        : 3 * SHOWN_LEADS
    ]


def _leads(articles: Sequence[Article]) -> list[Lead]:
    """The first sentences, none of which says nearly the same as one before it; no opinions."""
    leads: list[Lead] = []
    said: list[set[str]] = []
    for article in articles:
        sentence = first_sentence(article.summary)
        words = set(sentence.casefold().split())
        if not words or article.category == "opinion":
            continue
        if any(len(words & before) > 0.6 * min(len(words), len(before)) for before in said):
            continue
        leads.append(Lead(article, sentence))
        said.append(words)
    return leads[:SHOWN_LEADS]


def first_sentence(text: str) -> str:
    """The first sentence of a standfirst; its first words where that is too long."""
    text = " ".join(text.split())
    found = _SENTENCE.match(text)
    sentence = found[0] if found else text
    if len(sentence) <= _LEAD_CHARS:
        return sentence
    return sentence[:_LEAD_CHARS].rsplit(" ", 1)[0] + " …"


def growth(hours: Sequence[GrowthHour]) -> Growth | None:
    """The chart of growth, in at most 24 bars of whole hours; None for what came within one hour."""
    if len(hours) < 2:
        return None
    width = -(-len(hours) // _BARS)
    spans = []
    for start in range(0, len(hours), width):
        part = hours[start : start + width]
        spans.append(
            Span(part[0].begins, sum(hour.independent for hour in part), sum(hour.others for hour in part))
        )
    bars = stacked_bars(
        [span.independent for span in spans], [span.others for span in spans], get_language_bidi()
    )
    return Growth(width, spans, bars)


def _story_tags(counted: Sequence[CoverageArticle]) -> list[Tag]:
    """The hashtags that most of the latest reports have, in the reader's language where one has it so."""
    languages = {article.id: article.language for article in counted[-_TAGS_FROM:]}
    rows = ArticleHashtag.objects.filter(article__in=languages).values_list(
        "article_id", "hashtag__key", "label", "position"
    )
    weights: Counter[str] = Counter()
    labels: dict[str, Tag] = {}
    mine = reader_language()
    for article, key, label, position in rows:
        weights[key] += 10 - min(position, 9)
        tag = Tag(key, label, languages[article])
        if key not in labels or (tag.language == mine and labels[key].language != mine):
            labels[key] = tag
    best = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    return [labels[key] for key, _ in best[:SHOWN_TAGS]]
