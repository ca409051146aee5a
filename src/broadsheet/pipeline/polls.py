"""From what asking a feed brought to the row that says so: the plan for the next time included."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime

from broadsheet.errors import BroadsheetError, StatusError
from broadsheet.fetch.headers import freshness_s
from broadsheet.fetch.schedule import PollOutcome, PollPlan, PollState, plan_next
from broadsheet.fetch.types import FetchedPage
from broadsheet.fetch.websub import discover
from broadsheet.pipeline.address import MAX_LENGTH
from broadsheet.pipeline.entries import ReadFeed, digest_bytes
from broadsheet.store.records import EntryRecord, FeedFacts, FeedToPoll, PollRecord

# While no server at all has answered since the start, "this host does not exist" says more about our own
# network than about the publisher: such a feed is asked again instead of being switched off.
OFFLINE_CODES = frozenset({"unreachable", "unknown-host"})


@dataclass(frozen=True, slots=True)
class FeedAnswer:
    """What asking a feed gave: a page, or an error."""

    feed: FeedToPoll
    at: datetime
    page: FetchedPage | None = None
    error: BroadsheetError | None = None

    @property
    def unchanged(self) -> bool:
        """The server said so, or sent the same bytes."""
        page = self.page
        return page is not None and (page.not_modified or digest_bytes(page.body) == self.feed.body_hash)


def make_record(
    answer: FeedAnswer, read: ReadFeed | None, *, reached: bool, chance: random.Random
) -> PollRecord:
    """The outcome and the plan, as the store takes them.

    Args:
        read: what a worker made of the answer; None if there was nothing to read.
        reached: whether any server has answered since the start.
        chance: see `plan_next`.
    """
    error = answer.error or (read.error if read is not None else None)
    if error is not None:
        return _failure(answer, error, reached=reached, chance=chance)
    assert answer.page is not None
    page, feed = answer.page, answer.feed
    facts = read.facts if read is not None else None
    entries = read.entries if read is not None else ()
    outcome = PollOutcome(
        status=page.status,
        new_entries=_new_entries(entries, feed.last_success_at),
        published=tuple(entry.published for entry in entries if entry.published is not None),
        cache_s=freshness_s(page.headers, page.fetched_at),
        ttl_s=facts.ttl_s if facts is not None else feed.ttl_s,
        skip_hours=facts.skip_hours if facts is not None else feed.skip_hours,
        skip_days=facts.skip_days if facts is not None else feed.skip_days,
    )
    plan = plan_next(_state(feed), outcome, answer.at, chance)
    if facts is not None:
        facts = _with_hub(facts, page)
    return PollRecord(
        feed_id=feed.id,
        at=answer.at,
        next_fetch_at=plan.next_fetch_at,
        interval_s=plan.interval_s,
        reason=plan.reason,
        failures=0,
        entries_per_day=plan.entries_per_day,
        status=page.status,
        elapsed_s=page.elapsed_s,
        etag=page.etag or (feed.etag if page.not_modified else ""),
        last_modified=page.last_modified or (feed.last_modified if page.not_modified else ""),
        body_hash="" if page.not_modified else digest_bytes(page.body),
        new_url=page.permanent_url
        if page.permanent_url != feed.url and len(page.permanent_url) <= MAX_LENGTH
        else "",
        facts=facts,
        entries=entries,
    )


def _failure(
    answer: FeedAnswer, error: BroadsheetError, *, reached: bool, chance: random.Random
) -> PollRecord:
    feed = answer.feed
    status = error.status if isinstance(error, StatusError) else None
    code = "unreachable" if error.code in OFFLINE_CODES and not reached else error.code
    outcome = PollOutcome(
        error_code=code,
        error_message=error.message,
        status=status,
        retry_after_s=error.retry_after_s if isinstance(error, StatusError) else None,
        ttl_s=feed.ttl_s,
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
    )
    plan: PollPlan = plan_next(_state(feed), outcome, answer.at, chance)
    return PollRecord(
        feed_id=feed.id,
        at=answer.at,
        next_fetch_at=plan.next_fetch_at,
        interval_s=plan.interval_s,
        reason=plan.reason,
        failures=plan.failures,
        entries_per_day=plan.entries_per_day,
        switch_off=plan.switch_off,
        status=status or (answer.page.status if answer.page is not None else None),
        elapsed_s=answer.page.elapsed_s if answer.page is not None else None,
        error_code=error.code,
        error_detail=f"{error.message} {error.advice}".strip(),
    )


def _state(feed: FeedToPoll) -> PollState:
    return PollState(
        failures=feed.failures,
        first_failed_at=feed.first_failed_at,
        last_success_at=feed.last_success_at,
        entries_per_day=feed.entries_per_day,
    )


def _new_entries(entries: tuple[EntryRecord, ...], since: datetime | None) -> int:
    """How many were published since the feed last answered; one without a date does not count."""
    return sum(1 for entry in entries if since and entry.published and entry.published > since)


def _with_hub(facts: FeedFacts, page: FetchedPage) -> FeedFacts:
    """A hub may be named in the Link header instead of the feed (WebSub, section 4)."""
    feed_hubs = (facts.hub_url,) if facts.hub_url else ()
    found = discover(page.headers, page.final_url, feed_hubs, facts.topic_url)
    hub = found.hub_urls[0] if found.hub_urls else ""
    return replace(facts, hub_url=hub, topic_url=found.topic_url if hub else "")
