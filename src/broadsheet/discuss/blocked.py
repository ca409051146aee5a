"""Words that hold a comment: an operator's or a moderator's list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from broadsheet.search.tokens import plain, query_runs

from .folding import JOINED_FROM, Folded, fold_word, level

MOST_WORD = 80
_ANY_END = "*"


@dataclass(frozen=True, slots=True)
class BlockedWords:
    """A list made ready, each word to how it was written.

    Attributes:
        words: single words, compared as a whole.
        beginnings, phrases: as they stand in `Folded.line`.
        letters: of scripts without spaces, as they stand in `Folded.letters`.
    """

    words: dict[str, str]
    beginnings: dict[str, str]
    phrases: dict[str, str]
    letters: dict[str, str]

    def find(self, text: Folded) -> tuple[str, ...]:
        """Those that stand in a text, as the list has them."""
        found = [self.words[word] for word in self.words.keys() & text.words]
        found += [written for part, written in self.beginnings.items() if part in text.line]
        found += [written for part, written in self.phrases.items() if part in text.line]
        found += [written for part, written in self.letters.items() if part in text.letters]
        return tuple(sorted(set(found)))


def block_words(entries: Iterable[str]) -> BlockedWords:
    """Makes a list ready. A word counts as a whole; with "*" at its end also what begins with it; several
    words in their order; in scripts without spaces wherever the letters stand. Case, accents and look-alikes
    do not matter."""
    made = BlockedWords({}, {}, {}, {})
    for entry in entries:
        written = entry.strip()[:MOST_WORD]
        part, where = what_blocks(written)
        if not part:
            continue
        {"word": made.words, "beginning": made.beginnings, "phrase": made.phrases, "letters": made.letters}[
            where
        ].setdefault(part, written)
    return made


def can_block(entry: str) -> bool:
    """Whether an entry has anything that could be found in a text."""
    return bool(what_blocks(entry)[0])


def what_blocks(entry: str) -> tuple[str, str]:
    """What is looked for, and where: the same for two entries that do the same; ("", "") for nothing."""
    entry = entry.strip()[:MOST_WORD]
    runs = query_runs(level(entry.rstrip(_ANY_END)))
    if not runs:
        return "", ""
    if any(unspaced for _, unspaced in runs):
        return "".join(plain(run) for run, unspaced in runs if unspaced), "letters"
    words = [word for run, _ in runs if (word := fold_word(run))]
    if len(words) >= JOINED_FROM and all(len(word) == 1 for word in words):
        words = ["".join(words)]  # v.i.a.g.r.a
    line = " ".join(words)
    if not line:
        return "", ""
    if entry.endswith(_ANY_END):
        return f" {line}", "beginning"
    return (line, "word") if len(words) == 1 else (f" {line} ", "phrase")
