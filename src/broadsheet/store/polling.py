"""Feeds that are due, and what asking them brought."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from .bulk import insert_new
from .guard import database_errors
from .models import Entry, Feed, Page
from .records import EntryRecord, FeedToPoll, PollCounts, PollRecord

# Some feeds give every entry a new date at every request: their pages are not fetched for ever.
_MAX_RECHECKS = 20
_NO_ADDRESS = "The feed gives no address for this entry; its text is the feed's."
_BATCH = 500  # rows a statement: below SQLite's limit of variables for the widest table


def feeds_due(now: datetime, limit: int, busy: Collection[int] = ()) -> list[FeedToPoll]:
    """The feeds to ask by `now`, the longest waiting first, without those in `busy`."""
    with database_errors():
        rows = Feed.objects.due(now).exclude(pk__in=list(busy))[:limit]
        return [_to_poll(feed) for feed in rows]


def _to_poll(feed: Feed) -> FeedToPoll:
    return FeedToPoll(
        id=feed.pk,
        url=feed.url,
        etag=feed.etag,
        last_modified=feed.last_modified,
        body_hash=feed.body_hash,
        last_success_at=feed.last_success_at,
        last_changed_at=feed.last_changed_at,
        first_failed_at=feed.first_failed_at,
        failures=feed.failures,
        interval_s=feed.interval_s,
        entries_per_day=feed.entries_per_day,
        ttl_s=feed.ttl_s,
        skip_hours=frozenset(feed.skip_hours),
        skip_days=frozenset(feed.skip_days),
        created_at=feed.created_at,
    )


def record_polls(records: Sequence[PollRecord]) -> PollCounts:
    """Stores a batch of outcomes in one transaction: all of them or, on a failure, none.

    New entries get a page to fetch (one for all feeds that link to the same address); an entry that says
    something else than before has its page fetched again.

    Raises:
        StoreError: the database could not; nothing was stored, asking again gives the same.
    """
    with database_errors(), transaction.atomic():
        feeds = Feed.objects.in_bulk([record.feed_id for record in records])
        records = [record for record in records if record.feed_id in feeds]  # one may be removed meanwhile
        counts = _store_entries(records, _known_entries(records, feeds))
        for record in records:
            _update_feed(feeds[record.feed_id], record)
    return counts


def _known_entries(
    records: Sequence[PollRecord], feeds: dict[int, Feed]
) -> dict[tuple[int, str], tuple[int, str]]:
    """What is stored of the entries that the records bring: (feed, key) to (id, content hash)."""
    old = [record for record in records if record.entries and feeds[record.feed_id].last_success_at]
    known: dict[tuple[int, str], tuple[int, str]] = {}
    for record in old:
        rows = Entry.objects.filter(feed_id=record.feed_id, key__in=[entry.key for entry in record.entries])
        for pk, key, content_hash in rows.values_list("pk", "key", "content_hash"):
            known[record.feed_id, key] = (pk, content_hash)
    return known


def _store_entries(
    records: Sequence[PollRecord], known: dict[tuple[int, str], tuple[int, str]]
) -> PollCounts:
    new: list[tuple[PollRecord, EntryRecord]] = []
    changed: list[tuple[PollRecord, EntryRecord, int]] = []
    for record in records:
        for entry in record.entries:
            pk, content_hash = known.get((record.feed_id, entry.key), (0, ""))
            if not pk:
                new.append((record, entry))
            elif content_hash != entry.content_hash:
                changed.append((record, entry, pk))
    page_ids = _pages_for([*new, *((record, entry) for record, entry, _ in changed)])
    insert_new(
        Entry, _ENTRY_COLUMNS, [_entry_row(record, entry, page_ids[entry.page_url]) for record, entry in new]
    )
    if changed:
        _update_entries(changed, page_ids)
    return PollCounts(new_entries=len(new), changed_entries=len(changed))


def _pages_for(found: Sequence[tuple[PollRecord, EntryRecord]]) -> dict[str, int]:
    """The page of each address, made where there is none."""
    wanted = {entry.page_url: (record, entry) for record, entry in found}
    insert_new(Page, _PAGE_COLUMNS, [_page_row(*pair) for pair in wanted.values()])
    return _page_ids(list(wanted))


def _page_ids(addresses: Sequence[str]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for start in range(0, len(addresses), _BATCH):
        rows = Page.objects.filter(url__in=addresses[start : start + _BATCH])
        ids.update(rows.values_list("url", "pk"))
    return ids


_PAGE_COLUMNS = (
    *("url", "host", "discovered_at", "next_try_at", "state", "fetched_at", "error_code", "error_detail"),
    *("attempts", "final_url", "content_type", "etag", "last_modified", "content_hash", "rechecks"),
)


def _page_row(record: PollRecord, entry: EntryRecord) -> tuple[Any, ...]:
    known: tuple[Any, ...]
    if entry.fetchable:
        known = (record.at, Page.State.DISCOVERED.value, None, "", "")
    else:
        known = (None, Page.State.FETCHED.value, record.at, "no-address", _NO_ADDRESS)
    return (entry.page_url, entry.host, record.at, *known, 0, "", "", "", "", "", 0)


def _fields(entry: EntryRecord) -> dict[str, Any]:
    return {
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content": entry.content,
        "authors": list(entry.authors),
        "categories": list(entry.categories),
        "picture_url": entry.picture_url,
        "language": entry.language,
        "published_at": entry.published,
        "updated_at": entry.updated,
        "content_hash": entry.content_hash,
    }


_ENTRY_COLUMNS = (
    *("url", "title", "summary", "content", "authors", "categories", "picture_url", "language"),
    *("published_at", "updated_at", "content_hash", "feed_id", "key", "seen_at", "page_id"),
)


def _entry_row(record: PollRecord, entry: EntryRecord, page_id: int) -> tuple[Any, ...]:
    return (*_fields(entry).values(), record.feed_id, entry.key, record.at, page_id)


def _update_entries(changed: Sequence[tuple[PollRecord, EntryRecord, int]], page_ids: dict[str, int]) -> None:
    rows = []
    for record, entry, pk in changed:
        rows.append(Entry(pk=pk, feed_id=record.feed_id, page_id=page_ids[entry.page_url], **_fields(entry)))
    Entry.objects.bulk_update(rows, [*_fields(changed[0][1]), "page"], batch_size=100)
    again = [page_ids[entry.page_url] for _, entry, _ in changed if entry.fetchable]
    once_more = Page.objects.filter(pk__in=again, rechecks__lt=_MAX_RECHECKS)
    once_more.update(next_try_at=changed[0][0].at, attempts=0)
    unfetchable = [page_ids[entry.page_url] for _, entry, _ in changed if not entry.fetchable]
    Page.objects.filter(pk__in=unfetchable).update(state=Page.State.FETCHED)


def _update_feed(feed: Feed, record: PollRecord) -> None:
    feed.last_fetched_at = record.at
    feed.next_fetch_at = record.next_fetch_at
    feed.interval_s = record.interval_s
    feed.reason = record.reason[:200]
    feed.entries_per_day = record.entries_per_day
    feed.last_status = record.status
    feed.elapsed_s = record.elapsed_s
    feed.error_code = record.error_code
    feed.error_detail = record.error_detail[:1000]
    if record.failures and not feed.failures:
        feed.first_failed_at = record.at
    elif not record.failures:
        feed.first_failed_at = None
    feed.failures = record.failures
    if record.switch_off:
        feed.state = Feed.State.OFF
    if not record.error_code:
        _update_after_success(feed, record)
    feed.save()


def _update_after_success(feed: Feed, record: PollRecord) -> None:
    feed.last_success_at = record.at
    feed.etag = record.etag[:500]
    feed.last_modified = record.last_modified[:100]
    if record.new_url and not Feed.objects.filter(url=record.new_url).exists():
        feed.url = record.new_url
    if record.facts is None:  # 304, or the same bytes as before
        return
    facts = record.facts
    feed.body_hash = record.body_hash
    feed.last_changed_at = record.at
    feed.kind = facts.kind
    feed.title = feed.title or facts.title[:500]
    feed.site_url = facts.site_url[:2048] or feed.site_url
    feed.language = feed.language or facts.language[:35]
    feed.ttl_s = facts.ttl_s
    feed.skip_hours = sorted(facts.skip_hours)
    feed.skip_days = sorted(facts.skip_days)
    feed.hub_url = facts.hub_url[:2048]
    feed.topic_url = facts.topic_url[:2048]
    feed.problem = facts.problem[:500]


def make_all_due(now: datetime) -> int:
    """Has every feed that is not switched off asked now; gives how many."""
    with database_errors():
        return Feed.objects.active().update(next_fetch_at=now)
