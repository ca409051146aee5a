"""From alerts that wait to messages: what is told now, together, later or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from broadsheet.personal.alerting import Waiting, day_began, decide
from broadsheet.read.preferences import Preferences, without_muted
from broadsheet.read.shown import shown_stories
from broadsheet.read.stories import Card, choose_cards
from broadsheet.readers.alerts import mail_address, rules_of, settings_of
from broadsheet.readers.models import Alert, AlertMessage, AlertSettings, Delivery, PushDevice, Reader
from broadsheet.store.guard import database_errors
from broadsheet.store.models import Story

READERS_AT_ONCE = 10
_KEPT = timedelta(days=30)
_Kind = AlertMessage.Kind
_COUNTED = (_Kind.ALERT, _Kind.SUMMARY)


def make_messages(now: datetime) -> int:
    """Decides about the alerts of some readers that wait; says of how many, 0 if none waits any more."""
    with database_errors():
        waiting = Alert.objects.filter(state="waiting").order_by()
        due = Q(reader__alert_settings__again_at__isnull=True) | Q(reader__alert_settings__again_at__lte=now)
        readers = list(waiting.filter(due).values_list("reader", flat=True).distinct()[:READERS_AT_ONCE])
        for reader in Reader.objects.filter(pk__in=readers):
            _decide_for(reader, now)
    return len(readers)


def _decide_for(reader: Reader, now: datetime) -> None:
    chosen = settings_of(reader)
    alerts = list(Alert.objects.filter(reader=reader, state="waiting").order_by("pk"))
    if chosen.since is None or not reader.is_active:  # switched off meanwhile
        _settle([alert.pk for alert in alerts], Alert.State.OVER)
        return
    cards = cards_for(reader, chosen, [alert.story_id for alert in alerts], now)
    _settle([alert.pk for alert in alerts if alert.story_id not in cards], Alert.State.MUTED)
    waiting = [Waiting(one.pk, one.made_at, one.points) for one in alerts if one.story_id in cards]
    rules = rules_of(chosen)
    told = AlertMessage.objects.filter(
        reader=reader, kind__in=_COUNTED, made_at__gte=day_began(rules.zone, now)
    ).count()
    decision = decide(waiting, told, rules, now)
    with transaction.atomic():
        _settle(decision.over, Alert.State.OVER)
        for ids in decision.messages:
            message = AlertMessage.objects.create(
                reader=reader, kind=_Kind.SUMMARY if len(ids) > 1 else _Kind.ALERT, made_at=now
            )
            _settle(ids, Alert.State.TOLD, message)
            deliver(message, now, by_mail=chosen.by_mail, to_devices=True)
        AlertSettings.objects.filter(pk=chosen.pk).update(again_at=decision.again_at)


def _settle(ids: Sequence[int], state: str, message: AlertMessage | None = None) -> None:
    if ids:
        Alert.objects.filter(pk__in=ids).update(state=state, message=message)


def deliver(message: AlertMessage, now: datetime, *, by_mail: bool, to_devices: bool) -> None:
    """Writes on which ways a message goes."""
    ways: list[Delivery] = []
    if to_devices:
        devices: Iterable[PushDevice] = PushDevice.objects.filter(reader=message.reader_id)
        ways += [
            Delivery(message=message, device=one, due_at=max(now, one.retry_at or now)) for one in devices
        ]
    if by_mail and mail_address(message.reader):
        ways.append(Delivery(message=message, due_at=now))
    Delivery.objects.bulk_create(ways)


def cards_for(
    reader: Reader, chosen: AlertSettings, stories: Sequence[int], now: datetime
) -> dict[int, Card]:
    """By the id that was asked for, the stories in the reader's language that their mutes leave; for one that
    became part of another meanwhile, that one."""
    wanted = without_muted(Preferences(chosen.language), reader, now)
    merged = Story.objects.filter(merged_into__isnull=False, pk__in=stories)
    now_in = dict.fromkeys(stories) | dict(merged.values_list("pk", "merged_into"))
    standing = {into or pk for pk, into in now_in.items()}
    found = choose_cards(shown_stories(list(standing)), wanted, with_tags=False).shown
    cards = {card.story.pk: card for card in found}
    return {pk: cards[into or pk] for pk, into in now_in.items() if (into or pk) in cards}


def forget_messages(now: datetime) -> int:
    """Drops what was told long ago."""
    with database_errors():
        gone = AlertMessage.objects.filter(made_at__lt=now - _KEPT).delete()[0]
        return gone + Alert.objects.filter(made_at__lt=now - _KEPT).delete()[0]
