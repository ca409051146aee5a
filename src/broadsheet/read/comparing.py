"""How the reports of a story compare, as its page shows it: sentences with citations, and counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from broadsheet.assist.compare import Comparison, compare_coverage
from broadsheet.assist.types import Sentence, Source
from broadsheet.read.cited import Numbering, Shown, articles_of
from broadsheet.store.answers import version_of
from broadsheet.store.comparisons import kept_comparison
from broadsheet.store.models import Story


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence, and how many of how many independent voices say so."""

    shown: Shown
    count: int
    of: int = 0


@dataclass(frozen=True, slots=True)
class ShownDisagreement:
    """Different numbers for one thing: each with its sentence."""

    unit: str
    values: tuple[tuple[Decimal, Counted], ...]


@dataclass(frozen=True, slots=True)
class ShownParticular:
    """A name that only one kind of owner, or one country, mentions."""

    by: str
    of: str
    name: str
    counted: Counted
    others: int


@dataclass(frozen=True, slots=True)
class ShownComparison:
    """A `Comparison` with its citations numbered in the order in which they are read."""

    reports: int
    voices: int
    agreed: tuple[Counted, ...]
    some: tuple[Counted, ...]
    numbers: tuple[ShownDisagreement, ...]
    oppositions: tuple[tuple[Shown, Shown], ...]
    particular: tuple[ShownParticular, ...]
    loaded: tuple[tuple[Shown, tuple[str, ...]], ...]

    @property
    def is_empty(self) -> bool:
        found = (self.agreed, self.some, self.numbers, self.oppositions, self.particular, self.loaded)
        return not any(found)


def comparison_of(story: Story, sources: Sequence[Source], language: str) -> Comparison:
    """How the reports of a story compare for a reader of `language`: as it was made ahead, or made now."""
    made = kept_comparison(story.pk, language, version_of(sources))
    return made or compare_coverage(sources, language)


def show_comparison(found: Comparison) -> ShownComparison:
    """A comparison as its page shows it."""
    show = Numbering(articles_of(sentences_of(found))).show
    return ShownComparison(
        found.reports,
        found.owners,
        agreed=tuple(Counted(show(one.sentence), one.owners, one.of) for one in found.agreed),
        some=tuple(Counted(show(one.sentence), one.owners, one.of) for one in found.some),
        numbers=tuple(
            ShownDisagreement(
                one.unit,
                tuple(
                    (Decimal(value.value), Counted(show(value.sentence), value.owners))
                    for value in one.values
                ),
            )
            for one in found.numbers
        ),
        oppositions=tuple((show(one.one), show(one.other)) for one in found.oppositions),
        particular=tuple(
            ShownParticular(
                one.by, one.of, one.name, Counted(show(one.sentence), one.reports, one.among), one.others
            )
            for one in found.particular
        ),
        loaded=tuple((show(one.sentence), one.words) for one in found.loaded),
    )


def sentences_of(found: Comparison) -> Iterator[Sentence]:
    """All its sentences, in the order in which they are read."""
    yield from (claim.sentence for claim in (*found.agreed, *found.some))
    yield from (value.sentence for one in found.numbers for value in one.values)
    for one in found.oppositions:
        yield from (one.one, one.other)
    yield from (one.sentence for one in found.particular)
    yield from (one.sentence for one in found.loaded)
