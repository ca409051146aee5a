"""How many comments came from one network lately, without knowing which."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from broadsheet.discuss.traces import KEY_BYTES, network_of, trace_of
from broadsheet.store.prepared import Prepared

from .models.traces import DayKey, Trace

KEPT = timedelta(hours=1)
"""For so long a trace stays (`cleaning.py`)."""


def digest_of(address: str, now: datetime) -> str:
    """The trace of an address by today's key; "" if it names no network but our own."""
    network = network_of(address)
    return trace_of(network, _key_of_day(now)) if network else ""


def _key_of_day(now: datetime) -> bytes:
    for day, key in _keys.rows():
        if day == now.date():
            return bytes(key)
    found, made = DayKey.objects.get_or_create(
        day=now.date(), defaults={"key": secrets.token_bytes(KEY_BYTES)}
    )
    if made:
        DayKey.objects.filter(day__lt=now.date()).delete()
        Trace.objects.filter(at__lt=now).delete()  # which nobody can compare with any more
    return bytes(found.key)


def traces_of(digest: str) -> list[datetime]:
    """When comments came from there, the latest first; a hundred at most."""
    return [at for _, at in _latest.rows(digest)] if digest else []


def _all_keys() -> QuerySet[DayKey, Any]:
    return DayKey.objects.order_by().values_list("day", "key")


def _latest_from(digest: str) -> QuerySet[Trace, Any]:
    return Trace.objects.filter(digest=digest).order_by("-at").values_list("pk", "at")[:100]


_latest, _keys = Prepared(_latest_from), Prepared(_all_keys)


def leave_trace(digest: str, now: datetime) -> None:
    """Notes one more."""
    if digest:
        Trace.objects.create(digest=digest, at=now)
