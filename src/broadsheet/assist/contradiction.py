"""Whether a sentence says the opposite of the texts it rests on, or gives to one what belongs to another."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from broadsheet.assist.opposites import WIDE, denies_itself, excepts, without_denial
from broadsheet.assist.statements import Statement, Token

NEAREST = 0.75
"""Share of the best sentence's likeness from which another sentence counts as evidence too."""
WHOLE = 0.3
"""What a word counts that only the rest of the sentence shares, against one of the clause itself."""
HALF = 0.5
"""Share of what a sentence negates that its sources must say."""
VERBATIM = 0.75
"""Share of a clause's words in one sentence of the sources from which it is no paraphrase."""
ENOUGH = 2
"""Words that both negate from which they agree, whatever else they say."""
SAME = 0.8
"""Share of a sentence's words that another must have to say and negate the same the other way round."""
COVERED = 0.5
"""Share of what a source's clause negates that a sentence must say to contradict it."""


@dataclass(slots=True)
class Clause:
    """A clause: what it says (`plus`) and negates (`minus`), its sides of pairs of opposites, and `marks`,
    its names, numbers and days, which nothing negates. `hidden` are words that deny by themselves
    (“only”, “refused”); `excepting` take back some of a negation (“no more than”).
    """

    plus: set[str] = field(default_factory=set)
    minus: set[str] = field(default_factory=set)
    sides: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    opposed: list[Token] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    negated: bool = False
    sentence: int = 0
    hidden: set[str] = field(default_factory=set)
    excepting: set[str] = field(default_factory=set)

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
        if denies_itself(token.folded, of.language):
            clause.hidden.add(token.folded)
        if excepts(token.folded, of.language):
            clause.excepting.add(token.folded)
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
    known = {word for source in sources for token in source.tokens for word in (token.folded, token.stem)}
    said = {token.folded for token in stated.tokens}
    for one in own:
        near = _nearest(one, whole, sentences)
        excused = _denies_in_other_words(one, near, said, known)
        if not excused and (_is_negated_alone(one, sentences, every) or _is_denied(one, sentences, every)):
            return True
        if not (excused and one.negated) and _is_opposed(one, near, known):
            return True
        if _is_unmade(one, near, stated.language):
            return True
    return any(_is_turned(mine, theirs) for mine in _by_sentence(own) for theirs in sentences)


def _is_turned(own: Sequence[Clause], theirs: Sequence[Clause]) -> bool:
    """Whether a sentence says what another negates, and negates what that says: “two, not one”."""
    plus, minus = _signed(own)
    said, denied = _signed(theirs)
    turned = (plus & denied) - said, (minus & said) - plus
    return all(turned) and len((plus | minus) & (said | denied)) >= SAME * len(plus | minus)


def _signed(clauses: Sequence[Clause]) -> tuple[set[str], set[str]]:
    """What clauses say that negate nothing, and what those negate that say nothing else: “…, not one”."""
    plus = set().union(*(one.plus | one.marks for one in clauses if not one.negated))
    minus = set().union(*(one.minus | one.marks for one in clauses if one.negated and not one.plus))
    return plus, minus


def _denies_in_other_words(own: Clause, near: Sequence[Clause], said: set[str], known: set[str]) -> bool:
    """Whether a clause and the sentences nearest to it may deny one thing by different words.

    “No train runs” of “only trams run”: the source's “only” is not in the sentence. “The firm kept silent” of
    “the firm did not answer”: the sentence's “silent” is not in the source.
    """
    if own.negated and (own.excepting - known or _agrees_by_opposite(own, near, known)):
        return True
    theirs = set().union(*(one.words for one in near)) if near else set()
    if len(own.words & theirs) >= VERBATIM * len(own.words):
        return False
    if own.negated:
        return any(one.hidden - said for one in near)
    return bool(own.hidden - known)


def _agrees_by_opposite(own: Clause, near: Sequence[Clause], known: set[str]) -> bool:
    """Whether it negates the opposite of what the nearest sentences say: “not closed” of “open”."""
    return any(
        token.sign < 0 and token.folded not in known and side in one.sides.get(pair, ())
        for token in own.opposed
        for pair, side in token.concepts
        for one in near
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
    whole = (
        _joined([one for one in sentence if not one.negated])
        for sentence in sentences
        if not any(one.negated and own.minus & one.minus for one in sentence)
    )
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

    If both name a day or a number, only clauses that name it, too, can say it without. One word is enough
    only if the clause has no other, or the sentences share another.
    """
    if own.negated:
        return False
    for sentence in sentences:
        shared = own.words & set().union(*(one.words for one in sentence))
        for one in sentence:
            denied = one.minus & own.plus
            if not one.negated or not denied or len(denied) < COVERED * len(one.minus):
                continue
            both = one.marks & own.marks  # “no step on Friday”: a step on another day is no rival
            said = set().union(*(other.plus for other in every if not both or other.marks & both))
            if denied - said and (len(shared) > 1 or own.words <= denied):
                return True
    return False


def _is_opposed(own: Clause, near: Sequence[Clause], known: set[str]) -> bool:
    """Whether a word has its opposite in the nearest sentences, and neither itself nor one of its side.

    A word of the wide list must be new to the sources, too, and its opposite stand where something else is
    told that the clause tells.
    """
    marked = [one for one in near if one.marks & own.marks]
    for token in own.opposed:
        new = token.folded not in known and token.stem not in known
        pairs = [pair for pair in token.concepts if pair[0] < WIDE or new]
        among = marked or near
        if any(side in one.sides.get(pair, ()) for pair, side in pairs for one in among):
            continue
        against = any(
            -side in one.sides.get(pair, ()) and (pair < WIDE or one.words & own.words)
            for pair, side in pairs
            for one in among
        )
        if against and not (token.sign < 0 and any(one.negated for one in among)):
            return True
    return False


def _is_unmade(own: Clause, near: Sequence[Clause], language: str) -> bool:
    """Whether a word is denied by a syllable that the nearest sentences do not have: “unstable”, “stable”."""
    plus = set().union(*(one.plus for one in near)) if near else set()
    minus = set().union(*(one.minus for one in near)) if near else set()
    mine = any(
        rest in plus and rest not in minus
        for word in own.plus - plus
        for rest in without_denial(word, language)
    )
    theirs = any(
        rest in own.plus and rest not in plus
        for word in plus - own.plus
        for rest in without_denial(word, language)
    )
    return mine or theirs
