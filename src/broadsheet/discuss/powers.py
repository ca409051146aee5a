"""Who may act on whom, and for how long one may be banned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

BANS: dict[str, timedelta | None] = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "always": None,
}


@dataclass(frozen=True, slots=True)
class Person:
    """A reader by id and role ("reader", "moderator", "operator")."""

    pk: int
    role: str


def may_moderate(person: Person) -> bool:
    """Whether the queue is theirs to work on."""
    return person.role in ("moderator", "operator")


def may_act_on(actor: Person, other: Person) -> bool:
    """Whether one may decide on another and what they wrote: nobody on themselves, none but operators on an
    operator."""
    if not may_moderate(actor) or actor.pk == other.pk:
        return False
    return actor.role == "operator" or other.role != "operator"


def ban_ends(duration: str, now: datetime) -> datetime | None:
    """When a ban ends; None: never. An unknown duration is the shortest."""
    length = BANS.get(duration, BANS["day"])
    return now + length if length is not None else None
