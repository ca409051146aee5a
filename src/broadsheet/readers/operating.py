"""What operators do with readers' accounts, and the log of what they did."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from broadsheet.errors import ReaderError

from .models import OperatorAction, Reader, ReaderSession, Role

ACTIONS: dict[str, Promise] = {
    "add": _("added a source"),
    "catalogue": _("added publishers of the catalogue"),
    "opml": _("added feeds of a file"),
    "pause": _("paused a feed"),
    "resume": _("resumed a feed"),
    "ask": _("had a feed asked"),
    "remove": _("removed a feed"),
    "rights": _("changed how much of a publisher’s texts is shown"),
    "retry": _("had failed work tried again"),
    "role": _("changed the role of a reader"),
    "deactivate": _("switched an account off"),
    "reactivate": _("switched an account on"),
    "confirm": _("confirmed the address of a reader"),
    "password": _("gave a reader a link for a new password"),
    "sessions": _("signed a reader out everywhere"),
    "invite": _("invited somebody"),
    "backup": _("made a backup"),
    "download": _("downloaded a backup"),
    "backup-remove": _("removed a backup"),
}
_MOST_LOGGED = 20


def note(
    by: Reader, kind: str, now: datetime, *, about: Reader | None = None, subjects: list[str] | None = None
) -> None:
    """Writes into the log what an operator did.

    Args:
        kind: a key of `ACTIONS`.
        about: the reader it was done to.
        subjects: what else it was done to; a row each, of very many the first ones and a row with the rest.
    """
    assert kind in ACTIONS, kind
    told = list(subjects or [""])
    if len(told) > _MOST_LOGGED:
        told = [*told[:_MOST_LOGGED], f"+ {len(told) - _MOST_LOGGED}"]
    OperatorAction.objects.bulk_create(
        OperatorAction(by=by, kind=kind, about=about, subject=subject[:500], at=now) for subject in told
    )


def find_readers(words: str) -> QuerySet[Reader]:
    """The readers whose e-mail address or name holds these words, the latest first; all for none."""
    found = Reader.objects.order_by("-pk")
    words = words.replace("\0", "").strip()
    return found.filter(Q(email__icontains=words) | Q(name__icontains=words)) if words else found


@transaction.atomic
def set_role(reader: Reader, role: Role) -> None:
    """Gives a reader another role.

    Raises:
        ReaderError: nobody would be an operator any more.
    """
    if role != Role.OPERATOR:
        _check_another_operates(reader)
    reader.role = role
    reader.save(update_fields=["role"])


@transaction.atomic
def deactivate(reader: Reader) -> None:
    """Lets a reader sign in no more, and ends what they have open; nothing of theirs is lost.

    Raises:
        ReaderError: nobody would be an operator any more.
    """
    _check_another_operates(reader)
    reader.is_active = False
    reader.save(update_fields=["is_active"])
    end_sessions(reader)


def reactivate(reader: Reader) -> None:
    """Lets a reader sign in again."""
    reader.is_active = True
    reader.save(update_fields=["is_active"])


def end_sessions(reader: Reader) -> int:
    """Signs a reader out on all devices; gives how many sessions that were."""
    return ReaderSession.objects.filter(reader=reader).delete()[0]


def _check_another_operates(reader: Reader) -> None:
    """Two operators who demote each other at once wait here for one another."""
    operators = Reader.objects.select_for_update().filter(role=Role.OPERATOR, is_active=True)
    ids = set(operators.values_list("pk", flat=True))
    if ids == {reader.pk}:
        raise ReaderError("This is the last operator.", advice="Make another reader an operator first.")
