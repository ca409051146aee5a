"""What an article's vector says about its category: a linear classifier over multilingual E5 vectors.

The first components of these vectors tell the language, so the mean of the language is taken away first.
Means and weights come from `benchmarks/category_train.py`; the table holds short integers, which `scale`
makes numbers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from broadsheet.categories import CATEGORIES
from broadsheet.understand.hashtags_fold import TOPICS

TABLE = TOPICS / "category_vectors.json"
WIDTH = 384
SUBJECTS = tuple(category for category in CATEGORIES if category != "opinion")
"""What a vector can tell; opinion is a way of writing about any of them."""

_Matrix = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class _Model:
    means: dict[str, _Matrix]
    weights: _Matrix
    bias: _Matrix


@cache
def _model() -> _Model:
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    scale = table["scale"]
    return _Model(
        {language: np.array(row, np.float32) / scale["means"] for language, row in table["means"].items()},
        np.array([table["weights"][category] for category in SUBJECTS], np.float32) / scale["weights"],
        np.array([table["bias"][category] for category in SUBJECTS], np.float32),
    )


def centred(vector: _Matrix, language: str) -> _Matrix:
    """A vector less the mean of its language (of all languages if unknown), of length 1."""
    means = _model().means
    rest = vector - means.get(language.split("-")[0].casefold(), means[""])
    length = float(np.linalg.norm(rest))
    return rest / length if length > 0 else rest


def category_log_shares(vector: _Matrix, language: str) -> dict[str, float]:
    """The natural logarithm of each category's probability.

    Args:
        vector: multilingual E5 with the query prefix, shape (384,).
        language: ISO 639.

    Returns:
        By category; empty for a vector of another shape or with numbers that are none.
    """
    if vector.shape != (WIDTH,) or not np.isfinite(vector).all():
        return {}
    model = _model()
    scores = model.weights @ centred(vector.astype(np.float32), language) + model.bias
    shares = scores - scores.max()
    shares -= np.log(np.exp(shares).sum())
    return dict(zip(SUBJECTS, map(float, shares), strict=True))
