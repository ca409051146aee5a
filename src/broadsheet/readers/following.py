"""Following and muting: what is kept in an account."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from broadsheet.errors import ReaderError, StoreError, TooManyKept
from broadsheet.personal import mutes
from broadsheet.personal.mutes import MUTE_KINDS, MuteKind
from broadsheet.personal.ranking import FOLLOW_KINDS, Followed
from broadsheet.store.followed import of_search
from broadsheet.store.prepared import Prepared

from .models import Follow, Mute, Reader
from .models.follows import MOST_KEY, MOST_LABEL

MOST_FOLLOWS, MOST_MUTES = 500, 500
AT_FIRST = ("story", "hashtag")
"""What alerts from the first, once there is a way to tell the reader."""
MOST_MUTED_SEARCHES = 30
# Of a muted search so many of the latest articles are left out;
# after so long it is looked up anew, one a page.
FOUND_OF_A_MUTE, MUTED_WINDOW, MUTE_AGE = 300, timedelta(days=7), timedelta(minutes=10)


def follow(reader: Reader, kind: str, key: str, label: str, now: datetime) -> None:
    """Follows a thing; done twice it is as done once.

    Raises:
        ReaderError: no kind that can be followed; `TooManyKept`.
    """
    if kind not in FOLLOW_KINDS or not 0 < len(key) <= MOST_KEY:
        raise ReaderError("This cannot be followed.")
    if Follow.objects.filter(reader=reader).count() >= MOST_FOLLOWS:
        raise TooManyKept(f"Nobody can follow more than {MOST_FOLLOWS} things.")
    facts = {"label": label[:MOST_LABEL], "made_at": now, "alerts_at": now if kind in AT_FIRST else None}
    Follow.objects.get_or_create(reader=reader, kind=kind, key=key, defaults=facts)


def unfollow(reader: Reader, kind: str, key: str) -> None:
    """Follows a thing no more."""
    Follow.objects.filter(reader=reader, kind=kind, key=key).delete()


def followed(reader: Reader) -> list[Followed]:
    """All that a reader follows."""
    rows = Follow.objects.filter(reader=reader).values_list("kind", "key")
    return [Followed(kind, key) for kind, key in rows]  # type: ignore[arg-type]


def mute(reader: Reader, kind: str, key: str, label: str, ends_at: datetime | None) -> None:
    """Mutes a thing, a word or a phrase until a time; None: for good. A second time gives another end.

    Raises:
        ReaderError: no kind that can be muted, or nothing; `TooManyKept`.
    """
    key = key if kind != "word" and kind != "person" else mutes.tidy_word(key)
    if kind not in MUTE_KINDS or not 0 < len(key) <= MOST_KEY:
        raise ReaderError("This cannot be muted.")
    if Mute.objects.filter(reader=reader).count() >= MOST_MUTES:
        raise TooManyKept(f"Nobody can mute more than {MOST_MUTES} things.")
    if kind == "search" and Mute.objects.filter(reader=reader, kind=kind).count() >= MOST_MUTED_SEARCHES:
        raise TooManyKept(f"Nobody can mute more than {MOST_MUTED_SEARCHES} searches.")
    facts = {"label": label[:MOST_LABEL], "ends_at": ends_at}
    made = {**facts, "made_at": timezone.now()}
    Mute.objects.update_or_create(reader=reader, kind=kind, key=key, defaults=facts, create_defaults=made)


def unmute(reader: Reader, kind: str, key: str) -> None:
    """Mutes a thing no more."""
    Mute.objects.filter(reader=reader, kind=kind, key=key).delete()


def muted(reader: Reader, now: datetime) -> tuple[mutes.Mute, ...]:
    """What is muted now, in order."""
    rows = cast("list[tuple[MuteKind, str, datetime | None]]", _mutes.rows(reader.pk))
    return tuple(sorted(mutes.Mute(kind, key) for kind, key, ends in rows if ends is None or ends > now))


def _mutes_of(reader: int) -> QuerySet[Mute, Any]:
    return Mute.objects.filter(reader=reader).order_by().values_list("kind", "key", "ends_at")


_mutes = Prepared(_mutes_of)


def found_by_muted(reader: Reader, now: datetime) -> frozenset[int]:
    """The articles that muted searches find, as of at most `MUTE_AGE` ago; of searches that are older the one
    looked up longest ago is looked up now."""
    rows = list(Mute.objects.filter(Q(ends_at=None) | Q(ends_at__gt=now), reader=reader, kind="search"))
    stale = [row for row in rows if row.found_at is None or now - row.found_at > MUTE_AGE]
    if stale:
        row = min(stale, key=lambda one: (one.found_at is not None, one.found_at, one.pk))
        try:
            row.found = of_search(row.key, now - MUTED_WINDOW, now, "en", FOUND_OF_A_MUTE)
        except StoreError:  # what cannot be searched for hides nothing
            row.found = []
        row.found_at = now
        Mute.objects.filter(pk=row.pk).update(found=row.found, found_at=now)
    return frozenset(pk for row in rows for pk in row.found)


@transaction.atomic
def replace_mutes(reader: Reader, wanted: Collection[mutes.Mute], kinds: Iterable[MuteKind]) -> None:
    """Makes the mutes of some kinds those that are wanted. Those that stay keep their end.

    Raises:
        TooManyKept: as it says.
    """
    rows = Mute.objects.filter(reader=reader, kind__in=list(kinds))
    there = {mutes.Mute(cast(MuteKind, row.kind), row.key): row for row in rows}
    Mute.objects.filter(pk__in=[row.pk for one, row in there.items() if one not in set(wanted)]).delete()
    for one in wanted:
        if one not in there:
            mute(reader, one.kind, one.value, one.value, None)


def take_over(reader: Reader, cookie: str) -> int:
    """Puts the mutes of a browser's cookie into the account; as many as fit. Returns how many it held."""
    held = mutes.parse_mutes(cookie)
    known = set(Mute.objects.filter(reader=reader).values_list("kind", "key"))
    for one in held:
        if one.kind != "search" and (one.kind, one.value) not in known and len(known) < MOST_MUTES:
            mute(reader, one.kind, one.value, one.value, None)
            known.add((one.kind, one.value))
    return len(held)
