"""Cells of near vectors, the parts of `Nearest`: eight bits a number, so many vectors a cell at most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from broadsheet.group.types import Vector

_LOADED = 0.625  # how full a cell made in bulk is, on average: room to grow before it is split
_BRANCHES = 64  # parts into which many vectors are divided at once
_SAMPLE = 64  # vectors a part that its centre is learned from
_ROUNDS = 4  # of k-means; more change the recall by less than 0.002
_CHUNK = 8192  # vectors looked at together: 12 MB
_LEAST_SHARE = 0.125  # a part smaller than this is not worth a cell: then the half is taken

Matrix = NDArray[np.float32]
Rows = NDArray[np.intp]


class Cell:
    """Up to `room` vectors, each as eight-bit numbers and their scale.

    The error of a cosine by that is about 0.0005 (384 numbers); the memory a quarter of single precision.

    Attributes:
        id: of the cell.
        count: how many vectors it holds; only the first `count` rows are valid.
        keys: their keys, (room,).
        numbers: vectors divided by their scales, int8, (room, d).
        scales: (room,).
        changes: vectors that came or went since the centre was worked out.
    """

    __slots__ = ("changes", "count", "id", "keys", "numbers", "scales")

    def __init__(self, id: int, room: int, size: int) -> None:
        self.id = id
        self.count = 0
        self.changes = 0
        self.keys: NDArray[np.int64] = np.empty(room, np.int64)
        self.numbers: NDArray[np.int8] = np.empty((room, size), np.int8)
        self.scales: NDArray[np.float32] = np.empty(room, np.float32)

    def put(self, keys: NDArray[np.int64], vectors: Matrix) -> None:
        """Adds vectors (n, d); there must be room for them."""
        rows = slice(self.count, self.count + len(keys))
        scales = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / 127
        np.rint(vectors / scales[:, None], out=self.numbers[rows], casting="unsafe")
        self.scales[rows] = scales
        self.keys[rows] = keys
        self.count += len(keys)
        self.changes += len(keys)

    def remove(self, key: int) -> None:
        """Forgets a vector that is there; the last one takes its row."""
        row = int(np.flatnonzero(self.keys[: self.count] == key)[0])
        self.count -= 1
        self.changes += 1
        self.keys[row] = self.keys[self.count]
        self.numbers[row] = self.numbers[self.count]
        self.scales[row] = self.scales[self.count]

    def vectors(self) -> Matrix:
        """All vectors, (count, d)."""
        return self.numbers[: self.count] * self.scales[: self.count, None]

    def centre(self) -> Vector:
        """The direction of the mean; the centre is up to date then."""
        self.changes = 0
        return unit(self.scales[: self.count] @ self.numbers[: self.count].astype(np.float32))


def unit(vector: Vector) -> Vector:
    """A vector (d,) brought to length 1."""
    direction: Vector = vector / max(float(np.sqrt(vector @ vector)), 1e-9)
    return direction.astype(np.float32, copy=False)


def halves(vectors: Matrix, chance: np.random.Generator) -> NDArray[np.bool_]:
    """Divides vectors (n, d) in two by 2-means: which belong to the second part, (n,).

    No part has less than an eighth of them, however they lie.
    """
    first, second = _learn_centres(vectors, 2, chance)
    lean = vectors @ (second - first)
    apart: NDArray[np.bool_] = lean > 0
    if not _LEAST_SHARE <= apart.mean() <= 1 - _LEAST_SHARE:
        apart = np.zeros(len(vectors), np.bool_)
        apart[np.argsort(lean, kind="stable")[len(vectors) // 2 :]] = True
    return apart


def partition(vectors: NDArray[np.floating], room: int, chance: np.random.Generator) -> list[Rows]:
    """Divides many vectors (n, d) into parts of near ones, each of at most `room`.

    Hierarchical k-means: each level divides by at most `_BRANCHES`, so the work grows with n log n.

    Returns:
        the rows of each part; together every row once.
    """
    parts: list[Rows] = []
    waiting: list[Rows] = [np.arange(len(vectors))] if len(vectors) else []
    while waiting:
        rows = waiting.pop()
        if len(rows) <= room:
            parts.append(rows)
            continue
        wanted = min(_BRANCHES, max(2, round(len(rows) / (_LOADED * room))))
        sample = rows[chance.permutation(len(rows))[: wanted * _SAMPLE]]
        centres = _learn_centres(vectors[sample].astype(np.float32), wanted, chance)
        nearest = np.concatenate(
            [
                (vectors[rows[start : start + _CHUNK]].astype(np.float32, copy=False) @ centres.T).argmax(1)
                for start in range(0, len(rows), _CHUNK)
            ]
        )
        sizes = np.bincount(nearest, minlength=wanted)
        if sizes.max() == len(rows):  # all alike: any part is as good as another
            waiting += np.array_split(rows, wanted)
            continue
        ordered = rows[np.argsort(nearest, kind="stable")]
        waiting += [part for part in np.split(ordered, np.cumsum(sizes)[:-1]) if len(part)]
    return parts


def _learn_centres(vectors: Matrix, count: int, chance: np.random.Generator) -> Matrix:
    """Centres (count, d) of vectors by spherical k-means; an empty one starts again at a vector by chance."""
    centres = vectors[chance.choice(len(vectors), count, replace=False)]
    for _ in range(_ROUNDS):
        nearest = (vectors @ centres.T).argmax(axis=1)
        belongs = np.zeros((count, len(vectors)), np.float32)
        belongs[nearest, np.arange(len(vectors))] = 1
        sums = belongs @ vectors
        empty = np.flatnonzero(belongs.sum(axis=1) == 0)
        sums[empty] = vectors[chance.choice(len(vectors), len(empty))]
        lengths = np.sqrt(np.einsum("ij,ij->i", sums, sums))
        centres = sums / np.maximum(lengths, 1e-9)[:, None]
    return centres
