"""Publishers: all of them by country, and one with its articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from broadsheet.read.health import health_of
from broadsheet.read.lists import listing
from broadsheet.read.shown import Listed
from broadsheet.read.words import country_name
from broadsheet.store.models import Article, Feed, Publisher
from broadsheet.store.prepared import Prepared

_REMEMBERED_S = 30


@require_safe
def publishers(request: HttpRequest) -> HttpResponse:
    """All publishers by country, with how many articles and feeds of each are held."""
    articles, feeds = Counter(_articles_held()), Counter(dict(_feeds.rows()))
    found = [
        Listed(key, name, country, ownership, articles[pk], feeds[pk])
        for pk, key, name, country, ownership in _publishers.rows()
    ]
    context = {"countries": _by_country(found), "publishers": len(found)}
    return render(request, "read/publishers.html", context)


def _articles_held() -> dict[int, int]:
    """How many articles of each publisher are held, as of at most half a minute ago: all are counted."""
    found: dict[int, int] | None = cache.get("read:articles-held")
    if found is None:
        found = dict(_held.rows())
        cache.set("read:articles-held", found, _REMEMBERED_S)
    return found


def _by_name() -> QuerySet[Publisher, Any]:
    return Publisher.objects.order_by("name", "pk").values_list("pk", "key", "name", "country", "ownership")


def _articles_by_publisher() -> QuerySet[Article, Any]:
    return Article.objects.values_list("publisher_id").annotate(Count("pk")).order_by()


def _feeds_by_publisher() -> QuerySet[Feed, Any]:
    return Feed.objects.values_list("publisher_id").annotate(Count("pk")).order_by()


_publishers, _held, _feeds = (
    Prepared(_by_name),
    Prepared(_articles_by_publisher),
    Prepared(_feeds_by_publisher),
)


def _by_country(found: Sequence[Listed]) -> list[tuple[str, list[Listed]]]:
    """Country codes with their publishers, by the country's name in the reader's language; unknown last."""
    countries: dict[str, list[Listed]] = {}
    for publisher in found:
        countries.setdefault(publisher.country, []).append(publisher)
    return sorted(countries.items(), key=lambda item: (not item[0], country_name(item[0])))


@require_safe
def publisher(request: HttpRequest, key: str) -> HttpResponse:
    """One publisher: its facts, feeds and articles."""
    found = get_object_or_404(Publisher, key=key)
    feeds = list(found.feeds.order_by("pk")[:200])
    context = {
        "publisher": found,
        "feeds": [(feed, health_of(feed)) for feed in feeds],
        "listing": listing(Article.objects.filter(publisher=found), request.GET.get("before", "")),
    }
    return render(request, "read/publisher.html", context)
