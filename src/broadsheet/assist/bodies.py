"""Who acts by a common noun (“the governor”, “the company”), and what a ministry is for.

Two tables in eleven languages, a row a kind in all of them: `words/actors.psv`, whose words of one row may
stand for one another (“the firm”, “the operator”), and `words/portfolios.psv`, whose first row are ministries
and the others what they are for. In scripts without spaces nothing is found.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import groupby

from broadsheet.assist.checkwords import UNSPACED_LANGUAGES, WORDS, Forms
from broadsheet.assist.statements import Statement, Token
from broadsheet.understand.names_cased import is_speech
from broadsheet.understand.tables import words_of

SHARE = 0.65
"""Share of what a clause tells that a sentence of the sources must tell, too."""
TOLD = 2
"""Words that both must tell at least."""
HEAD = 2
"""Words that say something among which the one who acts stands in a clause."""
_ARABIC = ("وال", "بال", "لل", "ال", "و", "ف", "ب", "ل")
_OF = "of"


@dataclass(slots=True)
class _Part:
    """A clause or a sentence: who acts in it, every actor and name it has, and its other words."""

    heads: list[str] = field(default_factory=list)
    actors: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


def another_body_acts(stated: Statement, sources: Sequence[Statement]) -> bool:
    """Whether the sources tell of another what a clause tells of a body, or of a name.

    The one of the clause stands elsewhere in the sources, but never in a sentence with the other, which the
    sentence does not mention: so they are not one (“Governor Shima”, “the governor”).
    """
    if stated.language in UNSPACED_LANGUAGES:
        return False
    names = {token.stem for source in sources for token in source.tokens if _is_name(source, token)}
    sentences = [part for source in sources for part in _parts(source, names, by_clause=False)]
    known = set().union(*(part.actors for part in sentences)) if sentences else set()
    said = set().union(*(part.actors for part in _parts(stated, names, by_clause=False)))
    return any(
        _is_told_of_another(part, sentences, said)
        for part in _parts(stated, names, by_clause=True)
        if part.heads and part.heads[0] in known and len(part.words) >= TOLD
    )


def _is_told_of_another(own: _Part, sentences: Sequence[_Part], said: set[str]) -> bool:
    best = max((len(own.words & part.words) for part in sentences), default=0)
    if best < max(TOLD, SHARE * len(own.words)):
        return False
    near = [part for part in sentences if len(own.words & part.words) >= max(TOLD, best - 1)]
    one = own.heads[0]
    if any(one in part.actors for part in near):
        return False
    linked = set().union(*(part.actors for part in sentences if one in part.actors))
    return all(
        part.heads
        and not (one.startswith("=") and part.heads[0].startswith("="))  # two names: `actors.py`
        and not said.intersection(part.heads)
        and not linked.intersection(part.heads)
        for part in near
    )


def _parts(of: Statement, names: set[str], by_clause: bool) -> list[_Part]:
    """Clauses or sentences; a name stands as “=name” among the actors."""
    edges = [start for start, _ in of.reading.sentences]
    found: dict[int, _Part] = {}
    for clause, group in groupby(of.tokens, key=lambda token: token.clause):
        place, began, led = 0, False, False
        for token in group:
            if not token.content:
                led = led or token.folded not in words_of("common", of.language, "articles")
                continue
            key = clause if by_clause else bisect_right(edges, token.span[0])
            part = found.setdefault(key, _Part())
            kinds = actors(token.folded, token.stem, of.language)
            named = token.stem in names and (not of.reading.cased or of.text[token.span[0]].isupper())
            mine = [f"={token.stem}"] if named else [*kinds]
            part.actors.update(mine)
            if (
                mine
                and not part.heads
                and not began
                and place < HEAD
                and not (place and led)
                and not _owns(of, token)
            ):
                part.heads += mine
                began = True
            elif not mine and not is_speech(token.folded, of.language):
                part.words.add(token.stem)
            place, led = place + 1, False
    return list(found.values())


def _owns(of: Statement, token: Token) -> bool:
    """Whether it is written as an owner: “the company's wells”."""
    return of.text[slice(*token.span)].endswith(("'s", "’s", "s'", "s’"))


def _is_name(of: Statement, token: Token) -> bool:
    return token.content and (
        (token.capital and of.language != "de")
        or any(start <= token.span[0] < stop for start, stop in of.names)
    )


def another_portfolio(stated: Statement, sources: Sequence[Statement]) -> bool:
    """Whether a ministry is for what the sources speak nowhere of: “interior” for “water”."""
    own = _portfolios(stated)
    if not own:
        return False
    theirs = set().union(*(_portfolios(source) for source in sources))
    spoken = {
        kind
        for source in sources
        for token in source.tokens
        for kind in portfolios(token.folded, token.stem, source.language)
    }
    return bool(theirs) and not own & spoken


def _portfolios(of: Statement) -> set[str]:
    """What the ministries of a text are for: said in the word itself, or in the one beside it."""
    kinds = [portfolios(token.folded, token.stem, of.language) for token in of.tokens]
    content = [place for place, token in enumerate(of.tokens) if token.content]
    found: set[str] = set()
    for number, place in enumerate(content):
        if _OF in kinds[place]:
            beside = content[max(0, number - 1) : number + 2]
            found.update(kind for other in beside for kind in kinds[other])
    return found - {_OF}


@lru_cache(maxsize=50_000)
def actors(folded: str, stem: str, language: str) -> frozenset[str]:
    """The kinds of actors that a word may name.

    Args:
        folded: the word in lower case.
        stem: what is the same for all its forms.
    """
    return _find("actors", folded, stem, language)


@lru_cache(maxsize=50_000)
def portfolios(folded: str, stem: str, language: str) -> frozenset[str]:
    """What a ministry may be for that a word names; “of” if it is a ministry."""
    return _find("portfolios", folded, stem, language)


def _find(name: str, folded: str, stem: str, language: str) -> frozenset[str]:
    words = [folded, stem]
    if language == "ar":
        words += [
            folded[len(head) :] for head in _ARABIC if folded.startswith(head) and len(folded) > len(head) + 2
        ]
    return frozenset(key for key, forms in _rows(name, language) if any(forms.get(word) for word in words))


@cache
def _rows(name: str, language: str) -> tuple[tuple[str, Forms], ...]:
    with (WORDS / f"{name}.psv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE))
    return tuple(
        (row["key"], Forms((word.strip(), True) for word in row[language].split(",")))
        for row in rows
        if row.get(language)
    )
