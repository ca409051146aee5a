"""Compare coverage: what the reports of a story share, and where they part. Neutral: it counts and quotes.

    sources ─▶ one voice an owner ─▶ sentences ─▶ aligned ─▶ claims that most carry, that some carry
                                                        └─▶ other numbers, opposite statements
            ─▶ names that only one kind of owner, or only one country, mentions
            ─▶ words that load a headline

Nothing here says who is right: each line is a publisher's own sentence with its passages, and a count.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from broadsheet.assist.aligned import Line, align, quote, read_lines, voice
from broadsheet.assist.contradiction import contradicts
from broadsheet.assist.particular import Particular, particular
from broadsheet.assist.statements import read_statement
from broadsheet.assist.types import Passage, Sentence, Source
from broadsheet.loaded import loaded_words
from broadsheet.understand.accounts import Differing, differing_accounts
from broadsheet.understand.types import Number
from broadsheet.understand.vectors import Embedder

MOST_REPORTS = 60
MOST_SHOWN = 12
MOST_PAIRS = 24
"""Aligned sentences that are looked at for opposite statements: each takes a few milliseconds."""
MAJORITY = 0.5
UNITS = (
    "dead",
    "injured",
    "people",
    "homes",
    "votes",
    "seats",
    "km",
    "m",
    "ha",
    "t",
    "USD",
    "EUR",
    "GBP",
    "%",
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What several reports say: the sentence of one, with a passage of each.

    Attributes:
        owners: how many independent voices say it.
        of: how many there are.
    """

    sentence: Sentence
    owners: int
    of: int


@dataclass(frozen=True, slots=True)
class Value:
    """A number that reports give, with the sentences that give it."""

    value: str
    sentence: Sentence
    owners: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Numbers that reports give for one thing, that of the most reports first; `unit` as in `Number`."""

    unit: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Opposition:
    """Two sentences of which one negates what the other says, or has its opposite."""

    one: Sentence
    other: Sentence


@dataclass(frozen=True, slots=True)
class LoadedHeadline:
    """A headline (the sentence; its passage has the span (0, 0)) and the words in it that judge or tease."""

    words: tuple[str, ...]
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the reports of a story compare.

    Attributes:
        reports: how many were compared: neither copies nor opinion pieces.
        owners: how many independent voices they are.
        agreed: what at least half of the voices say, what the most say first.
        some: what two or more say, but fewer than half.
        numbers: where they give different numbers.
        oppositions: where one says the opposite of another.
        particular: names only in reports of one kind of owner or one country.
        loaded: headlines with words that judge.
    """

    reports: int
    owners: int
    agreed: tuple[Claim, ...] = ()
    some: tuple[Claim, ...] = ()
    numbers: tuple[Disagreement, ...] = ()
    oppositions: tuple[Opposition, ...] = ()
    particular: tuple[Particular, ...] = ()
    loaded: tuple[LoadedHeadline, ...] = ()


def compare_coverage(
    sources: Sequence[Source], language: str = "", embedder: Embedder | None = None
) -> Comparison:
    """Compares the reports of a story.

    Args:
        sources: its articles, in any order; copies and opinion pieces count only for headlines.
        language: ISO 639 code of the reader: of aligned sentences one in it is shown where there is one.
        embedder: makes vectors; aligns sentences across languages that names and numbers leave apart.
    """
    reports = [source for source in sources if not source.copy and not source.opinion][:MOST_REPORTS]
    reports.sort(key=lambda source: (source.at, source.id))
    voices = len({voice(source) for source in reports})
    lines = [line for source in reports for line in read_lines(source)]
    groups = align(lines, embedder)
    claims = [claim for group in groups if (claim := _claim(group, voices, language))]
    claims.sort(key=lambda claim: -claim.owners)
    least = max(2, math.ceil(MAJORITY * voices))
    return Comparison(
        reports=len(reports),
        owners=voices,
        agreed=tuple(claim for claim in claims if claim.owners >= least)[:MOST_SHOWN],
        some=tuple(claim for claim in claims if claim.owners < least)[:MOST_SHOWN],
        numbers=tuple(_disagreements(reports, lines, groups)),
        oppositions=tuple(_oppositions(groups)),
        particular=(*particular(reports, lines, "ownership"), *particular(reports, lines, "country")),
        loaded=tuple(_loaded(sources)),
    )


def _claim(group: Sequence[Line], voices: int, language: str) -> Claim | None:
    """What aligned lines say, by one in the reader's language if there is one; else by the most central."""
    by_voice = {voice(line.source): line for line in reversed(group)}
    if len(by_voice) < 2:
        return None
    ordered = sorted(
        by_voice.values(), key=lambda line: (line.source.language != language, group.index(line))
    )
    return Claim(quote(ordered), len(by_voice), voices)


def _disagreements(
    reports: Sequence[Source], lines: Sequence[Line], groups: Sequence[Sequence[Line]]
) -> Iterable[Disagreement]:
    """Numbers of people over whole reports, of other things within aligned sentences."""
    by_voice: dict[str, Source] = {}
    for source in reports:
        by_voice[voice(source)] = source  # the latest of a voice: figures are revised
    latest = {source.id: list(source.numbers) for source in by_voice.values()}
    found = [(differing, lines) for differing in differing_accounts(latest)]
    people = {differing.unit for differing, _ in found}
    for group in groups:
        single = {line.source.id: list(line.numbers) for line in group if voice(line.source) in by_voice}
        for unit in UNITS:
            if unit not in people and all(_count(numbers, unit) <= 1 for numbers in single.values()):
                found += [(one, group) for one in differing_accounts(single, (unit,))]
    yield from (one for differing, among in found[:MOST_SHOWN] if (one := _disagreement(differing, among)))


def _count(numbers: Sequence[Number], unit: str) -> int:
    return sum(number.unit == unit for number in numbers)


def _disagreement(differing: Differing, lines: Sequence[Line]) -> Disagreement | None:
    values = []
    for account in differing.accounts:
        saying = [
            line
            for line in lines
            if line.source.id in account.articles
            and any(one.unit == differing.unit and one.value == f"{account.value:f}" for one in line.numbers)
        ]
        saying = list({line.source.id: line for line in reversed(saying)}.values())
        if saying:
            voices = len({voice(line.source) for line in saying})
            values.append(Value(f"{account.value:f}", quote(saying), voices))
    return Disagreement(differing.unit, tuple(values)) if len(values) > 1 else None


def _oppositions(groups: Sequence[Sequence[Line]]) -> list[Opposition]:
    found: list[Opposition] = []
    looked = 0
    for group in groups:
        for place, one in enumerate(group):
            for other in group[place + 1 :]:
                alike = one.source.language == other.source.language and voice(one.source) != voice(
                    other.source
                )
                if not alike or looked >= MOST_PAIRS or len(found) >= MOST_SHOWN:
                    continue
                looked += 1
                stated = read_statement(one.text, one.source.language)
                against = read_statement(other.text, other.source.language)
                if contradicts(stated, [against]) and contradicts(against, [stated]):
                    found.append(Opposition(quote([one]), quote([other])))
    return found


def _loaded(sources: Sequence[Source]) -> list[LoadedHeadline]:
    found = []
    for source in sources:
        words = loaded_words(source.title, source.language)
        if words:
            passage = Passage(source.id, source.revision, (0, 0), source.title)
            found.append(LoadedHeadline(words, Sentence(source.title, (passage,), language=source.language)))
    return found[:MOST_SHOWN]
