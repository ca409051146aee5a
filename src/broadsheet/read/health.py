"""Feed health as figures: states, articles an hour, entries a day. Reads the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from typing import Any

from django.core.cache import cache
from django.db.models import (
    Case,
    CharField,
    Count,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Substr
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from broadsheet.store.models import Article, Entry, Feed
from broadsheet.store.models.feeds import SLOW_S, FeedQuerySet
from broadsheet.store.prepared import Prepared

STATE_NAMES: dict[str, Promise] = {
    "failing": pgettext_lazy("feed state", "failing"),
    "off": pgettext_lazy("feed state", "switched off"),
    "slow": pgettext_lazy("feed state", "slow"),
    "unasked": pgettext_lazy("feed state", "not asked yet"),
    "healthy": pgettext_lazy("feed state", "healthy"),
}
SPARK_DAYS = 14
HOURS = 24
_REMEMBERED_S = 30


def health_of(feed: Feed) -> str:
    """The feed's state, a key of `STATE_NAMES`."""
    if feed.state == Feed.State.OFF:
        return "off"
    if feed.failures:
        return "failing"
    if feed.last_fetched_at is None:
        return "unasked"
    return "slow" if feed.elapsed_s is not None and feed.elapsed_s >= SLOW_S else "healthy"


def feeds_in(state: str) -> FeedQuerySet:
    """The feeds of a state; all for anything that is not a state."""
    feeds = Feed.objects.all()
    if state not in STATE_NAMES:
        return feeds
    found: FeedQuerySet = getattr(feeds, state)()
    return found


def count_states() -> dict[str, int]:
    """How many feeds are in each state. One query."""
    counts = dict(_ranks.rows())
    return {state: counts.get(rank, 0) for rank, state in enumerate(STATE_NAMES)}


# By the places of `STATE_NAMES`, which begins with those that need someone.
_RANK = Case(
    When(state=Feed.State.OFF, then=Value(1)),
    When(failures__gt=0, then=Value(0)),
    When(elapsed_s__gte=SLOW_S, then=Value(2)),
    When(last_fetched_at=None, then=Value(3)),
    default=Value(4),
    output_field=IntegerField(),
)


def _feeds_by_rank() -> QuerySet[Feed, Any]:
    return Feed.objects.order_by().annotate(rank=_RANK).values_list("rank").annotate(Count("pk"))


_ranks = Prepared(_feeds_by_rank)


def worst_first(feeds: FeedQuerySet) -> FeedQuerySet:
    """Those that need someone first, then by the publisher's name."""
    last_entry = Entry.objects.filter(feed=OuterRef("pk")).order_by("-pk").values("seen_at")[:1]
    return (
        feeds.annotate(rank=_RANK, last_entry_at=Subquery(last_entry))
        .select_related("publisher")
        .order_by("rank", "publisher__name", "pk")
    )


@dataclass(frozen=True, slots=True)
class Hour:
    """Articles first seen in one hour: made from the page, and from the feed only."""

    begins: datetime
    from_page: int
    from_feed: int


def articles_by_hour(now: datetime) -> list[Hour]:
    """The last 24 hours, the present one last; as of at most half a minute ago."""
    first = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=HOURS - 1)
    kept = cache.get_or_set(f"read:hours:{first:%d%H}", lambda: _by_hour(first), _REMEMBERED_S)
    counts: Counter[tuple[str, str]] = Counter(kept)
    hours = [first + timedelta(hours=number) for number in range(HOURS)]
    return [
        Hour(
            begins=hour,
            from_page=counts[f"{hour:%Y-%m-%d %H}", Article.TextFrom.PAGE],
            from_feed=counts[f"{hour:%Y-%m-%d %H}", Article.TextFrom.FEED],
        )
        for hour in hours
    ]


def _by_hour(first: datetime) -> dict[tuple[str, str], int]:
    # The text of a date begins alike on both databases; grouping by it is done by the database itself.
    rows = (
        Article.objects.filter(first_seen_at__gte=first)
        .annotate(hour=Substr(Cast("first_seen_at", CharField()), 1, 13))
        .values_list("hour", "text_from")
        .annotate(articles=Count("pk"))
        .order_by()
    )
    return {(hour, source): articles for hour, source, articles in rows}


def entries_by_day(feeds: Sequence[Feed], now: datetime) -> dict[int, list[int]]:
    """For each feed's id, its new entries on each of the last 14 days, today last.

    As of at most half a minute ago.
    """
    first = now.date() - timedelta(days=SPARK_DAYS - 1)
    days = [(first + timedelta(days=number)).isoformat() for number in range(SPARK_DAYS)]
    ids = tuple(feed.pk for feed in feeds)
    named = blake2b(repr((first, ids)).encode(), digest_size=16).hexdigest()
    counts = cache.get_or_set(f"read:days:{named}", lambda: _by_day(ids, first), _REMEMBERED_S) or {}
    return {feed: [counts.get((feed, day), 0) for day in days] for feed in ids}


def _by_day(feeds: Sequence[int], first: date) -> dict[tuple[int, str], int]:
    found = (
        Entry.objects.filter(feed__in=feeds, seen_at__gte=datetime.combine(first, time(), UTC))
        .annotate(day=Substr(Cast("seen_at", CharField()), 1, 10))
        .values_list("feed_id", "day")
        .annotate(entries=Count("pk"))
        .order_by()
    )
    return {(feed, day): entries for feed, day, entries in found}
