"""How Broadsheet stands, for its operator: the queue of each stage, the errors of a day, the room left."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection
from django.db.models import Count, F, Min

from .guard import database_errors
from .models import Article, Errand, Feed, Page

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for one stage.

    Attributes:
        stage: "feeds", "pages", "reading", "understanding", "grouping" or "errands".
        waiting: how many pieces are due.
        oldest_at: since when the one that waits longest does; None if none does.
        failed: how many failed the last time they were tried.
    """

    stage: str
    waiting: int
    oldest_at: datetime | None
    failed: int


def queues(now: datetime) -> list[Queue]:
    """All stages, in the order in which work goes through them."""
    with database_errors():
        due = Feed.objects.active().filter(next_fetch_at__lte=now)
        fetch = Page.objects.filter(next_try_at__lte=now)
        read = Page.objects.filter(state=Page.State.FETCHED)
        errands = Errand.objects.exclude(made=F("wanted")).filter(due_at__lte=now)
        waiting = {state: Article.objects.waiting(state).order_by() for state in ("extracted", "understood")}
        return [
            _queue("feeds", due, "next_fetch_at", Feed.objects.failing().count()),
            _queue("pages", fetch, "next_try_at", 0),
            _queue("reading", read, "fetched_at", Page.objects.filter(state=Page.State.FAILED).count()),
            _queue("understanding", waiting["extracted"], "first_seen_at", 0),
            _queue("grouping", waiting["understood"], "first_seen_at", 0),
            _queue("errands", errands, "due_at", Errand.objects.exclude(error_code="").count()),
        ]


def _queue(stage: str, rows: object, column: str, failed: int) -> Queue:
    found = rows.order_by().aggregate(count=Count("pk"), oldest=Min(column))  # type: ignore[attr-defined]
    return Queue(stage, found["count"], found["oldest"], failed)


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error of the last day: its code, how many feeds and pages met it."""

    code: str
    feeds: int
    pages: int


def troubles(now: datetime) -> list[Trouble]:
    """The errors of the last day, those that most met first."""
    with database_errors():
        asked = Feed.objects.exclude(error_code="").filter(last_fetched_at__gt=now - DAY)
        failed = Page.objects.filter(state=Page.State.FAILED, discovered_at__gt=now - DAY)
        feeds = Counter(asked.order_by().values_list("error_code", flat=True))
        pages = Counter(failed.order_by().values_list("error_code", flat=True))
    codes = sorted(feeds.keys() | pages.keys(), key=lambda code: (-feeds[code] - pages[code], code))
    return [Trouble(code, feeds[code], pages[code]) for code in codes]


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes: of the database, and of the disk that the data folder is on."""

    database: int
    free: int
    disk: int


def room(data_dir: Path) -> Room:
    """How much is taken and how much is left."""
    usage = shutil.disk_usage(data_dir)
    return Room(database_bytes(), usage.free, usage.total)


def database_bytes() -> int:
    """What the database takes on disk, with what is not yet written into its file."""
    with database_errors():
        if connection.vendor == "sqlite":
            name = str(connection.settings_dict["NAME"])
            files = [Path(name), Path(f"{name}-wal")]
            return sum(file.stat().st_size for file in files if file.exists())
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])


def try_errands_again(now: datetime) -> int:
    """Has pieces of work that failed done once more, at once; gives how many."""
    with database_errors():
        failed = Errand.objects.exclude(error_code="")
        failed.filter(made=F("wanted")).update(made="")  # given up
        return failed.update(tries=0, error_code="", due_at=now)
