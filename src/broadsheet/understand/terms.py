"""Rare words and names of an article, folded so that two articles can be compared by them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter

SAMPLE = 12_000  # characters of text; what an event is called stands early
KEPT = 64
_TITLE_COUNTS = 2  # a word of the title counts as so many
_WORD_SHARE = 0.25  # a word that is no name, against one that is

# Words and numbers with their inner marks: "O'Neill", "5.9", "jean-luc".
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?。！？:\n“”\"«»]\s*$")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґћђјљњџαβγδεζηθικλμνξοπρσςτυφχψωßøđłæœı"
# In the same order; an underscore stands for no sound.
_SOUNDS = """
a b v g d e e zh z i i k l m n o p r s t u f h ts ch sh sh _ y _ e yu ya i i e g c dj j lj nj dz
a b g d e z i th i k l m n x o p r s s t y f ch ps o ss o d l ae oe i
"""
_LATIN = str.maketrans(
    {letter: sound.replace("_", "") for letter, sound in zip(_LETTERS, _SOUNDS.split(), strict=True)}
)


def fold_term(word: str) -> str:
    """A word without case and accents; Cyrillic and Greek in Latin letters, so that names meet."""
    plain = unicodedata.normalize("NFKD", word.casefold().removesuffix("'s").removesuffix("’s"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return letters.translate(_LATIN)


def article_terms(title: str, text: str, language: str) -> tuple[tuple[str, float], ...]:
    """What an article can be told by: names, numbers and other words with their weight in it.

    Names are words written with a capital inside a sentence; they weigh four times as much. How rare a
    term is in the stream is the grouping's matter (`group/terms.py`).

    Args:
        text: plain text; "" if only the title is known.
        language: ISO 639 code; not used where the script tells enough.

    Returns:
        up to 64 terms with weights above 0, the weightiest first; of equal weight in the order of the text.
    """
    counts: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for part, times in ((title, _TITLE_COUNTS), (text[:SAMPLE], 1)):
        for term, is_name in _tokens(part):
            counts[term] += times
            names[term] += times * is_name
    weights = {
        term: (1 + math.log(count)) * (1.0 if names[term] * 2 >= count or term[0].isdigit() else _WORD_SHARE)
        for term, count in counts.items()
    }
    ordered = sorted(weights.items(), key=lambda item: -item[1])[:KEPT]
    return tuple((term, round(weight, 3)) for term, weight in ordered)


def _tokens(text: str) -> list[tuple[str, bool]]:
    """Folded terms of a text, each with whether it is written as a name."""
    found: list[tuple[str, bool]] = []
    end = 0
    for match in _TOKEN.finditer(text):
        word = match.group()
        before = text[end : match.start()]
        starts = not found or _SENTENCE_END.search(before) is not None
        end = match.end()
        if _UNSPACED.search(word):
            found += [(word[at : at + 2], False) for at in range(len(word) - 1)]
            continue
        term = fold_term(word)
        if len(term) >= 3 or (term.isdigit() and len(term) == 2):
            found.append((term, word[0].isupper() and not starts))
    return found
