"""What people decided, which the machine never overrides."""

from __future__ import annotations

from collections.abc import Iterable


class PeoplesWord:
    """Articles that stay where a person put them, and pairs of stories a person keeps apart."""

    def __init__(self) -> None:
        self.held: set[int] = set()
        self._apart: dict[int, set[int]] = {}

    def hold(self, articles: Iterable[int]) -> None:
        self.held.update(articles)

    def keep_apart(self, one: int, other: int) -> None:
        self._apart.setdefault(one, set()).add(other)
        self._apart.setdefault(other, set()).add(one)

    def may_merge(self, one: int, other: int) -> bool:
        return other not in self._apart.get(one, ())

    def parted(self, one: int, new: int) -> None:
        """What a story is kept apart from, a story split off it is kept apart from too."""
        for other in self._apart.get(one, set()) - {new}:
            self.keep_apart(new, other)

    def merged(self, kept: int, merged: int) -> None:
        """What holds for the merged story holds for the one it went into."""
        for other in self._apart.pop(merged, set()):
            self._apart[other].discard(merged)
            self.keep_apart(kept, other)
