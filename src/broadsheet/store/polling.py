"""Feeds that are due, and what asking them brought."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from .bulk import insert_new
from .guard import database_errors
from .health import StoredFeed, stored_feeds, update_feeds
from .models import Entry, Feed, Page
from .records import EntryRecord, FeedToPoll, PollCounts, PollRecord

# Some feeds give every entry a new date at every request: their pages are not fetched for ever.
_MAX_RECHECKS = 20
_NO_ADDRESS = "The feed gives no address for this entry; its text is the feed's."
_BATCH = 500  # rows a statement: below SQLite's limit of variables for the widest table


def feeds_due(now: datetime, limit: int, busy: Collection[int] = ()) -> list[FeedToPoll]:
    """The feeds to ask by `now`, the longest waiting first, without those in `busy`."""
    with database_errors():
        rows = Feed.objects.due(now).exclude(pk__in=list(busy)).values_list(*_TO_POLL)[:limit]
        return [_to_poll(row) for row in rows]


_TO_POLL = (
    *("pk", "url", "etag", "last_modified", "body_hash", "last_success_at"),
    *("first_failed_at", "failures", "entries_per_day", "ttl_s"),
    *("skip_hours", "skip_days"),
)


_FIELDS = ("id", *_TO_POLL[1:])


def _to_poll(row: tuple[Any, ...]) -> FeedToPoll:
    known = dict(zip(_FIELDS, row, strict=True))
    known |= {name: frozenset(known[name]) for name in ("skip_hours", "skip_days")}
    return FeedToPoll(**known)


def record_polls(records: Sequence[PollRecord]) -> PollCounts:
    """Stores a batch of outcomes in one transaction: all of them or, on a failure, none.

    New entries get a page to fetch (one for all feeds that link to the same address); an entry that says
    something else than before has its page fetched again.

    Raises:
        StoreError: the database could not; nothing was stored, asking again gives the same.
    """
    with database_errors(), transaction.atomic():
        feeds = stored_feeds([record.feed_id for record in records])
        records = [record for record in records if record.feed_id in feeds]  # one may be removed meanwhile
        counts = _store_entries(records, _known_entries(records, feeds))
        update_feeds(records, feeds)
    return counts


def _known_entries(
    records: Sequence[PollRecord], feeds: dict[int, StoredFeed]
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


def make_all_due(now: datetime) -> int:
    """Has every feed that is not switched off asked now; gives how many."""
    with database_errors():
        return Feed.objects.active().update(next_fetch_at=now)
