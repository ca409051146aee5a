"""Whether a sentence tells of one name what its sources tell of another that it does not mention."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from broadsheet.assist.checkwords import UNSPACED_LANGUAGES
from broadsheet.assist.exchange import is_name_at
from broadsheet.assist.statements import Statement, Token
from broadsheet.understand.tables import words_of

TOLD = 2
"""Words that both tell from which they tell one thing."""
STEM = 4
"""Letters with which two forms of a name begin at least."""
SHARE = 0.6
"""Share of what the clause tells that the sources' sentence must tell, too."""


@dataclass(slots=True)
class _Told:
    """What is told, of whom: stems of names in their order, and of other words; whether an article stands
    before the first name, which may then be of no actor: “the Ansel Athletic forward”.
    """

    names: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    article: bool = False


def has_another_actor(stated: Statement, sources: Sequence[Statement]) -> bool:
    """Whether what a clause tells of a name is told only of others, in sentences that do not have it.

    The name stands elsewhere in the sources (or `naming` would have missed it), and the sentences that tell
    what the clause tells begin with a name of their own: so no “he” or “she” in them stands for it.
    """
    if stated.language in UNSPACED_LANGUAGES:
        return False
    every = [stated, *sources]
    names = {token.stem for one in every for token in one.tokens if token.content and _is_name(one, token)}
    theirs = [told for source in sources for told in _told(source, names, by_clause=False)]
    mentioned = {name for told in _told(stated, names, by_clause=False) for name in told.names}
    return any(
        _is_of_another(own, theirs, mentioned)
        for own in _told(stated, names, by_clause=True)
        if own.names and own.words
    )


def _is_of_another(own: _Told, theirs: Sequence[_Told], mentioned: set[str]) -> bool:
    best = max((len(own.words & told.words) for told in theirs), default=0)
    if best < SHARE * len(own.words) or (best < TOLD and len(own.words) > 1):
        return False
    nearest = [told for told in theirs if len(own.words & told.words) >= max(1, best - 1)]
    if any(_is_one(own.names[0], name) for told in nearest for name in told.names):
        return False
    same = [told for told in theirs if len(own.words & told.words) == best]
    return all(_begins_with_another(told, mentioned) for told in same)


def _begins_with_another(told: _Told, mentioned: set[str]) -> bool:
    if not told.names or told.article:
        return False
    return not any(_is_one(one, two) for one in told.names for two in mentioned)


def _is_one(one: str, two: str) -> bool:
    """Whether two words of names are one in two cases of a declension."""
    least = min(len(one), len(two))
    return one == two or (least >= STEM and one[: max(STEM, least - 2)] == two[: max(STEM, least - 2)])


def _told(of: Statement, names: set[str], by_clause: bool) -> list[_Told]:
    edges = [start for start, _ in of.reading.sentences]
    found: dict[int, _Told] = {}
    articles = words_of("common", of.language, "articles")
    before = ""
    for token in of.tokens:
        last, before = before, token.folded
        if not token.content:
            continue
        key = token.clause if by_clause else bisect_right(edges, token.span[0])
        told = found.setdefault(key, _Told())
        if token.stem in names and (not of.reading.cased or of.text[token.span[0]].isupper()):
            told.article |= not told.names and last in articles
            told.names.append(token.stem)
        else:
            told.words.add(token.stem)
    places = {token.span[0]: token.clause for token in of.tokens}
    for number in of.quantities:
        start = number.span[0]
        key = places.get(start, -1) if by_clause else bisect_right(edges, start)
        if key in found:
            found[key].words.add(f"#{number.value.normalize()}")
    return list(found.values())


def _is_name(of: Statement, token: Token) -> bool:
    if of.reading.cased:
        return is_name_at(of, token.span[0], token.folded) and not (token.opens and not _in_names(of, token))
    return _in_names(of, token)


def _in_names(of: Statement, token: Token) -> bool:
    return any(start <= token.span[0] < stop for start, stop in of.names)
