"""Feed health for the operator: all feeds, one feed, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_safe

from broadsheet.read.charts import Bar, sparkline, stacked_bars
from broadsheet.read.health import (
    STATE_NAMES,
    Hour,
    articles_by_hour,
    count_states,
    entries_by_day,
    feeds_in,
    health_of,
    worst_first,
)
from broadsheet.read.words import country_name
from broadsheet.store.models import Entry, Feed, Page, Publisher
from broadsheet.store.models.feeds import FeedQuerySet

_FEEDS_A_PAGE = 50
_ENTRIES = 50
_PAGES_A_PAGE = 100
_LONG_PAGE_COLUMNS = ("body", "etag", "last_modified", "content_type", "final_url")


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed in the table, with its state and 14 days of new entries."""

    feed: Feed
    health: str
    days: list[int]
    points: str


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """Figures, the last day as a chart, and the feeds, those that need someone first."""
    now = timezone.now()
    states = count_states()
    page = Paginator(worst_first(filtered_feeds(request.GET)), _FEEDS_A_PAGE).get_page(
        request.GET.get("page")
    )
    shown = list(page.object_list)
    days = entries_by_day(shown, now)
    mirrored = get_language_bidi()
    context = {
        "states": states,
        "total": sum(states.values()),
        "rows": [FeedRow(f, health_of(f), days[f.pk], sparkline(days[f.pk], mirrored)) for f in shown],
        "page": page,
        "filter": {name: request.GET.get(name, "") for name in ("q", "state", "country")},
        "query": without(request.GET, "page"),
        "state_choices": [(state, STATE_NAMES[state], states[state]) for state in STATE_NAMES],
        "countries": feed_countries(),
        "unread": Page.objects.filter(state=Page.State.FAILED).count(),
        **_chart(articles_by_hour(now), mirrored),
    }
    return render(request, "read/feeds.html", context)


def filtered_feeds(query: QueryDict) -> FeedQuerySet:
    """The feeds that a form asks for, by state, words and country."""
    found = feeds_in(query.get("state", ""))
    if text := query.get("q", "").strip().replace("\0", ""):
        found = found.filter(Q(publisher__name__icontains=text) | Q(url__icontains=text))
    if country := query.get("country", "").replace("\0", ""):
        found = found.filter(publisher__country=country)
    return found


def without(query: QueryDict, name: str) -> str:
    """The form's fields but one, as they stand in an address."""
    rest = query.copy()
    rest.pop(name, None)
    return rest.urlencode()


def feed_countries() -> list[tuple[str, str]]:
    """Code and name of the countries that there are publishers of."""
    codes = Publisher.objects.exclude(country="").values_list("country", flat=True).distinct().order_by()
    return sorted(((code, country_name(code)) for code in codes), key=lambda item: item[1])


def _chart(hours: list[Hour], mirrored: bool) -> dict[str, Any]:
    bars: list[Bar] = stacked_bars([h.from_page for h in hours], [h.from_feed for h in hours], mirrored)
    return {
        "hours": hours,
        "bars": bars,
        "peak": max(hour.from_page + hour.from_feed for hour in hours),
        "day_total": sum(hour.from_page + hour.from_feed for hour in hours),
        "day_from_feed": sum(hour.from_feed for hour in hours),
    }


@require_safe
def feed(request: HttpRequest, pk: int) -> HttpResponse:
    """One feed: its facts, its latest entries and what became of each, and what could not be read."""
    found = get_object_or_404(Feed.objects.select_related("publisher"), pk=pk)
    entries = (
        Entry.objects.filter(feed=found)
        .select_related("page", "page__article")
        .only(
            *("feed", "title", "url", "seen_at", "published_at", "language"),
            *("page__url", "page__state", "page__error_code", "page__error_detail", "page__article"),
            *("page__article__public_id", "page__article__title", "page__article__text_from"),
        )
        .order_by("-pk")[:_ENTRIES]
    )
    failed = (
        Page.objects.filter(state=Page.State.FAILED, pk__in=Entry.objects.filter(feed=found).values("page"))
        .defer(*_LONG_PAGE_COLUMNS)
        .order_by("-pk")[:_ENTRIES]
    )
    days = entries_by_day([found], timezone.now())[found.pk]
    context = {
        "feed": found,
        "health": health_of(found),
        "entries": entries,
        "failed": failed,
        "days": days,
        "points": sparkline(days, get_language_bidi()),
    }
    return render(request, "read/feed.html", context)


@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """Every page that could not be read, with the reason: nothing is lost silently."""
    failed = Page.objects.filter(state=Page.State.FAILED)
    reasons = list(failed.values_list("error_code").annotate(pages=Count("pk")).order_by("-pages"))
    code = request.GET.get("reason", "")
    if code:
        failed = failed.filter(error_code=code.replace("\0", ""))
    before = request.GET.get("before", "")
    if before:
        if not (before.isascii() and before.isdigit() and len(before) < 19):
            raise BadRequest("no such place in the list")
        failed = failed.filter(pk__lt=int(before))
    named = Prefetch("entries", Entry.objects.only("page", "title", "language").order_by("pk"))
    rows = list(
        failed.defer(*_LONG_PAGE_COLUMNS).prefetch_related(named).order_by("-pk")[: _PAGES_A_PAGE + 1]
    )
    context = {
        "pages": rows[:_PAGES_A_PAGE],
        "older": rows[_PAGES_A_PAGE - 1].pk if len(rows) > _PAGES_A_PAGE else None,
        "reasons": reasons,
        "total": sum(pages for _, pages in reasons),
        "reason": code,
    }
    return render(request, "read/unread.html", context)
