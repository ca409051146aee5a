"""When to ask a feed or page again, and when to stop: pure decisions, each with its reason in plain English.

A feed that answered: the publishing rate gives a wish, what the publisher asks (ttl, Cache-Control,
Retry-After) may only make it later, skip hours and days come last. One that failed: exponential back-off, or
off.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from broadsheet.errors import BadAnswer, FetchError, RobotsUnavailable, StatusError, TooSlow, Unreachable

MIN_INTERVAL_S = 300.0
"""Five minutes: the soonest that a feed may be asked again. Sooner shows nothing that a reader would notice,
and publishers' servers count it as abuse."""

MAX_INTERVAL_S = 86_400.0
"""A day: the latest. A quiet publisher's one article should still be today's news."""

ENTRIES_PER_POLL = 0.5
"""New entries hoped for at each poll: below 1, most are seen within half of the usual gap between two."""

RATE_HALF_LIFE_S = 3 * 86_400.0
"""A rate seen this long ago counts half: news follow days and weekends, not months."""

MAX_CACHE_HINT_S = 3_600.0
"""A max-age beyond an hour is seldom meant for feeds (servers add a month to any file), and a busy feed would
drop entries meanwhile. The feed's own `ttl`, which was meant, is obeyed up to MAX_INTERVAL_S."""

BACKOFF_S = 900.0
"""Wait after a first failure; doubled with each further one, up to MAX_INTERVAL_S."""

JITTER = 0.1
"""Part by which a time is shifted at random either way, so that feeds do not all come due at once."""

DEAD_FAILURES = 8
DEAD_AFTER = timedelta(days=5)
"""A feed that once worked and now looks dead is switched off after so many failures in a row over so long:
sites lose pages for a weekend while they move."""

MAX_ATTEMPTS = 5
"""Requests for one page before it is given up: over about 21 hours, a working day of trouble."""

PAGE_WAIT_S = 900.0
"""Seconds after a page's first failure; four times that after each further one (15 min, 1 h, 4 h, 16 h)."""

ROBOTS_WAIT_S = 3_600.0
"""Least seconds after a robots.txt that could not be read: it is itself asked for again in half of that."""

_DEAD_STATUS = frozenset({404, 410})
_DEAD_CODES = frozenset({"unknown-host", "not-a-feed", "address-refused"})
_PASSING_STATUS = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class PollState:
    """What is known of a feed before it was asked.

    Attributes:
        failures: failed requests in a row.
        first_failed_at: when the first of them failed; None if there are none.
        last_success_at: when it last answered as it should; None if never.
        entries_per_day: publishing rate as last reckoned; None if unknown.
    """

    failures: int = 0
    first_failed_at: datetime | None = None
    last_success_at: datetime | None = None
    entries_per_day: float | None = None


@dataclass(frozen=True, slots=True)
class PollOutcome:
    """What asking brought.

    Attributes:
        error_code, error_message: of the error in `broadsheet.errors`; empty if all went well.
        status: HTTP status, or None if there was no answer.
        retry_after_s: seconds the server asked to wait, or None.
        new_entries: entries not seen before; 0 where nothing has changed (304).
        published: dates of all entries in the feed, aware; they give the rate of one seen for the first time.
        cache_s: how long the answer may be reused (`headers.freshness_s`), or None.
        ttl_s: seconds the feed itself asks to wait, or None. After a 304: as last read.
        skip_hours: hours of the day, UTC, at which it asks not to be fetched.
        skip_days: weekdays (0 Monday), UTC, likewise.
    """

    error_code: str = ""
    error_message: str = ""
    status: int | None = None
    retry_after_s: float | None = None
    new_entries: int = 0
    published: tuple[datetime, ...] = ()
    cache_s: float | None = None
    ttl_s: float | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PollPlan:
    """What to do next with a feed.

    Attributes:
        next_fetch_at: when to ask; meaningless if switched off.
        interval_s: seconds until then as decided, before chance and skip hours.
        failures: in a row, this one included.
        entries_per_day: publishing rate to remember; None if unknown.
        switch_off: do not ask again unless a person says so.
        reason: why, one English sentence.
    """

    next_fetch_at: datetime
    interval_s: float
    failures: int
    entries_per_day: float | None
    switch_off: bool
    reason: str


def plan_next(state: PollState, outcome: PollOutcome, now: datetime, chance: random.Random) -> PollPlan:
    """Decides when a feed is asked next.

    Never sooner than MIN_INTERVAL_S, and not later than MAX_INTERVAL_S unless the feed's skip hours or days
    forbid every moment until then.

    Args:
        state: before.
        outcome: of the request just made.
        now: when it was answered, aware.
        chance: shifts the time by up to JITTER.
    """
    if outcome.error_code:
        return _plan_after_failure(state, outcome, now, chance)
    rate = _rate(state, outcome, now)
    interval_s, reason = _interval(rate, outcome)
    return PollPlan(
        next_fetch_at=_next_time(now, interval_s, outcome, chance, _asked_s(outcome)),
        interval_s=interval_s,
        failures=0,
        entries_per_day=rate,
        switch_off=False,
        reason=reason,
    )


def publishing_rate(published: Sequence[datetime], now: datetime) -> float | None:
    """Entries a day, from the dates of the entries in a feed.

    Args:
        published: aware; those in the future do not count.
        now: aware.

    Returns:
        None where fewer than two dates are known.
    """
    past = sorted(date for date in published if date <= now)
    if len(past) < 2:
        return None
    span_s = max((now - past[0]).total_seconds(), MIN_INTERVAL_S)
    return len(past) * 86_400.0 / span_s


def _rate(state: PollState, outcome: PollOutcome, now: datetime) -> float | None:
    """The rate before, moved towards what was seen since by as much as that time weighs."""
    if state.last_success_at is None:
        return publishing_rate(outcome.published, now)
    passed_s = (now - state.last_success_at).total_seconds()
    if passed_s <= 0:  # the clock jumped back
        return state.entries_per_day
    seen = outcome.new_entries * 86_400.0 / max(passed_s, MIN_INTERVAL_S)
    if state.entries_per_day is None:
        return seen
    weight = 1.0 - math.exp2(-passed_s / RATE_HALF_LIFE_S)
    return (1.0 - weight) * state.entries_per_day + weight * seen


def _interval(rate: float | None, outcome: PollOutcome) -> tuple[float, str]:
    if rate is None:
        wanted_s, reason = 3_600.0, "How often it publishes is not known yet"
    elif rate * MAX_INTERVAL_S <= ENTRIES_PER_POLL * 86_400.0:
        wanted_s, reason = MAX_INTERVAL_S, "It publishes less than one entry in two days"
    else:
        wanted_s, reason = ENTRIES_PER_POLL * 86_400.0 / rate, f"It publishes about {_number(rate)} a day"
    if outcome.ttl_s is not None and outcome.ttl_s > wanted_s:
        wanted_s, reason = outcome.ttl_s, "The feed asks to wait this long (ttl)"
    cache_s = min(outcome.cache_s or 0.0, MAX_CACHE_HINT_S)
    if cache_s > wanted_s:
        wanted_s, reason = (
            cache_s,
            "The server says the answer stays the same this long (Cache-Control, Expires)",
        )
    if outcome.retry_after_s is not None and outcome.retry_after_s > wanted_s:
        wanted_s, reason = outcome.retry_after_s, "The server asks to wait this long (Retry-After)"
    interval_s = min(max(wanted_s, MIN_INTERVAL_S), MAX_INTERVAL_S)
    return interval_s, f"{reason}: asked every {_duration(interval_s)}."


def _plan_after_failure(
    state: PollState, outcome: PollOutcome, now: datetime, chance: random.Random
) -> PollPlan:
    failures = state.failures + 1
    off = _why_off(state, outcome, failures, now)
    interval_s = min(BACKOFF_S * 2.0 ** min(state.failures, 20), MAX_INTERVAL_S)
    reason = f"Failed {_times(failures)}: asked again in {_duration(interval_s)}."
    if outcome.retry_after_s is not None and outcome.retry_after_s > interval_s:
        interval_s = min(outcome.retry_after_s, MAX_INTERVAL_S)
        reason = f"The server asks to wait (Retry-After): asked again in {_duration(interval_s)}."
    return PollPlan(
        next_fetch_at=_next_time(now, interval_s, outcome, chance, outcome.retry_after_s or 0.0),
        interval_s=interval_s,
        failures=failures,
        entries_per_day=state.entries_per_day,
        switch_off=bool(off),
        reason=off or reason,
    )


def _why_off(state: PollState, outcome: PollOutcome, failures: int, now: datetime) -> str:
    """The reason to stop asking; empty to go on."""
    if outcome.status == 410:
        return "Switched off: the publisher says that it is gone for good (410)."
    if outcome.status not in _DEAD_STATUS and outcome.error_code not in _DEAD_CODES:
        return ""
    said = outcome.error_message or outcome.error_code
    if state.last_success_at is None:
        return f"Switched off: it did not work when first asked. {said}"
    since = state.first_failed_at or now
    if failures >= DEAD_FAILURES and now - since >= DEAD_AFTER:
        return f"Switched off: it failed {_times(failures)} over {(now - since).days} days. {said}"
    return ""


def _asked_s(outcome: PollOutcome) -> float:
    """Seconds before which the publisher asks not to be asked."""
    cache_s = min(outcome.cache_s or 0.0, MAX_CACHE_HINT_S)
    return max(outcome.ttl_s or 0.0, cache_s, outcome.retry_after_s or 0.0)


def _next_time(
    now: datetime, interval_s: float, outcome: PollOutcome, chance: random.Random, asked_s: float
) -> datetime:
    """The moment `interval_s` from now, shifted by chance; not before `asked_s`, nor in a skipped hour."""
    shifted_s = interval_s * (1.0 + chance.uniform(-JITTER, JITTER))
    shifted_s = min(max(shifted_s, asked_s, MIN_INTERVAL_S), MAX_INTERVAL_S)
    return after_skipped(now + timedelta(seconds=shifted_s), outcome.skip_hours, outcome.skip_days)


def after_skipped(moment: datetime, hours: frozenset[int], days: frozenset[int]) -> datetime:
    """The first moment from `moment` on that is in none of the skipped hours and days.

    A feed that names every hour or every day means none of it (RSS 2.0, skipHours and skipDays).

    Args:
        moment: aware.
        hours: of the day, UTC, 0 to 23.
        days: of the week, UTC, 0 Monday to 6 Sunday.
    """
    hours = frozenset() if len(hours & frozenset(range(24))) == 24 else hours
    days = frozenset() if len(days & frozenset(range(7))) == 7 else days
    moment = moment.astimezone(UTC)
    for _ in range(24 * 7):
        if moment.hour not in hours and moment.weekday() not in days:
            break
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moment


@dataclass(frozen=True, slots=True)
class PageRetry:
    """What to do with a page that could not be had.

    Attributes:
        retry_at: when to ask again; None to give up.
        reason: why, one English sentence.
    """

    retry_at: datetime | None
    reason: str


def page_retry(
    attempts: int, error: FetchError, now: datetime, chance: random.Random | None = None
) -> PageRetry:
    """Decides what to do with a page that could not be had.

    Args:
        attempts: requests made for it so far, this one included.
        error: what came of the last.
        now: when it failed, aware.
        chance: shifts the time by up to JITTER, lest a site's pages all come back at once; None: not.
    """
    if not _may_pass(error):
        return PageRetry(None, "Asking again would not help.")
    if attempts >= MAX_ATTEMPTS:
        return PageRetry(None, f"Given up after {attempts} attempts.")
    wait_s = PAGE_WAIT_S * 4.0 ** max(attempts - 1, 0)
    if isinstance(error, RobotsUnavailable):
        wait_s = max(wait_s, ROBOTS_WAIT_S)
    if chance is not None:
        wait_s *= 1.0 + chance.uniform(-JITTER, JITTER)
    if isinstance(error, StatusError) and error.retry_after_s is not None:
        wait_s = max(wait_s, error.retry_after_s)
    wait_s = min(wait_s, MAX_INTERVAL_S)
    return PageRetry(
        now + timedelta(seconds=wait_s),
        f"Attempt {attempts} of {MAX_ATTEMPTS} failed: asked again in {_duration(wait_s)}.",
    )


def _may_pass(error: FetchError) -> bool:
    """Whether the trouble is of a kind that passes."""
    if isinstance(error, StatusError):
        return error.status >= 500 or error.status in _PASSING_STATUS
    return isinstance(error, Unreachable | TooSlow | BadAnswer | RobotsUnavailable)


def _number(rate: float) -> str:
    return f"{rate:.0f} entries" if rate >= 1.5 else ("1 entry" if rate >= 0.75 else f"{rate:.1f} entries")


def _times(failures: int) -> str:
    return "once" if failures == 1 else f"{failures} times in a row"


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    hours = round(minutes / 60)
    return f"{hours} hours"
