"""Signs of life of the gathering process, and what a clock that goes back asks for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from .guard import database_errors
from .models import Feed, Page, Progress

# No plan lets a feed wait longer than a day and its jitter (fetch.schedule), or a page longer than two.
_LONGEST_FEED_WAIT = timedelta(days=2)
_LONGEST_PAGE_WAIT = timedelta(days=2)


def write_progress(
    name: str, started_at: datetime, now: datetime, facts: dict[str, Any], trouble: str
) -> None:
    """Writes the sign of life of the process `name`."""
    with database_errors():
        Progress.objects.update_or_create(
            name=name,
            defaults={"started_at": started_at, "beat_at": now, "facts": facts, "trouble": trouble[:1000]},
        )


def last_beat(name: str) -> datetime | None:
    """When the process `name` last gave a sign of life."""
    with database_errors():
        return Progress.objects.filter(name=name).values_list("beat_at", flat=True).first()


def bring_everything_back(now: datetime) -> int:
    """After the clock went back: what would wait longer than any plan lets it is due now; gives how many.

    What waits for less comes in its time: asking all at once would be impolite.
    """
    with database_errors():
        feeds = Feed.objects.active().filter(next_fetch_at__gt=now + _LONGEST_FEED_WAIT)
        pages = Page.objects.filter(next_try_at__gt=now + _LONGEST_PAGE_WAIT)
        return feeds.update(next_fetch_at=now) + pages.update(next_try_at=now)


def current_trouble() -> str:
    """What keeps a process from working, in plain words; empty if nothing does."""
    with database_errors():
        return Progress.objects.exclude(trouble="").values_list("trouble", flat=True).first() or ""
