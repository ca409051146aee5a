"""Digests: what is due by readers' clocks, and what is in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, cast

from django.db import transaction
from django.utils import translation

from broadsheet.personal.digest import LATE, MOST_TOLD, Offered, choose, next_at
from broadsheet.read.foryou import WEEK, WINDOW, Item, for_you
from broadsheet.read.preferences import Preferences, without_muted
from broadsheet.readers.alerts import mail_address, zone_of
from broadsheet.readers.models import AlertMessage, AlertSettings
from broadsheet.store.guard import database_errors

from .messages import deliver

DigestKind = Literal["morning", "weekly"]
KINDS: tuple[DigestKind, ...] = ("morning", "weekly")


def due_digests(now: datetime, most: int) -> list[tuple[int, DigestKind]]:
    """Readers whose hour has come, with the kind of digest; those due for longest first."""
    found: list[tuple[int, DigestKind]] = []
    with database_errors():
        for kind in KINDS:
            at = f"{kind}_at"
            rows = AlertSettings.objects.filter(**{f"{at}__isnull": False, f"{at}__lte": now}).order_by(at)
            found += [(pk, kind) for pk in rows.values_list("pk", flat=True)[: most - len(found)]]
    return found


def make_digest(reader: int, kind: DigestKind, now: datetime) -> bool:
    """Writes a reader's digest, to be sent, and when the next one is due; says whether anything is in it.

    Nothing is written for who has no confirmed address, nor where there is nothing new.
    """
    at, since = f"{kind}_at", f"{kind}_since"
    with database_errors():
        chosen = AlertSettings.objects.select_related("reader").filter(pk=reader).first()
        due: datetime | None = getattr(chosen, at, None)
        if chosen is None or due is None or due > now:
            return False
        wanted = now - due <= LATE and mail_address(chosen.reader) != ""
        items = _items(chosen, kind, getattr(chosen, since) or due, now) if wanted else []
        weekday = chosen.weekly_day if kind == "weekly" else None
        changes = {at: next_at(zone_of(chosen.zone), getattr(chosen, f"{kind}_hour"), now, weekday)}
        if wanted:
            changes[since] = now
        told = [*chosen.told.get(kind, ()), *(one["story"] for one in items)]
        with transaction.atomic():
            # What the reader chose meanwhile counts: the next is at their new hour, or none is wanted.
            same = AlertSettings.objects.filter(pk=reader, **{at: due})
            if not same.update(told={**chosen.told, kind: told[-MOST_TOLD:]}, **changes):
                return False
            if items:
                message = AlertMessage.objects.create(
                    reader=chosen.reader, kind=kind, made_at=now, items=items
                )
                deliver(message, now, by_mail=True, to_devices=False)
        return bool(items)


def _items(chosen: AlertSettings, kind: DigestKind, since: datetime, now: datetime) -> list[dict[str, Any]]:
    """The stories of a digest by "for you", each with what is followed of it."""
    reader = chosen.reader
    with translation.override(chosen.language):
        wanted = without_muted(Preferences(chosen.language), reader, now)
        found = for_you(reader, wanted, now, WEEK if kind == "weekly" else WINDOW)
    offered = [Offered(item.card.story.public_id, item.card.story.last_at) for item in found]
    keys = choose(offered, cast("list[str]", chosen.told.get(kind, [])), since)
    by_key = {item.card.story.public_id: item for item in found}
    return [_item(by_key[key]) for key in keys]


def _item(item: Item) -> dict[str, Any]:
    because = [{"kind": one.kind, "key": one.key, "label": one.label} for one in item.because]
    return {"story": item.card.story.public_id, "pk": item.card.story.pk, "because": because}
