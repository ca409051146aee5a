"""The open window: the articles and stories that new articles are compared with. No decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from broadsheet.group import copies, terms
from broadsheet.group.centre import Centre, Codes, Matrix
from broadsheet.group.types import ArticleToGroup, OpenArticles, Vector

Rows = NDArray[np.intp]

_FIRST_ROWS = 1024


@dataclass(slots=True)
class Story:
    """A story as far as its articles are open.

    Attributes:
        key: id of the article that opened it.
        members: ids of its open articles, in the order in which they came.
        first: when its first article was published, in seconds since 1970.
        last: when its latest was.
        articles: how many it has had, closed ones included.
    """

    key: int
    first: float
    last: float
    members: list[int] = field(default_factory=list)
    articles: int = 0


class Window:
    """Open articles in rows of arrays (1.4 KB an article of 384 numbers), and their stories.

    Rows are used again, so that memory follows the number of open articles. Vectors are kept as the model
    gave them, in half precision: centring them when they are compared is cheap, and always up to date.
    """

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.stories: dict[int, Story] = {}
        self.row: dict[int, int] = {}
        self.story_of: dict[int, int] = {}
        self._free: list[int] = []
        self._rows = 0
        self._expected = 0
        self._languages: Codes = np.zeros(0, np.int16)
        self._vectors: NDArray[np.float16] = np.zeros((0, 0), np.float16)
        self._hashes: NDArray[np.uint32] = np.zeros((0, terms.KEPT), np.uint32)
        self._weights: NDArray[np.float16] = np.zeros((0, terms.KEPT), np.float16)
        self._cognates: NDArray[np.uint32] = np.zeros((0, terms.COGNATES), np.uint32)
        self._signatures: NDArray[np.uint32] = np.zeros((0, copies.SIZE), np.uint32)
        self._with_text: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._at: NDArray[np.float64] = np.zeros(0)

    def __len__(self) -> int:
        return len(self.row)

    @property
    def size(self) -> int:
        """Numbers of a vector; 0 before the first article."""
        return int(self._vectors.shape[1])

    def put(self, article: ArticleToGroup) -> None:
        """Keeps an article, or what it says now."""
        row = self.row.get(article.id)
        if row is None:
            row = self.row[article.id] = self._free.pop() if self._free else self._next_row(article)
        self._languages[row] = self.centre.codes([article.language])[0]
        self._vectors[row] = article.vector
        hashes, weights, cognates = terms.from_bytes([terms.stored(article.terms, article.cognates)])
        self._hashes[row], self._weights[row], self._cognates[row] = hashes[0], weights[0], cognates[0]
        self._signatures[row] = copies.unpack(article.signature)
        self._with_text[row] = article.has_text
        self._at[row] = article.at.timestamp()

    def expect(self, articles: int) -> None:
        """About so many will be there: room is made for all at once, memory is taken as it fills."""
        self._expected = articles

    def load(self, found: OpenArticles) -> Codes:
        """Keeps articles that are not there yet, and makes them members of their stories.

        Returns:
            the numbers of their languages (n).
        """
        count = len(found.ids)
        start, end = self._rows, self._rows + count
        if end > len(self._vectors):
            self._grow(max(_FIRST_ROWS, end, self._rows * 3 // 2, self._expected), found.vectors.shape[1])
        rows = slice(start, end)
        self._rows = end
        codes = self._languages[rows] = self.centre.codes(found.languages)
        self._vectors[rows] = found.vectors
        self._hashes[rows], self._weights[rows] = found.hashes, found.weights
        self._cognates[rows] = found.cognates
        self._signatures[rows], self._with_text[rows] = found.signatures, found.with_text
        self._at[rows] = found.at
        ids, keys = found.ids.tolist(), found.stories.tolist()
        self.row.update(zip(ids, range(start, end), strict=True))
        self.story_of.update(zip(ids, keys, strict=True))
        self._take_in(found)
        return codes

    def _take_in(self, found: OpenArticles) -> None:
        """Makes loaded articles members of their stories: new ones all at once, the others one by one."""
        order = np.argsort(found.stories, kind="stable")
        keys = found.stories[order]
        starts = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1))
        sizes = np.diff(starts, append=len(keys))
        ids, bounds = found.ids[order].tolist(), [*starts.tolist(), len(keys)]
        first = np.minimum.reduceat(found.first[order], starts).tolist()
        last = np.maximum.reduceat(found.at[order], starts).tolist()
        members = [ids[start:end] for start, end in pairwise(bounds)]
        articles = np.maximum(np.maximum.reduceat(found.articles[order], starts), sizes).tolist()
        of_row = keys[starts].tolist()
        known = [(row, self.stories[key]) for row, key in enumerate(of_row) if key in self.stories]
        self.stories.update(zip(of_row, map(Story, of_row, first, last, members, articles), strict=True))
        for row, story in known:
            self.stories[story.key] = story
            story.members += members[row]
            story.first, story.last = min(story.first, first[row]), max(story.last, last[row])
            story.articles = max(story.articles, articles[row], len(story.members))

    def join(self, article: int, key: int) -> None:
        """Makes an open article a member of a story, which is opened if it is not there."""
        at = float(self._at[self.row[article]])
        story = self.stories.get(key)
        if story is None:
            story = self.stories[key] = Story(key, at, at)
        story.members.append(article)
        story.articles += 1
        story.first = min(story.first, at)
        story.last = max(story.last, at)
        self.story_of[article] = key

    def move(self, articles: Iterable[int], to: int) -> None:
        """Moves open articles into another story, each at its place in the order of ids."""
        for article in articles:
            old = self.stories[self.story_of[article]]
            old.members.remove(article)
            old.articles -= 1
            if not old.members:
                del self.stories[old.key]
            self.join(article, to)
        self.stories[to].members.sort()

    def drop(self, article: int) -> Story | None:
        """Forgets an article. Returns its story if no open article is left of it."""
        self._free.append(self.row.pop(article))
        story = self.stories[self.story_of.pop(article)]
        story.members.remove(article)
        if story.members:
            return None
        return self.stories.pop(story.key)

    def rows(self, articles: Sequence[int]) -> Rows:
        return np.fromiter(map(self.row.__getitem__, articles), np.intp, len(articles))

    def vectors(self, rows: Rows) -> Matrix:
        """Centred vectors (n, d) of the articles in these rows."""
        return self.centre.centred(self._vectors[rows].astype(np.float32), self._languages[rows])

    def cognates(self, rows: Rows) -> terms.Hashes:
        return self._cognates[rows]

    def terms(self, rows: Rows) -> tuple[terms.Hashes, terms.Weights]:
        return self._hashes[rows], self._weights[rows].astype(np.float32)

    def one_language(self, rows: Rows, others: Rows) -> NDArray[np.bool_]:
        """Which articles in `rows` (n) and in `others` (m) are in one language: (n, m)."""
        same: NDArray[np.bool_] = self._languages[rows][:, None] == self._languages[others]
        return same

    def both_texts(self, rows: Rows, others: Rows) -> NDArray[np.bool_]:
        """Which articles in `rows` (n) and in `others` (m) both have a text: (n, m)."""
        both: NDArray[np.bool_] = self._with_text[rows][:, None] & self._with_text[others]
        return both

    def comparable(self, rows: Rows, others: Rows) -> NDArray[np.bool_]:
        """Which articles in `rows` (n) and in `others` (m) both have a text, in one language: (n, m)."""
        return self.one_language(rows, others) & self.both_texts(rows, others)

    def signatures(self, rows: Rows) -> copies.Signatures:
        return self._signatures[rows]

    def times(self, rows: Rows) -> NDArray[np.float64]:
        """Seconds since 1970."""
        return self._at[rows]

    def languages_and_vectors(self, rows: Rows) -> tuple[Codes, Matrix]:
        """Languages (n) and vectors (n, d) as the model gave them."""
        return self._languages[rows], self._vectors[rows].astype(np.float32)

    def centroid(self, articles: Sequence[int]) -> Vector:
        """The direction of the mean of some articles' centred vectors."""
        direction: Vector = self.centroids([articles])[0]
        return direction

    def centroids(self, groups: Sequence[Sequence[int]]) -> Matrix:
        """The directions of the means of n groups of articles (n, d), none of them empty."""
        sizes = np.fromiter(map(len, groups), np.intp, len(groups))
        vectors = self.vectors(self.rows(list(chain.from_iterable(groups))))
        means = np.add.reduceat(vectors, np.cumsum(sizes) - sizes, axis=0) / sizes[:, None]
        lengths = np.maximum(np.linalg.norm(means, axis=1), 1e-9)
        directions: Matrix = (means / lengths[:, None]).astype(np.float32)
        return directions

    def _next_row(self, article: ArticleToGroup) -> int:
        if self._rows == len(self._vectors):
            self._grow(max(_FIRST_ROWS, self._rows * 3 // 2), len(article.vector))
        self._rows += 1
        return self._rows - 1

    def _grow(self, rows: int, size: int) -> None:
        def grown(old: NDArray[np.generic], *shape: int) -> NDArray[np.generic]:
            new = np.zeros((rows, *shape), old.dtype)
            if self._rows:
                new[: self._rows] = old[: self._rows]
            return new

        self._languages = grown(self._languages)  # type: ignore[assignment]
        self._vectors = grown(self._vectors, size)  # type: ignore[assignment]
        self._hashes = grown(self._hashes, terms.KEPT)  # type: ignore[assignment]
        self._weights = grown(self._weights, terms.KEPT)  # type: ignore[assignment]
        self._cognates = grown(self._cognates, terms.COGNATES)  # type: ignore[assignment]
        self._signatures = grown(self._signatures, copies.SIZE)  # type: ignore[assignment]
        self._with_text = grown(self._with_text)  # type: ignore[assignment]
        self._at = grown(self._at)  # type: ignore[assignment]
