"""When what happens in the newsroom: from hours after its start to moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def read_clock() -> datetime:
    """The real time, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Maps the hours that the content speaks of onto moments.

    Attributes:
        start: the moment of hour 0.
        points: (hour in the content, hours after start), both rising; between them time passes evenly, and
            after the last at its natural pace. ((0, 0),) changes nothing.
    """

    start: datetime
    points: tuple[tuple[float, float], ...] = ((0.0, 0.0),)

    def at(self, hour: float) -> datetime:
        """The moment of `hour` of the content."""
        before = self.points[0]
        for after in self.points[1:]:
            if hour <= after[0]:
                pace = (after[1] - before[1]) / (after[0] - before[0])
                return self.start + timedelta(hours=before[1] + (hour - before[0]) * pace)
            before = after
        return self.start + timedelta(hours=before[1] + hour - before[0])


def plan_demo(
    hours: list[float],
    now: datetime,
    *,
    past_hours: float = 48.0,
    live_hours: float = 1.0,
    live_share: float = 0.25,
) -> Schedule:
    """A schedule by which most of the news lies in the last two days and the rest comes within the hour.

    Args:
        hours: when the events happen, hours after the newsroom's start, in any order.
        now: the moment at which the demo begins.
        past_hours: at most so long ago did the first event happen.
        live_hours: within so many hours from now has the last event happened.
        live_share: share of the events that are still to come.
    """
    ordered = sorted(hours)
    turn = ordered[min(len(ordered) - 1, round(len(ordered) * (1 - live_share)))] if ordered else 0.0
    last = ordered[-1] if ordered else 0.0
    past = min(turn, past_hours)
    start = now - timedelta(hours=past)
    points = [(0.0, 0.0)]
    if turn > 0:
        points.append((turn, past))
    if last > turn:
        points.append((last, past + min(live_hours, last - turn)))
    return Schedule(start, tuple(points))
