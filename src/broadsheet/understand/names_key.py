"""One key for a name in any script."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from anyascii import anyascii

from broadsheet.understand.forms import base_forms
from broadsheet.understand.tables import fold, table

_WITHIN = re.compile("[`'’ʿʾ]")
_KEPT = re.compile(r"[a-z0-9]+")
_LATIN = re.compile("[A-Za-z]")
MAX_KEY = 80


@cache
def _known() -> dict[str, str]:
    """Folded forms of well-known names in many scripts, to their key."""
    return {fold(form.strip()): key for key, forms in table("names").items() for form in forms.split(",")}


@lru_cache(maxsize=50_000)
def name_key(name: str, language: str = "") -> str:
    """The key of a name: well-known names have one in all scripts, others are transliterated and folded.

    Latin, Cyrillic and Greek spellings often meet ("Петров", "Petrov"). Arabic and Hebrew leave out vowels,
    Chinese and Japanese name by sound: theirs meet only where the table `words/names.toml` has the name.

    Returns:
        Lower-case ASCII words with spaces between; "" where there is no letter.
    """
    folded = fold(name)
    known = _known()
    if folded in known:
        return known[folded]
    for form in base_forms(folded, language)[1:]:
        if form in known:
            return known[form]
    words = folded.split(" ")
    for form in base_forms(words[-1], language)[1:]:
        changed = " ".join([*words[:-1], form])
        if changed in known:
            return known[changed]
    return " ".join(_KEPT.findall(_WITHIN.sub("", anyascii(name).lower())))[:MAX_KEY].strip()


def is_known(name: str) -> bool:
    """Whether the table has the name."""
    return fold(name) in _known()


def known_names() -> dict[str, str]:
    """Folded forms of well-known names, to their key."""
    return _known()
