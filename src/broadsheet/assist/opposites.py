"""Which words are opposites of one another, and which deny something though they are no negation.

Two lists: the pairs of `words/polarity.toml`, narrow and always believed, and the wide table
`words/opposites.psv`, a row a pair of meanings in all languages, whose words have other meanings too: what
it says counts only where a word is new (`contradiction.py`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache, lru_cache

import regex

from broadsheet.assist.checkwords import WORDS, Forms, base_language, table

Pairs = tuple[tuple[int, int], ...]
WIDE = 1_000
"""Number from which pairs are of the wide table."""
_PREFIXED = ("وال", "بال", "لل", "ال", "و", "ف", "ب", "ل")
"""What is written before a word of Arabic, longest first."""
SHORTEST = 4
"""Letters of a word that a syllable of denial may stand before."""


@cache
def opposites(language: str) -> tuple[Forms, Forms]:
    """Words of pairs of opposites, of the narrow list and of the wide: to their pairs, each with its side."""
    base = base_language(language)
    narrow = (pair.replace("|", "/") for pair in table("polarity", base).get("opposites", []))
    wide = (pair.replace(" ", "").replace(",", " ") for pair in _wide(base))
    return _sides(narrow, 0), _sides(wide, WIDE)


def _sides(pairs: Iterable[str], start: int) -> Forms:
    sides: dict[str, list[tuple[int, int]]] = {}
    for number, pair in enumerate(pairs, start):
        for side, words in zip((1, -1), pair.split("/"), strict=True):
            for word in words.split():
                sides.setdefault(word, []).append((number, side))
    return Forms((word, tuple(pairs)) for word, pairs in sides.items())


def _wide(language: str) -> list[str]:
    with (WORDS / "opposites.psv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE)
        return [row[language] for row in rows if row.get(language)]


@lru_cache(maxsize=50_000)
def find_opposites(folded: str, stem: str, language: str) -> Pairs:
    """The pairs of opposites that a word belongs to, each with its side.

    Args:
        folded: the word in lower case.
        stem: what is the same for all its forms.
    """
    return tuple(pair for listed in opposites(language) for pair in _find(listed, folded, stem, language))


def _find(listed: Forms, folded: str, stem: str, language: str) -> Pairs:
    found: Pairs | None = listed.get(folded) or listed.get(stem)
    if found is None and language == "ar":
        bare = (folded[len(head) :] for head in _PREFIXED if folded.startswith(head))
        found = next((pairs for word in bare if len(word) > 2 and (pairs := listed.get(word))), None)
    return found or ()


@cache
def side_words(language: str) -> tuple[tuple[regex.Pattern[str], dict[str, Pairs]], ...]:
    """Finds words of opposites in a text without spaces, longer ones first, of the one list and the other."""
    found = []
    for listed in opposites(language):
        words = sorted(listed.exact(), key=lambda word: (-len(word), word))
        found.append((regex.compile("|".join(map(regex.escape, words)) or "(?!)"), listed.exact()))
    return tuple(found)


@cache
def _listed(language: str, name: str) -> Forms:
    return Forms((word, True) for word in table("polarity", language).get(name, "").split())


@lru_cache(maxsize=50_000)
def denies_itself(folded: str, language: str) -> bool:
    """Whether a word says that something is not, without negating another: “only”, “lacks”, “refused”."""
    return _listed(language, "hidden").get(folded) is not None


@lru_cache(maxsize=50_000)
def excepts(folded: str, language: str) -> bool:
    """Whether a word takes back some of what a negation denies: “not … except”, “no more than”."""
    return _listed(language, "excepting").get(folded) is not None


@lru_cache(maxsize=50_000)
def without_denial(folded: str, language: str) -> tuple[str, ...]:
    """What words may be left of a word without a syllable of denial: “stable” of “unstable”."""
    heads = table("polarity", language).get("prefixes", "").split()
    return tuple(
        folded[len(head) :]
        for head in heads
        if folded.startswith(head) and len(folded) - len(head) >= SHORTEST
    )
