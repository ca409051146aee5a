"""Later evidence: which open stories turn out to be one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, chain, pairwise

import numpy as np

from broadsheet.group import decide
from broadsheet.group.exact import Search
from broadsheet.group.people import PeoplesWord
from broadsheet.group.rest import Rest
from broadsheet.group.settings import GroupSettings
from broadsheet.group.terms import TermWeights
from broadsheet.group.twins import LEAST, are_twins
from broadsheet.group.types import StoryMerge
from broadsheet.group.window import Rows, Window

Compare = Callable[[Rows, Rows], decide.Scores]
Pairs = dict[tuple[int, int], tuple[float, float]]  # of keys: their score, and the one they need

_ROUNDS = 4  # a merged story may have a new nearest one; what is left waits for the next time
_HALF = 0.5  # of the pairs of reports: from there on two stories are compared as texts
_MORE = 192  # nearest articles looked at beyond the usual, so that a large story sees past its own reports


def merge_stories(
    window: Window,
    search: Search,
    people: PeoplesWord,
    rest: Rest,
    changed: set[int],
    settings: GroupSettings,
    compare: Compare,
    terms: TermWeights,
) -> list[StoryMerge]:
    """Merges stories that are each other's nearest and similar enough, and not two events of one kind.

    Args:
        changed: keys of stories that got articles lately; only these and their nearest are looked at.
        compare: similarities of articles by their rows in the window.
        terms: how rare terms are in the stream.

    Returns:
        the merges, done in `window`, `people` and `rest` already, in their order.
    """
    merges: list[StoryMerge] = []
    waiting = changed
    for _ in range(_ROUNDS):
        pairs: Pairs = {}
        for key in sorted(waiting):
            if key in window.stories:
                _score_neighbours(key, pairs, window, search, settings, compare)
        waiting = set()
        touched: set[int] = set()
        for (one, other), (score, needed) in sorted(pairs.items(), key=_clearest):
            if score < needed:
                break
            # A story whose nearest has just changed, or may not be merged, is looked at the next time round.
            if one in touched or other in touched:
                continue
            if not people.may_merge(one, other) or not rest.may_merge(one, other):
                continue
            if are_twins(one, other, window, settings, terms):
                continue
            direction = _direction(one, other, window, people)
            touched |= {one, other}
            if direction is not None:
                kept, merged = direction
                _merge(window, people, kept, merged)
                rest.merged(kept, merged)
                merges.append(StoryMerge(kept, merged, score, decide.merge_reason(score, needed)))
                waiting.add(kept)
        if not waiting:
            break
    return merges


def _score_neighbours(
    key: int,
    pairs: Pairs,
    window: Window,
    search: Search,
    settings: GroupSettings,
    compare: Compare,
) -> None:
    """Adds to `pairs` how similar a story's reports are to those of its neighbours, on average."""
    members = window.stories[key].members
    looked_at = members[-settings.members :]
    near, _ = search.search(window.centroid(looked_at), settings.nearest + min(len(members), _MORE))
    rows = window.rows(members[-settings.evidence :])
    others = dict.fromkeys(window.story_of[article] for article in near)
    others.pop(key, None)
    nearest = [other for other in list(others)[: settings.stories] if _pair(key, other) not in pairs]
    if not nearest:
        return
    # All in one comparison: of eight small ones most of the time would go into beginning.
    latest = [window.stories[other].members[-settings.evidence :] for other in nearest]
    other_rows = window.rows(list(chain.from_iterable(latest)))
    scores = compare(rows, other_rows).mean(axis=0, dtype=np.float64)
    comparable = window.comparable(rows, other_rows).mean(axis=0)
    ends = list(accumulate(map(len, latest), initial=0))
    for other, (start, end) in zip(nearest, pairwise(ends), strict=True):
        as_texts = comparable[start:end].mean() >= _HALF
        needed = _needed(min(len(rows), end - start), as_texts, settings)
        pairs[_pair(key, other)] = float(scores[start:end].mean()), needed


def _needed(reports: int, as_texts: bool, settings: GroupSettings) -> float:
    """The score from which two stories become one; `reports` of the one that has fewer."""
    if not as_texts:
        return settings.merge
    return settings.merge_texts if reports >= LEAST else settings.merge_lone_text


def _clearest(pair: tuple[tuple[int, int], tuple[float, float]]) -> tuple[float, tuple[int, int]]:
    """Orders pairs of stories by how far they are above what they need."""
    keys, (score, needed) = pair
    return needed - score, keys


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _direction(one: int, other: int, window: Window, people: PeoplesWord) -> tuple[int, int] | None:
    """Which of two stories is kept: the older, or the one with articles that people hold; None if both."""
    kept, merged = min(one, other), max(one, other)
    if people.held.isdisjoint(window.stories[merged].members):
        return kept, merged
    if people.held.isdisjoint(window.stories[kept].members):
        return merged, kept
    return None


def _merge(window: Window, people: PeoplesWord, kept: int, merged: int) -> None:
    gone = window.stories[merged]
    closed = gone.articles - len(gone.members)
    window.move(list(gone.members), kept)
    window.stories[kept].articles += closed
    window.stories[kept].first = min(window.stories[kept].first, gone.first)
    people.merged(kept, merged)
