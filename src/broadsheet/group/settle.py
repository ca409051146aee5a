"""Later evidence: which open stories turn out to be one, and which are one affair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from broadsheet.group import decide
from broadsheet.group.exact import Exact, Search
from broadsheet.group.people import PeoplesWord
from broadsheet.group.settings import GroupSettings
from broadsheet.group.types import StoryLink, StoryMerge, Vector
from broadsheet.group.window import Rows, Story, Window

Compare = Callable[[Rows, Rows], decide.Scores]

_ROUNDS = 3  # a merged story may have a new nearest one; what is left waits for the next time
_NEIGHBOURS = 4  # stories that a changed story is compared with


def merge_stories(
    window: Window,
    search: Search,
    people: PeoplesWord,
    changed: set[int],
    settings: GroupSettings,
    compare: Compare,
) -> list[StoryMerge]:
    """Merges stories that are each other's nearest and similar enough.

    Args:
        changed: keys of stories that got articles lately; only these and their nearest are looked at.
        compare: similarities of articles by their rows in the window.

    Returns:
        the merges, done in `window` and `people` already, in their order.
    """
    merges: list[StoryMerge] = []
    waiting = set(changed)
    for _ in range(_ROUNDS):
        nearest: dict[int, tuple[int, float]] = {}

        def look(key: int, nearest: dict[int, tuple[int, float]] = nearest) -> tuple[int, float]:
            if key not in nearest:
                nearest[key] = _nearest_story(key, window, search, people, settings, compare)
            return nearest[key]

        again: set[int] = set()
        for key in sorted(waiting):
            if key not in window.stories or key in again:
                continue
            other, score = look(key)
            if (
                score < settings.merge
                or other not in window.stories
                or other in again
                or look(other)[0] != key
            ):
                continue
            kept, merged = min(key, other), max(key, other)
            if people.held.intersection(window.stories[merged].members):
                if people.held.intersection(window.stories[kept].members):
                    continue
                kept, merged = merged, kept
            _merge(window, people, kept, merged)
            merges.append(StoryMerge(kept, merged, score, decide.merge_reason(score, settings.merge)))
            again.add(kept)
        if not again:
            break
        waiting = again
    return merges


def _merge(window: Window, people: PeoplesWord, kept: int, merged: int) -> None:
    gone = window.stories[merged]
    window.move(list(gone.members), kept)
    window.stories[kept].articles += gone.articles
    window.stories[kept].first = min(window.stories[kept].first, gone.first)
    people.merged(kept, merged)


def _nearest_story(
    key: int, window: Window, search: Search, people: PeoplesWord, settings: GroupSettings, compare: Compare
) -> tuple[int, float]:
    """The story with the highest mean similarity of its reports to this one's; (-1, -1.0) if none is near."""
    members = window.stories[key].members[-settings.members :]
    near, _ = search.search(window.centroid(members), settings.nearest)
    others: dict[int, None] = {}
    for article in near:
        other = window.story_of[article]
        if other != key and people.may_merge(key, other):
            others.setdefault(other)
    rows = window.rows(members)
    best = (-1, -1.0)
    for other in list(others)[:_NEIGHBOURS]:
        score = float(compare(rows, window.rows(window.stories[other].members[-settings.members :])).mean())
        if score > best[1]:
            best = (other, score)
    return best


@dataclass(slots=True)
class _Closed:
    first: float
    last: float


class Affairs:
    """Links stories of one affair: `before` and `after`. Closed stories are remembered by their centroid."""

    def __init__(self, settings: GroupSettings) -> None:
        self._settings = settings
        self._closed: dict[int, _Closed] = {}
        self._centroids = Exact()

    def close(self, story: Story, centroid: Vector) -> None:
        """Remembers a story whose last article was forgotten; one with a single article is no affair."""
        if story.articles > 1:
            self._closed[story.key] = _Closed(story.first, story.last)
            self._centroids.add(story.key, centroid)

    def take(self, window: Window, search: Search) -> list[StoryLink]:
        return []
