"""Whether a sentence says the opposite of the texts it rests on, or gives to one what belongs to another."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from broadsheet.assist.statements import Statement, Token

NEAREST = 0.75
"""Share of the best sentence's likeness from which another sentence counts as evidence too."""
WHOLE = 0.3
"""What a word counts that only the rest of the sentence shares, against one of the clause itself."""
HALF = 0.5
"""Share of what a sentence negates that its sources must say."""
ENOUGH = 2
"""Words that both negate from which they agree, whatever else they say."""
COVERED = 0.5
"""Share of what a source's clause negates that a sentence must say to contradict it."""


@dataclass(slots=True)
class Clause:
    """A clause: what it says (`plus`) and negates (`minus`), its sides of pairs of opposites, and `marks`,
    its names, numbers and days, which nothing negates.
    """

    plus: set[str] = field(default_factory=set)
    minus: set[str] = field(default_factory=set)
    sides: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    opposed: list[Token] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    negated: bool = False
    sentence: int = 0

    @property
    def words(self) -> set[str]:
        return self.plus | self.minus | self.marks


def read_clauses(of: Statement) -> list[Clause]:
    """The clauses of a statement that say something."""
    found: dict[int, Clause] = defaultdict(Clause)
    at: dict[int, int] = {}
    for token in of.tokens:
        clause = found[token.clause]
        at[token.span[0]] = token.clause
        clause.negated |= token.sign < 0
        if token.content and token.capital and of.language != "de":
            clause.marks.add(token.stem)
        elif token.content:
            (clause.plus if token.sign > 0 else clause.minus).add(token.stem)
        for pair, side in token.concepts:
            clause.sides[pair].add(side)
        if token.concepts:
            clause.opposed.append(token)
    for key, start in _marks(of):
        place = at.get(start)
        if place is not None:
            found[place].marks.add(key)
    alone = {at[start] for start, _ in of.reading.sentences if start in at}
    for number in sorted(found):  # “Watched for oil. So far there is none”: what it negates stands before it
        clause, before = found[number], found.get(number - 1)
        if before and clause.negated and not clause.words and number in alone:
            before.minus |= before.plus
            before.plus, before.negated = set(), True
    edges = [start for start, _ in of.reading.sentences]
    for start, number in at.items():
        found[number].sentence = bisect_right(edges, start)
    return [found[number] for number in sorted(found)]


def _marks(of: Statement) -> Iterable[tuple[str, int]]:
    """Numbers and days as words."""
    for number in of.quantities:
        yield f"#{number.value.normalize()}", number.span[0]
    for moment in of.moments:
        yield f"@{moment.mark}", moment.span[0]


def contradicts(stated: Statement, sources: Sequence[Statement]) -> bool:
    """Whether a clause is negated where the sources are not, or the other way, or says the opposite."""
    own = read_clauses(stated)
    sentences = [sentence for source in sources for sentence in _by_sentence(read_clauses(source))]
    every = [clause for sentence in sentences for clause in sentence]
    whole = set().union(*(clause.words for clause in own)) if own else set()
    return any(
        _is_negated_alone(one, sentences, every)
        or _is_denied(one, sentences, every)
        or _is_opposed(one, _nearest(one, whole, sentences))
        for one in own
    )


def _nearest(own: Clause, whole: set[str], sentences: Sequence[Sequence[Clause]]) -> list[Clause]:
    """The clauses of the sentences nearest to a clause."""
    words = [set().union(*(clause.words for clause in sentence)) for sentence in sentences]
    ranks = [len(own.words & one) + WHOLE * len(whole & one) if own.words & one else 0.0 for one in words]
    best = max(ranks, default=0.0)
    return [
        clause
        for rank, sentence in zip(ranks, sentences, strict=True)
        if best and rank >= NEAREST * best
        for clause in sentence
    ]


def _by_sentence(clauses: Sequence[Clause]) -> list[list[Clause]]:
    found: dict[int, list[Clause]] = defaultdict(list)
    for clause in clauses:
        found[clause.sentence].append(clause)
    return list(found.values())


def _is_negated_alone(own: Clause, sentences: Sequence[Sequence[Clause]], every: Sequence[Clause]) -> bool:
    """Whether the clause is negated, and what it negates is said in the sentence nearest to it."""
    if not own.negated:
        return False
    whole = (_joined([one for one in sentence if not one.negated]) for sentence in sentences)
    plain = [one for one in whole if own.minus & one.plus]
    said = max(plain, key=lambda one: _overlap(own, one), default=None)
    if said is None:
        return False
    denied = [one for one in every if one.negated]
    again = max((len(own.minus & one.minus) for one in denied), default=0)
    lead = _overlap(own, said) - max((_overlap(own, one) for one in denied), default=0)
    turned = len(own.minus & said.plus)
    return (
        turned > again
        and (turned >= ENOUGH or turned == len(own.minus))
        and turned >= HALF * len(own.minus)
        and lead > 0
        and (again < ENOUGH or lead > ENOUGH)
    )


def _joined(clauses: Sequence[Clause]) -> Clause:
    return Clause(
        plus=set().union(*(one.plus for one in clauses)), marks=set().union(*(one.marks for one in clauses))
    )


def _overlap(own: Clause, other: Clause) -> int:
    """How much two clauses share; a name, number or day counts twice."""
    return len(own.words & other.words) + len(own.marks & other.marks)


def _is_denied(own: Clause, sentences: Sequence[Sequence[Clause]], every: Sequence[Clause]) -> bool:
    """Whether the clause says most of what a negated clause says, and no clause says that without.

    One word is enough only if the clause has no other, or the sentences share another.
    """
    if own.negated:
        return False
    said = set().union(*(one.plus for one in every)) if every else set()
    for sentence in sentences:
        shared = own.words & set().union(*(one.words for one in sentence))
        for one in sentence:
            denied = one.minus & own.plus
            most = one.negated and denied - said and len(denied) >= COVERED * len(one.minus)
            if most and (len(shared) > 1 or own.words <= denied):
                return True
    return False


def _is_opposed(own: Clause, near: Sequence[Clause]) -> bool:
    """Whether a word has its opposite in the nearest sentences, and neither itself nor one of its side."""
    marked = [one for one in near if one.marks & own.marks]
    near = marked or near
    for token in own.opposed:
        agreed = any(side in one.sides.get(pair, ()) for pair, side in token.concepts for one in near)
        against = any(-side in one.sides.get(pair, ()) for pair, side in token.concepts for one in near)
        if against and not agreed and not (token.sign < 0 and any(one.negated for one in near)):
            return True
    return False
