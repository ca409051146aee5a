"""MinHash signatures, by which near copies of a text (wire copy, syndication) are found."""

from __future__ import annotations

import re

import numpy as np
from rensa import RMinHash

SIZE = 64  # values; the estimated share of equal shingles is off by 0.06 (standard error) at 0.7
SHINGLE = 5  # words, or characters where words are not set apart
MIN_SHINGLES = 20  # below this two texts may agree by chance
SAMPLE = 20_000  # characters; more does not change the answer
_SEED = 42
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def signature(text: str) -> bytes:
    """MinHash (Broder 1997) of a text's shingles of 5 words; of 5 letters in scripts without spaces.

    Args:
        text: plain text; case and punctuation do not matter.

    Returns:
        64 little-endian 32-bit values; b"" where there are fewer than 20 shingles.
    """
    words = _WORD.findall(text[:SAMPLE].casefold())
    letters = "".join(words)
    if len(_UNSPACED.findall(letters)) * 2 > len(letters):
        pieces: list[str] = list(letters)
    else:
        pieces = words
    shingles = {" ".join(pieces[start : start + SHINGLE]) for start in range(len(pieces) - SHINGLE + 1)}
    if len(shingles) < MIN_SHINGLES:
        return b""
    made = RMinHash(num_perm=SIZE, seed=_SEED)
    made.update(sorted(shingles))
    return np.array(made.digest(), "<u4").tobytes()
