"""Running affairs: a story and the earlier one it goes on from, which is open still or has closed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from broadsheet.group import decide
from broadsheet.group.centre import Centre
from broadsheet.group.exact import Search
from broadsheet.group.nearest import Nearest
from broadsheet.group.settings import GroupSettings
from broadsheet.group.types import ClosedStories, StoryLink, Vector
from broadsheet.group.window import Story, Window

_GROWN = 1.25  # times as many articles as at the last look: less moves its mean too little to look again
_LEAST = 2  # articles: a single one is no story yet that an affair could be made of
KEPT = 20_000  # closed stories remembered, the latest; bounds the memory and the time of a look


@dataclass(frozen=True, slots=True)
class _Closed:
    first: float
    last: float


class Affairs:
    """Finds the "before" of stories, one for each. Closed stories are remembered by one vector each."""

    def __init__(self, settings: GroupSettings) -> None:
        self._settings = settings
        self._closed: OrderedDict[int, _Closed] = OrderedDict()
        self._vectors = Nearest()
        self._linked: set[int] = set()
        self._looked: dict[int, int] = {}

    def close(self, story: Story, centroid: Vector) -> None:
        """Remembers a story of which the last open article is about to be forgotten."""
        self._linked.discard(story.key)
        self._looked.pop(story.key, None)
        if story.articles < _LEAST:
            return
        self._closed[story.key] = _Closed(story.first, story.last)
        self._vectors.add(story.key, centroid)
        oldest = story.last - self._settings.affair.total_seconds()
        while self._closed and (len(self._closed) > KEPT or next(iter(self._closed.values())).last < oldest):
            key, _ = self._closed.popitem(last=False)
            self._vectors.remove(key)

    def restore(self, closed: ClosedStories, linked: Iterable[int], centre: Centre) -> None:
        """Remembers stories that closed before a restart, and which open ones have a "before" already."""
        self._linked = set(linked)
        keys, first, last = closed.keys[-KEPT:], closed.first[-KEPT:], closed.last[-KEPT:]
        self._closed = OrderedDict(
            zip(keys.tolist(), map(_Closed, first.tolist(), last.tolist()), strict=True)
        )
        if len(keys):
            vectors = closed.vectors[-KEPT:].astype(np.float32)
            self._vectors.load(keys, centre.centred(vectors, centre.codes(closed.languages[-KEPT:])))

    def find(self, changed: set[int], window: Window, search: Search) -> list[StoryLink]:
        """The links of stories that changed lately and have none yet."""
        links: list[StoryLink] = []
        for key in sorted(changed - self._linked):
            story = window.stories.get(key)
            looked_at = self._looked.pop(key, 0)
            if story is None or story.articles < _LEAST:
                continue
            little = looked_at <= story.articles < _GROWN * looked_at
            self._looked[key] = looked_at if little else story.articles
            if little:
                continue
            link = self._before(story, window, search)
            if link is not None:
                self._linked.add(key)
                del self._looked[key]
                links.append(link)
        return links

    def _before(self, story: Story, window: Window, search: Search) -> StoryLink | None:
        """The earlier story most like this one, if they are alike enough to be of one affair."""
        centroid = window.centroid(story.members[-self._settings.members :])
        keys, cosines = self._vectors.search(centroid, self._settings.stories)
        found = [
            (float(cosine), key)
            for key, cosine in zip(keys, cosines, strict=True)
            if self._closed[key].first < story.first
        ]
        near, _ = search.search(centroid, self._settings.nearest)
        others = dict.fromkeys(window.story_of[article] for article in near)
        open_stories = [window.stories[key] for key in list(others)[: self._settings.stories]]
        earlier = [
            other
            for other in open_stories
            if other.key != story.key and other.first < story.first and other.articles >= _LEAST
        ]
        if earlier:
            centroids = window.centroids([other.members[-self._settings.members :] for other in earlier])
            keys = [other.key for other in earlier]
            found += zip((centroids @ centroid).tolist(), keys, strict=True)
        score, before = max(found, default=(-1.0, 0))
        if score < self._settings.link:
            return None
        return StoryLink(before, story.key, score, decide.link_reason(score, self._settings.link))
