"""Where the sentences of a text begin and end, in all scripts."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TypedDict

from sentencex import get_sentence_boundaries

from broadsheet.understand.types import Span

_SURROGATES = re.compile("[\ud800-\udfff]")
_LINES = re.compile(r"[^\r\n\u2028\u2029]+")
# A quotation's end within a Chinese or Japanese sentence: 「行きます。」と述べた。
_GOES_ON = re.compile(r"[とっなのはがをにもで、，,;；]")
# A dot after one letter, or a title of a few letters, ends no sentence: "M. Macron", "J. Smith".
_INITIAL = re.compile(
    r"(?:^|[\s(«“\"'’\-])(?:[^\W\d_]|MM|Mme|Mmes|Dr|Dra|Sr|Sra|St|Ste|Prof|Mr|Mrs|Ms|Abg|Ing|Nr|No)\.$"
)
# A sentence's end without the space that was meant: "in Turkey.Vladimir Putin said". Not "Node.js", "U.S.A.".
LOWER = "a-z\u00df-\u00f6\u00f8-\u00ff\u03ac-\u03ce\u0430-\u045f"
UPPER = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0391-\u03ab\u0400-\u042f"
_GLUED = re.compile(rf"(?<=[{LOWER}]{{3}}[.!?])(?=[{UPPER}][{LOWER}])")
LONGEST = 2_000
"""Characters beyond which a sentence is cut: no such sentence is written, but pages of tables are."""


class _Boundary(TypedDict):
    start_index: int
    end_index: int


def split_sentences(text: str, language: str) -> tuple[Span, ...]:
    """The sentences of a text: one after another, without the white space around them.

    A line's end always ends a sentence: paragraphs stand on lines of their own.

    Args:
        language: ISO 639; chooses the abbreviations ("z. B.", "p. ej.", "г.").

    Returns:
        Ranges in `text`.
    """
    text = _SURROGATES.sub("\ufffd", text)
    spans: list[Span] = []
    for line in _LINES.finditer(text):
        for start, end in _joined(line[0], _boundaries(line[0], language)):
            for first, last in _unglued(line[0], start, end):
                spans.extend(_stripped(text, line.start() + first, line.start() + last))
    return tuple(spans)


def _boundaries(line: str, language: str) -> list[Span]:
    found: list[_Boundary] = get_sentence_boundaries(language or "en", line)
    return [(boundary["start_index"], boundary["end_index"]) for boundary in found]


def _joined(line: str, spans: list[Span]) -> list[Span]:
    """Puts together what an initial, a title or a quotation within a sentence has parted."""
    joined: list[Span] = []
    for start, end in spans:
        if joined:
            first, last = joined[-1]
            before = line[max(first, last - 12) : last].rstrip()
            follows = line[start : start + 1]
            if (
                _INITIAL.search(before)
                or follows.islower()
                or (before[-1:] in "」』”" and _GOES_ON.match(follows))
            ):
                joined[-1] = (first, end)
                continue
        joined.append((start, end))
    return joined


def _unglued(line: str, start: int, end: int) -> list[Span]:
    """Parts sentences with no space between them."""
    cuts = [match.start() for match in _GLUED.finditer(line, start, end)]
    cuts = [cut for cut in cuts if not _INITIAL.search(line[max(start, cut - 12) : cut])]
    edges = [start, *cuts, end]
    return list(pairwise(edges))


def _stripped(text: str, start: int, end: int) -> list[Span]:
    pieces: list[Span] = []
    for first in range(start, end, LONGEST):
        piece = text[first : min(first + LONGEST, end)]
        kept = piece.strip()
        if kept:
            begin = first + len(piece) - len(piece.lstrip())
            pieces.append((begin, begin + len(kept)))
    return pieces
