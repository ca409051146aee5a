"""How important a story is: a sum anybody can check. Pure. In words: docs/importance.md.

The score is in points. Because age takes points away evenly, the order of two stories does not change
while nothing new is reported of either: `Importance.rank` can be stored and sorted by, and needs no
bringing up to date as time passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log2
from typing import Literal

from .coverage import StoryFacts

PartName = Literal["reports", "countries", "languages", "growth", "age"]

# Points for each doubling.
POINTS_REPORTS = 10.0
POINTS_COUNTRIES = 5.0
POINTS_LANGUAGES = 5.0
POINTS_GROWTH = 5.0
# So many points go, each time this much time passes.
POINTS_AGE = 10.0
AGE_STEP = timedelta(hours=6)
# Age is that of the latest so many independent reports, on average: one latecomer makes no story new.
AGE_REPORTS = 3
# Growth is how many independent reports came in this time up to the latest one.
GROWTH_WINDOW = timedelta(hours=3)

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part:
    """One summand: what was counted (`value`; of age, hours), and the points for it."""

    name: PartName
    value: float
    points: float


@dataclass(frozen=True, slots=True)
class Importance:
    """The importance of a story.

    Attributes:
        score: the sum of the parts' points at the time it was asked for; may be below 0.
        parts: every summand; there is nothing else in the score.
        rank: a number that orders stories as their scores do, at any moment.
    """

    score: float
    parts: tuple[Part, ...]
    rank: float


def importance(facts: StoryFacts, now: datetime) -> Importance:
    """The importance of a story at a moment.

    Args:
        facts: of a story with at least one report; an empty one has no points.
        now: time zone aware; reports that lie ahead of it count as come now.
    """
    times = sorted(min(at, now) for at in facts.independent_at)
    if not times:
        return Importance(0.0, (), 0.0)
    latest = _mean(times[-AGE_REPORTS:])
    growing = sum(1 for at in times if at > times[-1] - GROWTH_WINDOW)
    standing = (
        Part("reports", facts.independent, POINTS_REPORTS * log2(1 + facts.independent)),
        Part("countries", len(facts.countries), POINTS_COUNTRIES * log2(max(len(facts.countries), 1))),
        Part("languages", len(facts.languages), POINTS_LANGUAGES * log2(max(len(facts.languages), 1))),
        Part("growth", growing, POINTS_GROWTH * log2(growing)),
    )
    age = Part("age", (now - latest) / timedelta(hours=1), -POINTS_AGE * ((now - latest) / AGE_STEP))
    points = sum(part.points for part in standing)
    return Importance(
        score=points + age.points,
        parts=(*standing, age),
        rank=points + POINTS_AGE * ((latest - _EPOCH) / AGE_STEP),
    )


def score_at(rank: float, now: datetime) -> float:
    """The score at `now` of a story whose rank is known."""
    return rank - POINTS_AGE * ((now - _EPOCH) / AGE_STEP)


def _mean(times: Sequence[datetime]) -> datetime:
    return times[0] + sum((at - times[0] for at in times), timedelta()) / len(times)
