"""What the search page shows: the answer to a query in rows with the words marked, by story or by article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.db.models.functions import Substr
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from broadsheet.categories import CATEGORIES
from broadsheet.search.match import Phrase
from broadsheet.search.parse import parse_query
from broadsheet.search.snippet import MOST_READ, mark, snippet
from broadsheet.search.types import Piece, Query
from broadsheet.store.models import Article, Ownership, Publisher, StoryArticle
from broadsheet.store.prepared import Prepared
from broadsheet.store.search import Found, Hit, find

from .shown import ShownArticle, articles_in_order, shown_stories
from .stories import Card, make_cards

PAGE_SIZE, STORIES_BESIDE = 20, 4
MOST_FOR_STORIES = 400
IN = {"all": _("Stories and articles"), "stories": _("Stories"), "articles": _("Articles")}
SORT = {"best": pgettext_lazy("order of results", "The best first"), "time": _("The latest first")}
WHEN = {
    "": _("At any time"),
    "1d": _("In the last day"),
    "7d": _("In the last week"),
    "30d": _("In the last month"),
    "1y": _("In the last year"),
}
_HINTS: dict[str, Promise] = {
    "date": _("“%(part)s” is no date: write 2026-11-24, 2026-11, 2026, today or 7d."),
    "empty-filter": _("“%(part)s” has nothing after the colon."),
    "only-excluded": _("All articles are shown but those with “%(part)s”."),
    "too-long": _("The query is long: from “%(part)s” on it was not looked at."),
    "publisher": _("No publisher is called “%(part)s”."),
    "country": _("No country is called “%(part)s”; two letters will do, as in country:fr."),
    "language": _("No language is called “%(part)s”; two letters will do, as in language:ar."),
    "category": _("There is no category “%(part)s”."),
    "owner": _("There is no kind of owner “%(part)s”."),
    "hashtag": _("No article has the hashtag “%(part)s”."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form says. Values that it does not offer count as not chosen.

    Attributes:
        typed: the query as it was typed.
        where: one of `IN`; `sort`: of `SORT`; `when`: of `WHEN`.
        page: from 1.
    """

    typed: str
    where: str = "all"
    sort: str = "best"
    when: str = ""
    language: str = ""
    country: str = ""
    category: str = ""
    owners: tuple[str, ...] = ()
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words was asked for."""
        return replace(self, page=1) != Asked(self.typed)

    def query(self, now: datetime) -> Query:
        """What was typed, further limited by what was chosen."""
        query = parse_query(self.typed, now)
        chosen = query.filters
        if self.when and chosen.after is None:
            chosen = replace(chosen, after=parse_query(f"after:{self.when}", now).filters.after)
        if self.language:
            chosen = replace(chosen, languages=(self.language,))
        if self.country:
            chosen = replace(chosen, countries=(self.country,))
        if self.category:
            chosen = replace(chosen, categories=(self.category,))
        if self.owners:
            chosen = replace(chosen, owners=self.owners)
        return replace(query, filters=chosen)

    def address(self, **changed: Any) -> str:
        """Its part of an address, after the "?": only what was chosen."""
        asked = replace(self, **changed)
        pairs = [("q", asked.typed)]
        pairs += [("in", asked.where)] if asked.where != "all" else []
        pairs += [("sort", asked.sort)] if asked.sort != "best" else []
        for name in ("when", "language", "country", "category"):
            pairs += [(name, getattr(asked, name))] if getattr(asked, name) else []
        pairs += [("owner", owner) for owner in asked.owners]
        pairs += [("page", str(asked.page))] if asked.page > 1 else []
        return urlencode(pairs)


def read_asked(given: QueryDict) -> Asked:
    """The form's fields from an address."""

    def one_of(name: str, choices: Mapping[str, object], usual: str) -> str:
        value = given.get(name, usual)
        return value if value in choices else usual

    def code(name: str) -> str:
        value = given.get(name, "")
        return value if len(value) in (2, 3) and value.isascii() and value.isalpha() else ""

    page = given.get("page", "1")
    owners = tuple(dict.fromkeys(owner for owner in given.getlist("owner") if owner in Ownership.values))
    return Asked(
        typed=given.get("q", "").strip()[:1_000],
        where=one_of("in", IN, "all"),
        sort=one_of("sort", SORT, "best"),
        when=one_of("when", WHEN, ""),
        language=code("language").lower(),
        country=code("country").upper(),
        category=one_of("category", dict.fromkeys(CATEGORIES), ""),
        owners=owners if len(owners) < len(Ownership.values) else (),
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 4 and int(page) else 1,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """An article that was found: its title and a part of its text, in pieces, with the words marked."""

    article: ShownArticle
    title: tuple[Piece, ...]
    part: tuple[Piece, ...]
    by_words: bool


@dataclass(frozen=True, slots=True)
class StoryRow:
    """A story of which articles were found."""

    card: Card
    title: tuple[Piece, ...]
    found: int


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results."""

    found: Found
    stories: list[StoryRow]
    rows: list[Row]
    hints: list[str]
    pages: int

    @property
    def is_empty(self) -> bool:
        return not self.rows and not self.stories


def search(asked: Asked, now: datetime) -> Results:
    """The page of results that is asked for.

    Raises:
        StoreError: the database could not.
    """
    found = find(asked.query(now), now, by_time=asked.sort == "time", locale=get_language() or "en")
    hints = [str(_HINTS[hint.code]) % {"part": hint.subject} for hint in found.hints]
    first = (asked.page - 1) * PAGE_SIZE
    stories: list[StoryRow] = []
    rows: list[Row] = []
    total = len(found.hits)
    if asked.where == "stories":
        ranked = _ranked_stories(found.hits, asked.sort == "time")
        stories, total = _story_rows(ranked[first : first + PAGE_SIZE], found.phrases), len(ranked)
    else:
        if asked.where == "all" and asked.page == 1:
            ranked = [row for row in _ranked_stories(found.hits, asked.sort == "time") if row[2] > 1]
            stories = _story_rows(ranked[:STORIES_BESIDE], found.phrases)
        rows = _rows(found.hits[first : first + PAGE_SIZE], found.phrases)
    return Results(found, stories, rows, hints, -(-total // PAGE_SIZE))


def article_ids(asked: Asked, now: datetime, most: int) -> list[int]:
    """The latest articles that answer a query: what goes out as its feed."""
    found = find(asked.query(now), now, by_time=True, locale=get_language() or "en")
    return [hit.article_id for hit in found.hits[:most]]


def _rows(hits: Sequence[Hit], phrases: Sequence[Phrase]) -> list[Row]:
    by_words = {hit.article_id: hit.by_words for hit in hits}
    texts = dict(_texts.rows(list(by_words)))
    return [
        Row(
            article,
            mark(article.title, article.language, phrases),
            snippet(texts.get(article.pk) or article.summary, article.language, phrases)
            or _beginning(article.summary or texts.get(article.pk, "")),
            by_words[article.pk],
        )
        for article in articles_in_order(list(by_words))
    ]


def _texts_of(articles: Sequence[int]) -> QuerySet[Article, Any]:
    rows = Article.objects.filter(pk__in=articles).order_by()
    return rows.values_list("pk", Substr("text", 1, MOST_READ))


def _places_of(articles: Sequence[int]) -> QuerySet[StoryArticle, Any]:
    return StoryArticle.objects.filter(article__in=articles).order_by().values_list("article_id", "story_id")


_texts, _places = Prepared(_texts_of), Prepared(_places_of)


def _beginning(text: str) -> tuple[Piece, ...]:
    text = " ".join(text[:400].split())
    return (Piece(text if len(text) <= 200 else f"{text[:200].rsplit(' ', 1)[0]} …"),) if text else ()


def _ranked_stories(hits: Sequence[Hit], by_time: bool) -> list[tuple[int, float, int]]:
    """Ids of stories, the best (or latest) first, each with its score and how many articles were found of it.

    A story counts by its three best articles: one of many reports is not better for being long.
    """
    looked_at = {hit.article_id: hit for hit in hits[:MOST_FOR_STORIES]}
    scores: dict[int, list[float]] = {}
    for article, story in _places.rows(list(looked_at)):
        hit = looked_at[article]
        scores.setdefault(story, []).append(hit.at if by_time else hit.score)
    ranked = [
        (story, max(found) if by_time else sum(sorted(found, reverse=True)[:3]), len(found))
        for story, found in scores.items()
    ]
    return sorted(ranked, key=lambda row: (-row[1], -row[0]))


def _story_rows(ranked: Sequence[tuple[int, float, int]], phrases: Sequence[Phrase]) -> list[StoryRow]:
    counts = {story: count for story, _, count in ranked}
    stories = {story.pk: story for story in shown_stories(list(counts))}
    cards = make_cards([stories[pk] for pk in counts if pk in stories], with_tags=False)
    return [
        StoryRow(card, mark(card.article.title, card.article.language, phrases), counts[card.story.pk])
        for card in cards
    ]


def _each_once() -> QuerySet[Publisher, Any]:
    return Publisher.objects.order_by().values_list("languages", "country").distinct()


_languages_and_country = Prepared(_each_once)


def languages_and_countries() -> tuple[list[str], list[str]]:
    """Codes of the languages and countries that there are publishers of."""
    rows = _languages_and_country.rows()
    languages = {str(language).split("-")[0].lower() for found, _ in rows for language in found}
    return sorted(languages - {""}), sorted({country for _, country in rows} - {""})
