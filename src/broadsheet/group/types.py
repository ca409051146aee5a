"""What grouping takes and returns. Plain frozen values; no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class ArticleToGroup:
    """An article as it goes into the grouping.

    Attributes:
        id: the store's key of the article; later articles have larger ones.
        title: the headline, for reasons people read.
        language: ISO 639 code.
        publisher: key of the publisher's owner: two feeds of one house count once.
        at: when it was published, or first seen; time zone aware.
        vector: float32 (384,), L2-normalised, as the model gave it (not centred).
        terms: folded rare words and names, with their weight in the article (`ArticleFeatures.terms`).
        has_text: whether more than the title was known.
        signature: MinHash of the text (`ArticleFeatures.signature`); b"" where there is too little text.
    """

    id: int
    title: str
    language: str
    publisher: str
    at: datetime
    vector: Vector
    terms: tuple[tuple[str, float], ...] = ()
    has_text: bool = True
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class StoryDecision:
    """Where an article goes. A story's key is the id of the article that opened it.

    Attributes:
        opened: whether the article opens the story.
        score: the best score, reached or not, -1 to 1.
        reason: one sentence a person can read, with the figures.
        copy_of: the article it is a near copy of (wire copy, syndication); None if it is independent.
    """

    article: int
    story: int
    opened: bool
    score: float
    reason: str
    copy_of: int | None = None


@dataclass(frozen=True, slots=True)
class StoryMerge:
    """Later evidence: `merged` is the same event as `kept` (the older one); all its articles go there."""

    kept: int
    merged: int
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class StorySplit:
    """Later evidence: `articles` of `story` report another event; they become the story `new` (the key is the
    smallest article id among them)."""

    story: int
    new: int
    articles: tuple[int, ...]
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class StoryLink:
    """Two stories of one affair: `before` came first."""

    before: int
    after: int
    score: float
    reason: str
