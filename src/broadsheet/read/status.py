"""How the gathering stands: a few counts, remembered for seconds, shown on every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from broadsheet.store.models import Article, Feed, Page, Progress

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
    newest = Article.objects.order_by("-first_seen_at").values_list("first_seen_at", flat=True).first()
    life = Progress.objects.order_by("-beat_at").first()
    return Status(
        feeds=Feed.objects.count(),
        waiting=Page.objects.waiting().count(),
        updated_at=newest,
        gathering=life is not None and timezone.now() - life.beat_at < _SILENT_AFTER,
        trouble=life.trouble if life else "",
    )
