"""What asking leaves in the feeds' own rows: their health, and when they are asked next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from .bulk import update_rows
from .models import Feed
from .records import PollRecord


@dataclass(frozen=True, slots=True)
class StoredFeed:
    """What of a feed's row decides how an outcome is stored."""

    last_success_at: datetime | None
    first_failed_at: datetime | None
    failures: int
    title: str
    site_url: str
    language: str


def stored_feeds(feed_ids: Sequence[int]) -> dict[int, StoredFeed]:
    """The rows of those feeds that still are there."""
    names = ("last_success_at", "first_failed_at", "failures", "title", "site_url", "language")
    rows = Feed.objects.filter(pk__in=feed_ids).values_list("pk", *names)
    return {pk: StoredFeed(*values) for pk, *values in rows}


def update_feeds(records: Sequence[PollRecord], stored: Mapping[int, StoredFeed]) -> None:
    """Writes outcome and plan of each; facts of those that were read."""
    _write_polls(records, stored)
    successes = [record for record in records if not record.error_code]
    _write_successes(successes)
    _write_facts([record for record in successes if record.facts is not None], stored)
    for record in successes:
        if record.new_url and not Feed.objects.filter(url=record.new_url).exists():
            Feed.objects.filter(pk=record.feed_id).update(url=record.new_url)
    off = [record.feed_id for record in records if record.switch_off]
    if off:
        Feed.objects.filter(pk__in=off).update(state=Feed.State.OFF)


def _write_polls(records: Sequence[PollRecord], stored: Mapping[int, StoredFeed]) -> None:
    names = (
        *("last_fetched_at", "next_fetch_at", "interval_s", "reason", "entries_per_day", "last_status"),
        *("elapsed_s", "error_code", "error_detail", "failures", "first_failed_at"),
    )
    update_rows(
        Feed,
        names,
        [
            (
                record.feed_id,
                record.at,
                record.next_fetch_at,
                record.interval_s,
                record.reason[:200],
                record.entries_per_day,
                record.status,
                record.elapsed_s,
                record.error_code,
                record.error_detail[:1000],
                record.failures,
                _first_failed_at(record, stored[record.feed_id]),
            )
            for record in records
        ],
    )


def _first_failed_at(record: PollRecord, feed: StoredFeed) -> datetime | None:
    """Of the failures in a row."""
    if not record.failures:
        return None
    return feed.first_failed_at if feed.failures and feed.first_failed_at else record.at


def _write_successes(records: Sequence[PollRecord]) -> None:
    update_rows(
        Feed,
        ("last_success_at", "etag", "last_modified"),
        [(record.feed_id, record.at, record.etag[:500], record.last_modified[:100]) for record in records],
    )


def _write_facts(records: Sequence[PollRecord], stored: Mapping[int, StoredFeed]) -> None:
    """What the feeds say of themselves. Title and language, once known, are not theirs to change."""
    names = (
        *("last_changed_at", "body_hash", "kind", "title", "site_url", "language", "ttl_s", "skip_hours"),
        *("skip_days", "hub_url", "topic_url", "problem"),
    )
    rows = []
    for record in records:
        facts, feed = record.facts, stored[record.feed_id]
        assert facts is not None
        rows.append(
            (
                record.feed_id,
                record.at,
                record.body_hash,
                facts.kind,
                feed.title or facts.title[:500],
                facts.site_url[:2048] or feed.site_url,
                feed.language or facts.language[:35],
                facts.ttl_s,
                sorted(facts.skip_hours),
                sorted(facts.skip_days),
                facts.hub_url[:2048],
                facts.topic_url[:2048],
                facts.problem[:500],
            )
        )
    update_rows(Feed, names, rows)
