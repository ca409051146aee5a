"""The chance that a sentence answers a question, reckoned from what it has of it.

A logistic regression over a dozen facts, learned on the questions about the demo newsroom but those held
apart, each asked of its story and of everything; `python benchmarks/ask.py --fit --everything` prints it.
"""

from __future__ import annotations

import math
import re

import numpy as np

from broadsheet.assist.evidence import ABOVE, UNKNOWN, Candidate, Field, Row
from broadsheet.assist.expected import has_number
from broadsheet.assist.lexicon import word_keys
from broadsheet.assist.passages import Line
from broadsheet.assist.question import Question
from broadsheet.understand.reading import UNSPACED

FEATURES = (
    "bias", "own", "near", "far", "worst", "first", "fits", "misfit", "close", "foreign", "foreign_close",
    "early", "fitting", "lacking", "beside", "absent", "absent_foreign", "strange",
)  # fmt: skip
WEIGHTS = (
    -6.83, 2.33, 0.57, 0.0, 0.38, 1.26, 1.52, -0.74, -0.03, 0.62, 0.31, -0.31, 3.34, -1.87, 1.4, -1.29, -0.22,
    -0.39,
)  # fmt: skip
"""By words alone, in the order of `FEATURES`."""
WEIGHTS_CLOSE = (
    -8.69, 0.41, 0.0, 0.0, -0.06, 1.79, 4.3, -0.09, 0.86, 0.54, 0.9, 0.27, 3.65, -3.14, 1.88, -1.43, 0.22,
    0.14,
)  # fmt: skip
"""With vectors, which changed little on the development part (docs/measurements.md, Ask)."""
LEAST, LEAST_CLOSE = 0.4, 0.62
"""Chances from which an answer is given: so that by cross-validation nine of ten questions are recognised
that the articles do not answer."""

LEAST_OF_MANY = 0.42
"""The same where articles were chosen from everything stored: more of them may resemble an answer."""

NEAR_WORDS = 2
"""Words between a number and what it counts."""
_FLOOR, _RANGE = 0.78, 0.14
"""E5's cosines of a question and sentences lie between: any two texts are near for it."""
_NUMBER_BEFORE = re.compile("[\\d一二两兩三四五六七八九十百千万萬亿億半][^，。、！？；]{0,3}$")


def chance(weights: tuple[float, ...], row: Row) -> float:
    """From 0 to 1."""
    return 1.0 / (1.0 + math.exp(-float(np.clip(np.array(weights) @ row, -30, 30))))


def features(field: Field, one: Candidate) -> Row:
    """What the chance is reckoned from, in the order of `FEATURES`."""
    question, weights = field.question, field.weights
    foreign = float(one.line.language != question.language)
    own, near, far = (float(weights @ part) for part in (one.words, one.near, one.far))
    worst = float((weights * (1 - one.near)).max() * len(weights))
    first = max((one.near[place] for place, word in enumerate(question.words) if word.first), default=0.5)
    plain = [
        place for place, word in enumerate(question.words) if not (word.name or word.general or word.measure)
    ]
    lacking = _missing(one.near, plain)
    absent = _missing(one.far, plain)
    strange = _missing(one.far, [place for place, word in enumerate(question.words) if word.name])
    misfit = question.wanted not in ("thing", "reason") and one.fits == 0.0
    close = 0.5 if math.isnan(one.closeness) else min(1.0, max(0.0, (one.closeness - _FLOOR) / _RANGE))
    early = 1.0 / (1 + one.place) if one.place < 12 else 0.0
    return np.array([
        1.0, own, near - own, far - near, min(worst, 3.0), first, one.fits, float(misfit),
        close, foreign, foreign * close, early, one.fits * own, lacking, _beside(question, one),
        absent, absent * foreign, strange,
    ])  # fmt: skip


def _missing(had: Row, places: list[int]) -> float:
    """The share of some words of a question that are not there."""
    return sum(1.0 - float(had[place]) for place in places if had[place] < ABOVE * UNKNOWN) / max(
        1, len(places)
    )


def _beside(question: Question, one: Candidate) -> float:
    """Whether a number stands by the word that is counted, where one is asked for; 0.5 if nobody can tell."""
    if question.wanted != "number":
        return 0.5
    if one.fits == 0.0:
        return 0.0
    line = one.line
    for place, word in enumerate(question.words):
        if word.first and UNSPACED.match(word.text):
            return _beside_unspaced(word.text, line.text)
        if word.first:
            places = [line.keys[key] for key in word_keys(word.text, line.language) if key in line.keys]
            if not places:
                return 0.5 if one.words[place] >= 0.5 else 0.0
            numbers = _number_places(line)
            return float(any(abs(at - number) <= NEAR_WORDS for at in places for number in numbers))
    return 0.5


def _number_places(line: Line) -> list[int]:
    """Where among the words of a sentence its numbers stand."""
    return [place for key, place in line.keys.items() if has_number(key, line.language)]


def _beside_unspaced(word: str, text: str) -> float:
    """The same where words are written without spaces: "九名船员"."""
    at = text.find(word)
    if at < 0:
        return 0.5
    return float(_NUMBER_BEFORE.search(text[max(0, at - 8) : at]) is not None)
