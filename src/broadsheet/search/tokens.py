"""The words of a text as the index knows them: the same for every form, accent and spelling of a word.

One way for both databases, and for texts and queries: letters are folded (case, accents, Arabic spellings),
words are stemmed by Snowball where it knows the language, and scripts without spaces (Han, Kana, Hangul,
Thai, Lao, Khmer, Burmese) are taken in overlapping pairs of letters.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate, pairwise

import regex
import Stemmer

from broadsheet.search.types import IndexText

MAX_CHARS = 20_000
"""How far into a text the index reads, as far as understanding does."""
MAX_WORD = 60
_LONG_STEM = 5
SHORTEST_WORD = 4
"""Letters of a word that is corrected: of shorter ones too many are one letter from another."""

# A run of letters of a script that is written without spaces, or a word.
_UNSPACED = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
    r"\u3005\u3006\u3007\u30fc"
)
_RUN = regex.compile(rf"([{_UNSPACED}]+)|[^\W{_UNSPACED}](?:[\w\p{{M}}\u200c--[{_UNSPACED}]])*", regex.V1)
_ASCII_RUN = re.compile(r"\w+", re.ASCII)
_ASCII_WORDS = re.compile(r"(\w+)", re.ASCII)
_SPACED_WORDS = regex.compile(r"(\w[\w\p{M}\u200c]*)", regex.V1)
_ANY_UNSPACED = regex.compile(rf"[{_UNSPACED}]", regex.V1)
# Accents, Hebrew points, Arabic vowels, nukta; vowel signs of Indic scripts are letters and stay.
_MARKS = regex.compile(
    r"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u093c\u200c\u200d_]+"
)
_ASCII_WORD = regex.compile(r"[a-z0-9]+")
# Arabic, Persian and Urdu write one letter in several ways; what Snowball does for Arabic, for all of them.
_SPELLINGS = str.maketrans({
    **dict.fromkeys("أإآٱ", "ا"), **dict.fromkeys("ىیې", "ي"), **dict.fromkeys("کڪ", "ك"), "ة": "ه",
    **dict.fromkeys("ۀہھە", "ه"), "ؤ": "و", "ئ": "ي", "ё": "е", "ł": "l", "ø": "o", "đ": "d", "ı": "i",
    "ß": "ss", "æ": "ae", "œ": "oe", "ς": "σ",
})  # fmt: skip
_STEMMED = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ms": "indonesian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
_SCRIPTS = {
    "ARABIC": ("ar", "fa"), "CYRILLIC": ("ru", "sr"), "GREEK": ("el",), "DEVANAGARI": ("hi", "ne"),
    "ARMENIAN": ("hy",), "TAMIL": ("ta",),
}  # fmt: skip
_OTHERS = {language for languages in _SCRIPTS.values() for language in languages} - {"sr"}
_LATIN = tuple(language for language in _STEMMED if language not in _OTHERS)
# Words that were folded, by language. Not an lru_cache: the collector of garbage walks through that, which
# makes an answer wait a tenth of a second now and then; dictionaries of texts it leaves alone.
_folded: dict[str, dict[str, str]] = {}
_MOST_KNOWN = 50_000
_own = threading.local()  # a stemmer must not be called by two threads at once


def index_text(title: str, text: str, language: str) -> IndexText:
    """An article's words for the index; `text` is read as far as `MAX_CHARS`.

    Args:
        language: ISO 639 code; words of one that Snowball does not know are folded only.
    """
    known = language if language in _STEMMED else ""
    return IndexText(
        " ".join(token for token, _, _ in tokens(title[:1_000], known)),
        " ".join(token for token, _, _ in tokens(text[:MAX_CHARS], known)),
        title_words(title[:1_000]),
    )


def title_words(title: str) -> tuple[str, ...]:
    """The words of a title in lower case, each once: long enough that a slip of the finger can be told."""
    runs = (run.casefold() for run, unspaced in query_runs(title) if not unspaced)
    return tuple(dict.fromkeys(run for run in runs if SHORTEST_WORD <= len(run) <= 40 and run.isalpha()))


def tokens(text: str, language: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text in their order, as the index knows them, each with where it begins and ends.

    A run of a script without spaces gives every pair of neighbours, then its last letter.
    """
    known = _folded.setdefault(language, {})
    if text.isascii():  # as below, by the faster engine
        for found in _ASCII_RUN.finditer(text):
            word = found[0]
            if len(word) <= MAX_WORD and (token := known.get(word) or fold_word(word, language)):
                yield token, *found.span()
        return
    for match in _RUN.finditer(text):
        start, end = match.span()
        if match[1] is None:
            if end - start <= MAX_WORD:
                word = text[start:end]
                if token := known.get(word) or fold_word(word, language):
                    yield token, start, end
            continue
        letters = [(fold_letter(text[at]), at) for at in range(start, end)]
        letters = [(letter, at) for letter, at in letters if letter]
        for (first, at), (second, next_at) in pairwise(letters):
            yield first + second, at, next_at + 1
        if letters:
            yield letters[-1][0], letters[-1][1], letters[-1][1] + 1


def spaced_words(text: str) -> tuple[list[str], list[int]] | None:
    """The words of a text as they are written, and where each begins: what `tokens` folds.

    None if a script without spaces is in it.
    """
    if text.isascii():
        parts = _ASCII_WORDS.split(text)
    elif _ANY_UNSPACED.search(text):
        return None
    else:
        parts = _SPACED_WORDS.split(text)
    ends = list(accumulate(map(len, parts)))
    return parts[1::2], ends[:-1:2]


def fold_word(word: str, language: str) -> str:
    """One word without case, ending and accents; "" if nothing of it is left."""
    known = _folded.setdefault(language, {})
    folded = known.get(word)
    if folded is None:
        if len(known) >= _MOST_KNOWN:
            known = _folded[language] = {}  # not cleared: another thread may read it
        folded = known[word] = _fold(word, language)
    return folded


def fold_words(words: set[str], language: str) -> Mapping[str, str]:
    """As `fold_word` for many words: all of them, and others, by themselves."""
    known = _folded.setdefault(language, {})
    if missing := words.difference(known):
        if len(known) + len(missing) > _MOST_KNOWN:
            known = _folded[language] = {}
            missing = words
        for word in missing:
            known[word] = _fold(word, language)
    return known


def _fold(word: str, language: str) -> str:
    lower = unicodedata.normalize("NFC", word.casefold())
    if language in ("ar", "fa"):
        lower = _MARKS.sub("", lower)
    if language in _STEMMED and lower and not lower[0].isdigit():
        lower = _stemmer(language).stemWord(lower)
    return plain(lower)


@lru_cache(maxsize=20_000)
def fold_letter(letter: str) -> str:
    """One letter of a script without spaces; "" for a mark."""
    return plain(unicodedata.normalize("NFKC", letter).casefold(), marks=False)


def plain(word: str, marks: bool = True) -> str:
    """Lower-case letters without accents, in one spelling.

    Args:
        marks: whether accents and vowel signs are taken off.
    """
    if _ASCII_WORD.fullmatch(word):
        return word
    if marks:
        word = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", word)))
    letters = word.translate(_SPELLINGS)
    return "".join(letter for letter in letters if letter.isalnum() or ord(letter) > 127)


def forms(word: str) -> list[tuple[str, str]]:
    """How a word of a query may stand in the index, each with the language of the articles that have it so.

    Folded ("": in articles of any language), and stemmed as each language of its script would: the language
    of a query is not known, and that of what it should find still less. A long stem is the same word
    wherever it stands; a short one may be quite another in another language.
    """
    lower = word.casefold()
    folded = fold_word(word, "")
    found = {(folded, "")}
    for language in languages_of(lower):
        for token in (fold_word(lower, language), fold_word(folded, language)):
            found.add((token, language if len(token) < _LONG_STEM else ""))
    return sorted((token, language) for token, language in found if token)


def languages_of(text: str) -> tuple[str, ...]:
    """The languages with a stemmer that are written in the script of a text's first letter."""
    letter = next((letter for letter in text if letter.isalpha()), "")
    script = unicodedata.name(letter, "").split(" ")[0] if letter else ""
    return _LATIN if script == "LATIN" else _SCRIPTS.get(script, ())


def query_runs(text: str) -> list[tuple[str, bool]]:
    """The words of a query as typed, each with whether it is a run of a script without spaces."""
    return [(match[0], match[1] is not None) for match in _RUN.finditer(text)]


def _stemmer(language: str) -> Stemmer.Stemmer:
    kept: dict[str, Stemmer.Stemmer] = _own.__dict__
    if language not in kept:
        kept[language] = Stemmer.Stemmer(_STEMMED[language], 0)  # `fold_word` remembers
    return kept[language]
