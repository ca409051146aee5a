"""How well each sentence of the sources bears on a question: what it has of its words and of its answer.

```
sources ─▶ sentences ─▶ what of the question each has, by itself and around it ─▶ candidates, the best first
```
"""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadsheet.assist.expected import fitness, units_of
from broadsheet.assist.lexicon import word_keys
from broadsheet.assist.passages import Line, ReadSource, read_source
from broadsheet.assist.question import Question, Word
from broadsheet.assist.types import Source
from broadsheet.understand.reading import UNSPACED

Row = NDArray[np.float64]

SAME, ALIKE, UNIT, UNKNOWN = 1.0, 0.8, 0.6, 0.35
"""What a word counts that is there; one that the tables or the sound of a name say is the same; a unit that
fits what is measured."""
ABOVE = 0.9
"""What counts a word of the title or of the heading above, as part of what counts one in the passage."""
K1, B = 1.2, 0.4
"""BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009); B low, as for short texts."""
NEAR, FAR, FITS, PRIOR, COPY, LATER = 0.35, 0.15, 0.3, 0.3, 0.2, 0.004
"""What counts beside a sentence's own words (1.0) when candidates are chosen, which are judged anew."""


@dataclass(frozen=True)
class Candidate:
    """A sentence that may be an answer.

    Attributes:
        source: number of its article among the sources.
        place: of the sentence in its article.
        words: for each word of the question, how much of it the sentence has, 0 to 1.
        near: the same for its passage, heading and title; `far`: for its whole article.
        fits: whether it has what is wanted, 0 to 1.
        score: by words alone, to choose what is looked at closely.
        closeness: cosine to the question; NaN if there are no vectors.
    """

    source: int
    place: int
    line: Line
    words: Row
    near: Row
    far: Row
    fits: float
    score: float
    closeness: float = math.nan


@dataclass(frozen=True)
class Field:
    """Everything the sources hold for a question.

    Attributes:
        weights: of the question's words: rare ones more; they add up to 1.
        candidates: all sentences, the best by words first.
    """

    question: Question
    sources: tuple[ReadSource, ...]
    weights: Row
    candidates: tuple[Candidate, ...]


def lay_out(question: Question, sources: Sequence[Source], prior: Sequence[float] = ()) -> Field:
    """All sentences of the sources with what they have of a question that has words.

    Args:
        prior: by source, how near its article is to the question, 0 to 1; nothing if unknown.
    """
    read = tuple(read_source(source) for source in sources)
    had = [_having(question, one) for one in read]
    weights = _weights(question, np.concatenate([part for part, _ in had]) if had else np.zeros((0, 1)))
    count = sum(len(one.lines) for one in read)
    mean = sum(one.words for one in read) / max(1, count)
    found: list[Candidate] = []
    for number, (one, (inside, title)) in enumerate(zip(read, had, strict=True)):
        if not one.lines:
            continue
        bonus = PRIOR * (prior[number] if prior else 0.0) - COPY * one.source.copy
        far = np.maximum(inside.max(axis=0), title)
        passages = np.zeros((len(one.passages), len(question.words)))
        for line, row in zip(one.lines, inside, strict=True):
            np.maximum(passages[line.passage], row, out=passages[line.passage])
        for place, line in enumerate(one.lines):
            near = np.maximum(passages[line.passage], ABOVE * np.maximum(title, _above(question, line)))
            fits = fitness(question, line, one.source)
            length = K1 * (1 - B + B * len(line.keys) / max(1.0, mean))
            own = inside[place] * (K1 + 1) / (inside[place] + length)
            score = float(weights @ (own + NEAR * near + FAR * far)) + FITS * fits + bonus
            score -= LATER * min(place, 25)
            found.append(Candidate(number, place, line, inside[place], near, far, fits, score))
    found.sort(key=lambda one: (-one.score, one.source, one.place))
    return Field(question, read, weights, tuple(found))


def _above(question: Question, line: Line) -> Row:
    if not line.heading:
        return np.zeros(len(question.words))
    keys = [word_keys(word.text, line.language) for word in question.words]
    return np.array([_share(*pair, line.heading) for pair in zip(question.words, keys, strict=True)])


def _having(question: Question, one: ReadSource) -> tuple[Row, Row]:
    """For each sentence, how much of each word of the question it has; the same for the title."""
    language = one.title.language
    foreign = language != question.language
    sounded = foreign and not UNSPACED.search(one.title.text)
    keys = [word_keys(word.text, language) for word in question.words]
    units = units_of(question)

    def row(line: Line) -> list[float]:
        return [_has(word, key, line, sounded, units) for word, key in zip(question.words, keys, strict=True)]

    rows = np.array([row(line) for line in one.lines]).reshape(len(one.lines), len(question.words))
    unknown = [UNKNOWN * (foreign and not _comparable(word, sounded)) for word in question.words]
    return rows, np.maximum(row(one.title), unknown)


def _comparable(word: Word, sounded: bool) -> bool:
    """Whether it could be told that a text in another language has the word."""
    return bool(
        word.meanings or word.measure or word.text.isdigit() or (sounded and word.name and word.sounds)
    )


def _has(word: Word, keys: frozenset[str], line: Line, sounded: bool, units: set[str]) -> float:
    """How much of a word a sentence has, 0 to 1.

    Args:
        sounded: whether names are compared by how they sound.
        units: that fit what the question measures.
    """
    if word.measure:
        return ALIKE if word.meanings & line.meanings else (UNIT if units & line.meanings else 0.0)
    share = _share(word, keys, line.keys)
    if share >= ALIKE:
        return share
    if word.meanings and word.meanings & line.meanings:
        return ALIKE
    if sounded and word.sounds and word.sounds & line.sounds:
        return ALIKE
    return share


def _share(word: Word, keys: frozenset[str], has: Container[str]) -> float:
    """How much of a word is there: of a run of letters without spaces, the share of its pairs."""
    if not keys:
        return 0.0
    there = sum(key in has for key in keys)
    if UNSPACED.match(word.text):
        return SAME * there / len(keys)
    return SAME if there else 0.0


def _weights(question: Question, matrix: Row) -> Row:
    """How much each word says: the rarer among the sentences, the more; those of earlier questions less."""
    count = len(matrix)
    holding = (matrix >= 0.5).sum(axis=0) if count else np.zeros(len(question.words))
    rarity = np.log(1 + (count - holding + 0.5) / (holding + 0.5)) / math.log(2 + 2 * max(1, count))
    given = np.array([word.weight * (1.3 if word.first else 1.0) for word in question.words])
    weights = (0.35 + rarity) * given
    total: Row = weights / weights.sum()
    return total
