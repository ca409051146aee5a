"""Centring: what all articles, and all articles of a language, have in common is taken away from a vector.

A text model gives all news, and above all news in one language, vectors that point much the same way. Taking
away the running mean and each language's running offset from it leaves what an article is about, and lets
reports in different languages meet.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from broadsheet.group.types import Vector

Matrix = NDArray[np.float32]
Codes = NDArray[np.int16]


class Centre:
    """Running mean of all vectors and of each language's. Languages are known by numbers.

    Args:
        mean_prior: how many articles the background counts for.
        language_prior: how many articles pull a language's offset towards nothing.
        background: mean of news vectors in general, for the first articles; unused if of another size.
    """

    def __init__(self, mean_prior: int, language_prior: int, background: Vector | None = None) -> None:
        self._mean_prior = mean_prior
        self._language_prior = language_prior
        self._background = background
        self._codes: dict[str, int] = {}
        self._sums: NDArray[np.float64] = np.zeros((0, 0))
        self._counts: NDArray[np.int64] = np.zeros(0, np.int64)
        self._offsets: Matrix | None = None

    def codes(self, languages: Iterable[str]) -> Codes:
        """The numbers of languages (n); a new one gets the next."""
        languages = list(languages)
        for language in dict.fromkeys(languages):
            self._codes.setdefault(language, len(self._codes))
        return np.fromiter(map(self._codes.__getitem__, languages), np.int16, len(languages))

    def add(self, vectors: Matrix, codes: Codes) -> None:
        """Counts articles' vectors (n, d) with their languages (n)."""
        self._fit(vectors.shape[1])
        for code in np.unique(codes):
            of_it = vectors[codes == code]
            self._sums[code] += of_it.sum(axis=0, dtype=np.float64)
            self._counts[code] += len(of_it)
        self._offsets = None

    def centred(self, vectors: Matrix, codes: Codes) -> Matrix:
        """Vectors (n, d) of articles in languages (n), centred and of length 1."""
        self._fit(vectors.shape[1])
        if self._offsets is None:
            self._offsets = self._work_out()
        moved = vectors - self._offsets[codes]
        lengths = np.sqrt(np.einsum("ij,ij->i", moved, moved))
        moved /= np.maximum(lengths, 1e-9)[:, None]
        return moved

    def statistics(self) -> dict[str, tuple[int, bytes]]:
        """Plain values for `restore`: each language's count, and its sum as little-endian doubles."""
        return {
            language: (int(self._counts[code]), self._sums[code].astype("<f8").tobytes())
            for language, code in self._codes.items()
            if code < len(self._counts) and self._counts[code]
        }

    def restore(self, statistics: dict[str, tuple[int, bytes]]) -> None:
        """Takes the place of what was counted; the numbers of languages stay."""
        codes = self.codes(statistics)
        self._counts[:] = 0
        for code, (count, total) in zip(codes, statistics.values(), strict=True):
            sums = np.frombuffer(total, "<f8")
            self._fit(len(sums))
            self._sums[code], self._counts[code] = sums, count
        self._sums[self._counts == 0] = 0
        self._offsets = None

    def _fit(self, size: int) -> None:
        """Makes room for every language that has a number, and vectors of `size` numbers."""
        room, known = len(self._counts), len(self._codes)
        if room >= known and self._sums.shape[1] == size:
            return
        sums, counts = np.zeros((known, size)), np.zeros(known, np.int64)
        if room:
            sums[:room], counts[:room] = self._sums, self._counts
        self._sums, self._counts, self._offsets = sums, counts, None

    def _work_out(self) -> Matrix:
        """The mean of all vectors with the offset of each language (languages, d)."""
        total = self._sums.sum(axis=0)
        if self._background is not None and len(self._background) == len(total):
            total += self._mean_prior * self._background
        mean = total / max(self._mean_prior + int(self._counts.sum()), 1)
        counts = self._counts[:, None]
        own = (self._sums - counts * mean) / np.maximum(counts + self._language_prior, 1)
        offsets: Matrix = (mean + own).astype(np.float32)
        return offsets
