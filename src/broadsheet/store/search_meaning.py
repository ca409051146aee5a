"""Search by meaning: the vectors of the latest articles, held in memory and looked at one by one."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numkong
import numpy as np
from numpy.typing import NDArray

from .models import SearchDocument
from .search_names import Limits

MOST_ARTICLES = 200_000
"""Whose vectors are held: 0.4 KB each. Older articles are found by their words."""
_FRESH_S = 5.0
_BATCH = 20_000
_FACTOR = 4  # bytes
_COLUMNS = ("pk", "article_id", "publisher_id", "at", "language", "category", "vector")
Mask = NDArray[np.bool_]


@dataclass
class _Held:
    """Columns of the articles held, all of one length."""

    articles: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    publishers: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    times: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    languages: NDArray[np.str_] = field(default_factory=lambda: np.zeros(0, "U3"))
    categories: NDArray[np.str_] = field(default_factory=lambda: np.zeros(0, "U20"))
    numbers: NDArray[np.int8] = field(default_factory=lambda: np.zeros((0, 0), np.int8))
    factors: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True)
class Nearest:
    """Articles near a vector, the nearest first, and the sum of the cosines of all `known` articles."""

    ids: list[int]
    times: NDArray[np.float64]
    cosines: NDArray[np.float32]
    total: float
    known: int
    languages: Sequence[str] = ()


class Meanings:
    """The vectors of one model. Safe for several threads; brought up to date when it is asked."""

    def __init__(self, model: str) -> None:
        self.model = model
        self._held = _Held()
        self._last = 0
        self._checked = -_FRESH_S
        self._lock = threading.Lock()

    def refresh(self) -> None:
        """Takes in what was indexed since."""
        with self._lock:
            if time.monotonic() - self._checked < _FRESH_S:
                return
            self._last = max(self._last, _first_held() - 1)
            while rows := self._rows():
                self._take(rows)
            self._checked = time.monotonic()

    def search(
        self, vector: NDArray[np.float32], most: int, limits: Limits, after: float, before: float
    ) -> Nearest:
        """The nearest articles within the limits (but for hashtags), as of the last `refresh`: asks no
        database.

        Args:
            vector: (d,), of length 1.
            after, before: seconds.
        """
        held = self._held
        if not len(held.articles) or held.numbers.shape[1] != len(vector):
            return Nearest([], np.zeros(0), np.zeros(0, np.float32), 0.0, 0)
        factor = max(float(np.abs(vector).max()), 1e-9) / 127
        asked = np.rint(vector / factor).astype(np.int8)[None]
        products = np.asarray(numkong.cdist(asked, held.numbers, "dot"), np.float32).reshape(-1)
        cosines = products * held.factors * np.float32(factor)
        total, known = float(cosines.sum(dtype=np.float64)), len(cosines)
        inside = _inside(held, limits, after, before)
        if inside is not None:
            cosines = np.where(inside, cosines, np.float32(-2))
        count = min(most, len(cosines))
        best = np.argpartition(-cosines, count - 1)[:count]
        best = best[np.lexsort((held.articles[best], -cosines[best]))]
        best = best[cosines[best] > -1.5]
        ids, languages = held.articles[best].tolist(), held.languages[best].tolist()
        return Nearest(ids, held.times[best], cosines[best], total, known, languages)

    def _rows(self) -> list[tuple[Any, ...]]:
        documents = SearchDocument.objects.filter(pk__gt=self._last, model=self.model)
        return list(documents.order_by("pk").values_list(*_COLUMNS)[:_BATCH])

    def _take(self, rows: list[tuple[Any, ...]]) -> None:
        """The rows after those that are held, in place of what is held of the same articles."""
        self._last = rows[-1][0]
        _, articles, publishers, times, languages, categories, vectors = zip(*rows, strict=True)
        size = len(bytes(vectors[-1]))
        same = [len(bytes(vector)) == size for vector in vectors]
        whole = np.frombuffer(b"".join(bytes(v) for v, ok in zip(vectors, same, strict=True) if ok), np.uint8)
        whole = whole.reshape(-1, size)
        keep = np.array(same)
        new = _Held(
            np.array(articles, np.int64)[keep],
            np.array(publishers, np.int64)[keep],
            np.array([at.timestamp() for at in times])[keep],
            np.array(languages, "U3")[keep],
            np.array(categories, "U20")[keep],
            np.ascontiguousarray(whole[:, _FACTOR:]).view(np.int8),
            np.ascontiguousarray(whole[:, :_FACTOR]).view("<f4").reshape(-1),
        )
        old = self._held
        if not len(old.articles) or old.numbers.shape[1] != new.numbers.shape[1]:
            self._held = new
            return
        stays = np.flatnonzero(~np.isin(old.articles, new.articles))[-(MOST_ARTICLES - len(rows)) :]
        self._held = _Held(
            *(
                np.concatenate([getattr(old, name)[stays], getattr(new, name)])
                for name in _Held.__dataclass_fields__
            )
        )


def _first_held() -> int:
    """The id from which on vectors are held."""
    rows = SearchDocument.objects.order_by("-pk").values_list("pk", flat=True)
    return next(iter(rows[MOST_ARTICLES : MOST_ARTICLES + 1]), 0) + 1


def _inside(held: _Held, limits: Limits, after: float, before: float) -> Mask | None:
    """Which articles are within the limits; None: all."""
    masks: list[Mask] = []
    if after > -np.inf or before < np.inf:
        masks.append((held.times >= after) & (held.times < before))
    if limits.publishers is not None:
        masks.append(np.isin(held.publishers, np.array(sorted(limits.publishers), np.int64)))
    if limits.not_publishers:
        masks.append(~np.isin(held.publishers, np.array(sorted(limits.not_publishers), np.int64)))
    for column, wanted, refused in (
        (held.languages, limits.languages, limits.not_languages),
        (held.categories, limits.categories, limits.not_categories),
    ):
        if wanted is not None:
            masks.append(np.isin(column, sorted(wanted)))
        if refused:
            masks.append(~np.isin(column, sorted(refused)))
    return np.logical_and.reduce(masks) if masks else None
