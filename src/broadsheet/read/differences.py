"""What changed between two texts, word by word, in passages short enough to read. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Kind = Literal["same", "inserted", "deleted", "gap"]

# difflib's time grows with the square of what differs: above these, a changed part is shown as replaced.
MAX_WORDS = 1_500
MAX_PARAGRAPHS = 400
CONTEXT_WORDS = 12  # unchanged words shown on either side of a change

_BREAK = "\n"
# A token is a word or a number with the space after it, one sign of punctuation, or one character of a
# script that puts no spaces between words.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_SIGNS = ".,;:!?\"'()\\[\\]«»„“”‘’‹›…—–،؛؟。、，「」『』（）·"
_TOKEN = re.compile(rf"(?:\d+(?:[.,]\d+)*|[{_UNSPACED}]|[{_SIGNS}]|[^\s{_UNSPACED}{_SIGNS}]+)\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `gap` stands for unchanged words left out, and has no text."""

    kind: Kind
    text: str = ""


Passage = tuple[Piece, ...]


def differences(before: str, after: str) -> tuple[Passage, ...]:
    """The changed passages, in the order of the text; none if only spaces differ.

    Args:
        before, after: plain texts, paragraphs separated by line breaks.

    The time it takes is bounded: where more than `MAX_WORDS` words differ together, the passage is given as
    deleted and inserted as a whole, which is still true.
    """
    old, new = _paragraphs(before), _paragraphs(after)
    start, end = _common_ends(old, new)
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) > MAX_PARAGRAPHS or len(new) > MAX_PARAGRAPHS:
        blocks = [(old, new)]
    else:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        blocks = [(old[a:b], new[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]
    budget = MAX_WORDS
    passages: list[Passage] = []
    for was, now in blocks:
        pieces, spent = _compare(_BREAK.join(was), _BREAK.join(now), budget)
        budget -= spent
        if passage := _shorten(pieces):
            passages.append(passage)
    return tuple(passages)


def _paragraphs(text: str) -> list[str]:
    return [line for part in text.splitlines() if (line := " ".join(part.split()))]


def _common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many items both begin with, and end with: linear, and most of almost every text."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return start, end


def _compare(before: str, after: str, budget: int) -> tuple[list[Piece], int]:
    """The pieces of two texts, and how many words had to be compared for it."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    start, end = _common_ends(old, new)
    head, tail = old[:start], old[len(old) - end :]
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    words = max(len(old_middle), len(new_middle))
    pieces = [Piece("same", "".join(head))]
    if words > budget or not old_middle or not new_middle:
        pieces += [Piece("deleted", "".join(old_middle)), Piece("inserted", "".join(new_middle))]
        words = 0
    else:
        matcher = SequenceMatcher(None, old_middle, new_middle)
        for tag, a, b, c, d in matcher.get_opcodes():
            if tag == "equal":
                pieces.append(Piece("same", "".join(old_middle[a:b])))
            else:
                pieces.append(Piece("deleted", "".join(old_middle[a:b])))
                pieces.append(Piece("inserted", "".join(new_middle[c:d])))
    pieces.append(Piece("same", "".join(tail)))
    return _join([piece for piece in pieces if piece.text]), words


def _join(pieces: Sequence[Piece]) -> list[Piece]:
    """One space unchanged between two changes is no reason to break the sentence up."""
    bridged: list[Piece] = []
    for number, piece in enumerate(pieces):
        between = 0 < number < len(pieces) - 1
        if piece.kind == "same" and between and len(piece.text.strip()) < 2:
            bridged += [Piece("deleted", piece.text), Piece("inserted", piece.text)]
        else:
            bridged.append(piece)
    joined: list[Piece] = []
    for is_same, run in groupby(bridged, key=lambda piece: piece.kind == "same"):
        group = list(run)
        for kind in ("same",) if is_same else ("deleted", "inserted"):
            text = "".join(piece.text for piece in group if piece.kind == kind)
            if text:
                joined.append(Piece(kind, text))  # type: ignore[arg-type]
    return joined


def _shorten(pieces: Sequence[Piece]) -> Passage:
    """Leaves out unchanged words far from any change."""
    if all(piece.kind == "same" for piece in pieces):
        return ()
    shown: list[Piece] = []
    for number, piece in enumerate(pieces):
        if piece.kind != "same":
            shown.append(piece)
            continue
        words = _TOKEN.findall(piece.text)
        before = 0 if number == 0 else CONTEXT_WORDS  # words kept after the change before
        after = 0 if number == len(pieces) - 1 else CONTEXT_WORDS
        if len(words) <= before + after + 4:
            shown.append(piece)
            continue
        if before:
            shown.append(Piece("same", "".join(words[:before])))
        shown.append(Piece("gap"))
        if after:
            shown.append(Piece("same", "".join(words[-after:])))
    return tuple(shown)
