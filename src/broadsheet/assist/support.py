"""How much of what a sentence says is said in the texts it rests on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby, takewhile

from broadsheet.assist.checkwords import UNSPACED_LANGUAGES
from broadsheet.assist.lexicon import meanings
from broadsheet.assist.statements import Statement, Token
from broadsheet.understand.names_cased import is_speech
from broadsheet.understand.numbers import is_unit_word
from broadsheet.understand.vectors import Embedder

LEAST = 0.5
"""Share of a sentence's words, weighted, that its passages must have."""
LEAST_CLAUSE = 0.25
"""The same for each clause of three words or more."""
LEAST_OF_FEW = ((4, 0.35), (6, 0.42))
"""Of fewer words than the first, the second is enough: one other word is much of them."""
SURE = 0.6
NEAR = 0.87
"""Cosine of a sentence with the nearest sentence of its passages from which they speak of one thing."""
FAR = 0.83
NAME_WEIGHT = 0.5
MARK_WEIGHT = 0.7
"""What a number or a day counts, which stands in the sources if the check comes so far."""
MEANT = 0.8
NEAREST = 3
"""Sentences of the sources, those that share most with what is checked, whose words count whole."""
FAR_WEIGHT = 0.6
OTHER_WORD = 0.5
"""What a word counts in whose place the sources have one of the same side of a pair of opposites."""
ALIKE = 0.6
"""Share of the longer of two words with which both begin, for one to be a form of the other."""
STEM = 5
_COMPOUNDS = frozenset(["de", "nl", "no", "sv", "da", "fi", "hu"])


def is_supported(stated: Statement, sources: Sequence[Statement], embedder: Embedder | None = None) -> bool:
    """Whether the sources say what the sentence says, as far as words and vectors tell."""
    alike = [source for source in sources if _may_compare(stated, source)]
    if not alike:
        return embedder is None or nearness(stated, sources, embedder) >= FAR
    share, weakest = shares(stated, alike)
    if share < LEAST or weakest < LEAST_CLAUSE:  # words of one meaning cost time: only where they decide
        share, weakest = shares(stated, alike, by_meaning=True)
    words = sum(_counts(token, stated) for token in stated.tokens)
    least = next((enough for most, enough in LEAST_OF_FEW if words < most), LEAST)
    if embedder is not None and share < SURE:
        near = nearness(stated, sources, embedder)
        return (near >= NEAR and share >= least / 2) or (share >= least and near >= FAR)
    return share >= least and weakest >= LEAST_CLAUSE


def _may_compare(stated: Statement, source: Statement) -> bool:
    return stated.language == source.language


def shares(stated: Statement, sources: Sequence[Statement], by_meaning: bool = False) -> tuple[float, float]:
    """Which share of the words of a sentence stand in the sources, and of its weakest clause.

    Args:
        by_meaning: whether other words of the same meaning count, too (`words/meanings.psv`).
    """
    words = _Words(stated, sources, by_meaning)
    clauses = [
        [(_weight(token), _said(token, words, stated.language)) for token in group if _counts(token, stated)]
        for _, group in groupby(stated.tokens, key=lambda token: token.clause)
    ]
    every = [pair for clause in clauses for pair in clause]
    every += [(MARK_WEIGHT, 1.0)] * (len(stated.quantities) + len(stated.moments))
    weakest = min((_share(clause) for clause in clauses if len(clause) > 2), default=1.0)
    return _share(every), weakest


def _share(pairs: Sequence[tuple[float, float]]) -> float:
    whole = sum(weight for weight, _ in pairs)
    return sum(weight * said for weight, said in pairs) / whole if whole else 1.0


def _counts(token: Token, stated: Statement) -> bool:
    return (
        token.content
        and not is_unit_word(token.folded, stated.language)
        and not is_speech(token.folded, stated.language)
    )


def _weight(token: Token) -> float:
    """A name counts little: that it stands in the sources says nothing of what is told of it."""
    return NAME_WEIGHT if token.capital else 1.0 + 0.1 * min(len(token.folded), 10)


class _Words:
    """The words of sources: those of the sentences nearest to what is checked, and the others."""

    def __init__(self, stated: Statement, sources: Sequence[Statement], by_meaning: bool) -> None:
        own = {token.stem for token in stated.tokens if token.content}
        sentences = [tokens for source in sources for tokens in _by_sentence(source)]
        ranked = sorted(sentences, key=lambda tokens: -len(own & {token.stem for token in tokens}))
        self.near, self.near_heads = _collect(ranked[:NEAREST])
        self.far, self.far_heads = _collect(ranked[NEAREST:])
        self.meant: frozenset[str] = frozenset()
        if by_meaning:
            self.meant = frozenset().union(*(meanings(source.text, source.language) for source in sources))
        self.sides = {pair for tokens in ranked[:NEAREST] for token in tokens for pair in token.concepts}


def _by_sentence(source: Statement) -> list[list[Token]]:
    edges = [start for start, _ in source.reading.sentences]
    found: dict[int, list[Token]] = {}
    for token in source.tokens:
        found.setdefault(bisect_right(edges, token.span[0]), []).append(token)
    return list(found.values())


def _collect(sentences: Iterable[Sequence[Token]]) -> tuple[set[str], dict[str, list[str]]]:
    stems: set[str] = set()
    heads: dict[str, list[str]] = {}
    for tokens in sentences:
        for token in tokens:
            stems.update((token.stem, token.folded))
            heads.setdefault(token.folded[:STEM], []).append(token.folded)
    return stems, heads


def _said(token: Token, words: _Words, language: str) -> float:
    """How much of a word is said: “not open” is, where “closed” is."""
    return max(
        OTHER_WORD * bool(words.sides.intersection(token.concepts)),
        MEANT * bool(words.meant and words.meant & meanings(token.folded, language)),
        _is_said(token, words.near, words.near_heads, language),
        FAR_WEIGHT * _is_said(token, words.far, words.far_heads, language),
    )


def _is_said(token: Token, stems: set[str], heads: dict[str, list[str]], language: str) -> float:
    if token.stem in stems or token.folded in stems:
        return 1.0
    if language in UNSPACED_LANGUAGES:
        return 0.5 if token.folded in stems else 0.0
    if len(token.folded) > STEM and any(
        _is_form(token.folded, other) for other in heads.get(token.folded[:STEM], ())
    ):
        return 0.8
    if language not in _COMPOUNDS or len(token.stem) <= STEM:
        return 0.0
    within = any(token.stem in other or (len(other) > STEM and other in token.stem) for other in stems)
    return 0.8 if within else 0.0


def _is_form(one: str, other: str) -> bool:
    """Whether two words begin alike for most of their length."""
    pairs = zip(one, other, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return same >= ALIKE * max(len(one), len(other))


def nearness(stated: Statement, sources: Sequence[Statement], embedder: Embedder) -> float:
    """Cosine of a sentence with the nearest sentence of its sources."""
    parts = [source.text[slice(*span)] for source in sources for span in source.reading.sentences[:40]]
    if not parts:
        return 0.0
    vectors = embedder.embed([stated.text, *parts, *(source.text[:400] for source in sources)])
    return float((vectors[1:] @ vectors[0]).max())
