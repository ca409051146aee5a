"""Which comments wait for a moderator before others see them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MOST_LINKS = 2


@dataclass(frozen=True, slots=True)
class Posting:
    """A comment that is about to be posted, and what is known of its author.

    Attributes:
        text: as it was typed, tidy.
        links: addresses it leads to, each once.
        at: when; `joined_at`: since when its author has an account.
        shown_before: comments of the author that are shown, 1 for any number.
    """

    text: str
    links: tuple[str, ...]
    at: datetime
    joined_at: datetime
    shown_before: int


def held_why(posting: Posting) -> str:
    """The rule by which it is held: "first" (of its author), "links" (too many); "": it is shown at once."""
    if not posting.shown_before:
        return "first"
    return "links" if len(posting.links) > MOST_LINKS else ""
