"""Sentences of several reports that say the same, also across languages."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadsheet.assist.checkwords import base_language
from broadsheet.assist.moments import find_moments
from broadsheet.assist.quantities import find_quantities
from broadsheet.assist.types import Sentence, Source
from broadsheet.search.tokens import tokens
from broadsheet.understand.sentences import split_sentences
from broadsheet.understand.tables import words_of
from broadsheet.understand.types import Number, Span
from broadsheet.understand.vectors import Embedder

MOST_LINES = 16
"""Sentences of a report: what comes later, others seldom have."""
MOST_PASSAGES = 8
MOST_CHARS = 500
LEAST_CHARS, LEAST_CHARS_UNSPACED = 24, 10
ALIKE = 0.36
"""Cosine of weighted words, names and numbers from which two sentences of one language say the same."""
ALIKE_ABROAD = 0.32
"""The same by names, numbers and days alone, for two languages."""
NEAR = 0.89
"""Cosine of vectors from which sentences of two languages that share a name, number or day say the same."""
LEAST_STRENGTH = 2.0
"""How telling what two sentences of two languages share must be (`_strength`)."""
LEAST_SHARED = 4
"""Words, names, numbers that two sentences of one language must share."""
NAME, NUMBER, DAY, WORD = 1.3, 1.6, 0.8, 0.7
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A sentence of a report, with what it is compared by: `words` of its language; `anchors` of any."""

    source: Source
    span: Span
    text: str
    words: frozenset[str]
    anchors: frozenset[str]
    names: frozenset[str]
    numbers: tuple[Number, ...]


def voice(source: Source) -> str:
    """Whose voice a report is: titles of one owner are one."""
    return source.owner or source.publisher or str(source.id)


def quote(lines: Sequence[Line]) -> Sentence:
    """The first line as a sentence, with passages of all."""
    passages = tuple(dict.fromkeys(line.source.passage(line.span) for line in lines))[:MOST_PASSAGES]
    return Sentence(lines[0].text, passages, language=lines[0].source.language)


def read_lines(source: Source) -> list[Line]:
    """The first sentences of a report that say something; headings and datelines are left out."""
    language = base_language(source.language)
    spans = source.sentences or split_sentences(source.text[:20_000], language)
    names = [(name.key, name.text) for name in source.names]
    starts = [number.span[0] for number in source.numbers]
    lines: list[Line] = []
    for start, stop in spans:
        text = source.text[start:stop]
        dense = language in ("zh", "ja", "ko", "th")
        if not (LEAST_CHARS_UNSPACED if dense else LEAST_CHARS) <= len(text) <= MOST_CHARS:
            continue
        first, last = bisect_right(starts, start - 1), bisect_right(starts, stop - 1)
        named = frozenset(key for key, written in names if written in text)
        moments = find_moments(text, language)
        quantities = find_quantities(text, language, [one.span for one in moments])
        anchors = {
            f"#{one.value.normalize():f}"
            for one in quantities
            if one.value > 2 and one.unit not in ("th", "time", "both")
        }
        anchors |= {f"@{one.mark}" for one in moments if one.mark[0] != "season"}
        anchors |= {f"~{key}" for key in named}
        lines.append(
            Line(
                source,
                (start, stop),
                text,
                frozenset(_words(text, language)),
                frozenset(anchors),
                named,
                source.numbers[first:last],
            )
        )
        if len(lines) == MOST_LINES:
            break
    return lines


def _words(text: str, language: str) -> Iterable[str]:
    stop = words_of("common", language, "stop")
    return (
        f"{language}:{token}"
        for token, start, end in tokens(text, language)
        if len(token) > 1 and not token.isdigit() and text[start:end].lower() not in stop
    )


def align(lines: Sequence[Line], embedder: Embedder | None = None) -> list[list[Line]]:
    """Groups of lines of different reports that say the same; in each the most central first.

    No line is in two groups, and no group has two lines of one report.
    """
    if len(lines) < 2:
        return []
    alike = _likeness(lines)
    if embedder is not None:
        alike = np.maximum(alike, _by_vectors(lines, embedder))
    own = np.array([line.source.id for line in lines])
    alike[own[:, None] == own[None, :]] = 0
    return _groups(lines, alike)


def _groups(lines: Sequence[Line], alike: Matrix) -> list[list[Line]]:
    """Takes the line that the most others resemble with those, then the next of what is left."""
    left = np.ones(len(lines), bool)
    groups: list[list[Line]] = []
    while True:
        counts = (alike > 0).sum(1) + alike.sum(1) / (len(lines) + 1)
        counts[~left] = 0
        seed = int(counts.argmax())
        if counts[seed] <= 0:
            return groups
        group, taken = [seed], {lines[seed].source.id}
        for place in np.argsort(-alike[seed], kind="stable"):
            if alike[seed, place] <= 0:
                break
            if left[place] and lines[place].source.id not in taken:
                group.append(int(place))
                taken.add(lines[place].source.id)
        for place in group:
            left[place] = False
            alike[place, :] = 0
            alike[:, place] = 0
        if len(group) > 1:
            groups.append([lines[place] for place in group])


def _likeness(lines: Sequence[Line]) -> Matrix:
    """Cosines that reach what is asked of them, 0 elsewhere: by all within a language, else by anchors."""
    anchors, anchors_alone = _matrix([line.anchors for line in lines])
    words, words_alone = _matrix([line.words for line in lines])
    both = _cosines(np.hstack([anchors, words]), anchors_alone + words_alone)
    abroad = _cosines(anchors, anchors_alone)
    named, worded = (anchors > 0).astype(np.float32), (words > 0).astype(np.float32)
    same = _same_language(lines)
    shared = named @ named.T + worded @ worded.T
    within = np.where(same & (both >= ALIKE) & (shared >= LEAST_SHARED), both, 0)
    strength = (named * _strengths([line.anchors for line in lines])) @ named.T
    across = np.where(~same & (abroad >= ALIKE_ABROAD) & (strength >= LEAST_STRENGTH), abroad, 0)
    return np.maximum(within, across).astype(np.float32)


def _same_language(lines: Sequence[Line]) -> NDArray[np.bool_]:
    spoken = np.array([base_language(line.source.language) for line in lines])
    same: NDArray[np.bool_] = spoken[:, None] == spoken[None, :]
    return same


def _matrix(features: Sequence[frozenset[str]]) -> tuple[Matrix, Matrix]:
    """A row a line, a column a feature that two lines have, weighted by kind and rarity.

    Returns:
        the matrix, and the squared weight of what each line has alone, which counts for its length only.
    """
    frequency = Counter(feature for one in features for feature in one)
    kept = {feature: place for place, feature in enumerate(_shared(features))}
    matrix = np.zeros((len(features), len(kept)), np.float32)
    alone = np.zeros(len(features), np.float32)
    for row, one in enumerate(features):
        for feature in one:
            weight = _kind(feature) * math.log(1 + len(features) / frequency[feature])
            if feature in kept:
                matrix[row, kept[feature]] = weight
            else:
                alone[row] += weight * weight
    return matrix, alone


def _shared(features: Sequence[frozenset[str]]) -> list[str]:
    """Features of two lines or more, in the order of the matrix's columns."""
    frequency = Counter(feature for one in features for feature in one)
    return sorted(feature for feature, count in frequency.items() if count > 1)


def _strengths(features: Sequence[frozenset[str]]) -> Matrix:
    """How telling each shared anchor is: “38,000” or “5.9” tells alone, “four” or a day hardly."""
    return np.array([_strength(feature) for feature in _shared(features)], np.float32)


def _strength(feature: str) -> float:
    if feature[0] != "#":
        return 0.5 if feature[0] == "@" else 1.0
    value = float(feature[1:])
    if value != int(value) or (value >= 100 and len(feature[1:].rstrip("0")) > 1):
        return 2.0
    return 1.5 if value >= 100 else 1.0 if value >= 10 else 0.5


def _kind(feature: str) -> float:
    return {"#": NUMBER, "@": DAY, "~": NAME}.get(feature[0], WORD)


def _cosines(matrix: Matrix, alone: Matrix) -> Matrix:
    norms = np.sqrt((matrix * matrix).sum(1) + alone)
    norms[norms == 0] = 1
    rows = matrix / norms[:, None]
    cosines: Matrix = rows @ rows.T
    return cosines


def _by_vectors(lines: Sequence[Line], embedder: Embedder) -> Matrix:
    """Cosines of vectors of lines in two languages that share a name, number or day."""
    vectors = embedder.embed([line.text for line in lines])
    cosines = (vectors @ vectors.T).astype(np.float32)
    anchors, _ = _matrix([line.anchors for line in lines])
    named = (anchors > 0).astype(np.float32)
    near = ~_same_language(lines) & (named @ named.T > 0) & (cosines >= NEAR)
    return np.where(near, cosines, 0).astype(np.float32)
