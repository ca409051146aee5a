"""A text as the check reads it: its words with their sign, clause by clause, its numbers, days and names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from broadsheet.assist.checkwords import UNSPACED_LANGUAGES, Forms, base_language, table
from broadsheet.assist.moments import Moment, find_moments
from broadsheet.assist.quantities import Quantity, find_quantities
from broadsheet.search.tokens import fold_word
from broadsheet.understand.names import find_names
from broadsheet.understand.places import find_mentions
from broadsheet.understand.reading import Reading, read_text
from broadsheet.understand.tables import fold, words_of
from broadsheet.understand.types import Span

MAX_SENTENCE = 2_000
MAX_PASSAGE = 8_000
"""Characters of a passage that are read: a passage is a sentence or a few."""
_CLAUSE_ENDS = regex.compile(r"[.,;:!?…。，、；：！？؛،؟।()\[\]{}«»„“”\"—–\n]")
_DENSE = regex.compile(r"[\p{Han}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー々]")
_FUNCTION = frozenset("的了是在和与與及对對从從由被把向给給让讓将將也都就而并並等这這那其此之于於以为為个個")
_APOSTROPHE = regex.compile(r"n['’]t$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word.

    Attributes:
        folded: in lower case, as written.
        stem: the same for all its forms.
        span: where it stands.
        clause: number of its clause in the text.
        sign: -1 where it is negated, else 1.
        concepts: pairs of opposites that it belongs to, each with its side (1 or -1).
        content: whether it says something: no function word, number or date.
        capital: whether a capital letter shows that it is a name: not where any word has one.
        opens: whether any word would have a capital letter there.
    """

    folded: str
    stem: str
    span: Span
    clause: int
    sign: int
    concepts: tuple[tuple[int, int], ...]
    content: bool
    capital: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A text with what the check compares."""

    text: str
    language: str
    reading: Reading
    tokens: tuple[Token, ...]
    quantities: tuple[Quantity, ...]
    moments: tuple[Moment, ...]
    names: tuple[Span, ...]
    persons: tuple[Span, ...]
    places: tuple[tuple[Span, frozenset[str]], ...]


@lru_cache(maxsize=1_024)
def read_statement(text: str, language: str) -> Statement:
    """Reads a sentence or a passage; the first `MAX_PASSAGE` characters.

    Args:
        language: ISO 639.
    """
    base = base_language(language)
    reading = read_text(text[:MAX_PASSAGE], base)
    moments = find_moments(reading.text, base)
    quantities = find_quantities(reading.text, base, [one.span for one in moments])
    mentions = find_mentions(reading)
    places = tuple(
        (one.span, frozenset([one.country] if one.country else [f"g{city.key}" for city in one.cities[:3]]))
        for one in mentions
    )
    names = find_names(reading, [])
    taken = {place for one in (*moments, *quantities) for place in range(*one.span)}
    return Statement(
        reading.text,
        base,
        reading,
        tuple(_tokens(reading, base, taken)),
        quantities,
        moments,
        tuple(name.span for name in names),
        tuple(name.span for name in names if name.person),
        places,
    )


def _tokens(reading: Reading, language: str, taken: set[int]) -> Iterator[Token]:
    signs = _Signs(language)
    if language in UNSPACED_LANGUAGES:
        yield from _letters(reading, signs, taken)
        return
    clause, parity, end = 0, 1, 0
    pending: list[tuple[str, str, Span, bool, bool, bool]] = []
    for number, word in enumerate(reading.words):
        folded = fold(word.text)
        if _CLAUSE_ENDS.search(reading.text, end, word.start) or (folded in signs.splits and pending):
            yield from signs.signed(pending, clause, parity if signs.whole else 1)
            clause, parity, pending = clause + 1, 1, []
        end = word.end
        after = reading.words[number + 1].text if number + 1 < len(reading.words) else ""
        if signs.negates(folded, fold(after)):
            parity = -parity
            pending.append((folded, folded, (word.start, word.end), False, False, word.opens))
            if not signs.whole:
                yield from signs.signed(pending, clause, -parity)
                pending = []
            continue
        content = word.start not in taken and is_content(folded, language)
        stem = fold_word(_APOSTROPHE.sub("", folded), language) or folded
        capital = word.capital and reading.cased and not word.opens
        pending.append((folded, stem, (word.start, word.end), content, capital, word.opens))
        if not signs.whole and parity < 0:
            yield from signs.signed(pending, clause, parity)
            pending = []
    yield from signs.signed(pending, clause, parity if signs.whole else 1)


def is_content(folded: str, language: str) -> bool:
    """Whether a word says something: it is no function word, and not of one or two letters."""
    if folded in words_of("common", language, "stop") or folded in words_of("common", language, "articles"):
        return False
    return len(folded) > 2 or not folded.isascii()


class _Signs:
    """What negates and what is the opposite of what, in a language."""

    def __init__(self, language: str) -> None:
        self.nots, self.phrases, self.splits, self.whole = _negation(language)
        self.opposites = opposites(language)

    def negates(self, folded: str, after: str) -> bool:
        return (
            self.nots.get(folded) is not None
            or folded.endswith(("n't", "n’t"))
            or f"{folded} {after}" in self.phrases
            or (folded.startswith(("n'", "n’")) and len(folded) > 2)
        )

    def signed(
        self, pending: list[tuple[str, str, Span, bool, bool, bool]], clause: int, sign: int
    ) -> Iterator[Token]:
        for folded, stem, span, content, capital, opens in pending:
            concepts = self.opposites.get(folded) or ()
            yield Token(folded, stem, span, clause, sign, concepts, content, capital, opens)


@cache
def _negation(language: str) -> tuple[Forms, frozenset[str], frozenset[str], bool]:
    listed = table("polarity", language)
    nots = Forms((word, True) for word in listed.get("nots", "").split())
    splits = frozenset(fold(word) for word in listed.get("splits", "").split())
    return nots, frozenset(nots.phrases), splits, bool(listed.get("whole"))


@cache
def opposites(language: str) -> Forms:
    """Words of pairs of opposites: to the pairs they belong to, each with its side."""
    sides: dict[str, list[tuple[int, int]]] = {}
    for number, pair in enumerate(table("polarity", language).get("opposites", [])):
        for side, words in zip((1, -1), pair.split("|"), strict=True):
            for word in words.split():
                sides.setdefault(word, []).append((number, side))
    return Forms((word, tuple(pairs)) for word, pairs in sides.items())


def _letters(reading: Reading, signs: _Signs, taken: set[int]) -> Iterator[Token]:
    """Scripts without spaces: pairs of letters in place of words, opposites and negation by what is found."""
    text = reading.text
    edges = [0, *(match.end() for match in _CLAUSE_ENDS.finditer(text)), len(text)]
    nots = sorted(signs.nots.exact(), key=len, reverse=True)
    for clause, (start, stop) in enumerate(zip(edges, edges[1:], strict=False)):
        part = text[start:stop]
        found = regex.findall("|".join(map(regex.escape, nots)), part) if nots else []
        sign = -1 if len(found) % 2 else 1
        for word in found:
            at = start + part.index(word)
            yield Token(word, word, (at, at + len(word)), clause, sign, (), False, False, False)
        yield from _opposed(part, start, clause, sign, signs)
        for at in range(start, stop):
            letter = text[at]
            if at in taken or not _DENSE.match(letter) or letter in _FUNCTION:
                continue
            pair = text[at : at + 2]
            whole = len(pair) == 2 and at + 1 not in taken and at + 1 < stop and _DENSE.match(pair[1]) is not None
            yield Token(letter, pair if whole else letter, (at, at + len(pair)), clause, sign, (), True, False, False)


def _opposed(part: str, start: int, clause: int, sign: int, signs: _Signs) -> Iterator[Token]:
    place = 0
    words = sorted(signs.opposites.exact(), key=len, reverse=True)
    while place < len(part):
        word = next((one for one in words if part.startswith(one, place)), "")
        if word:
            pairs = signs.opposites.exact()[word]
            yield Token(word, word, (start + place, start + place + len(word)), clause, sign, pairs, False, False, False)
        place += len(word) or 1
