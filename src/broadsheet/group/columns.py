"""Articles and their stories in columns, as a grouping is restored from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from broadsheet.group import copies, terms
from broadsheet.group.types import ArticleToGroup, OpenArticles

_PIECE = 5_000


def in_columns(members: Iterable[tuple[ArticleToGroup, int]]) -> Iterator[OpenArticles]:
    """Open articles with the keys of their stories, of which no more is known, in pieces."""
    waiting = iter(members)
    while piece := list(islice(waiting, _PIECE)):
        articles = [article for article, _ in piece]
        packed = [terms.stored(article.terms, article.cognates) for article in articles]
        hashes, weights, cognates = terms.from_bytes(packed)
        at = np.array([article.at.timestamp() for article in articles])
        yield OpenArticles(
            ids=np.array([article.id for article in articles], np.int64),
            languages=[article.language for article in articles],
            at=at,
            vectors=np.stack([article.vector for article in articles]).astype(np.float16),
            hashes=hashes,
            weights=weights,
            cognates=cognates,
            signatures=copies.unpack_all([article.signature for article in articles]),
            with_text=np.array([article.has_text for article in articles], np.bool_),
            stories=np.array([story for _, story in piece], np.int64),
            first=at,
            articles=np.zeros(len(piece), np.int64),
        )
