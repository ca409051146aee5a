"""The queue of pages: which to fetch, what they answered, which to extract."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F

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
        for record in records:
            Page.objects.filter(pk=record.page_id).update(**_page_update(record))


def _page_update(record: PageRecord) -> dict[str, Any]:
    update: dict[str, Any] = {
        "attempts": record.attempts,
        "next_try_at": record.next_try_at,
        "error_code": record.error_code,
        "error_detail": record.error_detail[:1000],
    }
    if record.again:
        update["rechecks"] = F("rechecks") + 1
    if record.body is not None:
        update |= {
            "state": Page.State.FETCHED,
            "body": record.body,
            "final_url": record.final_url[:2048],
            "content_type": record.content_type[:200],
            "etag": record.etag[:500],
            "last_modified": record.last_modified[:100],
            "fetched_at": record.at,
        }
    elif record.give_up:
        update |= {"state": Page.State.FETCHED, "body": None, "fetched_at": record.at}
    return update


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
