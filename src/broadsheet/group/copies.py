"""Near copies: wire copy, syndication, one text in several feeds of a house."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SIZE = 64  # values of a signature (understand/signature.py)

Signatures = NDArray[np.uint32]


def unpack(signature: bytes) -> Signatures:
    """A signature as an array of `SIZE`; zeros for none, which are equal to nothing."""
    if len(signature) != SIZE * 4:
        return np.zeros(SIZE, np.uint32)
    return np.frombuffer(signature, "<u4").astype(np.uint32)


def equal_share(signature: Signatures, others: Signatures) -> NDArray[np.float32]:
    """Estimated share of equal shingles (Jaccard) of one text with n others: (SIZE) and (n, SIZE) to (n)."""
    equal = (others == signature) & (signature > 0)
    share: NDArray[np.float32] = equal.mean(axis=1, dtype=np.float32)
    return share
