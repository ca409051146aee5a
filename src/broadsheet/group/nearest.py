"""The nearest open articles, at a cost that does not grow with how many are open.

Vectors lie in cells of near ones (an inverted file: Sivic and Zisserman, ICCV 2003), which divide when they
are full and are given up when they are nearly empty, so no training is ever due. A search looks for the cells
whose centres are nearest, and then at `budget` vectors in them: as long as no more are open it is exact but
for rounding. With a million vectors there are about 3,000 cells.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from broadsheet.group.nearest_cells import Cell, Centres, Packed, halves, partition, unit
from broadsheet.group.types import Vector

BUDGET = 12_000  # vectors that a search looks at
ROOM = 512  # vectors of a cell; with one more it is divided
SPARSE = 48  # a cell with fewer is given up, its vectors go to the cells beside it
_STALE = 8  # a centre is worked out anew when one in so many of its vectors changed
_MOST_CELLS = 3  # times as many centres are asked for as full cells use the budget up


class Nearest:
    """Vectors of length 1, by key. Not safe for several threads.

    Memory: 0.6 KB a vector of 384 numbers, plus 0.1 KB for its key.

    Args:
        budget: vectors that a search looks at.
        seed: of the chance by which cells are divided.
    """

    def __init__(self, budget: int = BUDGET, seed: int = 0) -> None:
        self._budget = budget
        self._chance = np.random.default_rng(seed)
        self._centres = Centres()
        self._cells: dict[int, Cell] = {}
        self._opened = 0
        self._cell_of: dict[int, Cell] = {}
        self._gathered: Cell | None = None  # as large as need be: of pieces the memory would stay taken

    def __len__(self) -> int:
        return len(self._cell_of)

    def add(self, key: int, vector: Vector) -> None:
        """Keeps a vector, (d,), under a key; a key that is known gets the new vector."""
        self.remove(key)
        if not self._cells:
            self._centres.load(np.zeros(0, np.int64), np.zeros((0, len(vector)), np.float32))
            self._centres.put(self._open(len(vector)).id, vector)
        packed = Packed.of(vector[None])
        cell = self._cell_for(packed)
        if cell.count == ROOM:
            self._divide(cell)
            cell = self._cell_for(packed)
        cell.put(np.array([key], np.int64), packed)
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
        packed = Packed.of(vector[None])
        cells = self._nearest_cells(packed)
        total = sum(cell.count for cell in cells)
        if not total or k < 1:
            return [], np.zeros(0, np.float32)
        cosines, keys = np.empty(total, np.float32), np.empty(total, np.int64)
        start = 0
        for cell in cells:
            count = cell.count
            cell.cosines(packed, cosines[start : start + count])
            keys[start : start + count] = cell.keys[:count]
            start += count
        best = np.argpartition(-cosines, k - 1)[:k] if k < total else np.arange(total)
        order = best[np.lexsort((keys[best], -cosines[best]))]  # of two alike the older one
        return keys[order].tolist(), cosines[order]

    def load(self, keys: NDArray[np.int64], vectors: NDArray[np.floating]) -> None:
        """Forgets everything and keeps these: keys (n,), each once, and vectors (n, d) of any precision."""
        self.gather(keys, vectors)
        self.arrange()

    def gather(self, keys: NDArray[np.int64], vectors: NDArray[np.floating]) -> None:
        """Takes vectors (n, d) of any precision with their keys (n,), each once, for the next `arrange`."""
        gathered = self._gathered or Cell(0, 0, vectors.shape[1])
        self._gathered = gathered.with_room(gathered.count + len(keys))
        self._gathered.put(keys, Packed.of(vectors.astype(np.float32, copy=False)))

    def arrange(self) -> None:
        """Forgets everything and keeps what was gathered."""
        gathered, self._gathered = self._gathered, None
        self._cells, self._cell_of = {}, {}
        if gathered is None:
            return
        keys, vectors = gathered.keys[: gathered.count], gathered.packed()
        size = vectors.numbers.shape[1]
        few: list[int] = []
        centres: list[Vector] = []
        for rows in partition(vectors, ROOM, self._chance):
            if len(rows) < SPARSE and len(rows) < len(keys):
                few += rows.tolist()
                continue
            cell = self._open(size)
            cell.put(keys[rows], vectors.rows(rows))
            centres.append(cell.centre())
            self._cell_of.update(dict.fromkeys(keys[rows].tolist(), cell))
        ids = np.fromiter(self._cells, np.int64, len(self._cells))
        self._centres.load(ids, np.array(centres, np.float32).reshape(len(ids), size))
        for row in few:
            self.add(int(keys[row]), vectors.rows(np.array([row])).vectors()[0])

    def _cell_for(self, vector: Packed) -> Cell:
        return self._cells[self._centres.nearest(vector, 1)[0]]

    def _nearest_cells(self, vector: Packed) -> list[Cell]:
        """The cells to look into: all if the budget allows, else the nearest that it allows."""
        if len(self) <= self._budget:
            return list(self._cells.values())
        taken: list[Cell] = []
        left = self._budget
        for place in self._centres.nearest(vector, _MOST_CELLS * self._budget // ROOM):
            cell = self._cells[place]
            left -= cell.count
            if left < 0:
                break
            taken.append(cell)
        return taken

    def _open(self, size: int) -> Cell:
        """A new cell; its centre is to be told."""
        cell = self._cells[self._opened] = Cell(self._opened, ROOM, size)
        self._opened += 1
        return cell

    def _close(self, cell: Cell) -> None:
        del self._cells[cell.id]
        self._centres.remove(cell.id)

    def _note(self, cell: Cell) -> None:
        """A cell has changed: now and then so does its centre."""
        if cell.count and cell.changes * _STALE > cell.count:
            self._centres.replace(cell.id, cell.centre())

    def _divide(self, cell: Cell) -> None:
        vectors, keys = cell.vectors(), cell.keys[: cell.count]
        apart = halves(vectors, self._chance)
        self._close(cell)
        for chosen in (~apart, apart):
            part = self._open(vectors.shape[1])
            part.put(keys[chosen], Packed.of(vectors[chosen]))
            self._centres.put(part.id, part.centre())
            self._cell_of.update(dict.fromkeys(keys[chosen].tolist(), part))

    def _give_up(self, cell: Cell) -> None:
        self._close(cell)
        keys = cell.keys[: cell.count].tolist()
        for key, vector in zip(keys, cell.vectors(), strict=True):
            del self._cell_of[key]
            self.add(key, unit(vector))
