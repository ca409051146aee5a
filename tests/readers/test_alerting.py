"""When a reader is told of what, and when a digest is due: the rules by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.personal.alerting import (
    Decision,
    Rules,
    Waiting,
    day_began,
    decide,
    is_news,
    is_quiet,
    level_of,
    quiet_ends,
)
from broadsheet.personal.digest import MOST, Offered, choose, next_at

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CAIRO, BERLIN = ZoneInfo("Africa/Cairo"), ZoneInfo("Europe/Berlin")
HOURS = st.integers(0, 23)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))
ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("UTC", "Asia/Kathmandu", "America/St_Johns", "Europe/Berlin")]
)


def at(hour: int, minute: int = 0, day: int = 23) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "hour", "quiet"),
    [
        *((22, 7, hour, hour >= 22 or hour < 7) for hour in range(24)),
        *((9, 17, hour, 9 <= hour < 17) for hour in range(24)),
        (5, 5, 5, False),
        (0, 23, 23, False),
    ],
)
def test_quiet_hours_may_go_over_midnight(start: int, end: int, hour: int, quiet: bool) -> None:
    assert is_quiet(Rules(UTC, start, end), at(hour, 59)) == quiet


def test_they_are_of_the_reader_s_clock() -> None:
    rules = Rules(CAIRO, 22, 7)  # two hours ahead
    assert is_quiet(rules, at(20))
    assert not is_quiet(rules, at(19, 59))
    assert quiet_ends(rules, at(20)) == at(5, day=24)


@given(MOMENTS, HOURS, HOURS, ZONES)
def test_quiet_hours_end_within_a_day_and_no_longer_are_quiet(
    now: datetime, start: int, end: int, zone: ZoneInfo
) -> None:
    rules = Rules(zone, start, end)
    if not is_quiet(rules, now):
        return
    ends = quiet_ends(rules, now)
    assert now < ends <= now + timedelta(hours=26)
    assert not is_quiet(rules, ends)


def test_in_the_night_on_which_clocks_go_forward() -> None:
    rules = Rules(BERLIN, 22, 2)  # at 2 it is 3 (29 March 2026)
    ends = quiet_ends(rules, datetime(2026, 3, 28, 22, 30, tzinfo=UTC))
    assert ends == datetime(2026, 3, 29, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("waiting", "told", "now", "expected"),
    [
        ([], 0, NOON, Decision()),
        ([Waiting(1, at(11), 30)], 0, NOON, Decision(((1,),))),
        ([Waiting(1, at(11), 30), Waiting(2, at(11), 50)], 0, NOON, Decision(((2,), (1,)))),
        ([Waiting(1, at(11), 30), Waiting(2, at(11), 50)], 2, NOON, Decision(((2,),), (1,))),
        ([Waiting(1, at(11), 30)], 3, NOON, Decision((), (1,))),
        ([Waiting(1, at(23), 30)], 0, at(23, 10), Decision(again_at=at(7, day=24))),
        # what came in quiet hours is one message, and counts as one
        (
            [Waiting(1, at(23), 30), Waiting(2, at(3, day=24), 40), Waiting(3, at(7, day=24), 10)],
            0,
            at(7, day=24),
            Decision(((2, 1), (3,))),
        ),
        ([Waiting(1, at(23), 30)], 0, at(7, day=24), Decision(((1,),))),
        ([Waiting(1, at(11, day=22), 30), Waiting(2, at(11), 30)], 0, NOON, Decision(((2,),), (1,))),
    ],
)
def test_what_waits_is_told_together_singly_later_or_not(
    waiting: list[Waiting], told: int, now: datetime, expected: Decision
) -> None:
    assert decide(waiting, told, Rules(UTC, 22, 7, 3), now) == expected


@given(
    st.lists(st.tuples(MOMENTS, st.floats(-100, 100)), max_size=12),
    st.integers(0, 9),
    st.builds(Rules, ZONES, HOURS, HOURS, st.integers(1, 9)),
    MOMENTS,
)
def test_every_alert_is_told_once_or_over_or_waits(
    rows: list[tuple[datetime, float]], told: int, rules: Rules, now: datetime
) -> None:
    waiting = [Waiting(number, made, points) for number, (made, points) in enumerate(rows)]
    decision = decide(waiting, told, rules, now)
    settled = [one for message in decision.messages for one in message] + list(decision.over)
    assert len(settled) == len(set(settled))
    assert (set(settled) == {one.id for one in waiting}) == (decision.again_at is None)
    assert told + len(decision.messages) <= max(rules.most_a_day, told)
    assert not (decision.messages and is_quiet(rules, now))


def test_a_day_begins_at_the_reader_s_midnight() -> None:
    assert day_began(CAIRO, at(23)) == at(22)
    assert day_began(CAIRO, at(21, 59)) == at(22, day=22)


@pytest.mark.parametrize(("points", "level"), [(-9, 0), (4.9, 0), (5, 1), (25, 2), (44, 2), (45, 3), (99, 3)])
def test_levels(points: float, level: int) -> None:
    assert level_of(points) == level


@pytest.mark.parametrize(
    ("reports", "sentences", "numbers", "news"),
    [(0, 5, 1, False), (1, 1, 0, False), (1, 2, 0, True), (1, 0, 1, True), (2, 1, 0, False), (3, 0, 0, True)],
)
def test_what_is_news(reports: int, sentences: int, numbers: int, news: bool) -> None:
    assert is_news(reports, sentences, numbers) == news


@pytest.mark.parametrize(
    ("zone", "hour", "after", "weekday", "expected"),
    [
        (UTC, 13, NOON, None, at(13)),
        (UTC, 12, NOON, None, at(12, day=24)),
        (CAIRO, 7, NOON, None, at(5, day=24)),
        (UTC, 9, NOON, 5, at(9, day=28)),  # the 23rd is a Monday
        (UTC, 13, NOON, 0, at(13)),
        (UTC, 9, NOON, 0, at(9, day=30)),
        (BERLIN, 2, datetime(2026, 3, 28, 12, tzinfo=UTC), None, datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ],
)
def test_when_a_digest_is_due(
    zone: ZoneInfo, hour: int, after: datetime, weekday: int | None, expected: datetime
) -> None:
    assert next_at(zone, hour, after, weekday) == expected


@given(MOMENTS, HOURS, ZONES, st.none() | st.integers(0, 6))
def test_a_digest_is_always_due_again(now: datetime, hour: int, zone: ZoneInfo, weekday: int | None) -> None:
    due = next_at(zone, hour, now, weekday)
    assert now < due <= now + timedelta(days=1 if weekday is None else 7, hours=2)


def test_a_digest_tells_nothing_twice_and_nothing_old() -> None:
    offered = [Offered("a", at(11)), Offered("b", at(11)), Offered("c", at(9)), Offered("d", at(11, 30))]
    assert choose(offered, {"b"}, at(10)) == ["a", "d"]
    assert len(choose([Offered(str(one), at(11)) for one in range(99)], (), at(10))) == MOST
