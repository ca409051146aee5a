"""When and how a reader is told: their choices, their browsers, which follows alert."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction

from broadsheet.errors import ReaderError, TooManyKept
from broadsheet.personal.alerting import LEVELS, MOST_A_DAY, Rules
from broadsheet.personal.digest import next_at
from broadsheet.personal.webpush import check_subscription

from .adapters import has_mail
from .models import AlertMessage, AlertSettings, Delivery, Follow, PushDevice, Reader
from .models.alerts import MOST_NAME

ALERTING_KINDS = ("story", "hashtag", "person", "publisher", "category", "country")
"""What can alert. Of a search one would have to look anew for each reader; it has a private feed instead."""
MOST_DEVICES = 20
TEST_REST = timedelta(seconds=20)
# Of time zones' names: those of places. The others are abbreviations and former names.
_AREAS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian"),
    "Pacific",
)
# What stands in User-Agent, the telling ones first: most browsers name others too.
_BROWSERS = (
    *(("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox")),
    *(("Chrome/", "Chrome"), ("Safari/", "Safari")),
)
_SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a reader chose; the fields are those of `AlertSettings`. `morning`, `weekly`: whether wanted."""

    zone: str
    quiet_from: int
    quiet_until: int
    most_a_day: int
    level: int
    by_mail: bool
    morning: bool
    morning_hour: int
    weekly: bool
    weekly_hour: int
    weekly_day: int


def settings_of(reader: Reader) -> AlertSettings:
    """A reader's settings; the usual ones, not stored, if they chose none."""
    found = AlertSettings.objects.filter(reader=reader).first()
    return found or AlertSettings(reader=reader)


def zone_of(name: str) -> tzinfo:
    """The time zone of a name; UTC if there is no such zone (any more)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def rules_of(chosen: AlertSettings) -> Rules:
    """When the reader wants to be told, as `personal.alerting` takes it."""
    return Rules(zone_of(chosen.zone), chosen.quiet_from, chosen.quiet_until, chosen.most_a_day)


@cache
def zone_names() -> tuple[str, ...]:
    """The time zones to choose from, read from their files once."""
    return ("UTC", *sorted(one for one in available_timezones() if one.partition("/")[0] in _AREAS))


@transaction.atomic
def save_wishes(reader: Reader, wishes: Wishes, language: str, now: datetime) -> AlertSettings:
    """Keeps what the reader chose; digests that are wanted are due at the next hour chosen.

    Raises:
        ReaderError: a value is none that can be chosen.
    """
    _check(wishes)
    chosen = _held(reader.pk)
    for name in (one.name for one in fields(wishes) if one.name not in ("morning", "weekly")):
        setattr(chosen, name, getattr(wishes, name))
    zone = zone_of(wishes.zone)
    chosen.language, chosen.again_at = language, None
    chosen.morning_at = next_at(zone, wishes.morning_hour, now) if wishes.morning else None
    chosen.weekly_at = next_at(zone, wishes.weekly_hour, now, wishes.weekly_day) if wishes.weekly else None
    chosen.morning_since = (chosen.morning_since or now) if wishes.morning else None
    chosen.weekly_since = (chosen.weekly_since or now) if wishes.weekly else None
    chosen.save()
    note_ways(reader.pk, now)
    return chosen


def _check(wishes: Wishes) -> None:
    hours = (wishes.quiet_from, wishes.quiet_until, wishes.morning_hour, wishes.weekly_hour)
    usable = (
        all(0 <= hour <= 23 for hour in hours)
        and 0 <= wishes.weekly_day <= 6
        and 1 <= wishes.most_a_day <= MOST_A_DAY
        and wishes.level in LEVELS
        and wishes.zone in zone_names()
    )
    if not usable:
        raise ReaderError("This cannot be chosen.")


def _held(reader: int, **first: str) -> AlertSettings:
    """A reader's settings, which no other process changes until the transaction ends; where there are none,
    they are made of what is given."""
    return AlertSettings.objects.select_for_update().get_or_create(reader_id=reader, defaults=first)[0]


@transaction.atomic
def note_ways(reader: int, now: datetime) -> None:
    """Notes since when there is a way to tell the reader of anything, or that there is none any more."""
    chosen = _held(reader)
    there = chosen.by_mail or PushDevice.objects.filter(reader=reader).exists()
    since = (chosen.since or now) if there else None
    if since != chosen.since:
        AlertSettings.objects.filter(reader=reader).update(since=since)


def mail_address(reader: Reader) -> str:
    """Where the reader gets e-mail; "" without a confirmed address or a mail server, or if they were switched
    off."""
    if not (has_mail() and reader.is_active):
        return ""
    confirmed = EmailAddress.objects.filter(user=reader, email=reader.email, verified=True)
    return reader.email if confirmed.exists() else ""


# --- browsers -------------------------------------------------------------------------------------------


@transaction.atomic
def add_device(
    reader: Reader,
    endpoint: str,
    p256dh: str,
    auth: str,
    name: str,
    language: str,
    now: datetime,
    zone: str = "",
) -> PushDevice:
    """A browser that takes messages from now on; one that was another reader's is this one's now.

    Args:
        zone: of the browser's clock; the reader's, if they chose none yet.

    Raises:
        ReaderError: no subscription; `TooManyKept`.
    """
    found = check_subscription(endpoint, p256dh, auth)
    mark = hashlib.sha256(found.endpoint.encode()).hexdigest()
    before = PushDevice.objects.filter(endpoint_hash=mark).select_related("reader").first()
    others = PushDevice.objects.filter(reader=reader).exclude(endpoint_hash=mark)
    if others.count() >= MOST_DEVICES:
        raise TooManyKept(f"Nobody can have alerts in more than {MOST_DEVICES} browsers.")
    if before is not None and before.reader_id != reader.pk:
        before.delete()  # with what was on its way to who used the browser before
        note_ways(before.reader_id, now)
    facts = {"reader": reader, **asdict(found), "name": name[:MOST_NAME]}
    device, _ = PushDevice.objects.update_or_create(
        endpoint_hash=mark,
        defaults=facts | {"failures": 0, "retry_at": None},
        create_defaults=facts | {"made_at": now},
    )
    _held(reader.pk, **({"zone": zone} if zone in zone_names() else {}))
    note_ways(reader.pk, now)
    AlertSettings.objects.filter(reader=reader).update(language=language)
    return device


@transaction.atomic
def remove_device(reader: Reader, pk: int, now: datetime) -> None:
    """Sends nothing more to a browser of the reader's."""
    PushDevice.objects.filter(reader=reader, pk=pk).delete()
    note_ways(reader.pk, now)


@transaction.atomic
def send_test(reader: Reader, pk: int, now: datetime) -> bool:
    """Sends a test to a browser of the reader's, soon; False: there is no such browser, or one just went."""
    device = PushDevice.objects.filter(reader=reader, pk=pk).first()
    tests = AlertMessage.objects.filter(reader=reader, kind=AlertMessage.Kind.TEST)
    if device is None or tests.filter(made_at__gt=now - TEST_REST).exists():
        return False
    message = AlertMessage.objects.create(reader=reader, kind=AlertMessage.Kind.TEST, made_at=now)
    Delivery.objects.create(message=message, device=device, due_at=now)
    return True


def device_name(agent: str) -> str:
    """What a browser is called in the list, by its User-Agent: "Firefox, Android"; "" if it says nothing."""
    found = [next((name for part, name in known if part in agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(one for one in found if one)


# --- which follows alert --------------------------------------------------------------------------------


@transaction.atomic
def choose_follows(reader: Reader, chosen: Collection[int], now: datetime) -> None:
    """Makes the follows with these ids alert, and no others; those that did keep their beginning."""
    mine = Follow.objects.filter(reader=reader, kind__in=ALERTING_KINDS)
    mine.exclude(pk__in=list(chosen)).update(alerts_at=None)
    mine.filter(pk__in=list(chosen), alerts_at=None).update(alerts_at=now)


@transaction.atomic
def unsubscribe(reader: int, kind: str, now: datetime) -> None:
    """Ends e-mail of one kind: "alert", "morning" or "weekly"; and what of it is on its way."""
    changes: dict[str, Any] = {
        "alert": {"by_mail": False},
        "morning": {"morning_at": None, "morning_since": None},
        "weekly": {"weekly_at": None, "weekly_since": None},
    }
    kinds = ("alert", "summary") if kind == "alert" else (kind,)
    if AlertSettings.objects.filter(reader=reader).update(**changes[kind]):
        waiting = Delivery.objects.filter(taken_at__isnull=True, done_at__isnull=True, device=None)
        waiting.filter(message__reader=reader, message__kind__in=kinds).delete()
        note_ways(reader, now)


# --- ending e-mail without signing in (RFC 8058) ----------------------------------------------------------

MAIL_KINDS = ("alert", "morning", "weekly")
_SALT = "broadsheet.unsubscribe"


def unsubscribe_token(reader: int, kind: str) -> str:
    """What stands in the address that ends e-mail of a kind; signed, good for as long as the site's key."""
    return signing.dumps([reader, kind], salt=_SALT)


def read_unsubscribe(token: str) -> tuple[int, str] | None:
    """The reader's id and the kind that a token names; None if we did not make it."""
    try:
        reader, kind = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (int(reader), kind) if kind in MAIL_KINDS else None
