"""Rare words, names and cognates that two articles share, weighted by how rare they are in the stream."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

KEPT = 64  # terms an article is compared by, the weightiest
COGNATES = 24  # what it is compared by with articles in other languages (`understand.cognates`)
_BUCKETS = 1 << 20  # counts of terms, by hash: bounded memory, and few terms share a bucket
_MOST_PLACES = 1 << 16
_FORGET = 2_000_000  # articles after which all counts are halved: what was rare last year need not be now

Rows = NDArray[np.intp]
Hashes = NDArray[np.uint32]
Weights = NDArray[np.float32]

# How terms are stored. No MessagePack of a list, as they were stored once, begins with this byte, nor with
# the one from before cognates were kept.
_MARK = 2
_MARK_BEFORE = 1
_COLUMNS = [("mark", "u1"), ("hashes", "<u4", KEPT), ("weights", "<f2", KEPT)]
_BEFORE = np.dtype(_COLUMNS)
_PACKED = np.dtype([*_COLUMNS, ("cognates", "<u4", COGNATES)])


def pack(terms: tuple[tuple[str, float], ...]) -> tuple[Hashes, Weights]:
    """An article's terms, the weightiest of many, as two arrays of `KEPT`: hashes (0: none) and weights."""
    hashes = np.zeros(KEPT, np.uint32)
    weights = np.zeros(KEPT, np.float32)
    if len(terms) > KEPT:
        terms = tuple(sorted(terms, key=lambda term: (-term[1], term[0]))[:KEPT])
    if terms:  # as lists: a restart packs a million of these
        hashes[: len(terms)] = [_hash(term) for term, _ in terms]
        weights[: len(terms)] = [weight for _, weight in terms]
    return hashes, weights


def _hash(term: str) -> int:
    return crc32(term.encode("utf-8", "replace")) or 1


def to_bytes(terms: tuple[tuple[str, float], ...], cognates: Sequence[str] = ()) -> bytes:
    """An article's terms and cognates as they are stored: hashes are all that grouping needs."""
    packed = np.zeros(1, _PACKED)
    packed["mark"] = _MARK
    packed["hashes"], packed["weights"] = pack(terms)
    packed["cognates"][0, : len(cognates)] = [_hash(cognate) for cognate in cognates[:COGNATES]]
    return packed.tobytes()


def is_packed(stored: bytes) -> bool:
    """Whether `to_bytes` made it."""
    return len(stored) == _PACKED.itemsize and stored[0] == _MARK


def renewed(stored: bytes) -> bytes | None:
    """What `to_bytes` made before it knew of cognates, as it makes it now; None if it is not that."""
    if len(stored) != _BEFORE.itemsize or stored[0] != _MARK_BEFORE:
        return None
    return bytes([_MARK]) + stored[1:] + bytes(_PACKED.itemsize - _BEFORE.itemsize)


def are_packed(stored: Sequence[bytes]) -> bool:
    """Whether `to_bytes` made every one of n; a fraction of what asking for each takes."""
    if set(map(len, stored)) != {_PACKED.itemsize}:
        return False
    return bool((np.frombuffer(b"".join(stored), _PACKED)["mark"] == _MARK).all())


def stored(terms: tuple[tuple[str, float], ...] | bytes, cognates: Sequence[str] = ()) -> bytes:
    """Terms as `to_bytes` makes them, which it may have done already, cognates and all."""
    return terms if isinstance(terms, bytes) else to_bytes(terms, cognates)


def from_bytes(stored: Sequence[bytes]) -> tuple[Hashes, NDArray[np.float16], Hashes]:
    """What `to_bytes` made for n articles: hashes and weights of terms, (n, KEPT), cognates (n, COGNATES)."""
    packed = np.frombuffer(b"".join(stored), _PACKED)
    return (
        packed["hashes"].astype(np.uint32, copy=False),
        packed["weights"].astype(np.float16, copy=False),
        packed["cognates"].astype(np.uint32, copy=False),
    )


class TermWeights:
    """In how many articles each term occurred: the more, the less it says."""

    def __init__(self) -> None:
        self._counts = np.zeros(_BUCKETS, np.int32)
        self._logs = np.zeros(_BUCKETS, np.float32)  # of the counts and one more
        self._articles = 0
        self._places = np.zeros(_BUCKETS, np.uint16)  # of the terms that are being compared; zeros in between

    def add(self, hashes: Hashes) -> None:
        """Counts the terms of an article (k) or of n articles (n, k), 0 where there is none."""
        of_each = np.atleast_2d(hashes)
        buckets = np.sort(np.where(of_each > 0, of_each % _BUCKETS, np.uint32(_BUCKETS)), axis=1)
        first = buckets < _BUCKETS
        first[:, 1:] &= buckets[:, 1:] != buckets[:, :-1]
        once = buckets[first]
        np.add.at(self._counts, once, 1)
        self._logs[once] = np.log(self._counts[once] + 1)
        self._articles += len(of_each)
        if self._articles >= _FORGET:
            self._articles //= 2
            self._counts //= 2
            self._logs = np.log(self._counts + 1).astype(np.float32)

    def rarity(self, hashes: Hashes) -> Weights:
        """Inverse document frequency of terms, any shape; 0 where there is no term."""
        rarity = np.float32(np.log(self._articles + 2)) - self._logs[hashes % _BUCKETS]
        np.maximum(rarity, 0, out=rarity)
        rarity *= hashes > 0
        return rarity

    def similarity(self, hashes: Hashes, weights: Weights, others: Hashes, other_weights: Weights) -> Weights:
        """Cosines, 0 to 1, of n articles' weighted terms (n, k) with m others' (m, k): (n, m)."""
        own = weights * self.rarity(hashes)
        theirs = other_weights * self.rarity(others)
        vocabulary = np.unique(hashes)
        spread = np.zeros((len(hashes), len(vocabulary)), np.float32)
        rows = np.arange(len(hashes))[:, None]
        spread[rows, np.searchsorted(vocabulary, hashes)] = own
        other, place, at = self._meeting(vocabulary, others)
        other_spread = np.zeros((len(others), len(vocabulary)), np.float32)
        np.add.at(other_spread, (other, at), theirs[other, place])
        lengths = np.linalg.norm(own, axis=1)[:, None] * np.linalg.norm(theirs, axis=1)
        cosines: Weights = (spread @ other_spread.T / np.maximum(lengths, 1e-9)).astype(np.float32)
        return cosines

    def likeness_of_cognates(self, cognates: Hashes, others: Hashes) -> Weights:
        """Cosines, 0 to 1, of n articles' cognates (n, COGNATES) with m others' (m, COGNATES): (n, m)."""
        own, theirs = (cognates > 0).astype(np.float32), (others > 0).astype(np.float32)
        return self.similarity(cognates, own, others, theirs)

    def similarity_beyond(self, hashes: Hashes, weights: Weights, first: int) -> Weights:
        """How alike n reports of two stories are in what not all of them say.

        Cosines of weighted terms, each counting for less by the share of reports that have it: nothing if all
        do, half of its rarity if all of one story and none of the other.

        Args:
            hashes, weights: terms of the reports (n, KEPT), those of the first story before the other's.
            first: how many are of the first story; neither story is without any.

        Returns:
            0 to 1, symmetric (n, n).
        """
        vocabulary, at = np.unique(hashes, return_inverse=True)
        has = np.zeros((len(hashes), len(vocabulary)), np.float32)
        rows = np.repeat(np.arange(len(hashes)), hashes.shape[1])
        has[rows, at.ravel()] = (weights * self.rarity(hashes)).ravel()
        shares = ((has[:first] > 0).mean(axis=0) + (has[first:] > 0).mean(axis=0)) / 2
        has *= (1 - shares).astype(np.float32)
        has /= np.maximum(np.linalg.norm(has, axis=1, keepdims=True), 1e-9)
        cosines: Weights = has @ has.T
        return cosines

    def _meeting(self, vocabulary: Hashes, others: Hashes) -> tuple[Rows, Rows, Rows]:
        """Where others' terms (m, k) are in a sorted vocabulary: row, column, and place in the vocabulary.

        Few of them are. If no two words looked for share a bucket, a table says which might be, in a third of
        the time of a search in order.
        """
        buckets = vocabulary % _BUCKETS
        if len(vocabulary) > _MOST_PLACES or len(np.unique(buckets)) < len(buckets):
            at = np.searchsorted(vocabulary, others).clip(max=len(vocabulary) - 1)
        else:
            self._places[buckets] = np.arange(len(vocabulary))
            at = self._places[others % _BUCKETS]
            self._places[buckets] = 0
        other, place = np.nonzero((vocabulary[at] == others) & (others > 0))
        return other, place, at[other, place].astype(np.intp)

    def statistics(self) -> tuple[int, bytes, bytes]:
        """Plain values for `restore`: articles; buckets and counts that are not 0, as 32-bit values."""
        used = np.flatnonzero(self._counts)
        return self._articles, used.astype("<i4").tobytes(), self._counts[used].astype("<i4").tobytes()

    def restore(self, statistics: tuple[int, bytes, bytes]) -> None:
        self._articles, buckets, counts = statistics
        self._counts[:] = 0
        self._counts[np.frombuffer(buckets, "<i4")] = np.frombuffer(counts, "<i4")
        self._logs = np.log(self._counts + 1).astype(np.float32)
