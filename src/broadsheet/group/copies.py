"""Near copies: wire copy, syndication, one text in several feeds of a house."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

SIZE = 64  # values of a signature (understand/signature.py)

Signatures = NDArray[np.uint32]


def unpack(signature: bytes) -> Signatures:
    """A signature as an array of `SIZE`; zeros for none, which are equal to nothing."""
    values: Signatures = unpack_all([signature])[0]
    return values


def unpack_all(signatures: Sequence[bytes]) -> Signatures:
    """Signatures of n articles, (n, SIZE); zeros for none."""
    whole: Iterable[bytes] = signatures
    if set(map(len, signatures)) != {SIZE * 4}:
        whole = (one if len(one) == SIZE * 4 else bytes(SIZE * 4) for one in signatures)
    return np.frombuffer(b"".join(whole), "<u4").reshape(-1, SIZE).astype(np.uint32, copy=False)


def equal_share(signature: Signatures, others: Signatures) -> NDArray[np.float32]:
    """Estimated share of equal shingles (Jaccard) of one text with n others: (SIZE) and (n, SIZE) to (n)."""
    equal = (others == signature) & (signature > 0)
    share: NDArray[np.float32] = equal.mean(axis=1, dtype=np.float32)
    return share
