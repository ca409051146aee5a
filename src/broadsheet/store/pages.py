"""The queue of pages: which to fetch, what they answered, which to extract."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F

from .bulk import update_rows
from .guard import database_errors
from .models import Entry, Page
from .records import PageRecord, PageToExtract, PageToFetch


def pages_due(now: datetime, limit: int, *, per_host: int, busy: Collection[int] = ()) -> list[PageToFetch]:
    """Pages to fetch by `now`: at most `limit`, at most `per_host` of one host, the longest waiting first.

    A host with a long queue must not keep the others waiting, so more rows are looked at than taken.
    """
    chosen: list[PageToFetch] = []
    of_host: dict[str, int] = {}
    with database_errors():
        rows = Page.objects.to_fetch(now).values_list(
            "pk", "url", "host", "etag", "last_modified", "attempts", "state", "discovered_at"
        )
        taken = set(busy)
        for pk, url, host, etag, last_modified, attempts, state, discovered_at in rows[
            : limit * 20
        ].iterator():
            if pk in taken or of_host.get(host, 0) >= per_host:
                continue
            of_host[host] = of_host.get(host, 0) + 1
            extracted = state == Page.State.EXTRACTED
            chosen.append(PageToFetch(pk, url, host, etag, last_modified, attempts, extracted, discovered_at))
            if len(chosen) == limit:
                break
    return chosen


def record_pages(records: Sequence[PageRecord]) -> None:
    """Stores a batch of answers in one transaction.

    Raises:
        StoreError: the database could not; nothing was stored.
    """
    with database_errors(), transaction.atomic():
        update_rows(Page, ("attempts", "next_try_at", "error_code", "error_detail"), map(_outcome, records))
        fetched = [record for record in records if record.body is not None]
        update_rows(Page, ("state", *_ANSWER), [_answer(record) for record in fetched])
        given_up = [record for record in records if record.body is None and record.give_up]
        state = Page.State.FETCHED.value
        rows = [(record.page_id, state, None, record.at) for record in given_up]
        update_rows(Page, ("state", "body", "fetched_at"), rows)
        again = [record.page_id for record in records if record.again]
        if again:
            Page.objects.filter(pk__in=again).update(rechecks=F("rechecks") + 1)


_ANSWER = ("body", "final_url", "content_type", "etag", "last_modified", "fetched_at")


def _outcome(record: PageRecord) -> tuple[Any, ...]:
    return (
        record.page_id,
        record.attempts,
        record.next_try_at,
        record.error_code,
        record.error_detail[:1000],
    )


def _answer(record: PageRecord) -> tuple[Any, ...]:
    return (
        record.page_id,
        Page.State.FETCHED.value,
        record.body,
        record.final_url[:2048],
        record.content_type[:200],
        record.etag[:500],
        record.last_modified[:100],
        record.at,
    )


def pages_to_extract(limit: int, busy: Collection[int] = ()) -> list[PageToExtract]:
    """Fetched pages that are not articles yet, the oldest first."""
    with database_errors():
        pages = list(Page.objects.to_extract().exclude(pk__in=list(busy))[:limit])
        entries: dict[int, Entry] = {}
        rows = Entry.objects.filter(page_id__in=[page.pk for page in pages]).select_related("feed")
        for entry in rows.order_by("-feed_id", "-pk"):
            if entry.page_id is not None:
                entries[entry.page_id] = entry  # the lowest feed id stays: the same whoever came first
        return [_to_extract(page, entries.get(page.pk)) for page in pages]


def _to_extract(page: Page, entry: Entry | None) -> PageToExtract:
    known: dict[str, Any] = {}
    if entry is not None:
        known = {
            "entry_title": entry.title,
            "entry_summary": entry.summary,
            "entry_content": entry.content,
            "entry_authors": tuple(entry.authors),
            "entry_categories": tuple(entry.categories),
            "entry_picture_url": entry.picture_url,
            "entry_language": entry.language,
            "entry_published": entry.published_at,
            "feed_language": entry.feed.language,
        }
    return PageToExtract(
        id=page.pk,
        address=page.final_url or page.url,
        body=bytes(page.body) if page.body is not None else None,
        content_type=page.content_type,
        fetched_at=page.fetched_at or page.discovered_at,
        discovered_at=page.discovered_at,
        error_code=page.error_code,
        error_detail=page.error_detail,
        **known,
    )


def queue_lengths() -> dict[str, int]:
    """How many pages are in each state."""
    with database_errors():
        rows = Page.objects.order_by().values_list("state").annotate(Count("pk"))
        return dict.fromkeys(Page.State.values, 0) | dict(rows)


def forget_bodies(before: datetime, limit: int = 500) -> int:
    """Drops raw pages fetched before `before`; gives how many. The articles stay."""
    with database_errors(), transaction.atomic():
        old = Page.objects.filter(fetched_at__lt=before, body__isnull=False, state=Page.State.EXTRACTED)
        return Page.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:limit])).update(body=None)
