"""What the machine did to a story lately it does not take back at once: stories must not flicker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Kept = tuple[dict[int, float], list[tuple[int, int, float]]]


class Rest:
    """Stories that were merged, and pairs that were split, within a span of the articles' time.

    Args:
        span: seconds for which a merged story is not split, and two that were one are not merged.
    """

    def __init__(self, span: float) -> None:
        self._span = span
        self._now = float("-inf")
        self._merged: dict[int, float] = {}
        self._parted: dict[tuple[int, int], float] = {}

    def pass_to(self, now: float) -> None:
        """Moves the clock, in seconds, and forgets what is long ago."""
        self._now = now
        since = now - self._span
        _forget(self._merged, since)
        _forget(self._parted, since)

    def may_split(self, key: int) -> bool:
        return key not in self._merged

    def may_merge(self, one: int, other: int) -> bool:
        return _pair(one, other) not in self._parted

    def merged(self, kept: int, merged: int) -> None:
        """Two stories became one; what was split off either is not merged with it either."""
        self._merged.pop(merged, None)
        self._merged.pop(kept, None)  # to the end: the oldest stand first
        self._merged[kept] = self._now
        for pair in [pair for pair in self._parted if merged in pair]:
            at = self._parted.pop(pair)
            other = pair[0] if pair[1] == merged else pair[1]
            if other != kept:
                self._parted[_pair(kept, other)] = at

    def parted(self, one: int, other: int) -> None:
        self._parted[_pair(one, other)] = self._now

    def statistics(self) -> Kept:
        """Plain values for `restore`."""
        return self._merged, [(one, other, at) for (one, other), at in self._parted.items()]

    def restore(self, merged: Mapping[int, float], parted: list[tuple[int, int, float]]) -> None:
        self._merged = dict(merged)
        self._parted = {(one, other): at for one, other, at in parted}


def _forget(entries: dict[Any, float], since: float) -> None:
    """Drops the oldest entries; one that stands out of order waits for those before it."""
    while entries and next(iter(entries.values())) <= since:
        del entries[next(iter(entries))]


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)
