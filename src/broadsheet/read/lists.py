"""Long lists of articles as pages show them: one page of them at a time, by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.exceptions import BadRequest
from django.db.models import Prefetch

from broadsheet.store.models import Article, Picture
from broadsheet.store.models.articles import ArticleQuerySet

from .addresses import web_link
from .paging import BadPlace, Place, parse_place
from .shown import ShownArticle, shown_of

PAGE_SIZE = 48


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a long list; `older` is the place where the next one begins, empty on the last."""

    articles: list[ShownArticle]
    older: str
    is_first: bool

    @property
    def publishers(self) -> int:
        return len({article.publisher_id for article in self.articles})

    @property
    def days(self) -> list[tuple[date, list[ShownArticle]]]:
        """The articles by day (UTC), newest first."""
        days = groupby(self.articles, key=lambda article: article.sort_at.date())
        return [(day, list(articles)) for day, articles in days]


def listing(articles: ArticleQuerySet, before: str, size: int = PAGE_SIZE) -> Listing:
    """The page of `articles` that begins right after the place `before`; the first if that is empty.

    Raises:
        BadRequest: `before` is no place.
    """
    if place := place_of(before):
        articles = articles.before(place.at, place.pk)
    rows = shown_of(articles.latest_first()[: size + 1])
    shown = rows[:size]
    older = str(Place(shown[-1].sort_at, shown[-1].pk)) if len(rows) > size else ""
    return Listing(shown, older, is_first=not before)


def place_of(before: str) -> Place | None:
    """The place in an address; None if it names none.

    Raises:
        BadRequest: it is damaged.
    """
    try:
        return parse_place(before) if before else None
    except BadPlace as error:
        raise BadRequest("no such place in the list") from error


def for_feeds(articles: ArticleQuerySet) -> ArticleQuerySet:
    """The articles as feeds need them: with publisher and first picture, without texts."""
    pictures = Prefetch("pictures", Picture.objects.filter(position=0), to_attr="lead_pictures")
    return (
        articles.with_publisher().prefetch_related(pictures).defer("text", "html", "topics", "content_hash")
    )


def in_order(articles: ArticleQuerySet, ids: Sequence[int]) -> list[Article]:
    """Those of `articles` with these ids, in the order of the ids; one that is gone is left out."""
    found = articles.in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def lead_picture(article: Article) -> Picture | None:
    """The first picture of an article from `for_feeds`, if its address may be shown."""
    pictures: list[Picture] = getattr(article, "lead_pictures", [])
    return pictures[0] if pictures and web_link(pictures[0].url) else None
