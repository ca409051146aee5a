"""Centring: what all articles, and all articles of a language, have in common is taken away from a vector.

A text model gives all news, and above all news in one language, vectors that point much the same way. Taking
away the running mean and each language's running offset from it leaves what an article is about, and lets
reports in different languages meet.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from broadsheet.group.types import Vector

Matrix = NDArray[np.float32]


class Centre:
    """Running mean of all vectors and of each language's.

    Args:
        mean_prior: how many articles the background counts for.
        language_prior: how many articles pull a language's offset towards nothing.
        background: mean of news vectors in general, for the first articles; unused if of another size.
    """

    def __init__(self, mean_prior: int, language_prior: int, background: Vector | None = None) -> None:
        self._mean_prior = mean_prior
        self._language_prior = language_prior
        self._background = background
        self._sums: dict[str, NDArray[np.float64]] = {}
        self._counts: dict[str, int] = {}
        self._offsets: dict[str, Vector] = {}
        self._mean: Vector | None = None

    def add(self, vector: Vector, language: str) -> None:
        """Counts an article's vector, shape (d,)."""
        if language not in self._sums:
            self._sums[language] = np.zeros(len(vector))
            self._counts[language] = 0
        self._sums[language] += vector
        self._counts[language] += 1
        self._mean = None

    def centred(self, vectors: Matrix, languages: list[str]) -> Matrix:
        """Vectors (n, d) of articles in `languages` (n), centred and of length 1."""
        self._refresh(vectors.shape[1])
        offsets = np.stack([self._offsets.get(language, self._unknown) for language in languages])
        moved = vectors - offsets
        lengths = np.sqrt(np.einsum("ij,ij->i", moved, moved))
        unit: Matrix = moved / np.maximum(lengths, 1e-9)[:, None]
        return unit

    def statistics(self) -> dict[str, tuple[int, bytes]]:
        """Plain values for `restore`: each language's count, and its sum as little-endian doubles."""
        return {
            language: (self._counts[language], total.astype("<f8").tobytes())
            for language, total in self._sums.items()
        }

    def restore(self, statistics: dict[str, tuple[int, bytes]]) -> None:
        self._sums = {
            language: np.frombuffer(total, "<f8").copy() for language, (_, total) in statistics.items()
        }
        self._counts = {language: count for language, (count, _) in statistics.items()}
        self._mean = None

    def _refresh(self, size: int) -> None:
        """Works the mean and the offsets out anew if an article came since."""
        if self._mean is not None:
            return
        total = np.zeros(size)
        count = self._mean_prior
        if self._background is not None and len(self._background) == size:
            total += self._mean_prior * self._background
        for language, part in self._sums.items():
            total += part
            count += self._counts[language]
        mean = total / max(count, 1)
        self._mean = self._unknown = mean.astype(np.float32)
        self._offsets = {}
        for language, part in self._sums.items():
            own = self._counts[language]
            offset = (part - own * mean) / (own + self._language_prior)
            self._offsets[language] = (mean + offset).astype(np.float32)
