"""The word that was probably meant by one that no article has."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from broadsheet.search.tokens import SHORTEST_WORD, plain

_LONG = 8  # from so many letters on two slips are forgiven


class Vocabulary:
    """Words that articles have.

    Args:
        words: each with how many articles have it.
    """

    def __init__(self, words: Sequence[tuple[str, int]]) -> None:
        self._words = list(words)
        # Of each length the words without accents, and their places in `words`.
        self._by_length: dict[int, tuple[list[str], list[int]]] = {}
        for number, (word, _) in enumerate(self._words):
            folded = plain(word)
            spelled, numbers = self._by_length.setdefault(len(folded), ([], []))
            spelled.append(folded)
            numbers.append(number)

    def __len__(self) -> int:
        return len(self._words)

    def correct(self, word: str) -> str:
        """The commonest of the words with the fewest slips from this one (letters left out, put in, changed
        or swapped: Damerau's four); "" if none is near, or if the word itself is among them."""
        folded = plain(word.casefold())
        if len(folded) < SHORTEST_WORD:
            return ""
        slips = 2 if len(folded) >= _LONG else 1
        found: list[tuple[int, int, str]] = []
        for length in range(len(folded) - slips, len(folded) + slips + 1):
            spelled, numbers = self._by_length.get(length, ([], []))
            near = process.extract(
                folded, spelled, scorer=OSA.distance, processor=None, score_cutoff=slips, limit=50
            )
            found += [
                (distance, -self._words[numbers[at]][1], self._words[numbers[at]][0])
                for _, distance, at in near
            ]
        if not found or min(found)[0] == 0:
            return ""
        first = folded[0]  # the first letter is seldom mistaken
        return min(found, key=lambda row: (row[0] + (plain(row[2])[0] != first) * 0.5, row[1]))[2]
