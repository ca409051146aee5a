"""Whether a sentence says the opposite of the texts it rests on, or gives to one what belongs to another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from broadsheet.assist.checkwords import UNSPACED_LANGUAGES
from broadsheet.assist.naming import _is_common
from broadsheet.assist.statements import Statement, Token

NEAREST = 0.75
"""Share of the best clause's likeness from which another clause counts as evidence too."""
COVERED = 0.55
"""Share of a sentence's words that a source's sentence must have, for the rest to be compared place by place."""
MOST_TOKENS = 400


def contradicts(stated: Statement, sources: Sequence[Statement]) -> bool:
    """Whether a word of the sentence is negated where the sources do not negate it, or has its opposite there."""
    clauses = _clauses(stated.tokens)
    own = {_key(token) for token in stated.tokens if _matters(token)}
    others = [
        (clause, len(own & {_key(token) for token in clause}))
        for source in sources
        for clause in _clauses(source.tokens)
    ]
    return any(_conflicts(clause, others) for clause in clauses)


def _clauses(tokens: Iterable[Token]) -> list[list[Token]]:
    found: dict[int, list[Token]] = defaultdict(list)
    for token in tokens:
        found[token.clause].append(token)
    return list(found.values())


def _matters(token: Token) -> bool:
    return token.content or bool(token.concepts)


def _key(token: Token) -> str:
    return token.stem


def _signs(clause: Iterable[Token]) -> dict[str | int, set[int]]:
    """By word and pair of opposites: with which sign the clause says it."""
    found: dict[str | int, set[int]] = defaultdict(set)
    for token in clause:
        if token.content:
            found[_key(token)].add(token.sign)
        for pair, side in token.concepts:
            found[pair].add(side * token.sign)
    return found


def _conflicts(clause: Sequence[Token], others: Sequence[tuple[Sequence[Token], int]]) -> bool:
    own = _signs(clause)
    words = {key for key in own if isinstance(key, str)}
    ranked: list[tuple[float, dict[str | int, set[int]]]] = []
    for other, whole in others:
        signs = _signs(other)
        shared = len(words & signs.keys()) + 0.5 * len({key for key in own if isinstance(key, int)} & signs.keys())
        if shared:
            ranked.append((shared + 0.2 * whole, signs))
    if not ranked:
        return False
    best = max(rank for rank, _ in ranked)
    near = [signs for rank, signs in ranked if rank >= NEAREST * best]
    against = agreed = 0
    for key, signs in own.items():
        seen = set().union(*(one[key] for one in near if key in one))
        if not seen:
            continue
        if signs & seen:
            agreed += 1
        else:
            against += 2 if isinstance(key, int) else 1
    return against > 0 and against >= agreed * 0.34


def exchanges(stated: Statement, sources: Sequence[Statement]) -> str:
    """"name" or "number" if a sentence that is nearly a source's has another name or number in its place."""
    if stated.language in UNSPACED_LANGUAGES:
        return ""
    own = [token for token in stated.tokens if token.content or token.span in _numbers(stated)]
    if len(own) < 3:
        return ""
    for source in sources:
        for tokens in _sentences(source):
            if kind := _exchanged(own, tokens, stated, source):
                return kind
    return ""


def _numbers(stated: Statement) -> set[tuple[int, int]]:
    return {one.span for one in stated.quantities}


def _sentences(source: Statement) -> list[list[Token]]:
    return [
        [token for token in source.tokens if start <= token.span[0] < stop and token.content]
        for start, stop in source.reading.sentences
    ]


def _exchanged(own: Sequence[Token], others: Sequence[Token], stated: Statement, source: Statement) -> str:
    matcher = SequenceMatcher(None, [one.stem for one in own], [one.stem for one in others], autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) < COVERED * len(own):
        return ""
    words = {one.stem for one in others}
    mine = {one.stem for one in own}
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "replace" or b - a > 4 or d - c > 6:
            continue
        new = [one for one in own[a:b] if _is_name(one, stated) and one.stem not in words]
        old = [one for one in others[c:d] if _is_name(one, source) and one.stem not in mine]
        if new and old:
            return "name"
    return ""


def _is_name(token: Token, of: Statement) -> bool:
    return of.text[token.span[0]].isupper() and not _is_common(token.folded, of.language)
