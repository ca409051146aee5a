"""How many comments came from one network lately, without knowing which."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from broadsheet.discuss.traces import KEY_BYTES, network_of, trace_of

from .models.traces import DayKey, Trace


def digest_of(address: str, now: datetime) -> str:
    """The trace of an address by today's key; "" if it names no network but our own."""
    network = network_of(address)
    return trace_of(network, _key_of_day(now)) if network else ""


def _key_of_day(now: datetime) -> bytes:
    found, made = DayKey.objects.get_or_create(
        day=now.date(), defaults={"key": secrets.token_bytes(KEY_BYTES)}
    )
    if made:
        DayKey.objects.filter(day__lt=now.date()).delete()
    return bytes(found.key)


def count_traces(digest: str, since: datetime) -> int:
    """Comments that came from there since a time."""
    return Trace.objects.filter(digest=digest, at__gt=since).count() if digest else 0


def leave_trace(digest: str, now: datetime, kept: timedelta) -> None:
    """Notes one more, and forgets those older than `kept`."""
    if digest:
        Trace.objects.create(digest=digest, at=now)
    Trace.objects.filter(at__lt=now - kept).delete()
