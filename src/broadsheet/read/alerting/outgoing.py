"""Deliveries: taken, built, and what came of them. At most once: see `Delivery.taken_at`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from broadsheet.personal.webpush import PushRequest, Subscription, push_request
from broadsheet.readers import vapid
from broadsheet.readers.alerts import note_ways, settings_of
from broadsheet.readers.models import AlertMessage, Delivery, PushDevice
from broadsheet.store.guard import database_errors

from .content import mail_of, push_payload

MOST_TRIES = 5
TOO_LATE = timedelta(hours=12)
"""What could not be sent for so long is not sent any more: it is no news then."""
MOST_FAILURES = 20
"""A browser to which so many messages in a row did not get through is given up."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A delivery in hand, ready to be sent: to a browser or by e-mail; neither: there is nothing to tell."""

    id: int
    to: Subscription | None = None
    payload: bytes = field(default=b"", repr=False)
    topic: str = ""
    urgent: bool = False
    mail: EmailMultiAlternatives | None = field(default=None, repr=False)


def take_deliveries(now: datetime, most: int) -> list[Outgoing]:
    """Takes deliveries that are due. That they are taken is written before anything is sent."""
    with database_errors():
        due = Delivery.objects.filter(taken_at__isnull=True, done_at__isnull=True, due_at__lte=now)
        ids = list(due.order_by("due_at").values_list("pk", flat=True)[:most])
        mine = [pk for pk in ids if due.filter(pk=pk).update(taken_at=now)]
        rows = Delivery.objects.filter(pk__in=mine).select_related("message__reader", "device")
        return [_build(one, now) for one in rows]


def _build(delivery: Delivery, now: datetime) -> Outgoing:
    message, device = delivery.message, delivery.device
    chosen = settings_of(message.reader)
    if now - message.made_at > TOO_LATE or not message.reader.is_active:
        return Outgoing(delivery.pk)
    if device is None:
        return Outgoing(delivery.pk, mail=mail_of(message, chosen, now))
    payload, topic = push_payload(message, chosen, now)
    if not payload:
        return Outgoing(delivery.pk)
    to = Subscription(device.endpoint, device.p256dh, device.auth)
    return Outgoing(delivery.pk, to, payload, topic, message.kind == AlertMessage.Kind.TEST)


def request_of(outgoing: Outgoing, now: datetime) -> PushRequest:
    """What is posted to the browser's push service.

    Raises:
        ReaderError: the subscription cannot be used. ConfigurationError: our key cannot.
    """
    assert outgoing.to is not None
    return push_request(
        outgoing.payload,
        outgoing.to,
        vapid.private_key(),
        vapid.subject(),
        now,
        topic=outgoing.topic,
        urgent=outgoing.urgent,
    )


def note_sent(delivery: int, now: datetime) -> None:
    """It was taken on the other side."""
    with database_errors(), transaction.atomic():
        note_left(delivery, now)
        PushDevice.objects.filter(deliveries=delivery).update(failures=0, retry_at=None, sent_at=now)


def note_left(delivery: int, now: datetime, code: str = "") -> None:
    """It is settled; with a code: it is not sent, for which its browser can do nothing."""
    with database_errors():
        Delivery.objects.filter(pk=delivery).update(done_at=now, error_code=code)


def note_refused(delivery: int, now: datetime, code: str) -> None:
    """It did not get through, or nobody knows whether it did: not sent again."""
    with database_errors(), transaction.atomic():
        note_left(delivery, now, code)
        if device := PushDevice.objects.filter(deliveries=delivery).first():
            _note_failure(device, now + _FIRST_WAIT, now, given_up=True)


def note_failed(delivery: int, now: datetime, code: str, wait_s: float | None = None) -> None:
    """It certainly did not get through: sent again after a growing while, and given up after some tries.

    Args:
        wait_s: seconds that the service asked to wait.
    """
    with database_errors(), transaction.atomic():
        row = Delivery.objects.select_related("device").filter(pk=delivery).first()
        if row is None:
            return
        tries = row.tries + 1
        asked = timedelta(seconds=wait_s or 0)
        again_at = now + min(max(_FIRST_WAIT * 4 ** (tries - 1), asked), _LONGEST_WAIT)
        given_up = tries >= MOST_TRIES
        changes = {"done_at": now} if given_up else {"due_at": again_at, "taken_at": None}
        Delivery.objects.filter(pk=delivery).update(tries=tries, error_code=code, **changes)
        if row.device is not None:
            _note_failure(row.device, again_at, now, given_up=given_up)


def _note_failure(device: PushDevice, again_at: datetime, now: datetime, *, given_up: bool) -> None:
    """The browser's next messages wait too. Given up counts, not each try: services are down at times."""
    device.failures += given_up
    if device.failures >= MOST_FAILURES:
        _remove(device, now)
        return
    device.retry_at = again_at
    device.save(update_fields=["failures", "retry_at"])


def drop_device(delivery: int, now: datetime) -> None:
    """The browser takes no messages any more: it is removed with all that was on its way to it."""
    with database_errors(), transaction.atomic():
        device = PushDevice.objects.filter(deliveries=delivery).first()
        if device is not None:
            _remove(device, now)


def _remove(device: PushDevice, now: datetime) -> None:
    device.delete()
    note_ways(device.reader_id, now)
