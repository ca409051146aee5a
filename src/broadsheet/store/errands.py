"""Work done ahead of readers: what is wanted, who does it, what came of it.

Claimed in the database, so that of several machines only one does a piece of it; held for a limited time, so
that nothing is lost with a worker that dies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from .guard import database_errors
from .models import Errand

KINDS = ("backup", "briefing", "briefing-audio", "audio", "summary", "compare")
"""What is made ahead, in the order in which it is done."""
HELD = timedelta(minutes=5)
"""How long one holds a piece without a sign of life (`hold_on`) before another may take it."""
MOST_ASKED = 200
"""Pieces that readers' asking may keep waiting."""
_FIRST_WAIT = timedelta(minutes=1)
_MOST_TRIES = 8
_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An outcome to be made: `mark` says from what, so that another mark makes it due again."""

    kind: str
    subject: str
    language: str
    mark: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Held:
    """A piece of work in hand."""

    id: int
    kind: str
    subject: str
    language: str
    mark: str


def order_errands(wanted: Iterable[Wanted], now: datetime, *, rest: timedelta = timedelta(0)) -> int:
    """Asks for outcomes; those that were made from just this are left. Says how many are new or due again.

    Args:
        rest: how long after it was made an outcome is not made again, however it changes.
    """
    count = 0
    with database_errors(), transaction.atomic():
        for one in wanted:
            errand, new = Errand.objects.get_or_create(
                kind=one.kind,
                subject=one.subject,
                language=one.language,
                defaults={"wanted": one.mark, "weight": one.weight, "due_at": now},
            )
            if new:
                count += 1
            elif errand.wanted != one.mark:
                due_at = max(now, errand.made_at + rest) if errand.made_at else now
                Errand.objects.filter(pk=errand.pk).update(
                    wanted=one.mark, weight=one.weight, due_at=due_at, tries=0, error_code=""
                )
                count += 1
    return count


def ask_for(one: Wanted, now: datetime) -> bool:
    """A reader's wish for an outcome; refused where too many wait already."""
    with database_errors():
        if waiting(now) >= MOST_ASKED:
            return False
    order_errands([one], now)
    return True


def claim_errands(
    who: str, now: datetime, most: int, kinds: Sequence[str] = KINDS, busy: Collection[int] = ()
) -> list[Held]:
    """Takes pieces of work that are due and that nobody else holds.

    Args:
        who: tells one worker from another, at most 32 characters.
        kinds: those that this worker can do.
        busy: ids of what it has in hand.
    """
    found: list[Held] = []
    with database_errors():
        if not _due(now).filter(kind__in=list(kinds)).exists():  # asked every second
            return found
        for kind in kinds:
            free = _due(now).filter(kind=kind).exclude(pk__in=list(busy)).order_by("-weight", "pk")
            for errand in free[: most - len(found)]:
                mine = _due(now).filter(pk=errand.pk, wanted=errand.wanted)
                if mine.update(held_by=who, held_until=now + HELD):
                    subject = (errand.kind, errand.subject, errand.language)
                    found.append(Held(errand.pk, *subject, errand.wanted))
            if len(found) >= most:
                break
    return found


def hold_on(held: Held, who: str, now: datetime) -> None:
    """A sign of life of who works on it."""
    with database_errors():
        _held(held, who).update(held_until=now + HELD)


def release_errand(held: Held, who: str) -> None:
    """Gives it back undone, for the next who comes."""
    with database_errors():
        _held(held, who).update(held_by="", held_until=None)


def finish_errand(held: Held, who: str, now: datetime, *, change_at: datetime | None = None) -> None:
    """Notes that the outcome was made from what was wanted when it was claimed.

    Args:
        change_at: when it is to be done again although nothing else is wanted.
    """
    changes: dict[str, Any] = {"made": held.mark, "made_at": now, "tries": 0, "error_code": ""}
    if change_at is not None:
        changes |= {"made": "", "due_at": change_at}
    with database_errors():
        _held(held, who).update(held_by="", held_until=None, **changes)


def fail_errand(held: Held, who: str, now: datetime, code: str) -> None:
    """Notes that it failed: tried again after a growing while, and given up after some tries."""
    with database_errors():
        errand = _held(held, who).first()
        if errand is None:
            return
        tries = errand.tries + 1
        given_up = {"made": held.mark} if tries >= _MOST_TRIES else {}
        _held(held, who).update(
            tries=tries,
            error_code=code,
            due_at=now + _FIRST_WAIT * 2**tries,
            held_by="",
            held_until=None,
            **given_up,
        )


def drop_errands(kind: str, keep: Collection[str]) -> int:
    """Forgets what waits of a kind but is about nothing of `keep`: a story that left the front page."""
    with database_errors():
        return Errand.objects.filter(kind=kind).exclude(subject__in=list(keep)).delete()[0]


def forget_errands(now: datetime) -> int:
    """Drops what was done long ago."""
    with database_errors():
        return Errand.objects.filter(made_at__lt=now - _KEPT, made=F("wanted")).delete()[0]


def waiting(now: datetime) -> int:
    """How many pieces are due or in hand."""
    return _open().filter(due_at__lte=now).count()


@dataclass(frozen=True, slots=True)
class Ahead:
    """How the work stands: due, in hand, done within a day, and failed the last time it was tried."""

    waiting: int
    in_hand: int
    done: int
    failed: int


def ahead(now: datetime) -> Ahead:
    """For the operator."""
    with database_errors():
        in_hand = _open().filter(held_until__gt=now).count()
        return Ahead(
            waiting(now) - in_hand,
            in_hand,
            Errand.objects.filter(made_at__gt=now - timedelta(days=1)).count(),
            Errand.objects.exclude(error_code="").count(),
        )


def _open() -> QuerySet[Errand]:
    return Errand.objects.exclude(made=F("wanted"))


def _due(now: datetime) -> QuerySet[Errand]:
    free = Q(held_until=None) | Q(held_until__lte=now)
    return _open().filter(free, due_at__lte=now)


def _held(held: Held, who: str) -> QuerySet[Errand]:
    return Errand.objects.filter(pk=held.id, held_by=who)
