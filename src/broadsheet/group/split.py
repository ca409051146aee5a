"""Later evidence: which open story turns out to be two. The parting itself is pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadsheet.group import decide
from broadsheet.group.people import PeoplesWord
from broadsheet.group.rest import Rest
from broadsheet.group.settings import GroupSettings
from broadsheet.group.types import StorySplit
from broadsheet.group.window import Rows, Window

Compare = Callable[[Rows, Rows], decide.Scores]
Sides = NDArray[np.bool_]

LEAST = 2  # articles of a side: one report that is unlike the rest is a stray report, not another event
_ROUNDS = 8  # far more than sides of two dozen articles need to come to rest
_PIECE = 256  # articles of a large story that are given to a side together


@dataclass(frozen=True, slots=True)
class Parting:
    """Articles in two groups.

    Attributes:
        second: for each article whether it is of the second group (n,).
        between: median similarity of an article of one group with one of the other: a few articles that
            bridge the groups, because they list both events, do not change it.
        within: mean similarity of two articles of one group, that of the looser group.
    """

    second: Sides
    between: float
    within: float


def part(similar: decide.Scores) -> Parting | None:
    """Parts articles in two by their mean similarity.

    Two-means on similarities: the two that are least alike begin, every article goes to the group it is more
    like on average, until none changes.

    Args:
        similar: of each article with each, symmetric (n, n).

    Returns:
        None if one of the groups would have fewer than `LEAST` articles.
    """
    count = len(similar)
    if count < 2 * LEAST:
        return None
    first, other = np.unravel_index(int(similar.argmin()), similar.shape)
    second: Sides = similar[other] > similar[first]
    second[other], second[first] = True, False
    for _ in range(_ROUNDS):
        if min(second.sum(), count - second.sum()) < LEAST:
            return None
        closer = _mean_to(similar, second) > _mean_to(similar, ~second)
        if (closer == second).all():
            break
        second = closer
    sizes = int(second.sum()), int(count - second.sum())
    if min(sizes) < LEAST:
        return None
    within = min(_mean_within(similar, second), _mean_within(similar, ~second))
    return Parting(second, float(np.median(similar[np.ix_(second, ~second)])), within)


def _mean_to(similar: decide.Scores, group: Sides) -> decide.Scores:
    """Each article's mean similarity with the others of a group (n,)."""
    total = similar[:, group].sum(axis=1) - np.where(group, similar.diagonal(), 0)
    means: decide.Scores = total / np.maximum(group.sum() - group, 1)
    return means


def _mean_within(similar: decide.Scores, group: Sides) -> float:
    return float(_mean_to(similar, group)[group].mean())


def split_stories(
    window: Window,
    people: PeoplesWord,
    rest: Rest,
    changed: Iterable[int],
    settings: GroupSettings,
    compare: Compare,
) -> list[StorySplit]:
    """Splits stories whose latest articles are two groups that have little to do with one another.

    Args:
        changed: keys of stories that got articles lately; only these are looked at.
        compare: similarities of articles by their rows in the window.

    Returns:
        the splits, done in `window`, `people` and `rest` already, in their order.
    """
    splits: list[StorySplit] = []
    for key in sorted(changed):
        story = window.stories.get(key)
        if story is None or len(story.members) < 2 * LEAST or not rest.may_split(key):
            continue
        latest = story.members[-2 * settings.evidence :]
        rows = window.rows(latest)
        parting = part(compare(rows, rows))
        if parting is None or parting.between >= settings.split or parting.within < settings.merge:
            continue
        leaving = _leaving(story.members, latest, parting.second, window, compare)
        new = min(leaving)
        # The key stays where its article is; what a person has put there stays; no key stands twice.
        if new in (key, *window.stories) or not people.held.isdisjoint(leaving):
            continue
        _split(window, people, rest, key, new, leaving)
        reason = decide.split_reason(parting.between, parting.within, settings.split)
        splits.append(StorySplit(key, new, tuple(leaving), parting.between, reason))
    return splits


def _leaving(
    members: list[int], latest: list[int], second: Sides, window: Window, compare: Compare
) -> list[int]:
    """The articles of the story that make the new one: the younger group, with the earlier ones like it."""
    if second[0]:
        second = ~second
    rows = window.rows(latest)
    leaving = [article for article, moves in zip(latest, second, strict=True) if moves]
    earlier = members[: -len(latest)]
    for start in range(0, len(earlier), _PIECE):
        piece = earlier[start : start + _PIECE]
        similar = compare(window.rows(piece), rows)
        closer = similar[:, second].mean(axis=1) > similar[:, ~second].mean(axis=1)
        leaving += [article for article, moves in zip(piece, closer, strict=True) if moves]
    return sorted(leaving)


def _split(window: Window, people: PeoplesWord, rest: Rest, key: int, new: int, leaving: list[int]) -> None:
    window.move(leaving, new)
    story, other = window.stories[key], window.stories[new]
    for one in (story, other):
        times = window.times(window.rows(one.members))
        one.last = float(times.max())
        if one.articles == len(one.members):  # none of them has left the window
            one.first = float(times.min())
    people.parted(key, new)
    rest.parted(key, new)
