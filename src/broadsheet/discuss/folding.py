"""Words as they are compared by moderation: what looks the same is the same.

NFKC, no invisible characters, no case  →  look-alikes (Unicode UTS 39) to one letter  →  no accents
→ what stands for a letter inside a word (1, 0, @, $ …) to that letter  →  l e t t e r s joined
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from broadsheet.search.tokens import plain, query_runs

MAX_CHARS = 20_000
"""How far into a text moderation reads; comments are shorter."""
# Signs inside a word, for the letters they resemble.
_SIGNS = ((regex.compile(r"(?<=\w)@(?=\w)"), "a"), (regex.compile(r"(?<=\w)\$|\$(?=\w)"), "s"),
          (regex.compile(r"(?<=\w)[!|](?=\w)"), "i"))  # fmt: skip
_DIGITS = str.maketrans("013457", "oleast")
_ONE_STROKE = str.maketrans("i", "l")  # i, l, 1 and I are told apart by nobody
# Marks that may stand on any letter; vowel signs of Indic scripts belong to theirs, and stay.
_LOOSE_MARKS = regex.compile(r"[\p{Mn}&&\p{Script=Inherited}]+", regex.V1)
_INVISIBLE = regex.compile(r"[\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}--[\s\u200c]]+", regex.V1)
# Without case, yet drawn like Latin capitals.
_LIKE_CAPITALS = regex.compile(r"[\p{Lisu}\p{Tifinagh}\p{Canadian_Aboriginal}]")
_THRICE = regex.compile(r"(.)\1{2,}")
_MOST_WORD = 100  # letters; longer ones are no words, and are not remembered
JOINED_FROM = 3  # single letters in a row that are one word


@dataclass(frozen=True, slots=True)
class Folded:
    """A text to look for words in.

    Attributes:
        words: of scripts with spaces, in order; spelt-out ones also joined, at the end.
        line: the words with one space before and after each.
        letters: of scripts without spaces, all of them joined.
    """

    words: frozenset[str]
    line: str
    letters: str


def fold_text(text: str) -> Folded:
    """A text's words as they are compared; it is read as far as `MAX_CHARS`."""
    return _fold(text[:MAX_CHARS])


@lru_cache(maxsize=16)  # one text is asked for by several rules
def _fold(text: str) -> Folded:
    words: list[str] = []
    letters: list[str] = []
    for run, unspaced in query_runs(level(text)):
        if unspaced:
            letters.append(plain(run))
        elif word := fold_word(run[:_MOST_WORD]):
            words.append(word)
    joined = _spelt_out(words)
    # "sooooo" is "so", and "coool" is "cool" or "col".
    drawn = [one for word in words if _THRICE.search(word) for one in _shortened(word)]
    line = " ".join(["", *words, *joined, *drawn, ""])
    return Folded(frozenset((*words, *joined, *drawn)), line, "".join(letters))


@lru_cache(maxsize=20_000)
def fold_word(word: str) -> str:
    """One word without case, accents and disguise; "" if nothing is left of it."""
    alike = "".join(_alike(letter) for letter in unicodedata.normalize("NFKC", word).casefold())
    folded = plain(_LOOSE_MARKS.sub("", unicodedata.normalize("NFKD", alike)))
    folded = "".join(_alike(letter) for letter in folded)
    if any(letter.isalpha() for letter in folded):  # a number is itself
        folded = folded.translate(_DIGITS).translate(_ONE_STROKE)
    return folded


def level(text: str) -> str:
    """A text without what cannot be seen, signs inside words as letters; else as it is."""
    text = _LOOSE_MARKS.sub("", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)))
    for signs, letter in _SIGNS:
        text = signs.sub(letter, text)
    return text


def _spelt_out(words: list[str]) -> list[str]:
    """The words that single letters in a row make: v i a g r a."""
    found: list[str] = []
    row = ""
    for word in (*words, ""):
        if len(word) == 1:
            row += word
            continue
        if len(row) >= JOINED_FROM:
            found.append(row)
        row = ""
    return found


def _shortened(word: str) -> tuple[str, str]:
    return _THRICE.sub(r"\1", word), _THRICE.sub(r"\1\1", word)


@lru_cache(maxsize=20_000)
def _alike(letter: str) -> str:
    """The letter that a letter passes for. Letters without case (Arabic, Hebrew, Han …) stay: a list of
    look-alikes would make words of one language the same that are not."""
    if letter.isascii() and letter.isalnum():
        return letter
    if unicodedata.category(letter) == "Lo" and not _LIKE_CAPITALS.match(letter):
        return letter
    return _look_alikes().get(letter, letter).casefold()


@cache
def _look_alikes() -> dict[str, str]:
    """Each character of Unicode's list of look-alikes (UTS 39, confusables.txt) to the one that stands for
    all that look like it: a small ASCII letter if there is one."""
    from confusable_homoglyphs.confusables import confusables_data

    leader: dict[str, str] = {}

    def find(one: str) -> str:
        while leader.setdefault(one, one) != one:
            leader[one] = one = leader[leader[one]]
        return one

    for character, others in confusables_data.items():
        for other in others:
            first, second = sorted((find(character), find(other["c"])), key=_rank)
            leader[second] = first
    return {one: find(one) for one in list(leader) if len(one) == 1 and find(one) != one}


def _rank(text: str) -> tuple[bool, bool, str]:
    return (not (len(text) == 1 and text.isascii() and text.islower()), len(text) > 1, text)
