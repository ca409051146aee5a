"""Text made comparable: folded letters, tokens, and words without their endings.

The same is done to the words of the table of concepts and to articles, so an ending that is cut
wrongly is cut wrongly on both sides and does no harm.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

TOPICS = Path(__file__).parent / "topics"

# Letters that do not decompose, and the forms in which Persian and Arabic write one letter.
_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
        "ی": "ي",
        "ک": "ك",
        "ى": "ي",
        "ة": "ه",
        "ھ": "ه",
        "ہ": "ه",
        "’": "'",
    }
)
# Combining accents, Arabic vowel marks and tatweel, the nukta of Devanagari, joiners and soft hyphens.
_MARKS = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u093c\u200b-\u200f\u2060\u00ad\ufeff]+"
)
# Vowel signs of Indic and Thai script belong to words, though Python's \w leaves them out.
_TOKEN = re.compile("[\\w\u0900-\u0963\u0966-\u0dff\u0e00-\u0e7f]+")
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")

SMALLEST_STEM = {"de": 4, "no": 4, "nl": 4, "sv": 4, "tr": 4, "sw": 4}
SMALLEST_STEM_ELSEWHERE = 3
# Arabic writes “and”, “with”, “to” and “the” on to the word.
_ARABIC_HEAD = re.compile("^(?:[وف]?(?:[بك]?ال|لل)(?=..{2})|[وفبلك](?=....))")
# Persian sets “a …”, “my …” and the plural off by a zero-width non-joiner.
_PERSIAN_TAIL = re.compile("\u200c(?:ها|های|هایی|هایش|ای|اش|ام|اند|ی)(?!\\w)")


def fold(text: str) -> str:
    """Case, accents and the letters' variants taken away; scripts stay as they are."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", letters)).translate(_LETTERS)


def tokens(folded: str) -> list[str]:
    """Runs of letters and digits. Scripts without spaces give long runs."""
    return _TOKEN.findall(folded.replace("_", " "))


def is_unspaced(letter: str) -> bool:
    """Whether this is a letter of a script that puts no spaces between words."""
    return bool(_UNSPACED_LETTER.match(letter))


@cache
def _chinese_pairs() -> tuple[tuple[str, str], ...]:
    """Traditional and simplified, words first."""
    lines = (TOPICS / "traditional.txt").read_text(encoding="utf-8").splitlines()
    pairs = [pair for line in lines if not line.startswith("#") for pair in line.split()]
    return tuple((pair[: len(pair) // 2], pair[len(pair) // 2 :]) for pair in pairs)


@cache
def _to_simplified() -> dict[int, str]:
    return {ord(old): new for pair in _chinese_pairs() for old, new in zip(*pair, strict=True) if old != new}


def is_traditional(text: str) -> bool:
    """Whether a Chinese text is written in traditional characters rather than simplified ones."""
    letters = set(text)
    old = {pair[0] for pair in _chinese_pairs() if len(pair[0]) == 1}
    new = {pair[1] for pair in _chinese_pairs() if len(pair[1]) == 1}
    return len(letters & old) > len(letters & new)


def to_traditional(words: str) -> str:
    """Words of the tables in traditional characters."""
    for old, new in _chinese_pairs():
        words = words.replace(new, old)
    return words


@cache
def _endings() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads((TOPICS / "endings.toml").read_text(encoding="utf-8"))
    return {
        language: tuple(sorted({fold(word) for word in words.split()}, key=len, reverse=True))
        for language, words in table.items()
    }


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """A folded word without one ending of its language (and, in Arabic, without article and preposition)."""
    if language == "ar":
        word = _ARABIC_HEAD.sub("", word)
    smallest = SMALLEST_STEM.get(language, SMALLEST_STEM_ELSEWHERE)
    for ending in _endings().get(language, ()):
        if len(word) - len(ending) >= smallest and word.endswith(ending):
            return word[: -len(ending)]
    return word


def stemmed(text: str, language: str) -> str:
    """Stems of a text, one space before, between and after them; Chinese in simplified characters."""
    folded = fold(_PERSIAN_TAIL.sub("", text) if language == "fa" else text)
    if language == "zh":
        folded = folded.translate(_to_simplified())
    return f" {' '.join([stem(word, language) for word in tokens(folded)])} "
