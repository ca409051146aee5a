"""Near copies among short texts. Signatures (group/copies.py) need twenty shingles: a comment has fewer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from .folding import fold_text

SAME = 90.0
"""Of 100, by which two texts are nearly the same: one word in ten changed, or a number at the end."""
# Shorter ones are said by many: "Thank you for this".
SHORTEST, SHORTEST_UNSPACED = 40, 16
_MOST = 1_500  # letters of a text that are compared


class Said(NamedTuple):  # hundreds are made for each comment
    """A text that somebody wrote lately; `own` by the author who is judged."""

    text: str
    own: bool = False


def near_copy(text: str, others: Sequence[Said]) -> Said | None:
    """The one of other texts that is nearly the same, by the share of letters that stay (Indel distance).

    Case, punctuation, accents and look-alikes do not matter, so that a copy cannot hide behind them. Too
    short a text is a copy of nothing.
    """
    mine = _letters(text)
    if not mine or not others:
        return None
    found = process.extractOne(
        mine, [_letters(other.text) for other in others], scorer=fuzz.ratio, score_cutoff=SAME
    )
    return others[found[2]] if found else None


@lru_cache(maxsize=2_000)  # those of the last hours are compared with each new one
def _letters(text: str) -> str:
    """What of a text is compared; "" if it is too short to."""
    folded = fold_text(text[: _MOST * 2])
    if len(folded.letters) >= SHORTEST_UNSPACED or len(folded.line) >= SHORTEST:
        return (folded.line + folded.letters)[:_MOST]
    return ""
