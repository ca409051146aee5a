"""Who does what to whom: whether a sentence has two names change places, as far as their order tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from broadsheet.assist.exchange import BY, is_name_at
from broadsheet.assist.statements import Statement

SHARED = 2


@dataclass(slots=True)
class _Part:
    """A clause: the stems of its names, its other words, and where each stands."""

    names: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    by: bool = False


def change_places(stated: Statement, sources: Sequence[Statement]) -> bool:
    """Whether what sources tell of one name of the sentence is told of another of its names.

    Only where capital letters tell names: other scripts are left to what stands in a name's place.
    """
    if not stated.reading.cased:
        return False
    own = _parts(stated)
    if _belongs_to_another(stated, sources) or _is_of_another(stated, sources):
        return True
    named = set().union(*(part.names for part in own)) if own else set()
    if len(named) < 2:
        return False
    theirs = [part for source in sources if source.reading.cased for part in _parts(source)]
    return any(_is_given_away(part, theirs, named) or _is_turned(part, theirs) for part in own)


def _belongs_to_another(stated: Statement, sources: Sequence[Statement]) -> bool:
    """Whether what stands after a name belongs to another in the sources: “Lindava's water ministry”."""
    if not stated.reading.cased or stated.language == "de":
        return False
    owners: dict[str, set[str]] = defaultdict(set)
    beside: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        for name, word in _owned(source):
            owners[word].add(name)
        for start, stop in source.reading.sentences:
            stems = {token.stem for token in source.tokens if start <= token.span[0] < stop}
            for stem in stems:
                beside[stem] |= stems
    return any(
        owners[word] and name not in owners[word] and name not in beside[word]
        for name, word in _owned(stated)
    )


def _owned(of: Statement) -> list[tuple[str, str]]:
    """Names with the word that follows each at once."""
    return [
        (one.stem, two.stem)
        for one, two in pairwise(of.tokens)
        if one.content
        and two.content
        and two.span[0] - one.span[1] <= len("’s ")
        and is_name_at(of, one.span[0], one.folded)
        and not is_name_at(of, two.span[0], two.folded)
    ]


def _is_of_another(stated: Statement, sources: Sequence[Statement]) -> bool:
    """Whether what stands before a name stands before others in the sources: “corner by Luján”.

    Where one sentence has both, the name must follow another word of the sentence there.
    """
    followers: dict[str, set[str]] = defaultdict(set)
    heads: dict[str, set[str]] = defaultdict(set)
    beside: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        for word, name in _followed(source):
            followers[word].add(name)
            heads[name].add(word)
        for start, stop in source.reading.sentences:
            stems = {token.stem for token in source.tokens if start <= token.span[0] < stop}
            for stem in stems:
                beside[stem] |= stems
    own = _followed(stated)
    words = {word for word, _ in own}
    return any(
        followers[word]
        and name not in followers[word]
        and (name not in beside[word] or bool(heads[name] & words - {word}))
        for word, name in own
    )


def _followed(of: Statement) -> list[tuple[str, str]]:
    """Words with each word of the name that follows at once, or after a preposition."""
    found = []
    content = [token for token in of.tokens if token.content]
    for place, one in enumerate(content[:-1]):
        two = content[place + 1]
        between = of.text[one.span[1] : two.span[0]]
        if is_name_at(of, one.span[0], one.folded) or len(between) > len(" del "):
            continue
        if between.strip().isalpha() or between == " ":
            run = place + 1
            while run < len(content) and is_name_at(of, content[run].span[0], content[run].folded):
                found.append((one.stem, content[run].stem))
                if run + 1 == len(content) or content[run + 1].span[0] != content[run].span[1] + 1:
                    break
                run += 1
    return found


def _parts(of: Statement) -> list[_Part]:
    found: dict[int, _Part] = defaultdict(_Part)
    for token in of.tokens:
        part = found[token.clause]
        part.by |= token.folded in BY
        if not token.content:
            continue
        if is_name_at(of, token.span[0], token.folded):
            part.names.setdefault(token.stem, token.span[0])
        else:
            part.words.setdefault(token.stem, token.span[0])
    starts = {token.span[0]: token.clause for token in of.tokens}
    for number in of.quantities:
        if number.span[0] in starts:
            found[starts[number.span[0]]].words[f"#{number.value.normalize()}"] = number.span[0]
    return list(found.values())


def _is_given_away(own: _Part, theirs: Sequence[_Part], named: set[str]) -> bool:
    """Whether the clause nearest to a clause names another of the sentence's names in its place."""
    if not own.names or own.by:
        return False
    best = max((len(own.words.keys() & part.words.keys()) for part in theirs), default=0)
    if best < SHARED:
        return False
    nearest = [part for part in theirs if len(own.words.keys() & part.words.keys()) == best]
    return all(not part.by and _has_another_first(own, part, named) for part in nearest)


def _has_another_first(own: _Part, part: _Part, named: set[str]) -> bool:
    """Whether both clauses begin with a name, and each with one that the other does not have."""
    if not part.names:
        return False
    first, then = min(own.names, key=own.names.__getitem__), min(part.names, key=part.names.__getitem__)
    return then in named and then not in own.names and first not in part.names


def _is_turned(own: _Part, theirs: Sequence[_Part]) -> bool:
    """Whether two names stand on other sides of a word than in a source: “A sued B”, “B sued A”."""
    for part in theirs:
        names = own.names.keys() & part.names.keys()
        if len(names) < 2 or own.by != part.by:
            continue
        for word in own.words.keys() & part.words.keys():
            before = {name for name in names if own.names[name] < own.words[word]}
            after = names - before
            if not before or not after:
                continue
            then = {name for name in names if part.names[name] < part.words[word]}
            if then == after:
                return True
    return False
