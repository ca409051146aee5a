"""What ended by itself goes: sessions, invitations, mutes, counts of attempts, read marks, traces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from broadsheet.store.guard import database_errors

from .models import DayKey, Invitation, Limit, Mute, ReaderSession, StoryRead, Trace
from .reading import KEPT
from .traces import KEPT as TRACES_KEPT

# An invitation that ended is told apart from one that never was, for a while.
_INVITATION_KEPT = timedelta(days=30)
# So many rows at once, so that nobody who signs in waits for it.
A_TIME = 1_000


def clean(now: datetime) -> int:
    """Takes out up to `A_TIME` rows of each kind; says how many: 0 when nothing is left to do.

    Raises:
        StoreError: the database could not.
    """
    with database_errors():
        return sum(_delete(rows) for rows in _ended(now))


def _ended(now: datetime) -> Iterator[QuerySet[Any]]:
    yield ReaderSession.objects.filter(expire_date__lt=now)
    yield Invitation.objects.filter(Q(reader=None), ends_at__lt=now - _INVITATION_KEPT)
    yield Mute.objects.filter(ends_at__lt=now)
    yield Limit.objects.filter(expires__lt=now)
    yield StoryRead.objects.filter(at__lt=now - KEPT)
    yield Trace.objects.filter(at__lt=now - TRACES_KEPT)
    yield DayKey.objects.filter(day__lt=now.date())


def _delete(rows: QuerySet[Any]) -> int:
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:A_TIME])
    if not ids:
        return 0
    rows.model._default_manager.filter(pk__in=ids).delete()
    return len(ids)
