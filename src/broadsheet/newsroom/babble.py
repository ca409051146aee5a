"""Plausible nonsense in any language the content has: chains of word triples.

The next word depends on the two before it (Shannon, "A Mathematical Theory of Communication", 1948,
section 3, applied to words). Scripts without spaces are cut into pairs of characters.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable

_START = ("", "")
_SENTENCE = re.compile(r"[^.!?。！？।]+[.!?。！？।]*[”\"»’)]*")
_UNSPACED = frozenset({"zh", "ja", "th", "km", "lo", "my"})
_LONGEST = {True: 36, False: 34}  # tokens of a sentence, by whether the script is unspaced


class Babble:
    """A language learned from texts.

    Args:
        texts: paragraphs in the language.
        language: its base language code.
    """

    def __init__(self, texts: Iterable[str], language: str) -> None:
        self._unspaced = language in _UNSPACED
        follows: dict[tuple[str, str], list[str]] = defaultdict(list)
        vocabulary: set[str] = set()
        for text in texts:
            for sentence in _SENTENCE.findall(text):
                words = self._cut(sentence.strip())
                if len(words) < 4:
                    continue
                vocabulary.update(word for word in words if word.isalpha())
                state = _START
                for word in [*words, ""]:
                    follows[state].append(word)
                    state = (state[1], word)
        self._follows = {state: tuple(words) for state, words in follows.items()}
        self.words = tuple(sorted(word for word in vocabulary if len(word) > (1 if self._unspaced else 4)))

    def _cut(self, sentence: str) -> list[str]:
        if self._unspaced:
            return [sentence[place : place + 2] for place in range(0, len(sentence), 2)]
        return sentence.split()

    def join(self, words: list[str]) -> str:
        """Words as running text."""
        return ("" if self._unspaced else " ").join(words)

    def sentence(self, chance: random.Random) -> str:
        """A sentence that follows from `chance`."""
        state, follows = _START, self._follows
        words: list[str] = []
        while len(words) < _LONGEST[self._unspaced]:
            choices = follows[state]
            word = choices[int(chance.random() * len(choices))]
            if not word:
                break
            words.append(word)
            state = (state[1], word)
        return self.join(words)

    def name(self, chance: random.Random) -> str:
        """A made-up proper name of two parts, such as an event's place or person."""
        parts = [self.words[int(chance.random() * len(self.words))] for _ in range(2)]
        if self._unspaced:
            return "".join(parts)
        halves = [part[: 2 + int(chance.random() * 3)] for part in parts]
        return "".join(halves).strip(".,").title()

    def headline(self, chance: random.Random, name: str) -> str:
        """A short title about `name`."""
        words = self._cut(self.sentence(chance).rstrip('.!?。！？।”"»'))
        return self.join([name, *words[: 5 + int(chance.random() * 5)]])
