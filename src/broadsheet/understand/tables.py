"""The hand-written tables under `words/`, read once."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "words"

_MARKS = dict.fromkeys(
    [
        *range(0x610, 0x61B),
        0x640,
        *range(0x64B, 0x660),
        0x670,
        0x200B,
        0x200C,
        0x200D,
        0x200E,
        0x200F,
        0xAD,
        0xFEFF,
        0x93C,
    ]
)
_LETTERS: dict[int, int | str | None] = {
    **_MARKS, ord("ё"): "е", ord("ی"): "ي", ord("ک"): "ك", ord("ى"): "ي", ord("ة"): "ه",
    ord("أ"): "ا", ord("إ"): "ا",
    ord("آ"): "ا", ord("’"): "'", ord("‐"): "-", ord("‑"): "-", ord("İ"): "i", ord("ı"): "i",
}  # fmt: skip


@cache
def table(name: str) -> dict[str, Any]:
    """A table of `words/` by its name."""
    return tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8"))


def section(name: str, language: str) -> dict[str, Any]:
    """What a table holds for a language; empty if it holds nothing."""
    found: dict[str, Any] = table(name).get(language.split("-")[0], {})
    return found


@cache
def words_of(name: str, language: str, key: str) -> frozenset[str]:
    """The folded words that a table lists for a language under a key."""
    return frozenset(fold(word) for word in str(section(name, language).get(key, "")).split())


def fold(text: str) -> str:
    """Case, vowel marks and the variants of a letter taken away; accents stay."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text).translate(_LETTERS).lower()
