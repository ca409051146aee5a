"""Passages that a reader marks, described so that they are found again after the text was edited. Pure.

As the W3C has it: a passage is told by its own words with some of what stands around it (Web Annotation
Data Model, section 4.2.4, Text Quote Selector) and by where it stood (4.2.5, Text Position Selector, in code
points).

    text + span ──describe──▶ Passage ──locate in a later text──▶ span, or None: it is gone
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from rapidfuzz.distance import Indel

Span = tuple[int, int]
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MOST_CHARS, AROUND, MOST_NOTE = 5_000, 32, 2_000
# Of an edited passage so much must be left: half of the words of a sentence make another sentence.
LEAST_LIKE = 0.7
_MOST_PLACES = 200  # of words that stand in a text again and again
_SPACE = re.compile(r"\s+")
# A word; each character by itself of scripts that write words together.
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A marked passage.

    Attributes:
        exact: its words; `prefix`, `suffix`: up to `AROUND` characters before and after it.
        start, end: where it stood, in characters of the text; `end` is the place after its last one.
    """

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """Where a passage stands now. `how`: "same" as it was marked, or "changed": not quite those words."""

    start: int
    end: int
    how: Literal["same", "changed"]


def describe(text: str, span: Span) -> Passage | None:
    """The passage of a span, without space at its ends; None if there is nothing in it, or too much.

    Args:
        span: any two numbers, from outside.
    """
    start, end = max(span[0], 0), min(span[1], len(text))
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    end = start + len(inside.strip())
    if not 0 < end - start <= MOST_CHARS:
        return None
    before, after = text[max(start - AROUND, 0) : start], text[end : end + AROUND]
    return Passage(text[start:end], before, after, start, end)


def locate(text: str, passage: Passage) -> Found | None:
    """Where the passage stands in a text, which may have been edited since; None if it is gone.

    1. Where it was marked, if its words stand there.
    2. Where its words stand, whatever space is between them; of several places the one with the most of what
       stood around it, then the nearest.
    3. Where words most like it stand, if they are like it enough.
    """
    if not passage.exact.strip():
        return None
    if text[passage.start : passage.end] == passage.exact:
        return Found(passage.start, passage.end, "same")
    flat = _Flat(text)
    span = _by_words(flat, passage)
    if span is not None:
        return Found(*flat.span(span), "same")
    return _nearest(text, passage)


class _Flat:
    """A text with one space for each run of space, and where each of its characters stood."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.flat = _flatten(text)
        self._starts: list[int] | None = None

    def span(self, span: Span) -> Span:
        """The span in the text itself."""
        if self._starts is None:
            self._starts = []
            at = 0
            for run in _SPACE.finditer(self.text):
                self._starts += range(at, run.start() + 1)
                at = run.end()
            self._starts += range(at, len(self.text))
        return self._starts[span[0]], self._starts[span[1] - 1] + 1


def _flatten(text: str) -> str:
    return _SPACE.sub(" ", text)


def _by_words(flat: _Flat, passage: Passage) -> Span | None:
    exact = _flatten(passage.exact).strip()
    prefix, suffix = _flatten(passage.prefix), _flatten(passage.suffix)
    best: tuple[tuple[int, int], int] | None = None
    at = flat.flat.find(exact)
    for _ in range(_MOST_PLACES):
        if at < 0:
            break
        around = _same_end(flat.flat[max(at - AROUND, 0) : at], prefix)
        around += _same_start(flat.flat[at + len(exact) : at + len(exact) + AROUND], suffix)
        weight = (around, -abs(at - passage.start))
        if best is None or weight > best[0]:
            best = (weight, at)
        at = flat.flat.find(exact, at + 1)
    return (best[1], best[1] + len(exact)) if best is not None else None


def _same_start(one: str, other: str) -> int:
    count = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        count += 1
    return count


def _same_end(one: str, other: str) -> int:
    return _same_start(one[::-1], other[::-1])


def _nearest(text: str, passage: Passage) -> Found | None:
    """The run of words of about its length that has the most of its words, if it is like it enough.

    One pass over the text, and one comparison of the passage with what was found.
    """
    wanted = Counter(word.casefold() for word in _WORD.findall(passage.exact))
    size = wanted.total()
    spans = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    if size < 3 or not spans:
        return None
    words = [text[start:end].casefold() for start, end in spans]
    first, count = _best_window(words, wanted, size)
    if count < LEAST_LIKE * size:
        return None
    last = min(first + size, len(words)) - 1
    first, last = _trimmed(words, wanted, first, last)
    start, end = spans[first][0], _with_marks(text, spans[last][1], passage.exact)
    if end - start > 3 * len(passage.exact):
        return None
    like = Indel.normalized_similarity(_flatten(passage.exact), _flatten(text[start:end]))
    return Found(start, end, "changed") if like >= LEAST_LIKE else None


def _best_window(words: Sequence[str], wanted: Counter[str], size: int) -> tuple[int, int]:
    """Where the window of `size` words with the most of those wanted begins, and how many it has."""
    missing = Counter(wanted)
    count = best = best_at = 0
    for place, word in enumerate(words):
        if word in wanted:
            count += missing[word] > 0
            missing[word] -= 1
        if place >= size and (gone := words[place - size]) in wanted:
            missing[gone] += 1
            count -= missing[gone] > 0
        if count > best:
            best, best_at = count, max(place - size + 1, 0)
    return best_at, best


def _trimmed(words: Sequence[str], wanted: Counter[str], first: int, last: int) -> Span:
    """Without words at its ends that the passage has not."""
    while first < last and words[first] not in wanted:
        first += 1
    while last > first and words[last] not in wanted:
        last -= 1
    return first, last


def _with_marks(text: str, end: int, exact: str) -> int:
    """With what ends the sentence, where the passage had that too."""
    marks = exact[len(exact.rstrip(".!?。！？؟।…\"'”’»)")) :]
    while end < len(text) and text[end] in marks:
        end += 1
    return end


def pieces(span: Span, marked: Iterable[Span]) -> list[tuple[int, int, bool]]:
    """A span in pieces, in order: each begins, ends, and is marked or not.

    Args:
        marked: spans of the same text; they may overlap.
    """
    found: list[tuple[int, int, bool]] = []
    at, end = span
    for first, last in sorted(marked):
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if first > at:
            found.append((at, first, False))
        found.append((first, last, True))
        at = last
    return [*found, (at, end, False)] if at < end else found


def together(spans: Sequence[Span], places: Iterable[int]) -> list[Span]:
    """Sentences that were chosen, as spans: those that follow one another are one. Places that there are not
    are left out."""
    found: list[Span] = []
    last = -2
    for place in sorted({place for place in places if 0 <= place < len(spans)}):
        if place == last + 1 and spans[place][1] - found[-1][0] <= MOST_CHARS:
            found[-1] = (found[-1][0], spans[place][1])
        else:
            found.append(spans[place])
        last = place
    return found


def as_annotation(passage: Passage, note: str, source: str, made_at: datetime) -> dict[str, Any]:
    """The passage as a W3C Web Annotation (JSON-LD).

    Args:
        source: address of what it is of.
    """
    annotation: dict[str, Any] = {
        "@context": CONTEXT,
        "type": "Annotation",
        "motivation": "commenting" if note else "highlighting",
        "created": made_at.isoformat(),
        "target": {
            "source": source,
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": passage.exact,
                    "prefix": passage.prefix,
                    "suffix": passage.suffix,
                },
                {"type": "TextPositionSelector", "start": passage.start, "end": passage.end},
            ],
        },
    }
    if note:
        annotation["body"] = {"type": "TextualBody", "value": note, "format": "text/plain"}
    return annotation
