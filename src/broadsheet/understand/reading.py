"""An article's text taken apart once, for everything that looks for something in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from broadsheet.understand.sentences import LOWER, UPPER, split_sentences
from broadsheet.understand.types import Span

MAX_CHARS = 20_000
"""How far into a text is read: news comes first, and a page may be of any length."""
MAX_WORD = 80

# Vowel signs of Indic scripts and Thai belong to words, though Python's \w leaves them out; so do the joiners
# of Persian and Hindi. An apostrophe, hyphen or dot within a word keeps it one: "d'Ivoire", "U.S";
# but not the dot of a sentence's end without a space: "Turkey.Vladimir".
_LETTERS = (
    r"\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e00-\u0e7f\u200c\u200d"
)
_DOT = rf"\.(?:(?<![{LOWER}]{{3}}\.)|(?![{UPPER}][{LOWER}]))"
_WORD = re.compile(rf"[{_LETTERS}]+(?:(?:['’\-‐‑·&]|{_DOT})[{_LETTERS}]+)*")
_SURROGATES = re.compile("[\ud800-\udfff]")
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_CASED = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f\u0531-\u0587]")
# After these a capital letter says nothing: it begins a sentence, a quotation, or what follows a colon.
_OPENS = frozenset(':;…"“”„«»‘‹›([{—–•|\n>')


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place: `opens` where any word would be written with a capital letter."""

    text: str
    start: int
    end: int
    opens: bool

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Reading:
    """A text of one language with its sentences and words.

    Attributes:
        cased: whether most of its letters are of a script with capitals.
        unspaced: whether it is written without spaces between words.
    """

    text: str
    language: str
    sentences: tuple[Span, ...]
    words: tuple[Word, ...]
    cased: bool
    unspaced: bool


def read_text(text: str, language: str) -> Reading:
    """Sentences and words of the first `MAX_CHARS` characters."""
    text = _SURROGATES.sub("\ufffd", text[:MAX_CHARS])
    sentences = split_sentences(text, language)
    starts = {start for start, _ in sentences}
    words = tuple(
        Word(match[0], match.start(), match.end(), _opens(text, match.start(), starts))
        for match in _WORD.finditer(text)
        if match.end() - match.start() <= MAX_WORD
    )
    sample = text[:4_000]
    cased, unspaced = len(_CASED.findall(sample)), len(UNSPACED.findall(sample))
    return Reading(
        text, language, sentences, words, cased > 2 * unspaced and cased > len(sample) // 4, unspaced > cased
    )


def _opens(text: str, start: int, sentence_starts: set[int]) -> bool:
    if start in sentence_starts:
        return True
    before = start - 1
    while before >= 0 and text[before] in " \u00a0\u202f\u2009'":
        before -= 1
    return before < 0 or text[before] in _OPENS
