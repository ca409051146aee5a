"""Boosted decision trees as tables of numbers, read from a file and walked with numpy.

The tables are written by `benchmarks/extraction_train.py`. One entry a node: the column it looks at, the
greatest value that goes left, the index of its left child (the right one follows it), and the value of a
leaf. A leaf is its own child.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from broadsheet.errors import ExtractError

_MODEL = Path(__file__).parent / "model" / "text.json"
_FIRST_TREES = 60
_SURE = 5.0
"""Log-odds after the first trees beyond which the others cannot change the decision (.007 or .993)."""


@dataclass(frozen=True, slots=True)
class TreeTables:
    """Trees ready to walk; one entry a node in all but `roots`, `baseline` and `levels`."""

    column: npt.NDArray[np.int32]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int32]
    value: npt.NDArray[np.float32]
    roots: npt.NDArray[np.int32]
    baseline: float
    levels: int
    columns: int


def tables_from_json(data: dict[str, Any]) -> TreeTables:
    """Tables from what the model file holds."""
    return TreeTables(
        column=np.array(data["column"], dtype=np.int32),
        threshold=np.array(
            [np.inf if number is None else number for number in data["threshold"]], dtype=np.float32
        ),
        left=np.array(data["left"], dtype=np.int32),
        value=np.array(data["value"], dtype=np.float32),
        roots=np.array(data["roots"], dtype=np.int32),
        baseline=float(data["baseline"]),
        levels=int(data["levels"]),
        columns=int(data["columns"]),
    )


@lru_cache(maxsize=1)
def shipped_tables() -> TreeTables:
    """The tables that come with the program."""
    return tables_from_json(json.loads(_MODEL.read_text(encoding="ascii")))


def score_rows(
    rows: npt.NDArray[np.float32], tables: TreeTables, *, shorten: bool = True
) -> npt.NDArray[np.float64]:
    """Probability, 0 to 1, for every row of features.

    Args:
        rows: one row a block, `tables.columns` numbers each.
        shorten: leave out the later trees for rows that the first ones are sure of.

    Raises:
        ExtractError: the rows are not those the tables were made for.
    """
    if not len(rows):
        return np.zeros(0)
    if rows.shape[1] != tables.columns:
        raise ExtractError("The text model does not fit this version; it has to be trained again.")
    first = tables.roots[:_FIRST_TREES] if shorten else tables.roots
    odds = tables.baseline + _walk(rows, tables, first)
    if shorten and len(tables.roots) > _FIRST_TREES:
        open_ = np.flatnonzero(np.abs(odds) < _SURE)
        odds[open_] += _walk(rows[open_], tables, tables.roots[_FIRST_TREES:])
    result: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp(-odds))
    return result


def _walk(
    rows: npt.NDArray[np.float32], tables: TreeTables, roots: npt.NDArray[np.int32]
) -> npt.NDArray[np.float64]:
    """Sum of the leaves' values over the trees, for every row."""
    flat = np.ascontiguousarray(rows).ravel()
    start = (np.arange(len(rows), dtype=np.int32) * rows.shape[1])[:, None]
    node = np.broadcast_to(roots, (len(rows), len(roots)))
    for _ in range(tables.levels):
        beyond = flat.take(start + tables.column.take(node)) > tables.threshold.take(node)
        node = tables.left.take(node) + beyond
    result: npt.NDArray[np.float64] = tables.value.take(node).sum(axis=1, dtype=np.float64)
    return result
