"""Two events of one kind: two earthquakes in one country, two elections, two arrests of one person.

Their reports share places, names and words, and are more alike than many reports of one event are. What tells
them apart is what is left when one leaves out what all of them say: within each event reports still share a
date, a name, a number; between the two they do not. Only texts in one language are asked that: two languages
share few words of one event, and in a headline chance decides.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from broadsheet.group import decide
from broadsheet.group.settings import GroupSettings
from broadsheet.group.terms import TermWeights
from broadsheet.group.window import Window

Pairs = NDArray[np.bool_]

LEAST = 2  # reports of a story: one alone shares nothing with another of its event


def are_twins(one: int, other: int, window: Window, settings: GroupSettings, terms: TermWeights) -> bool:
    """Whether two stories are two events of one kind.

    Args:
        one, other: keys of open stories that are similar enough to be one.
        terms: how rare terms are in the stream.

    Returns:
        False where too few reports can be compared to tell.
    """
    first = window.stories[one].members[-settings.evidence :]
    second = window.stories[other].members[-settings.evidence :]
    if min(len(first), len(second)) < LEAST:
        return False
    rows = window.rows(first + second)
    comparable = window.comparable(rows, rows)
    if not comparable.any():
        return False
    similar = terms.similarity_beyond(*window.terms(rows), len(first))
    return told_apart(similar, comparable, len(first), settings.twins)


def told_apart(similar: decide.Scores, comparable: Pairs, first: int, share: float) -> bool:
    """Whether the reports of two stories are less alike than `share` of those within the looser one.

    Args:
        similar: of each report with each, symmetric (n, n).
        comparable: which pairs can be compared, symmetric (n, n).
        first: how many reports are of the first story; the others are of the second.
    """
    counted = comparable & ~np.eye(len(similar), dtype=np.bool_)
    one, two = slice(None, first), slice(first, None)
    inside = [_mean(similar[part, part], counted[part, part]) for part in (one, two)]
    between = _mean(similar[one, two], counted[one, two])
    if between is None or inside[0] is None or inside[1] is None:
        return False
    return between < share * min(inside[0], inside[1])


def _mean(similar: decide.Scores, counted: Pairs) -> float | None:
    """The mean over the counted pairs; None if they are too few: within a story each pair is there twice."""
    if counted.sum() < LEAST * (LEAST - 1):
        return None
    return float(similar[counted].mean())
