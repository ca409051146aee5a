"""Exact search for the nearest vectors: every one is looked at. For up to some ten thousand articles."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from broadsheet.group.types import Vector


class Search(Protocol):
    """What a search for the nearest vectors offers. Vectors have length 1."""

    def add(self, key: int, vector: Vector) -> None:
        """Keeps a vector under a key; a key that is known gets the new vector."""

    def gather(self, keys: NDArray[np.int64], vectors: NDArray[np.floating]) -> None:
        """Takes vectors (n, d) of any precision with their keys (n,), each once, for the next `arrange`."""

    def arrange(self) -> None:
        """Forgets everything and keeps what was gathered."""

    def remove(self, key: int) -> None:
        """Forgets a key; one that is not known is no error."""

    def search(self, vector: Vector, k: int) -> tuple[list[int], NDArray[np.float32]]:
        """Up to k keys and their cosines, the nearest first."""


class Exact:
    """All vectors in one matrix."""

    def __init__(self) -> None:
        self._vectors: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._keys: list[int] = []
        self._rows: dict[int, int] = {}
        self._gathered: list[tuple[NDArray[np.int64], NDArray[np.float32]]] = []

    def add(self, key: int, vector: Vector) -> None:
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = len(self._keys)
            self._keys.append(key)
            if row >= len(self._vectors):
                grown = np.zeros((max(256, 2 * row), len(vector)), np.float32)
                if row:
                    grown[:row] = self._vectors[:row]
                self._vectors = grown
        self._vectors[row] = vector

    def gather(self, keys: NDArray[np.int64], vectors: NDArray[np.floating]) -> None:
        self._gathered.append((keys, vectors.astype(np.float32)))

    def arrange(self) -> None:
        gathered, self._gathered = self._gathered, []
        self._vectors = np.concatenate([vectors for _, vectors in gathered] or [np.zeros((0, 0), np.float32)])
        self._keys = [key for keys, _ in gathered for key in keys.tolist()]
        self._rows = {key: row for row, key in enumerate(self._keys)}

    def remove(self, key: int) -> None:
        row = self._rows.pop(key, None)
        if row is None:
            return
        last = self._keys.pop()
        if last != key:
            self._keys[row] = last
            self._rows[last] = row
            self._vectors[row] = self._vectors[len(self._keys)]

    def search(self, vector: Vector, k: int) -> tuple[list[int], NDArray[np.float32]]:
        count = len(self._keys)
        if not count or k < 1:
            return [], np.zeros(0, np.float32)
        cosines = self._vectors[:count] @ vector
        best = np.argpartition(-cosines, k - 1)[:k] if k < count else np.arange(count)
        # Of two alike the older one: the order must not hang on the rows.
        order = sorted(best.tolist(), key=lambda row: (-cosines[row], self._keys[row]))
        return [self._keys[row] for row in order], cosines[order]
