"""Publishers: all of them by country, and one with its articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from broadsheet.read.health import health_of
from broadsheet.read.lists import listing
from broadsheet.read.words import country_name
from broadsheet.store.models import Article, Feed, Publisher


@require_safe
def publishers(request: HttpRequest) -> HttpResponse:
    """All publishers by country, with how many articles and feeds of each are held."""
    articles = Counter(dict(_count(Article)))
    feeds = Counter(dict(_count(Feed)))
    found = list(Publisher.objects.order_by("name", "pk"))
    for publisher in found:
        publisher.held = articles[publisher.pk]  # type: ignore[attr-defined]
        publisher.asked = feeds[publisher.pk]  # type: ignore[attr-defined]
    context = {"countries": _by_country(found), "publishers": len(found)}
    return render(request, "read/publishers.html", context)


def _count(model: type[Article] | type[Feed]) -> Sequence[tuple[int, int]]:
    rows = model._default_manager.values_list("publisher_id").annotate(Count("pk")).order_by()
    return [(publisher, rows) for publisher, rows in rows]


def _by_country(found: Sequence[Publisher]) -> list[tuple[str, list[Publisher]]]:
    """Country codes with their publishers, by the country's name in the reader's language; unknown last."""
    countries: dict[str, list[Publisher]] = {}
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
