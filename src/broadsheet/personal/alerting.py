"""When a reader is told of what: which stories are worth it, and whether now, later, together or not at all.

Pure; in words: docs/alerts.md.

    story changed ──level, news──▶ alert waits ──quiet hours, daily limit──▶ one message, a summary, or none
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import chain

LEVELS: dict[int, float] = {1: 5.0, 2: 25.0, 3: 45.0}
"""Points of importance from which a story is of a level: one report of the last three hours has 5, three
have 25, about eight from three countries 45."""
USUAL_LEVEL, USUAL_LIMIT, MOST_A_DAY = 2, 6, 50
MOST_AGE = timedelta(days=1)
"""A story that began longer ago is no new one; an alert that waited longer is not sent any more."""
NEWS_REST = timedelta(hours=2)
"""Of one story there is news at most so often."""
LOOK_REST = timedelta(minutes=10)
"""What came to a story is looked at at most so often."""
NEWS_REPORTS, NEWS_SENTENCES = 3, 2
"""Independent reports that are news by their number alone; new sentences that are, from fewer reports."""


@dataclass(frozen=True, slots=True)
class Rules:
    """When a reader wants to be told.

    Attributes:
        zone: of the reader's hours and days.
        quiet_from, quiet_until: hours of the day, 0 to 23; the same twice: no hour is quiet.
        most_a_day: messages from midnight to midnight.
    """

    zone: tzinfo = UTC
    quiet_from: int = 22
    quiet_until: int = 7
    most_a_day: int = USUAL_LIMIT


@dataclass(frozen=True, slots=True)
class Waiting:
    """An alert that waits to be told; `points`: how much it matters beside the others."""

    id: int
    made_at: datetime
    points: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of alerts that wait.

    Attributes:
        messages: ids of alerts, those of one message together; the weightiest first.
        over: ids of those that are not told: over the limit, or too old.
        again_at: when to ask again about what stays waiting; None if nothing does.
    """

    messages: tuple[tuple[int, ...], ...] = ()
    over: tuple[int, ...] = ()
    again_at: datetime | None = None


def level_of(points: float) -> int:
    """How important a story is, as readers choose it: 0 (not worth an alert) to 3 (widely reported)."""
    return sum(points >= least for least in LEVELS.values())


def is_news(reports: int, sentences: int, numbers: int) -> bool:
    """Whether what came to a story is worth telling who follows it.

    Args:
        reports: independent ones that came.
        sentences: what they say that was not said before (`assist.changed`).
        numbers: of these, how many give another number than was known.
    """
    return reports >= NEWS_REPORTS or (reports > 0 and (numbers > 0 or sentences >= NEWS_SENTENCES))


def is_quiet(rules: Rules, at: datetime) -> bool:
    """Whether the reader's clock shows a quiet hour then."""
    start, end, hour = rules.quiet_from, rules.quiet_until, at.astimezone(rules.zone).hour
    return start <= hour < end if start <= end else hour >= start or hour < end


def quiet_ends(rules: Rules, at: datetime) -> datetime:
    """When the quiet hours end in which `at` is, UTC."""
    local = at.astimezone(rules.zone)
    end = _moment(local, rules.quiet_until, 0)
    return end if end > at else _moment(local, rules.quiet_until, 1)


def _moment(local: datetime, hour: int, days: int) -> datetime:
    day = local.date() + timedelta(days=days)
    return datetime.combine(day, time(hour), local.tzinfo).astimezone(UTC)


def day_began(zone: tzinfo, at: datetime) -> datetime:
    """The reader's midnight before `at`, UTC."""
    return _moment(at.astimezone(zone), 0, 0)


def decide(waiting: Sequence[Waiting], told_today: int, rules: Rules, now: datetime) -> Decision:
    """What becomes of the alerts of one reader.

    In quiet hours all wait. Afterwards those that came in them are one message, the others one each, the
    weightiest first, up to the limit of the day; what is left is not told.

    Args:
        told_today: messages sent since the reader's midnight.
    """
    old = tuple(one.id for one in waiting if now - one.made_at > MOST_AGE)
    fresh = [one for one in waiting if one.id not in old]
    if not fresh:
        return Decision(over=old)
    if is_quiet(rules, now):
        return Decision(over=old, again_at=quiet_ends(rules, now))
    ranked = sorted(fresh, key=lambda one: (-one.points, one.id))
    held = tuple(one.id for one in ranked if is_quiet(rules, one.made_at))
    messages = [held] if held else []
    messages += [(one.id,) for one in ranked if one.id not in held]
    left = max(rules.most_a_day - told_today, 0)
    return Decision(tuple(messages[:left]), (*old, *chain.from_iterable(messages[left:])))
