"""For whom what is: the order of "for you", and why each item is in it. Pure; in words: docs/accounts.md.

Nothing is learned from what a reader does: the order follows from what they follow, what is important,
what is new, and from one number of theirs, the dial.

    points = (wanted × (1 − dial) + important × dial) × fresh × variety

`wanted` grows with each thing followed that an item has, by how narrow the thing is; `important` is the
story's importance; `fresh` halves with age, down to a rest; `variety` takes from each further item of one
publisher.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, get_args

FollowKind = Literal["story", "person", "search", "hashtag", "publisher", "category", "country"]
FOLLOW_KINDS: tuple[FollowKind, ...] = get_args(FollowKind)
# The narrower a thing, the surer that an item with it is wanted. Several add up as chances do.
WANTED: dict[FollowKind, float] = {
    "story": 0.9, "person": 0.75, "search": 0.75, "hashtag": 0.65,
    "publisher": 0.4, "category": 0.3, "country": 0.25,
}  # fmt: skip
# An importance of so many points is all the importance there can be.
FULL_IMPORTANCE = 60.0
HALF_AS_FRESH_H = 12.0
NEVER_LESS_FRESH = 0.15
SAME_PUBLISHER = 0.7
ONLY_MINE, ONLY_IMPORTANT = 0, 100


# Of these two hundreds are made for a page: tuples are made and compared without running Python.
class Followed(NamedTuple):
    """One thing that a reader follows, by its key."""

    kind: FollowKind
    key: str


class Candidate(NamedTuple):
    """What may be shown.

    Attributes:
        key: of the story, or of an article in none: ("story", 12).
        publisher: id of the one whose headline would be shown.
        at: when it was last reported.
        importance: points (`group.importance.Importance.score`); 0 or less counts as none.
        matched: what of it the reader follows.
    """

    key: tuple[str, int]
    publisher: int
    at: datetime
    importance: float
    matched: frozenset[Followed] = frozenset()


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item in its place, and what its place is made of; each part is 0 to 1.

    Attributes:
        because: what of it is followed, the narrowest first; empty: it is there by importance alone.
    """

    candidate: Candidate
    points: float
    wanted: float
    important: float
    fresh: float
    because: tuple[Followed, ...] = field(default=())


def rank(
    candidates: Iterable[Candidate],
    dial: int,
    now: datetime,
    most: int,
    half_h: float = HALF_AS_FRESH_H,
) -> list[Ranked]:
    """The best items, the best first.

    Args:
        candidates: each key once.
        dial: 0: only what is followed; 100: only what is important.
        most: how many at most.
        half_h: hours in which an item becomes half as fresh.
    """
    share = min(max(dial, ONLY_MINE), ONLY_IMPORTANT) / ONLY_IMPORTANT
    heap: list[_Place] = []
    found: list[tuple[Candidate, _Weight]] = []
    for candidate in candidates:
        weight = _weigh(candidate, share, now, half_h)
        if weight[0] > 0:
            heap.append((-weight[0], -candidate.at.timestamp(), candidate.key, len(found)))
            found.append((candidate, weight))
    heapq.heapify(heap)
    return [_ranked(*found[place]) for place in _varied(heap, found, most)]


# Points as they stand, smallest first; time, key, and place in the list of what was weighed.
_Place = tuple[float, float, tuple[str, int], int]
_Weight = tuple[float, float, float, float]


def _weigh(candidate: Candidate, share: float, now: datetime, half_h: float) -> _Weight:
    """`Ranked.points` and its parts."""
    missed = 1.0
    for followed in candidate.matched:
        missed *= 1 - WANTED[followed.kind]
    wanted = 1 - missed
    important = min(max(candidate.importance / FULL_IMPORTANCE, 0.0), 1.0)
    age_h = max((now - candidate.at).total_seconds() / 3600, 0.0)
    fresh = NEVER_LESS_FRESH + (1 - NEVER_LESS_FRESH) * 0.5 ** (age_h / half_h)
    return (wanted * (1 - share) + important * share) * fresh, wanted, important, fresh


def _ranked(candidate: Candidate, weight: _Weight) -> Ranked:
    because = sorted(candidate.matched, key=lambda one: (-WANTED[one.kind], one.key))
    return Ranked(candidate, *weight, tuple(because))


def _varied(heap: list[_Place], found: Sequence[tuple[Candidate, _Weight]], most: int) -> list[int]:
    """Places in `found`: the best first, each further one of a publisher worth less.

    Points only fall, so the first of the heap that is up to date is the best of all.
    """
    chosen: list[int] = []
    of_publisher: Counter[int] = Counter()
    while heap and len(chosen) < most:
        stated, at, key, place = heapq.heappop(heap)
        candidate, weight = found[place]
        points = weight[0] * SAME_PUBLISHER ** of_publisher[candidate.publisher]
        if points < -stated:
            heapq.heappush(heap, (-points, at, key, place))
            continue
        of_publisher[candidate.publisher] += 1
        chosen.append(place)
    return chosen
