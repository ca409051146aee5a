"""Lists of articles as pages show them: a page of a long list, days, and the front page's arrangement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.core.exceptions import BadRequest
from django.db.models import Prefetch

from broadsheet.categories import CATEGORIES
from broadsheet.store.models import Article, Picture
from broadsheet.store.models.articles import ArticleQuerySet

from .addresses import web_link
from .paging import BadPlace, Place, parse_place

PAGE_SIZE = 48
_SECTION_MIN, _SECTION_MAX = 3, 5
_LEAD_AMONG = 12
_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a long list; `older` is the place where the next one begins, empty on the last."""

    articles: list[Article]
    older: str
    is_first: bool

    @property
    def publishers(self) -> int:
        return len({article.publisher_id for article in self.articles})

    @property
    def days(self) -> list[tuple[date, list[Article]]]:
        """The articles by day (UTC), newest first."""
        days = groupby(self.articles, key=lambda article: article.sort_at.date())
        return [(day, list(articles)) for day, articles in days]


def listing(articles: ArticleQuerySet, before: str, size: int = PAGE_SIZE) -> Listing:
    """The page of `articles` that begins right after the place `before`; the first if that is empty.

    Raises:
        BadRequest: `before` is no place.
    """
    if before:
        try:
            place = parse_place(before)
        except BadPlace as error:
            raise BadRequest("no such place in the list") from error
        articles = articles.before(place.at, place.pk)
    pictures = Prefetch("pictures", Picture.objects.filter(position=0), to_attr="lead_pictures")
    rows = list(articles.with_publisher().for_list().latest_first().prefetch_related(pictures)[: size + 1])
    shown = rows[:size]
    older = str(Place(shown[-1].sort_at, shown[-1].pk)) if len(rows) > size else ""
    return Listing(shown, older, is_first=not before)


def lead_picture(article: Article) -> Picture | None:
    """The first picture of an article from a `listing`, if its address may be shown."""
    pictures: list[Picture] = getattr(article, "lead_pictures", [])
    return pictures[0] if pictures and web_link(pictures[0].url) else None


@dataclass(frozen=True, slots=True)
class Section:
    """Articles of one category, one of them with its picture."""

    category: str
    main: Article
    others: list[Article] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The first page's articles, each in one place."""

    lead: Article
    seconds: list[Article]
    sections: list[Section]
    rest: list[Article]


def arrange(articles: Sequence[Article]) -> FrontPage:
    """Gives each article its place: a lead with a picture, three beside it by other publishers if there are
    any, sections of categories with three or more, and the rest as a list.

    Args:
        articles: at least one, newest first.
    """
    left = list(articles)
    lead = next((article for article in left[:_LEAD_AMONG] if lead_picture(article)), left[0])
    left.remove(lead)
    seconds = _by_different_publishers(left, {lead.publisher_id}, _SECONDS)
    left = [article for article in left if article not in seconds]
    sections = []
    for category in CATEGORIES:
        found = [article for article in left if article.category == category][:_SECTION_MAX]
        if len(found) >= _SECTION_MIN:
            main = next((article for article in found if lead_picture(article)), found[0])
            sections.append(Section(category, main, [article for article in found if article is not main]))
    placed = {article.pk for section in sections for article in (section.main, *section.others)}
    return FrontPage(lead, seconds, sections, [article for article in left if article.pk not in placed])


def _by_different_publishers(articles: Iterable[Article], used: set[int], count: int) -> list[Article]:
    """Up to `count` articles, those of publishers not shown yet first, in the order given."""
    pool = list(articles)
    fresh: list[Article] = []
    for article in pool:
        if article.publisher_id not in used and len(fresh) < count:
            fresh.append(article)
            used = used | {article.publisher_id}
    chosen = fresh + [article for article in pool if article not in fresh][: count - len(fresh)]
    return [article for article in pool if article in chosen]
