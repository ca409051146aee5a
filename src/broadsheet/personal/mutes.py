"""What a reader does not want to see, and until when. As cookies hold it and as accounts do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args
from urllib.parse import quote, unquote

# A story lives for days: muted for longer than a month is muted for good.
Duration = Literal["day", "week", "month", "always"]
DURATIONS: dict[str, timedelta | None] = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "always": None,
}
MuteKind = Literal["publisher", "hashtag", "word", "category", "country", "story", "person", "search"]
MUTE_KINDS: tuple[MuteKind, ...] = get_args(MuteKind)
# One letter each, in cookies.
_LETTER_OF: dict[MuteKind, str] = {
    "publisher": "p", "hashtag": "h", "word": "w",
    "category": "c", "country": "n", "story": "s", "person": "b", "search": "q",
}  # fmt: skip
_KIND_OF = {letter: kind for kind, letter in _LETTER_OF.items()}
MOST_MUTED, MOST_CHARS = 60, 60
# Browsers keep 4,096 bytes of a cookie, its name and attributes with them.
MOST_COOKIE_BYTES = 3_500


@dataclass(frozen=True, slots=True, order=True)
class Mute:
    """What a reader does not want to see: a thing by its key, or a word or name of headlines."""

    kind: MuteKind
    value: str


def parse_mutes(text: str) -> tuple[Mute, ...]:
    """Mutes from their cookie: a letter for the kind, a colon, the quoted value; between two a slash."""
    found: set[Mute] = set()
    for part in text[:MOST_COOKIE_BYTES].split("/"):
        letter, _, quoted = part.partition(":")
        value = tidy_word(unquote(quoted, errors="replace"))
        if letter in _KIND_OF and value:
            found.add(Mute(_KIND_OF[letter], value))
    return tuple(sorted(found)[:MOST_MUTED])


def format_mutes(mutes: Iterable[Mute]) -> str:
    """The cookie of `parse_mutes`; it may be longer than a cookie can be (`MOST_COOKIE_BYTES`)."""
    return "/".join(f"{_LETTER_OF[mute.kind]}:{quote(mute.value, safe='')}" for mute in sorted(set(mutes)))


def tidy_word(value: str) -> str:
    """A muted word as it is compared: case and needless space away, no control characters, not too long."""
    printable = "".join(letter if letter.isprintable() else " " for letter in value)
    return " ".join(printable.casefold().split())[:MOST_CHARS].strip()


def ends_at(duration: str, now: datetime) -> datetime | None:
    """When a mute ends; None: never. An unknown duration is a month: what was not meant passes by itself."""
    length = DURATIONS.get(duration, DURATIONS["month"])
    return now + length if length is not None else None
