"""Which time counts for a line of a batch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.cli._moments import Moments, read_moment

NOW = datetime(2026, 3, 10, tzinfo=UTC)
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


def days(number: float) -> datetime:
    return BEGIN + timedelta(days=number)


def test_times_count_as_stated_and_a_line_without_one_is_as_late_as_the_one_before() -> None:
    moments = Moments(BEGIN, NOW)
    assert [moments.next(at) for at in (days(1), None, days(0.5))] == [
        (days(1), ""),
        (days(1), ""),
        (days(0.5), ""),
    ]


def test_a_time_to_come_does_not_count() -> None:
    moments = Moments(BEGIN, NOW)
    at, doubt = moments.next(days(60))
    assert at == BEGIN
    assert "future" in doubt


def test_one_leap_does_not_count_and_a_second_that_late_shows_it_was_a_gap() -> None:
    moments = Moments(BEGIN, NOW)
    assert moments.next(days(6))[0] == BEGIN
    assert moments.next(days(1)) == (days(1), "")
    assert moments.next(days(6))[0] == days(1)
    assert moments.next(days(8.5)) == (days(8.5), "")


def test_a_time_without_a_zone_is_taken_as_utc() -> None:
    assert read_moment("2026-03-01T00:00:00") == (BEGIN, "")
    assert read_moment("2026-03-01T02:00:00+02:00") == (BEGIN, "")
    assert read_moment(None) == read_moment("") == (None, "")


@given(st.one_of(st.text(), st.integers(), st.floats(), st.datetimes().map(str), st.none()))
def test_anything_is_a_time_a_doubt_or_nothing(published: object) -> None:
    at, doubt = read_moment(published)
    assert at is None or (at.tzinfo is not None and not doubt)
