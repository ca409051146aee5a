"""Several orders of the same things made one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
_K = 60.0


def fuse(orders: Sequence[tuple[float, Sequence[Key]]]) -> dict[Key, float]:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009).

    Args:
        orders: each a weight and keys, the best first.

    Returns:
        a score for each key, the best first; of two alike the one that came first in an earlier order.
    """
    scores: dict[Key, float] = {}
    for weight, keys in orders:
        for rank, key in enumerate(keys, 1):
            scores[key] = scores.get(key, 0.0) + weight / (_K + rank)
    return dict(sorted(scores.items(), key=lambda item: -item[1]))
