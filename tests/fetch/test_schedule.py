"""When feeds and pages are asked again."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.errors import (
    AddressRefused,
    BadAnswer,
    FetchError,
    RobotsDisallowed,
    RobotsUnavailable,
    StatusError,
    TooLarge,
    TooSlow,
    UnknownHost,
    Unreachable,
)
from broadsheet.fetch.schedule import (
    BACKOFF_S,
    JITTER,
    MAX_ATTEMPTS,
    MAX_INTERVAL_S,
    MIN_INTERVAL_S,
    PollOutcome,
    PollPlan,
    PollState,
    after_skipped,
    page_retry,
    plan_next,
    publishing_rate,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
HOUR = 3600.0
seconds = st.one_of(st.none(), st.floats(0, 1e7))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
outcomes = st.builds(
    PollOutcome,
    error_code=st.sampled_from(["", "", "status", "unreachable", "unknown-host", "not-a-feed", "too-slow"]),
    status=st.sampled_from([None, 200, 304, 404, 410, 429, 500, 503]),
    retry_after_s=seconds,
    new_entries=st.integers(0, 10_000),
    published=st.lists(moments, max_size=5).map(tuple),
    cache_s=seconds,
    ttl_s=seconds,
    skip_hours=st.frozensets(st.integers(0, 23)),
    skip_days=st.frozensets(st.integers(0, 6)),
)
states = st.builds(
    PollState,
    failures=st.integers(0, 1000),
    first_failed_at=st.one_of(st.none(), moments),
    last_success_at=st.one_of(st.none(), moments),
    entries_per_day=st.one_of(st.none(), st.floats(0, 1e6)),
)


class Middle(random.Random):
    """Chance that shifts nothing."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def plan(state: PollState | None = None, **outcome: object) -> PollPlan:
    return plan_next(state or PollState(), PollOutcome(**outcome), NOW, Middle())  # type: ignore[arg-type]


def known(rate: float, **changed: object) -> PollState:
    """A feed that answered an hour ago."""
    return PollState(last_success_at=NOW - timedelta(hours=1), entries_per_day=rate, **changed)  # type: ignore[arg-type]


@given(states, outcomes, moments, st.integers())
def test_never_too_soon_never_too_late_never_in_skipped_hours(
    state: PollState, outcome: PollOutcome, now: datetime, seed: int
) -> None:
    planned = plan_next(state, outcome, now, random.Random(seed))
    assert planned.next_fetch_at >= now + timedelta(seconds=MIN_INTERVAL_S)
    latest = after_skipped(now + timedelta(seconds=MAX_INTERVAL_S), outcome.skip_hours, outcome.skip_days)
    assert planned.next_fetch_at <= latest
    if len(outcome.skip_hours) < 24:
        assert len(outcome.skip_days) == 7 or planned.next_fetch_at.weekday() not in outcome.skip_days
        assert planned.next_fetch_at.hour not in outcome.skip_hours
    assert MIN_INTERVAL_S <= planned.interval_s <= MAX_INTERVAL_S
    assert planned.entries_per_day is None or planned.entries_per_day >= 0
    assert planned.failures == (state.failures + 1 if outcome.error_code else 0)
    assert planned.reason.endswith(".") or planned.switch_off


@given(states, outcomes, moments, st.integers())
def test_the_same_facts_and_chance_give_the_same_plan(
    state: PollState, outcome: PollOutcome, now: datetime, seed: int
) -> None:
    first = plan_next(state, outcome, now, random.Random(seed))
    assert plan_next(state, outcome, now, random.Random(seed)) == first


@given(st.integers(0, 2**30), st.integers())
def test_back_off_only_grows(failures: int, seed: int) -> None:
    outcome = PollOutcome(error_code="unreachable")
    waits = [
        plan_next(PollState(failures=failures + more), outcome, NOW, random.Random(seed)).next_fetch_at
        for more in range(3)
    ]
    assert waits == sorted(waits)


@given(st.floats(0.1, 1000), st.integers(0, 100), st.integers(0, 100))
def test_more_news_are_never_asked_for_later(rate: float, fewer: int, more: int) -> None:
    fewer, more = sorted((fewer, more))
    assert plan(known(rate), new_entries=more).interval_s <= plan(known(rate), new_entries=fewer).interval_s


def test_back_off_doubles_up_to_a_day() -> None:
    waits = [plan(PollState(failures=n), error_code="too-slow").interval_s for n in range(9)]
    assert waits[:3] == [BACKOFF_S, 2 * BACKOFF_S, 4 * BACKOFF_S]
    assert waits[-1] == MAX_INTERVAL_S


def test_chance_spreads_feeds_but_little() -> None:
    state = known(24.0)
    waits = {
        (
            plan_next(state, PollOutcome(new_entries=1), NOW, random.Random(seed)).next_fetch_at - NOW
        ).total_seconds()
        for seed in range(50)
    }
    assert len(waits) > 40
    nominal = plan(state, new_entries=1).interval_s
    assert min(waits) >= nominal * (1 - JITTER) - 1
    assert max(waits) <= nominal * (1 + JITTER) + 1


@pytest.mark.parametrize(
    ("rate", "new", "interval_s", "said"),
    [
        (24.0, 1, 0.5 * HOUR, "about 24 entries a day"),
        (1000.0, 42, MIN_INTERVAL_S, "entries a day"),
        (0.0, 0, MAX_INTERVAL_S, "less than one entry in two days"),
    ],
)
def test_the_publishing_rate_gives_the_interval(rate: float, new: int, interval_s: float, said: str) -> None:
    planned = plan(known(rate), new_entries=new)
    assert planned.interval_s == pytest.approx(interval_s, rel=0.01)
    assert said in planned.reason


def test_answers_without_news_make_it_slower_and_news_faster() -> None:
    state = known(24.0)
    for _ in range(48):
        state = known(plan(state, status=304).entries_per_day or 0.0)
    assert 10 < (state.entries_per_day or 0.0) < 20  # two thirds of a half-life without any
    assert (plan(state, new_entries=5).entries_per_day or 0.0) > (state.entries_per_day or 0.0)


def test_a_first_answer_takes_the_rate_from_the_entries_dates() -> None:
    published = tuple(NOW - timedelta(hours=hours) for hours in range(24, 0, -1))
    assert plan(published=published, new_entries=24).entries_per_day == pytest.approx(24.0)
    assert publishing_rate([NOW + timedelta(days=1), NOW - timedelta(days=1)], NOW) is None
    assert plan().interval_s == HOUR
    assert "not known yet" in plan().reason


def test_a_clock_that_jumped_back_leaves_the_rate() -> None:
    state = PollState(last_success_at=NOW + timedelta(days=3), entries_per_day=5.0)
    assert plan(state, new_entries=100).entries_per_day == 5.0


@pytest.mark.parametrize(
    ("asked", "interval_s", "said"),
    [
        ({"ttl_s": 7200.0}, 7200.0, "ttl"),
        ({"ttl_s": 1e6}, MAX_INTERVAL_S, "ttl"),
        ({"ttl_s": 60.0}, 0.5 * HOUR, "entries a day"),
        ({"cache_s": 2700.0}, 2700.0, "Cache-Control"),
        ({"cache_s": 86_400.0 * 30}, HOUR, "Cache-Control"),
        ({"retry_after_s": 5400.0}, 5400.0, "Retry-After"),
    ],
)
def test_what_the_publisher_asks_makes_it_later(
    asked: dict[str, float], interval_s: float, said: str
) -> None:
    planned = plan(known(24.0), new_entries=1, **asked)
    assert planned.interval_s == pytest.approx(interval_s, rel=0.01)
    assert said in planned.reason


@given(st.floats(0, MAX_INTERVAL_S), st.integers(), st.sampled_from(["", "status"]))
def test_never_before_retry_after_or_ttl(asked_s: float, seed: int, error_code: str) -> None:
    outcome = PollOutcome(error_code=error_code, status=503, retry_after_s=asked_s)
    planned = plan_next(known(24.0), outcome, NOW, random.Random(seed))
    assert planned.next_fetch_at >= NOW + timedelta(seconds=asked_s)
    if not error_code:
        planned = plan_next(known(24.0), PollOutcome(ttl_s=asked_s), NOW, random.Random(seed))
        assert planned.next_fetch_at >= NOW + timedelta(seconds=asked_s)


def test_skip_hours_and_days_are_waited_out() -> None:
    assert after_skipped(NOW, frozenset({12, 13}), frozenset()) == NOW.replace(hour=14)
    assert after_skipped(NOW, frozenset(), frozenset({0, 1})) == datetime(2026, 11, 25, tzinfo=UTC)
    assert after_skipped(NOW, frozenset(range(24)), frozenset(range(7))) == NOW
    assert after_skipped(NOW, frozenset(range(23)), frozenset(range(6))) == datetime(
        2026, 11, 29, 23, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("code", "status", "off"),
    [
        ("status", 404, True),
        ("status", 410, True),
        ("unknown-host", None, True),
        ("not-a-feed", 200, True),
        ("address-refused", None, True),
        ("status", 403, False),
        ("status", 503, False),
        ("unreachable", None, False),
        ("too-slow", None, False),
    ],
)
def test_a_dead_address_is_switched_off_at_the_first_request(
    code: str, status: int | None, off: bool
) -> None:
    planned = plan(error_code=code, error_message="It said so.", status=status)
    assert planned.switch_off == off
    assert ("Switched off" in planned.reason) == off


def test_a_feed_that_once_worked_is_switched_off_only_after_days_of_404_but_at_once_by_410() -> None:
    def later(failures: int, days: float) -> PollPlan:
        state = known(5.0, failures=failures, first_failed_at=NOW - timedelta(days=days))
        return plan(state, error_code="status", status=404, error_message="There is nothing there.")

    assert not later(1, 0.1).switch_off
    assert not later(50, 1).switch_off  # asked by hand, again and again
    assert not later(2, 30).switch_off  # this machine was off
    assert later(7, 6).switch_off
    assert "8 times in a row over 6 days. There is nothing there." in later(7, 6).reason
    assert plan(known(5.0), error_code="status", status=410).switch_off


def test_a_server_with_trouble_of_its_own_is_never_given_up() -> None:
    state = known(5.0, failures=500, first_failed_at=NOW - timedelta(days=400))
    assert not plan(state, error_code="status", status=500).switch_off


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (Unreachable(), True),
        (UnknownHost(), True),
        (TooSlow(), True),
        (BadAnswer(), True),
        (RobotsUnavailable(), True),
        (StatusError(status=503), True),
        (StatusError(status=429), True),
        (StatusError(status=404), False),
        (StatusError(status=403), False),
        (StatusError(status=410), False),
        (RobotsDisallowed(), False),
        (TooLarge(), False),
        (AddressRefused(), False),
    ],
)
def test_a_page_is_asked_for_again_where_that_may_help(error: FetchError, again: bool) -> None:
    retry = page_retry(1, error, NOW)
    assert (retry.retry_at is not None) == again
    assert retry.reason.endswith(".")


def test_a_page_is_given_up_after_some_attempts_ever_further_apart() -> None:
    waits = [page_retry(n, TooSlow(), NOW).retry_at for n in range(1, MAX_ATTEMPTS)]
    gaps = [(wait - NOW).total_seconds() for wait in waits if wait]
    assert gaps == [900, 3600, 14_400, 57_600]
    assert page_retry(MAX_ATTEMPTS, TooSlow(), NOW).retry_at is None
    assert "Given up" in page_retry(MAX_ATTEMPTS, TooSlow(), NOW).reason


def test_a_page_waits_as_long_as_the_server_asks_up_to_a_day() -> None:
    asked = page_retry(1, StatusError(status=429, retry_after_s=7200), NOW, random.Random(1))
    assert asked.retry_at == NOW + timedelta(hours=2)
    too_much = page_retry(1, StatusError(status=429, retry_after_s=1e9), NOW)
    assert too_much.retry_at == NOW + timedelta(days=1)
