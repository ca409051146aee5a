"""The tables of words that the check reads, under `words/`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import regex

from broadsheet.understand.tables import fold

WORDS = Path(__file__).parent / "words"
WORD = regex.compile(r"[\p{L}\p{M}\u200c]+(?:['’][\p{L}\p{M}]+)*")
UNSPACED_LANGUAGES = frozenset(["zh", "ja", "th", "lo", "km", "my"])


@cache
def table(name: str, language: str) -> dict[str, Any]:
    """What a table holds for a language; empty if it holds nothing."""
    whole: dict[str, dict[str, Any]] = _read(name)
    return whole.get(base_language(language), {})


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8"))


def base_language(language: str) -> str:
    """“pt” of “pt-BR”; Norwegian under one code."""
    base = language.split("-")[0].lower()
    return "no" if base in ("nb", "nn") else base


class Forms:
    """Words and beginnings of words, each with what it stands for."""

    def __init__(self, listed: Iterable[tuple[str, Any]]) -> None:
        self._exact: dict[str, Any] = {}
        self._heads: dict[str, Any] = {}
        self._tails: dict[str, Any] = {}
        self.phrases: dict[str, Any] = {}
        for written, meaning in listed:
            form = fold(written).replace("_", " ").strip(" ")
            if not form or form == "*":
                continue
            if form.endswith("*"):
                self._heads.setdefault(form[:-1], meaning)
            elif form.startswith("*"):
                self._tails.setdefault(form[1:], meaning)
            else:
                (self.phrases if " " in form else self._exact).setdefault(form, meaning)
        self._longest = max(map(len, self._heads), default=0)

    def get(self, folded: str) -> Any:
        """What a folded word stands for; None if it is not listed. The longest beginning goes first."""
        if folded in self._exact:
            return self._exact[folded]
        for length in range(min(len(folded), self._longest), 0, -1):
            if folded[:length] in self._heads:
                return self._heads[folded[:length]]
        for length in range(2, min(len(folded), 8)):
            if folded[-length:] in self._tails:
                return self._tails[folded[-length:]]
        return None

    def exact(self) -> dict[str, Any]:
        """The words that are listed whole."""
        return self._exact
