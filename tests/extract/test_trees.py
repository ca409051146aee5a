"""The tables of the text classifier give what the trees they stand for would give."""

from __future__ import annotations

import numpy as np
import pytest

from broadsheet.errors import ExtractError
from broadsheet.extract.blocks import split_blocks
from broadsheet.extract.blocktext import signal_words
from broadsheet.extract.decode import parse_page
from broadsheet.extract.features import page_features
from broadsheet.extract.texttypes import PageSignals
from broadsheet.extract.trees import score_rows, shipped_tables, tables_from_json

# Two trees on two numbers: "first above 1.5?" then "second above 0?", and "second above 0?".
SMALL = {
    "columns": 2,
    "levels": 2,
    "baseline": 0.5,
    "roots": [0, 5],
    "column": [0, 0, 1, 0, 0, 1, 0, 0],
    "threshold": [1.5, None, 0.0, None, None, 0.0, None, None],
    "left": [1, 1, 3, 3, 4, 6, 6, 7],
    "value": [0, -1.0, 0, 2.0, 3.0, 0, 0.25, -0.25],
}


@pytest.mark.parametrize(
    ("row", "odds"),
    [((1.5, 9), 0.5 - 1 - 0.25), ((1.6, 0), 0.5 + 2 + 0.25), ((1.6, 0.1), 0.5 + 3 - 0.25), ((-9, -9), -0.25)],
)
def test_a_row_gets_the_sum_of_the_leaves_it_ends_in(row: tuple[float, float], odds: float) -> None:
    score = score_rows(np.array([row], dtype=np.float32), tables_from_json(SMALL))
    assert score == pytest.approx([1 / (1 + np.exp(-odds))], abs=1e-6)


def test_rows_made_for_another_model_are_refused() -> None:
    with pytest.raises(ExtractError, match="trained again"):
        score_rows(np.zeros((1, 3), dtype=np.float32), tables_from_json(SMALL))


def test_the_shipped_tables_fit_the_features() -> None:
    page = split_blocks(parse_page("<h1>Title</h1><p>One line of text.</p>"))
    rows = page_features(page, signal_words(PageSignals(title="Title")))
    assert rows.shape == (2, shipped_tables().columns)
    assert np.isfinite(rows).all()


def test_every_node_of_the_shipped_tables_leads_to_a_leaf() -> None:
    tables = shipped_tables()
    node = tables.roots
    for _ in range(tables.levels):
        node = np.concatenate((tables.left[node], np.minimum(tables.left[node] + 1, len(tables.left) - 1)))
        node = np.unique(node)
    leaves = np.isinf(tables.threshold)
    assert (tables.left[leaves] == np.flatnonzero(leaves)).all()
    assert (tables.left[~leaves] > np.flatnonzero(~leaves)).all()
    assert tables.column.max() < tables.columns


def test_leaving_out_late_trees_changes_no_decision() -> None:
    tables = shipped_tables()
    rows = np.random.default_rng(1).normal(2, 3, size=(500, tables.columns)).astype(np.float32)
    short, whole = score_rows(rows, tables), score_rows(rows, tables, shorten=False)
    sure = (whole < 0.05) | (whole > 0.95)
    assert ((short > 0.5) == (whole > 0.5))[sure].all()
