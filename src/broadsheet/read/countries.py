"""Articles of the publishers of one country: read from the publishers' index, a window of time at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from broadsheet.store.models import Article, Publisher

from .lists import PAGE_SIZE, Listing
from .paging import Place
from .shown import articles_in_order

# Each reaches further back, the last to the beginning: many articles cost as much as few.
_WINDOWS = (timedelta(days=1), timedelta(days=8), timedelta(days=64), None)


def ids_of_country(code: str, now: datetime, before: Place | None, count: int) -> list[tuple[int, datetime]]:
    """Ids and `sort_at` of the latest articles of a country's publishers; at most five queries.

    Args:
        code: ISO 3166-1, upper case.
        before: those after this place in the list.
        count: how many at most.
    """
    publishers = list(Publisher.objects.filter(country=code).order_by().values_list("pk", flat=True))
    articles = Article.objects.filter(publisher__in=publishers)
    if before:
        articles = articles.before(before.at, before.pk)
    end = before.at if before else now
    rows: list[tuple[int, datetime]] = []
    for window in _WINDOWS if publishers else ():
        within = articles.filter(sort_at__gte=end - window) if window else articles
        rows = list(within.latest_first().values_list("pk", "sort_at")[:count])
        if len(rows) == count:
            break
    return rows


def latest_of_country(code: str, now: datetime, before: Place | None = None) -> Listing:
    """A page of the latest articles of a country's publishers: those after the place `before`."""
    rows = ids_of_country(code, now, before, PAGE_SIZE + 1)
    shown = rows[:PAGE_SIZE]
    older = str(Place(shown[-1][1], shown[-1][0])) if len(rows) > PAGE_SIZE else ""
    return Listing(articles_in_order([pk for pk, _ in shown]), older, is_first=before is None)
