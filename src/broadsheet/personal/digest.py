"""When a digest is due and what is in it. Pure; in words: docs/alerts.md."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

MOST = 12
"""Stories of a digest."""
LATE = timedelta(hours=6)
"""A digest that could not be made for longer is left out: nobody wants the morning's in the evening."""
MOST_TOLD = 200
"""So many stories told last are remembered, not to be told again."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A story that may be in a digest, by its public id; `last_at`: its latest report."""

    key: str
    last_at: datetime


def next_at(zone: tzinfo, hour: int, after: datetime, weekday: int | None = None) -> datetime:
    """The next time that the reader's clock shows the hour, UTC.

    Args:
        weekday: 0 (Monday) to 6; None: on every day.
    """
    day = after.astimezone(zone).date()
    while True:
        at = datetime.combine(day, time(hour), zone).astimezone(UTC)
        if at > after and weekday in (None, day.weekday()):
            return at
        day += timedelta(days=1)


def choose(offered: Sequence[Offered], told: Collection[str], since: datetime) -> list[str]:
    """The stories of a digest, in the order offered: reported since the one before, and in none before."""
    return [one.key for one in offered if one.key not in told and one.last_at > since][:MOST]
