"""What a set of sentences says: its words, how much each matters, and how alike sentences are.

A summary is to hold much of what the whole says in few words (concept coverage: Gillick & Favre, *A Scalable
Global Model for Summarization*, ILP-NLP 2009), so a sentence is worth the words it adds. A word matters if
several voices use it, if it is in the title, and if it comes early; one that a single voice uses says nothing
of the whole and counts only for likeness.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadsheet.assist.candidates import Candidate

Matrix = NDArray[np.float32]
Row = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """What choosing weighs. Chosen on half of the publishers, on plateaus: docs/measurements.md, "Summaries".

    Attributes:
        spread: power of the number of voices that use a word.
        title: how much more a word weighs that all titles have, in times.
        early: how much more a word weighs that the first sentence has, in times.
        lead: how much more the first sentence is worth, in times.
        fades: sentences after which half of that is left.
        brevity: power of the length by which a sentence's worth is divided.
        follows: how much more a sentence is worth that follows a chosen one, in times: its context is there.
    """

    spread: float = 0.5
    title: float = 2.0
    early: float = 4.0
    lead: float = 3.0
    fades: float = 2.0
    brevity: float = 0.85
    follows: float = 0.4


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True, eq=False)
class Concepts:
    """Sentences as the words they have.

    Attributes:
        has: one row a sentence, one column a word that matters: 1 if it has it.
        weight: of each of these words.
        rows: the same sentences as unit vectors of rarity, over the words of at least two sentences.
    """

    has: Matrix
    weight: Row
    rows: Matrix

    def alike(self, place: int) -> Row:
        """Cosine of each sentence with one."""
        found: Row = self.rows @ self.rows[place]
        return found

    def shared(self, place: int) -> Row:
        """How much of the shorter one's weight each sentence shares with one, 0 to 1."""
        totals = self.has @ self.weight
        both = self.has @ (self.weight * self.has[place])
        least = np.minimum(totals, totals[place])
        found: Row = np.where(least > 0, both / np.where(least > 0, least, 1), 0)
        return found


def weigh(
    sentences: Sequence[Candidate],
    voices: Sequence[Hashable],
    titles: Mapping[int, Sequence[str]],
    weights: Weights = WEIGHTS,
) -> Concepts:
    """What sentences say.

    Args:
        voices: whose each sentence is; a word counts once a voice.
        titles: the words of each report's title, by `Candidate.source`.
    """
    users: dict[str, set[Hashable]] = defaultdict(set)
    first: dict[str, int] = {}
    number: Counter[str] = Counter()
    for sentence, voice in zip(sentences, voices, strict=True):
        for word in set(sentence.tokens):
            users[word].add(voice)
            number[word] += 1
            first[word] = min(first.get(word, sentence.place), sentence.place)
    titled = Counter(word for words in titles.values() for word in set(words))
    matter = [word for word, using in users.items() if len(using) > 1 or word in titled]
    weight = [
        len(users[word]) ** weights.spread
        * (1 + weights.title * titled[word] / max(len(titles), 1))
        * (1 + weights.early / (1 + first[word]))
        for word in matter
    ]
    return Concepts(
        _presence(sentences, matter),
        np.array(weight, np.float32),
        _vectors(sentences, number, {word for word, count in number.items() if count > 1}),
    )


def _presence(sentences: Sequence[Candidate], words: Sequence[str]) -> Matrix:
    column = {word: place for place, word in enumerate(words)}
    has = np.zeros((len(sentences), len(words)), np.float32)
    for place, sentence in enumerate(sentences):
        columns = [column[word] for word in set(sentence.tokens) if word in column]
        has[place, columns] = 1
    return has


def _vectors(sentences: Sequence[Candidate], number: Mapping[str, int], shared: set[str]) -> Matrix:
    """Unit vectors; a word of a single sentence is no column, yet counts in the length."""
    total = len(sentences)
    rarity = {count: float(np.log1p(total / count)) for count in set(number.values())}
    column = {word: place for place, word in enumerate(sorted(shared))}
    rows = np.zeros((total, len(column)), np.float32)
    for place, sentence in enumerate(sentences):
        length = 0.0
        for word in set(sentence.tokens):
            value = rarity[number[word]]
            length += value * value
            if word in column:
                rows[place, column[word]] = value
        if length:
            rows[place] /= length**0.5
    return rows
