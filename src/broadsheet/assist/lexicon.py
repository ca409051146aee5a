"""Words of questions and articles made comparable: within a language, across languages, across scripts.

Three ways, each weaker than the one before: the same word, whatever its form; words of the same meaning by a
table (`words/meanings.psv`, and the concepts of hashtags); names that sound alike in two scripts.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from anyascii import anyascii

from broadsheet.search.tokens import fold_word, query_runs, tokens
from broadsheet.understand.hashtags_concepts import concepts, find_concepts
from broadsheet.understand.reading import UNSPACED
from broadsheet.understand.tables import fold, words_of

WORDS = Path(__file__).parent / "words"
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_NEAR = {"nb": "no", "nn": "no", "be": "ru", "ca": "es", "gl": "pt"}
SHORTEST_SOUND = 3
"""Consonants by which names of two scripts are told to be one; of fewer, too many words have them."""


def base_language(language: str) -> str:
    """ISO 639 code without region and script: "zh" of "zh-Hant"."""
    base = language.replace("_", "-").split("-")[0].casefold()
    return _NEAR.get(base, base)


def words_in(text: str, language: str) -> list[tuple[str, int, int]]:
    """The words of a text as `search.tokens` knows them, each with where it begins and ends.

    Pairs of Han letters are written as they sound, so that traditional and simplified ones are the same.
    """
    found = []
    for token, start, end in tokens(text, language):
        if UNSPACED.match(token):
            if len(token) > 1:
                found.append((_sounded(token), start, end))
        else:
            found.append((token, start, end))
    return found


@lru_cache(maxsize=100_000)
def _sounded(pair: str) -> str:
    return "".join(anyascii(letter) if _HAN.match(letter) else letter for letter in pair)


@lru_cache(maxsize=50_000)
def word_keys(word: str, language: str) -> frozenset[str]:
    """The words of a text in `language` that a word of a question stands for.

    Args:
        word: one word; of a script without spaces, a run of letters: then all of the keys are meant together.
    """
    if UNSPACED.match(word):
        return frozenset(key for key, _, _ in words_in(word, language))
    folded = fold_word(word, "")
    return frozenset(filter(None, (fold_word(word.casefold(), language), fold_word(folded, language))))


@lru_cache(maxsize=50_000)
def meanings(text: str, language: str) -> frozenset[str]:
    """What the words of a sentence mean by the tables: keys that are the same in all languages."""
    language = base_language(language)
    found = {f"concept:{key}" for key in find_concepts("", "", text, language)}
    singles, runs, letters = _table(language)
    if letters and UNSPACED.search(text):
        for letter in set(text).intersection(letters):
            found.update(letters[letter])
    keys = {key for key, _, _ in words_in(text, language)}
    for key in keys:
        found.update(singles.get(key, ()))
    for pairs, meant in runs:
        if pairs <= keys:
            found.update(meant)
    return frozenset(found)


_Table = tuple[dict[str, set[str]], list[tuple[frozenset[str], set[str]]], dict[str, set[str]]]


@cache
def _table(language: str) -> _Table:
    """Meanings by the key of a word, by the keys of what is several words, and by single letters."""
    singles: dict[str, set[str]] = {}
    runs: dict[frozenset[str], set[str]] = {}
    letters: dict[str, set[str]] = {}
    with (WORDS / "meanings.psv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE):
            for word in (row.get(language) or "").split(","):
                word = word.strip()
                found = words_in(word, language)
                keys = frozenset(
                    key for key, start, end in found if not is_function_word(word[start:end], language)
                )
                if len(word) == 1 and UNSPACED.match(word):
                    letters.setdefault(word, set()).add(row["key"])
                elif len(keys) == 1:
                    singles.setdefault(next(iter(keys)), set()).add(row["key"])
                elif keys:
                    runs.setdefault(keys, set()).add(row["key"])
    return singles, list(runs.items()), letters


@cache
def table_words(language: str) -> re.Pattern[str]:
    """Finds the words of the tables in a run of letters without spaces, longer ones first."""
    words = {word for concept in concepts().values() for word in concept.words.get(language, ())}
    with (WORDS / "meanings.psv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE):
            words.update(word.strip() for word in (row.get(language) or "").split(","))
    kept = sorted((word for word in words if len(word) > 1), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, kept)) or "(?!)")


_ALIKE = (
    ("sch", "S"), ("sh", "S"), ("sz", "S"), ("ch", "S"), ("tsch", "S"), ("kh", "k"), ("ph", "f"), ("th", "t"),
    ("ck", "k"), ("qu", "k"), ("x", "ks"), ("q", "k"), ("c", "k"), ("z", "s"), ("v", "f"), ("w", "f"),
    ("j", ""), ("h", ""), ("g", "k"), ("b", "p"), ("d", "t"),
)  # fmt: skip
_VOWELS = re.compile("[^a-zS]|[aeiouy]")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """The consonants of a word, by which a name is known in another script: "Velmara", "فيلمارا", "Вельмара".

    "" where there are too few, or the script does not write sounds.
    """
    if _HAN.search(word):
        return ""
    latin = anyascii(word.replace("و", "")).lower()  # more often a vowel there than a consonant
    for written, heard in _ALIKE:
        latin = latin.replace(written, heard)
    found = _TWICE.sub(r"\1", _VOWELS.sub("", latin))
    return found if len(found) >= SHORTEST_SOUND else ""


def is_function_word(word: str, language: str) -> bool:
    """Whether a word says nothing by itself: "the", "von", "из"."""
    return fold(word) in _stop(base_language(language))


@cache
def _stop(language: str) -> frozenset[str]:
    return words_of("common", language, "stop")


def name_sounds(text: str) -> Iterable[str]:
    """How the words of a text sound that may be names: those with a capital, or all where there are none."""
    for run, unspaced in query_runs(text):
        letter = run[0]
        if unspaced or letter.isupper() or not letter.islower():
            heard = sound(run)
            if heard:
                yield heard
                if anyascii(run)[:2] == "al" and len(heard) > SHORTEST_SOUND:
                    yield heard[1:]  # the article of Arabic, and the conjunctions before it
