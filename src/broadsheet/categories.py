"""The fixed list of categories, and the words by which publishers' own names map onto it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

CATEGORIES: tuple[str, ...] = (
    "world",
    "politics",
    "business",
    "technology",
    "science",
    "health",
    "environment",
    "sport",
    "culture",
    "opinion",
    "local",
)

_SEPARATORS = re.compile(r"[/|>&,;:·•–—]+|\s-\s|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bi\b|\bog\b|\boch\b")

# “News” written on to the section's name, in scripts without spaces.
_NEWS = re.compile(r"(?<=.)(?:新闻|新聞|资讯|ニュース|뉴스)$")
MIN_WORD_CHARS = 4  # shorter words mean too many things inside a longer name (“it”, “ai”, “fan”)


def category_of(name: str) -> str:
    """The category of the fixed list that a publisher's own name of a section or category means.

    The whole name is looked up first ("Science & Technology"), then its parts ("Sport / Tennis"), then its
    words one by one ("BBC Sport"); the first that is known counts. Upper case and accents do not.

    Args:
        name: as the publisher writes it, in any of about forty languages.

    Returns:
        A name in `CATEGORIES`; empty where none of them is meant (“Home”, “National”, “Magazine”).
    """
    known = _categories_by_name()
    whole = _fold(name)
    parts = [_fold(part) for part in _SEPARATORS.split(name.casefold())]
    words = [word for word in whole.split() if len(word) >= MIN_WORD_CHARS]
    for candidate in (whole, _NEWS.sub("", whole), *parts, *words):
        if candidate in known:
            return known[candidate]
    return ""


@cache
def _categories_by_name() -> dict[str, str]:
    words = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {_fold(name): category for category, names in words.items() for name in names}


def _fold(name: str) -> str:
    """Case, accents of Latin, Greek and Cyrillic letters, punctuation and runs of space taken away."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    # Marks of Indic, Arabic or Thai script are part of the spelling; only the general combining accents go.
    plain = "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f")
    words = re.sub(r"[^\w\u0900-\u0dff\u0e00-\u0e7f']+", " ", unicodedata.normalize("NFC", plain))
    return re.sub(r"[\s_]+", " ", words).strip()
