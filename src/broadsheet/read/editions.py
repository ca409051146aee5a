"""Editions: the world's, by importance alone, and each country's, led by what its publishers report."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from math import log2
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, QuerySet

from broadsheet.store.models import Article, Publisher, Story, StoryArticle
from broadsheet.store.prepared import Prepared

# Points of importance (docs/importance.md) that a country's edition adds: for the share of the story's
# publishers that are of the country, and for each doubling of their number.
POINTS_SHARE, POINTS_LOCAL = 40.0, 10.0
_CODE = re.compile("[A-Z]{2}")
_WITHIN = timedelta(hours=48)
_MOST_ARTICLES, _MOST_STORIES = 2_000, 90
_REMEMBERED_S, _LIST_REMEMBERED_S = 30, 600


def edition_points(edition: str, now: datetime) -> dict[int, float]:
    """The stories of a country's edition (ids), and the points that it adds to their importance.

    Read from the latest 2,000 articles of the country's publishers in the last 48 hours, as of at most half
    a minute ago. Three queries.

    Args:
        edition: ISO 3166-1 in lower case.
    """
    key = f"read:edition:{edition}"
    points: dict[int, float] | None = cache.get(key)
    if points is None:
        points = _points(edition.upper(), now)
        cache.set(key, points, _REMEMBERED_S)
    return points


def _points(country: str, now: datetime) -> dict[int, float]:
    publishers = list(Publisher.objects.filter(country=country).order_by().values_list("pk", flat=True))
    latest = Article.objects.filter(publisher__in=publishers, sort_at__gte=now - _WITHIN).latest_first()
    ids = list(latest.values_list("pk", flat=True)[:_MOST_ARTICLES]) if publishers else []
    rows = StoryArticle.objects.filter(article__in=ids).order_by()
    counted = rows.values_list("story_id").annotate(local=Count("article__publisher", distinct=True))
    local = dict(counted.values_list("story_id", "local"))
    standing = Story.objects.standing().filter(pk__in=local).values_list("pk", "importance", "publishers")
    points = {
        pk: (importance, POINTS_SHARE * local[pk] / max(all_, 1) + POINTS_LOCAL * log2(1 + local[pk]))
        for pk, importance, all_ in standing.order_by()
    }
    best = sorted(points, key=lambda pk: (sum(points[pk]), pk), reverse=True)[:_MOST_STORIES]
    return {pk: points[pk][1] for pk in best}


def editions() -> tuple[str, ...]:
    """The countries that have an edition, in lower case: those of publishers with articles, most first."""
    found: tuple[str, ...] | None = cache.get("read:editions")
    if found is None:
        counts = [row for row in _countries.rows() if _CODE.fullmatch(row[0])]
        found = tuple(code.lower() for code, _ in sorted(counts, key=lambda row: (-row[1], row[0])))
        cache.set("read:editions", found, _LIST_REMEMBERED_S)
    return found


def _writing_countries() -> QuerySet[Publisher, Any]:
    writing = Exists(Article.objects.filter(publisher=OuterRef("pk")))
    known = Publisher.objects.filter(writing).exclude(country="").order_by()
    return known.values_list("country").annotate(publishers=Count("pk"))


_countries = Prepared(_writing_countries)


def languages_written() -> tuple[str, ...]:
    """The languages in which known publishers write, as articles have them; most publishers first."""
    found: tuple[str, ...] | None = cache.get("read:languages")
    if found is None:
        counts: Counter[str] = Counter()
        for tags in Publisher.objects.order_by().values_list("languages", flat=True).iterator():
            counts.update({str(tag).split("-")[0].lower() for tag in tags})
        found = tuple(code for code, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0])))
        cache.set("read:languages", found, _LIST_REMEMBERED_S)
    return found
