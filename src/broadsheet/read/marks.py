"""The coverage mark: one stroke for one independent report, its shape the kind of owner. Pure.

Over `MOST` strokes the mark shows the mix in proportion, every kind keeping at least one; the number beside
it tells the truth. The words beside it carry the meaning, so that no shape has to be learnt.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from broadsheet.store.models import Ownership

MOST = 24
MOST_BIG = 36
MOST_SMALL = 16
HEIGHT = 14
_WIDTH = 5
_PITCH = 7

_SOLID = "M0 0h5v14h-5z"
_SPLIT = "M0 0h5v6h-5zM0 8h5v6h-5z"
_SLANTED = "M0 14h2.4l2.6-14h-2.4z"
_HOLLOW = "M0 0h5v14h-5zM1.2 1.2v11.6h2.6v-11.6z"
_DOT = "M2.5 4.5a2.5 2.5 0 1 0 .01 0z"

# In the order that marks show them.
STROKES: dict[str, str] = {
    Ownership.PRIVATE: _SOLID,
    Ownership.PUBLIC_SERVICE: _SPLIT,
    Ownership.NON_PROFIT: _SLANTED,
    Ownership.ACADEMIC: _SLANTED,
    Ownership.STATE: _HOLLOW,
    Ownership.GOVERNMENT: _HOLLOW,
    Ownership.NEWS_AGENCY: _DOT,
    Ownership.PARTY: _DOT,
    Ownership.UNKNOWN: _DOT,
}
_MOVE = re.compile(r"M([\d.]+)")


@dataclass(frozen=True, slots=True)
class Mark:
    """The drawing: its width, `HEIGHT` high, one path with `fill-rule` evenodd."""

    width: int
    path: str


def stroke(ownership: str) -> str:
    """The path of one stroke, 5 wide and 14 high; a dot for a kind nobody knows."""
    return STROKES.get(ownership, _DOT)


def draw(owners: Mapping[str, int], most: int = MOST) -> Mark:
    """The mark of so many independent reports by kind of owner.

    Args:
        owners: kind of ownership to how many reports; kinds that are unknown count as owner unknown.
        most: strokes at most.
    """
    counts = dict.fromkeys(STROKES, 0)
    for kind, count in owners.items():
        counts[kind if kind in STROKES else Ownership.UNKNOWN] += max(int(count), 0)
    return _draw(tuple(_within(counts, most).items()))


def _within(counts: Mapping[str, int], most: int) -> dict[str, int]:
    """The counts if they fit, else their proportions: largest remainders, and none that is there lost."""
    total = sum(counts.values())
    if total <= most:
        return dict(counts)
    exact = {kind: count * most / total for kind, count in counts.items()}
    shown = {kind: max(int(share), 1) if counts[kind] else 0 for kind, share in exact.items()}
    while sum(shown.values()) != most:
        over = sum(shown.values()) > most
        # The kind that is furthest from its share gives, or gets, one.
        open_to = [kind for kind in shown if (shown[kind] > 1 if over else counts[kind])]
        if not open_to:
            break
        kind = (max if over else min)(open_to, key=lambda kind: shown[kind] - exact[kind])
        shown[kind] += -1 if over else 1
    return shown


@lru_cache(maxsize=2048)
def _draw(counts: tuple[tuple[str, int], ...]) -> Mark:
    strokes = [STROKES[kind] for kind, count in counts for _ in range(count)]
    path = "".join(_moved(shape, place * _PITCH) for place, shape in enumerate(strokes))
    return Mark(max(len(strokes) * _PITCH - (_PITCH - _WIDTH), _WIDTH), path)


def _moved(shape: str, by: int) -> str:
    return _MOVE.sub(lambda match: f"M{float(match[1]) + by:g}", shape)
