"""How many comments came from one network lately, without knowing which."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from broadsheet.discuss.traces import KEY_BYTES, network_of, trace_of

from .models.traces import DayKey, Trace


def digest_of(request: HttpRequest, now: datetime) -> str:
    """The trace of who asks, by today's key; "" if their network is not known."""
    try:
        network = network_of(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""
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
