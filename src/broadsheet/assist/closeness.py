"""How near texts are in meaning, with the vectors of the latest kept: embedding is what costs time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from broadsheet.understand.vectors import Embedder

MAX_CHARS = 400
"""Of a text that is embedded: what a sentence says stands before that, and more costs more."""
MOST_KEPT = 8_192
"""Vectors in memory: 12 MB of 384 numbers each."""
_kept: OrderedDict[tuple[str, str], NDArray[np.float32]] = OrderedDict()
_lock = threading.Lock()


def cosines(embedder: Embedder, text: str, others: Sequence[str]) -> list[float]:
    """Cosines of a text and others.

    Args:
        embedder: of `understand.vectors`.

    Raises:
        EmbeddingError: an outside model did not answer.
    """
    vectors = _vectors(embedder, [text, *others])
    return [float(one @ vectors[0]) for one in vectors[1:]]


def _vectors(embedder: Embedder, texts: Sequence[str]) -> list[NDArray[np.float32]]:
    keys = [(embedder.model, text[:MAX_CHARS]) for text in texts]
    with _lock:
        known = {key: _kept[key] for key in keys if key in _kept}
    missing = [key for key in dict.fromkeys(keys) if key not in known]
    if missing:
        made = embedder.embed([text for _, text in missing])
        known |= dict(zip(missing, np.asarray(made, np.float32), strict=True))
    with _lock:
        for key in keys:
            _kept[key] = known[key]
            _kept.move_to_end(key)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return [known[key] for key in keys]
