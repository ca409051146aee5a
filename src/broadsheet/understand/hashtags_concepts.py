"""The table of concepts readers follow (interest rates, earthquake, football), and finding them in texts.

The tables in `topics/concepts/` hold a concept a line: its key, its category ("-" after it: so general that
it says little), and its words in each language of the first line; the first word is the label.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import ahocorasick

from broadsheet.understand.hashtags_fold import TOPICS, is_unspaced, stemmed

# Languages near enough that the other's words are mostly theirs.
NEAR = {
    "nb": "no", "nn": "no", "da": "no", "fo": "no", "gl": "pt", "ca": "es", "ast": "es", "be": "ru",
    "bg": "ru", "ms": "id", "prs": "fa", "yue": "zh", "lb": "de",
    "gsw": "de", "nds": "de", "af": "nl", "az": "tr",
}  # fmt: skip
COMPOUNDING = frozenset({"de", "nl", "no", "sv"})
SMALLEST_PART = 6
"""Letters a word must have to count inside a compound (“Erdbebenopfer”, “Frauenfußball”)."""
MIN_LANGUAGES = 3
"""In how many languages a word must stand to be looked for in a language that the tables lack."""
INTERNATIONAL = "*"


@dataclass(frozen=True, slots=True)
class Concept:
    """A line of the tables.

    Attributes:
        general: says little by itself: “police”, “government”.
        words: by language, the label first.
    """

    key: str
    category: str
    general: bool
    words: dict[str, tuple[str, ...]]


@dataclass(slots=True)
class Found:
    """Where an article names a concept: whether in the title, and how often elsewhere."""

    concept: Concept
    in_title: int = 0
    in_lead: int = 0
    in_text: int = 0
    words: set[str] = field(default_factory=set)

    @property
    def count(self) -> int:
        return self.in_title + self.in_lead + self.in_text


@cache
def concepts() -> dict[str, Concept]:
    """All concepts by key."""
    categories: dict[str, str] = {}
    words: dict[str, dict[str, tuple[str, ...]]] = {}
    for path in sorted((TOPICS / "concepts").glob("*.psv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE):
                key = row.pop("key")
                categories[key] = row.pop("category", "") or categories.get(key, "")
                cells = {language: _cell(cell) for language, cell in row.items() if cell}
                words.setdefault(key, {}).update(cells)
    return {
        key: Concept(key, categories[key].removesuffix("-"), categories[key].endswith("-"), words[key])
        for key in words
    }


def _cell(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())


@cache
def category_words() -> dict[str, dict[str, tuple[str, ...]]]:
    """The names of the categories by key and language: labels only, as words they say too little."""
    with (TOPICS / "categories.psv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE))
    return {row.pop("key"): {language: (name,) for language, name in row.items()} for row in rows}


@cache
def table_languages() -> frozenset[str]:
    return frozenset(language for concept in concepts().values() for language in concept.words)


def table_language(language: str) -> str:
    """The language of the tables whose words serve an article in `language` (ISO 639)."""
    base = language.replace("_", "-").split("-")[0].casefold()
    if base in table_languages():
        return base
    return NEAR.get(base, INTERNATIONAL)


@cache
def _automaton(language: str) -> ahocorasick.Automaton:
    """Finds the stems of all words of a language; each carries its concepts and the word."""
    found: dict[str, dict[str, str]] = {}
    for word, key in _words(language):
        stems = stemmed(word, language).strip()
        if stems:
            found.setdefault(stems, {}).setdefault(key, word)
    automaton = ahocorasick.Automaton()
    for stems, meanings in found.items():
        automaton.add_word(stems, (len(stems), tuple(meanings.items())))
    automaton.make_automaton()
    return automaton


def _words(language: str) -> Iterator[tuple[str, str]]:
    for key, concept in concepts().items():
        if language != INTERNATIONAL:
            yield from ((word, key) for word in concept.words.get(language, ()))
            continue
        spread: dict[str, int] = {}
        for words in concept.words.values():
            for word in words:
                spread[word.casefold()] = spread.get(word.casefold(), 0) + 1
        yield from ((word, key) for word, count in spread.items() if count >= MIN_LANGUAGES)


def find_concepts(title: str, lead: str, text: str, language: str) -> dict[str, Found]:
    """The concepts an article names, by key.

    Args:
        title, lead, text: counted apart; the lead is the summary or the beginning of the text.
        language: ISO 639; of a language that the tables lack, international words are found.
    """
    known = table_language(language)
    automaton = _automaton(known)
    found: dict[str, Found] = {}
    if not len(automaton):
        return found
    for part, content in (("in_title", title), ("in_lead", lead), ("in_text", text)):
        stems = stemmed(content, known)
        for end, (length, meanings) in automaton.iter(stems):
            if not _stands_alone(stems, end - length + 1, end + 1, known):
                continue
            for key, word in meanings:
                hit = found.setdefault(key, Found(concepts()[key]))
                setattr(hit, part, getattr(hit, part) + 1)
                hit.words.add(word)
    return found


def _stands_alone(stems: str, begin: int, end: int, language: str) -> bool:
    """Whether the match is whole words, or long enough a part of a compound where a language makes these."""
    begins = stems[begin - 1] == " " or is_unspaced(stems[begin]) or is_unspaced(stems[begin - 1])
    ends = stems[end] == " " or is_unspaced(stems[end - 1]) or is_unspaced(stems[end])
    if begins and ends:
        return True
    if language == "ko":
        return begins or end - begin >= MIN_LANGUAGES
    return language in COMPOUNDING and (begins or ends) and end - begin >= SMALLEST_PART
