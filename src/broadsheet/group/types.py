"""What grouping takes and returns. Plain frozen values; no Django."""

from __future__ import annotations

from collections.abc import Sequence
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
        terms: folded rare words and names, with their weight in the article (`ArticleFeatures.terms`); or as
            they are stored (`group.terms.to_bytes`), and the cognates with them.
        cognates: cities, names by their sound, numbers and hashtags (`ArticleFeatures.cognates`).
        has_text: whether more than the title was known.
        signature: MinHash of the text (`ArticleFeatures.signature`); b"" where there is too little text.
    """

    id: int
    title: str
    language: str
    publisher: str
    at: datetime
    vector: Vector
    terms: tuple[tuple[str, float], ...] | bytes = ()
    cognates: tuple[str, ...] = ()
    has_text: bool = True
    signature: bytes = b""


@dataclass(frozen=True, slots=True, eq=False)
class OpenArticles:
    """Many articles of the open window with their stories, in columns of n: a million of them in seconds.

    Attributes:
        ids: of the articles, in the order in which they were added.
        languages: ISO 639 codes.
        at: when each was published, or first seen, in seconds since 1970.
        vectors: (n, d), as the model gave them.
        hashes, weights: of their terms (`group.terms`), (n, KEPT).
        cognates: hashes (n, COGNATES).
        signatures: MinHash of their texts, (n, SIZE); zeros where there is none.
        with_text: whether more than the title was known.
        stories: keys of their stories.
        first: when the first article of each one's story was published, in seconds since 1970; its own time
            if that is not known.
        articles: how many articles each one's story has had; 0 if that is not known.
    """

    ids: NDArray[np.int64]
    languages: Sequence[str]
    at: NDArray[np.float64]
    vectors: NDArray[np.float16]
    hashes: NDArray[np.uint32]
    weights: NDArray[np.float16]
    cognates: NDArray[np.uint32]
    signatures: NDArray[np.uint32]
    with_text: NDArray[np.bool_]
    stories: NDArray[np.int64]
    first: NDArray[np.float64]
    articles: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ClosedStories:
    """Stories that no open article is left of, in columns of n, the one that closed last at the end.

    Attributes:
        keys: of the stories.
        first, last: when their first and latest articles were published, in seconds since 1970.
        languages: of the article of each that closed last.
        vectors: of that article (n, d), as the model gave them.
    """

    keys: NDArray[np.int64]
    first: NDArray[np.float64]
    last: NDArray[np.float64]
    languages: Sequence[str]
    vectors: NDArray[np.float16]


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
