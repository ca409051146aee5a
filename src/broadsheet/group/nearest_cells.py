"""Cells of near vectors, the parts of `Nearest`: eight bits a number, so many vectors a cell at most.

They are compared as they are, by numkong's kernels for eight-bit numbers: numpy has none, and making single
precision of them first takes three times as long.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Protocol, TypeVar

import numkong
import numpy as np
from numpy.typing import NDArray

from broadsheet.group.types import Vector

_LOADED = 0.625  # how full a cell made in bulk is, on average: room to grow before it is split
_BRANCHES = 64  # parts into which many vectors are divided at once
_SAMPLE = 64  # vectors a part that its centre is learned from
_ROUNDS = 4  # of k-means; more change the recall by less than 0.002
_CHUNK = 1024  # vectors looked at together: 1.5 MB, as a core's cache holds
_FIRST_CENTRES = 64
_MANY = 50_000  # vectors from which on dividing them is worth all cores
_LEAST_SHARE = 0.125  # a part smaller than this is not worth a cell: then the half is taken

Matrix = NDArray[np.float32]
Numbers = NDArray[np.int8]
Rows = NDArray[np.intp]
Work = TypeVar("Work")
Done = TypeVar("Done")


class Packed(NamedTuple):
    """Vectors as eight-bit numbers (n, d) and what each is to be multiplied by (n,)."""

    numbers: Numbers
    scales: NDArray[np.float32]

    @classmethod
    def of(cls, vectors: Matrix) -> Packed:
        """Vectors (n, d), none of them all zeros or so they stay."""
        scales = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / 127
        divided = vectors / scales[:, None]
        return cls(np.rint(divided, out=divided).astype(np.int8), scales)

    def rows(self, rows: Rows) -> Packed:
        """Some of them."""
        return Packed(self.numbers[rows], self.scales[rows])

    def vectors(self) -> Matrix:
        """Them as they were, but for rounding, (n, d)."""
        return self.numbers * self.scales[:, None]


class Cell:
    """Up to `room` vectors, each as eight-bit numbers and their scale.

    The error of a cosine by that is about 0.0007 (384 numbers); the memory a quarter of single precision.

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
        self.numbers: Numbers = np.empty((room, size), np.int8)
        self.scales: NDArray[np.float32] = np.empty(room, np.float32)

    def put(self, keys: NDArray[np.int64], vectors: Packed) -> None:
        """Adds n vectors; there must be room for them."""
        rows = slice(self.count, self.count + len(keys))
        self.numbers[rows], self.scales[rows] = vectors
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

    def cosines(self, vector: Packed, out: NDArray[np.float32]) -> None:
        """Writes the cosines with one vector, of length 1, to `out`, (count,)."""
        numkong.cdist(vector.numbers, self.numbers[: self.count], "dot", out=out[None], out_dtype="float32")
        out *= self.scales[: self.count] * vector.scales[0]

    def packed(self) -> Packed:
        """All vectors as they lie here."""
        return Packed(self.numbers[: self.count], self.scales[: self.count])

    def vectors(self) -> Matrix:
        """All vectors, (count, d)."""
        return self.packed().vectors()

    def with_room(self, room: int) -> Cell:
        """This one if it has room for so many vectors, else one like it with at least twice the room."""
        if room <= len(self.keys):
            return self
        larger = Cell(self.id, max(room, 2 * len(self.keys)), self.numbers.shape[1])
        larger.put(self.keys[: self.count], self.packed())
        return larger

    def centre(self) -> Vector:
        """The direction of the mean; the centre is up to date then."""
        self.changes = 0
        return unit(self.scales[: self.count] @ self.numbers[: self.count].astype(np.float32))


class Centres:
    """The centres of cells by the cells' ids."""

    def __init__(self) -> None:
        self._cell = Cell(0, 0, 0)

    def load(self, ids: NDArray[np.int64], vectors: Matrix) -> None:
        """Forgets everything and keeps these, (n,) and (n, d)."""
        self._cell = Cell(0, max(_FIRST_CENTRES, 2 * len(ids)), vectors.shape[1])
        self._cell.put(ids, Packed.of(vectors))

    def put(self, id: int, vector: Vector) -> None:
        """Keeps the centre (d,) of a cell that has none yet."""
        cell = self._cell
        if cell.count == len(cell.keys):
            self.load(cell.keys, cell.vectors().reshape(cell.count, len(vector)))
        self._cell.put(np.array([id], np.int64), Packed.of(vector[None]))

    def replace(self, id: int, vector: Vector) -> None:
        self._cell.remove(id)
        self.put(id, vector)

    def remove(self, id: int) -> None:
        self._cell.remove(id)

    def nearest(self, vector: Packed, most: int) -> list[int]:
        """Ids of at most so many cells, the nearest centre first."""
        cosines = np.empty(self._cell.count, np.float32)
        self._cell.cosines(vector, cosines)
        if most == 1:
            return [int(self._cell.keys[cosines.argmax()])]
        best = np.argpartition(-cosines, most - 1)[:most] if most < len(cosines) else np.arange(len(cosines))
        ordered: list[int] = self._cell.keys[best[np.argsort(-cosines[best], kind="stable")]].tolist()
        return ordered


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


def partition(vectors: Packed, room: int, chance: np.random.Generator) -> list[Rows]:
    """Divides many vectors (n, d) into parts of near ones, each of at most `room`.

    Hierarchical k-means: each level divides by at most `_BRANCHES`, so the work grows with n log n. Many are
    divided on all cores, with the same result: numpy lets go of Python's lock while it reckons.

    Returns:
        the rows of each part; together every row once.
    """
    count = len(vectors.numbers)
    if count < _MANY:
        return _partition(vectors, room, chance, lambda task, works: list(map(task, works)))
    with ThreadPoolExecutor(os.cpu_count()) as hands:
        return _partition(vectors, room, chance, lambda task, works: list(hands.map(task, works)))


class _All(Protocol):
    """Does a task for each of many, in any order; gives what came of them, in theirs."""

    def __call__(self, task: Callable[[Work], Done], works: Iterable[Work], /) -> list[Done]: ...


def _partition(vectors: Packed, room: int, chance: np.random.Generator, do_all: _All) -> list[Rows]:
    parts: list[Rows] = []
    waiting: list[Rows] = [np.arange(len(vectors.numbers))]
    while waiting:  # a level at a time
        parts += [rows for rows in waiting if 0 < len(rows) <= room]
        large = [rows for rows in waiting if len(rows) > room]

        def learn(work: tuple[Rows, np.random.Generator]) -> Matrix:
            rows, chance = work
            wanted = min(_BRANCHES, max(2, round(len(rows) / (_LOADED * room))))
            sample = rows[chance.choice(len(rows), min(len(rows), wanted * _SAMPLE), replace=False)]
            return _learn_centres(vectors.rows(sample).vectors(), wanted, chance)

        def assign(work: tuple[Rows, Matrix]) -> Rows:
            rows, centres = work  # of a vector's length the nearest centre does not depend
            nearest: Rows = (vectors.numbers[rows].astype(np.float32) @ centres.T).argmax(1)
            return nearest

        centres = do_all(learn, zip(large, chance.spawn(len(large)), strict=True))
        chunks = [range(0, len(rows), _CHUNK) for rows in large]
        nearest = iter(
            do_all(
                assign,
                (
                    (rows[start : start + _CHUNK], of_rows)
                    for rows, of_rows, starts in zip(large, centres, chunks, strict=True)
                    for start in starts
                ),
            )
        )
        waiting = []
        for rows, of_rows, starts in zip(large, centres, chunks, strict=True):
            waiting += _apart(rows, np.concatenate([next(nearest) for _ in starts]), len(of_rows))
    return parts


def _apart(rows: Rows, nearest: Rows, count: int) -> list[Rows]:
    """Rows (n) by which of `count` centres is the nearest to each (n)."""
    sizes = np.bincount(nearest, minlength=count)
    if sizes.max() == len(rows):  # all alike: any part is as good as another
        return np.array_split(rows, count)
    return np.split(rows[np.argsort(nearest, kind="stable")], np.cumsum(sizes)[:-1])


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
