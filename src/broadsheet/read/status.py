"""How the gathering stands: a few counts, remembered for seconds, shown on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.utils import timezone

from broadsheet.store.models import Article, Feed, Page, Progress
from broadsheet.store.prepared import Prepared

_REMEMBERED_S = 5
_SILENT_AFTER = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Status:
    """Counts, and signs of life of the gathering process.

    Attributes:
        feeds: how many there are.
        waiting: pages to be fetched or read.
        updated_at: when the newest article was first seen; None without one.
        gathering: a process gave a sign of life in the last two minutes.
        trouble: what keeps it from working, as it says itself; empty if nothing does.
    """

    feeds: int
    waiting: int
    updated_at: datetime | None
    gathering: bool
    trouble: str


def current_status() -> Status:
    """The status of at most five seconds ago."""
    status: Status | None = cache.get("read:status")
    if status is None:
        status = _read_status()
        cache.set("read:status", status, _REMEMBERED_S)
    return status


def _read_status() -> Status:
    newest = next((at for (at,) in _newest.rows()), None)
    beat_at, trouble = next(iter(_life.rows()), (None, ""))
    return Status(
        feeds=sum(count for _, count in _feeds.rows()),
        waiting=sum(count for _, count in _waiting.rows()),
        updated_at=newest,
        gathering=beat_at is not None and timezone.now() - beat_at < _SILENT_AFTER,
        trouble=trouble,
    )


def pages_by_state() -> dict[str, int]:
    """How many pages are in each state, as of at most five seconds ago: all of them are counted."""
    found: dict[str, int] | None = cache.get("read:pages")
    if found is None:
        found = dict(_pages.rows())
        cache.set("read:pages", found, _REMEMBERED_S)
    return found


def _pages_by_state() -> QuerySet[Page, Any]:
    return Page.objects.order_by().values_list("state").annotate(Count("pk"))


_pages = Prepared(_pages_by_state)


def _first_seen() -> QuerySet[Article, Any]:
    return Article.objects.order_by("-first_seen_at").values_list("first_seen_at")[:1]


def _sign_of_life() -> QuerySet[Progress, Any]:
    return Progress.objects.order_by("-beat_at").values_list("beat_at", "trouble")[:1]


def _feeds_by_state() -> QuerySet[Feed, Any]:
    return Feed.objects.order_by().values_list("state").annotate(Count("pk"))


def _waiting_by_state() -> QuerySet[Page, Any]:
    return Page.objects.waiting().order_by().values_list("state").annotate(Count("pk"))


_newest, _life = Prepared(_first_seen), Prepared(_sign_of_life)
_feeds, _waiting = Prepared(_feeds_by_state), Prepared(_waiting_by_state)
