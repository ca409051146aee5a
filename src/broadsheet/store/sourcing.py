"""What the operator does with feeds and publishers that are there: pause, resume, ask now, remove."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from .guard import database_errors
from .models import Article, Entry, Feed, Page, Publisher


def pause_feeds(feeds: Collection[int]) -> int:
    """Has these feeds (ids) asked no more; gives how many that changed."""
    with database_errors():
        return Feed.objects.active().filter(pk__in=feeds).update(state=Feed.State.OFF)


def resume_feeds(feeds: Collection[int], now: datetime) -> int:
    """Has feeds that were switched off, by whomever, asked again at once; gives how many that changed."""
    with database_errors():
        off = Feed.objects.off().filter(pk__in=feeds)
        return off.update(state=Feed.State.ACTIVE, next_fetch_at=now, failures=0, first_failed_at=None)


def ask_feeds(feeds: Collection[int], now: datetime) -> int:
    """Has these feeds asked now, if they are not switched off; gives how many."""
    with database_errors():
        return Feed.objects.active().filter(pk__in=feeds).update(next_fetch_at=now)


def remove_feeds(feeds: Collection[int]) -> int:
    """Removes feeds with their entries; the articles stay, and so does a publisher that has any.

    Gives how many feeds there were.
    """
    with database_errors(), transaction.atomic():
        found = list(Feed.objects.filter(pk__in=feeds).values_list("pk", "publisher_id"))
        ids, publishers = [pk for pk, _ in found], {publisher for _, publisher in found}
        Entry.objects.filter(feed__in=ids).delete()
        Feed.objects.filter(pk__in=ids).delete()
        bare = Publisher.objects.filter(pk__in=publishers, feeds=None)
        bare.filter(articles=None).delete()
        return len(ids)


def feed_names(feeds: Collection[int], most: int = 20) -> list[str]:
    """What some of these feeds are called, for people who are asked whether they are sure."""
    with database_errors():
        rows = Feed.objects.filter(pk__in=feeds).select_related("publisher").order_by("publisher__name", "pk")
        return [f"{feed.publisher.name}: {feed.title or feed.url}" for feed in rows[:most]]


def try_pages_again(now: datetime, *, pages: Collection[int] | None = None, code: str = "") -> int:
    """Has pages that could not be read fetched and read once more; gives how many.

    Those that a feed gave no address for cannot be.

    Args:
        pages: ids; None: all of them.
        code: only those that failed so; "": however they failed.
    """
    with database_errors():
        failed = Page.objects.filter(state=Page.State.FAILED, url__startswith="http")
        if pages is not None:
            failed = failed.filter(pk__in=pages)
        if code:
            failed = failed.filter(error_code=code)
        return failed.update(
            state=Page.State.DISCOVERED, next_try_at=now, attempts=0, error_code="", error_detail=""
        )


def article_counts(publishers: Collection[int], since: datetime) -> dict[int, int]:
    """How many articles of each publisher (id) were first seen since then; none of those without any."""
    from django.db.models import Count

    with database_errors():
        rows = Article.objects.filter(publisher__in=publishers, first_seen_at__gte=since).order_by()
        return dict(rows.values_list("publisher").annotate(Count("pk")))
