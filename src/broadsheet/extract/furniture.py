"""Phrases that surround articles rather than belong to them, in the languages news is written in.

Facts for the classifier, not rules: a block that begins with "Read also" is likely, not surely, a teaser.
The phrases are in `words/furniture.txt`.
"""

from __future__ import annotations

from pathlib import Path

KINDS = (
    "more", "newsletter", "consent", "share", "rights", "comments", "credit", "date", "advert", "account",
    "byline", "listen",
)  # fmt: skip

_FILE = Path(__file__).parent / "words" / "furniture.txt"


def _read(section: str) -> tuple[tuple[str, ...], ...]:
    """Phrases of one section of the file, by kind."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    current = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = line.strip("[] ")
        elif current == section and line:
            kind, _, phrases = line.partition(": ")
            found[kind] += [phrase.strip().replace("_", " ") for phrase in phrases.split(" | ")]
    return tuple(tuple(found[kind]) for kind in KINDS)


BEGINNINGS: tuple[tuple[str, ...], ...] = _read("beginnings")
"""By kind: what a block may begin with."""
WORDS: dict[str, int] = {word: kind for kind, words in enumerate(_read("words")) for word in words}
"""Word to number of its kind."""
UNSPACED: tuple[tuple[str, ...], ...] = _read("unspaced")
"""By kind: what may stand in a block of a script without spaces between words."""
