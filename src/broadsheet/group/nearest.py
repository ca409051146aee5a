"""The nearest open articles, at a cost that does not grow with how many are open.

Vectors lie in cells of near ones (an inverted file, as in product search: Sivic and Zisserman, ICCV 2003),
which divide when they are full and are given up when they are nearly empty, so no training is ever due. A
search compares the vector with the centres of all cells and then with `budget` vectors of the nearest cells:
as long as no more than these are open it is exact but for rounding, and with a million it looks at one in a
hundred.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from broadsheet.group.nearest_cells import FULL, SPARSE, Cell, Matrix, halves, partition, unit
from broadsheet.group.types import Vector

BUDGET = 12_000  # vectors that a search compares, centres included
_LEAST_CELLS = 8  # cells that are searched even where the centres alone use the budget up (4 million vectors)
_STALE = 8  # a centre is worked out anew when one in so many of its vectors changed
_FIRST_CELLS = 16


class Nearest:
    """Vectors of length 1, by key. Not safe for several threads.

    Memory: 0.4 to 0.8 KB a vector of 384 numbers, plus 0.1 KB for its key.

    Args:
        budget: vectors that a search compares.
        seed: of the chance by which cells are divided.
    """

    def __init__(self, budget: int = BUDGET, seed: int = 0) -> None:
        self._budget = budget
        self._chance = np.random.default_rng(seed)
        self._cells: list[Cell] = []
        self._centres: Matrix = np.zeros((0, 0), np.float32)
        self._counts: NDArray[np.intp] = np.zeros(0, np.intp)
        self._cell_of: dict[int, Cell] = {}
        self._place: dict[Cell, int] = {}
        self._room: Matrix = np.zeros((0, 0), np.float32)

    def __len__(self) -> int:
        return len(self._cell_of)

    def add(self, key: int, vector: Vector) -> None:
        """Keeps a vector, (d,), under a key; a key that is known gets the new vector."""
        self.remove(key)
        if not self._cells:
            self._open(Cell(len(vector)), vector)
        cell = self._cells[int((self._centres[: len(self._cells)] @ vector).argmax())]
        if cell.count == FULL:
            self._divide(cell)
            cell = self._cells[int((self._centres[: len(self._cells)] @ vector).argmax())]
        cell.put(np.array([key], np.int64), vector[None])
        self._cell_of[key] = cell
        self._note(cell)

    def remove(self, key: int) -> None:
        """Forgets a key; one that is not known is no error."""
        cell = self._cell_of.pop(key, None)
        if cell is None:
            return
        cell.remove(key)
        self._note(cell)
        if cell.count < SPARSE and len(self._cells) > 1:
            self._give_up(cell)

    def search(self, vector: Vector, k: int) -> tuple[list[int], NDArray[np.float32]]:
        """Up to k keys and their cosines with a vector (d,) of length 1, the nearest first."""
        cells = self._nearest_cells(vector)
        total = sum(cell.count for cell in cells)
        if not total or k < 1:
            return [], np.zeros(0, np.float32)
        cosines = np.empty(total, np.float32)
        keys = np.empty(total, np.int64)
        start = 0
        for cell in cells:
            count = cell.count
            room = self._room[:count]
            np.copyto(room, cell.numbers[:count])
            np.dot(room, vector, out=cosines[start : start + count])
            cosines[start : start + count] *= cell.scales[:count]
            keys[start : start + count] = cell.keys[:count]
            start += count
        best = np.argpartition(-cosines, k - 1)[:k] if k < total else np.arange(total)
        order = best[np.lexsort((keys[best], -cosines[best]))]  # of two alike the older one
        return keys[order].tolist(), cosines[order]

    def load(self, keys: NDArray[np.int64], vectors: NDArray[np.floating]) -> None:
        """Forgets everything and keeps these: keys (n,), each once, and vectors (n, d) of any precision."""
        self._cells, self._cell_of, self._place = [], {}, {}
        few: list[int] = []
        for rows in partition(vectors, self._chance):
            if len(rows) < SPARSE and len(rows) < len(keys):
                few += rows.tolist()
                continue
            cell = Cell(vectors.shape[1])
            cell.put(keys[rows], vectors[rows].astype(np.float32))
            self._open(cell, cell.centre())
            self._cell_of.update(dict.fromkeys(keys[rows].tolist(), cell))
        for row in few:
            self.add(int(keys[row]), vectors[row].astype(np.float32))

    def _nearest_cells(self, vector: Vector) -> list[Cell]:
        """The cells to look into: all if the budget allows, else the nearest that it allows."""
        count = len(self._cells)
        if len(self) + count <= self._budget:
            return self._cells
        lean = self._centres[:count] @ vector
        most = min(count, max(_LEAST_CELLS, 2 * self._budget // SPARSE))
        near = np.argpartition(-lean, most - 1)[:most]
        near = near[np.argsort(-lean[near])]
        taken = np.searchsorted(np.cumsum(self._counts[near]), self._budget - count, side="right")
        return [self._cells[place] for place in near[: max(int(taken), _LEAST_CELLS)]]

    def _open(self, cell: Cell, centre: Vector) -> None:
        place = len(self._cells)
        if place == len(self._centres):
            centres = np.zeros((max(_FIRST_CELLS, 2 * place), len(centre)), np.float32)
            counts = np.zeros(len(centres), np.intp)
            if place:
                centres[:place], counts[:place] = self._centres, self._counts
            self._centres, self._counts = centres, counts
            self._room = np.empty((FULL, len(centre)), np.float32)
        self._cells.append(cell)
        self._place[cell] = place
        self._centres[place], self._counts[place] = centre, cell.count

    def _close(self, cell: Cell) -> None:
        """Takes a cell away; the last one gets its place."""
        place, last = self._place.pop(cell), self._cells.pop()
        if last is not cell:
            self._cells[place] = last
            self._place[last] = place
            self._centres[place] = self._centres[len(self._cells)]
            self._counts[place] = last.count

    def _note(self, cell: Cell) -> None:
        """A cell has changed: its count, and now and then its centre."""
        place = self._place[cell]
        self._counts[place] = cell.count
        if cell.count and cell.changes * _STALE > cell.count:
            self._centres[place] = cell.centre()

    def _divide(self, cell: Cell) -> None:
        vectors, keys = cell.vectors(), cell.keys.copy()
        apart = halves(vectors, self._chance)
        self._close(cell)
        for chosen in (~apart, apart):
            part = Cell(vectors.shape[1])
            part.put(keys[chosen], vectors[chosen])
            self._open(part, part.centre())
            self._cell_of.update(dict.fromkeys(keys[chosen].tolist(), part))

    def _give_up(self, cell: Cell) -> None:
        self._close(cell)
        keys = cell.keys[: cell.count].tolist()
        for key, vector in zip(keys, cell.vectors(), strict=True):
            del self._cell_of[key]
            self.add(key, unit(vector))
