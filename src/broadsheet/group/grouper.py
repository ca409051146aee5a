"""Groups articles into stories as they arrive.

    add ──▶ forget what is too old ──▶ centre the vector ──▶ nearest open articles
        ──▶ score their stories ──▶ decide (decide.py) ──▶ join one, or open one
    settle ──▶ for stories that changed lately: split (split.py), merge (settle.py), link (affairs.py)

The work for an article does not grow with the number of open articles: it is compared with its nearest ones,
and with a bounded number of members of their stories.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
import numpy as np

from broadsheet.group import copies, decide, settle
from broadsheet.group.affairs import Affairs
from broadsheet.group.background import background
from broadsheet.group.centre import Centre
from broadsheet.group.exact import Exact, Search
from broadsheet.group.people import PeoplesWord
from broadsheet.group.rest import Rest
from broadsheet.group.settings import DEFAULT, GroupSettings
from broadsheet.group.split import split_stories
from broadsheet.group.terms import TermWeights
from broadsheet.group.types import (
    ArticleToGroup,
    ClosedStories,
    OpenArticles,
    StoryDecision,
    StoryLink,
    StoryMerge,
    StorySplit,
)
from broadsheet.group.window import Rows, Window

_STEADY = 50_000  # articles after which the means hardly move: the search is no longer filled anew
_PIECE = 1_000  # vectors that are centred together: 1.5 MB, as a core's cache holds
_DAY = 86_400.0


class _Statistics(msgspec.Struct, array_like=True):
    centre: dict[str, tuple[int, bytes]]
    terms: tuple[int, bytes, bytes]
    counted: int
    since_settle: int
    changed: list[int]
    clock: float
    merged: dict[int, float] = {}
    parted: list[tuple[int, int, float]] = []


class Grouper:
    """Stories of the open window.

    Not safe for several threads. A story's key is the id of the article that opened it.

    Args:
        settings: thresholds and sizes.
        search: finds the nearest open articles; exact by default.
    """

    def __init__(
        self,
        settings: GroupSettings = DEFAULT,
        *,
        search: Search | None = None,
    ) -> None:
        self.settings = settings
        self.window = Window(Centre(settings.mean_prior, settings.language_prior, background()))
        self.people = PeoplesWord()
        self._rest = Rest(settings.rest.total_seconds())
        self._search: Search = search if search is not None else Exact()
        self._terms = TermWeights()
        self._affairs = Affairs(settings)
        self._unlinked: set[int] = set()
        self._order: deque[tuple[int, float]] = deque()
        self._clock = float("-inf")
        self._counted = 0
        self._refresh_at = 5
        self._since_settle = 0
        self._changed: set[int] = set()

    @property
    def settle_due(self) -> bool:
        """Whether enough articles came since the last `settle`."""
        return self._since_settle >= self.settings.settle_every

    def add(self, article: ArticleToGroup) -> StoryDecision:
        """Decides by what came before which story an article belongs to.

        Args:
            article: one that was not added before; `at` is not to be later than now.
        """
        self.close(article.at)
        self.window.put(article)
        choice, copy = self._choose(article)
        story = article.id if choice.story is None else choice.story
        self._enter(article, story)
        self._index(article.id)
        self._count([article.id])
        if self._counted >= self._refresh_at and self._counted < _STEADY:
            self._reindex()
        return StoryDecision(
            article.id,
            story,
            choice.story is None,
            choice.score,
            choice.reason,
            copy.article if copy else None,
        )

    def settle(self) -> list[StoryMerge | StorySplit]:
        """Looks at later evidence: of the stories that changed lately, one that is two becomes two, and those
        that are one become one."""
        changed, self._changed, self._since_settle = self._changed, set(), 0
        self._rest.pass_to(self._clock)
        splits = split_stories(self.window, self.people, self._rest, changed, self.settings, self._compare)
        changed |= {split.new for split in splits}
        self._unlinked |= changed
        merges = settle.merge_stories(
            self.window,
            self._search,
            self.people,
            self._rest,
            changed,
            self.settings,
            self._compare,
            self._terms,
        )
        return [*splits, *merges]

    def links(self) -> list[StoryLink]:
        """Earlier stories that those which changed before the last `settle` go on from."""
        unlinked, self._unlinked = self._unlinked, set()
        return self._affairs.find(unlinked, self.window, self._search)

    def replace(self, article: ArticleToGroup) -> None:
        """An open article was edited: later ones are compared with what it says now. It stays where it is."""
        if article.id in self.window.row:
            self.window.put(article)
            self._index(article.id)

    def place(self, article: int, story: int) -> None:
        """A person put an article into a story: it is moved there, and stays."""
        self.people.hold([article])
        if article in self.window.row and self.window.story_of[article] != story:
            self.window.move([article], story)

    def hold(self, articles: Iterable[int]) -> None:
        """A person decided where these articles are (by merging, say): the machine does not move them."""
        self.people.hold(articles)

    def keep_apart(self, story: int, other: int) -> None:
        """A person decided that two stories are not one."""
        self.people.keep_apart(story, other)

    def close(self, now: datetime) -> None:
        """Forgets articles older than the window. The clock never goes back."""
        self._clock = max(self._clock, now.timestamp())
        oldest = self._clock - self.settings.window.total_seconds()
        while self._order and self._order[0][1] < oldest:
            article, _ = self._order.popleft()
            if article not in self.window.row:
                continue
            story = self.window.stories[self.window.story_of[article]]
            if len(story.members) == 1:
                self._affairs.close(story, self.window.centroid(story.members))
            self._search.remove(article)
            self.window.drop(article)
            self.people.held.discard(article)

    def statistics(self) -> bytes:
        """What `restore` needs besides the articles: running means, counts of terms, what is due."""
        return msgspec.msgpack.encode(
            _Statistics(
                self.window.centre.statistics(),
                self._terms.statistics(),
                self._counted,
                self._since_settle,
                sorted(self._changed),
                self._clock,
                *self._rest.statistics(),
            )
        )

    def restore(self, pieces: Iterable[OpenArticles], statistics: bytes = b"") -> None:
        """Rebuilds the open window of a new grouper.

        Args:
            pieces: open articles with their stories, in the order in which they were added.
            statistics: what `statistics` gave; without it they are counted anew from the members.
        """
        restoring = Restoring(self, statistics)
        for piece in pieces:
            restoring.load(piece)
        restoring.finish()

    def recount(self, articles: Iterable[int]) -> None:
        """Counts restored members that were added after the restored statistics were taken."""
        known = [article for article in articles if article in self.window.row]
        if known:
            self._clock = max(self._clock, float(self.window.times(self.window.rows(known)).max()))
            self._count(known)
            self._changed.update(self.window.story_of[article] for article in known)
            self._since_settle += len(known)

    def remember(self, closed: ClosedStories, linked: Iterable[int]) -> None:
        """Rebuilds what `links` knows, after `restore`: closed stories, and those that have a "before"."""
        self._affairs.restore(closed, linked, self.window.centre)

    def _choose(self, article: ArticleToGroup) -> tuple[decide.Choice, decide.Copy | None]:
        row = self.window.rows([article.id])
        near, _ = self._search.search(self.window.vectors(row)[0], self.settings.nearest)
        looked_at = self._to_compare(near, article.at.timestamp())
        if not looked_at:
            return decide.choose({}, None, self.settings), None
        of = [self.window.story_of[member] for member in looked_at]
        others = self.window.rows(looked_at)
        scores = decide.story_scores(self._compare(row, others)[0], of, self.settings.linked)
        shares = copies.equal_share(self.window.signatures(row)[0], self.window.signatures(others))
        copy = decide.find_copy(shares, looked_at, of, self.settings.copy)
        as_texts = decide.mostly(self.window.comparable(row, others)[0], of)
        return decide.choose(scores, copy, self.settings, as_texts), copy

    def _to_compare(self, near: list[int], at: float) -> list[int]:
        """The nearest articles, and the latest of their stories where these are too few to judge by."""
        span = self.settings.window.total_seconds()
        found: dict[int, list[int]] = {}
        for article in near:
            story = self.window.story_of[article]
            if abs(at - self.window.stories[story].last) <= span:
                found.setdefault(story, []).append(article)
        looked_at: list[int] = []
        for story, articles in list(found.items())[: self.settings.stories]:
            looked_at += articles
            if len(articles) < self.settings.linked:
                known = set(articles)
                latest = self.window.stories[story].members[-self.settings.members :]
                looked_at += [member for member in latest if member not in known]
        return looked_at

    def _compare(self, rows: Rows, others: Rows) -> decide.Scores:
        """Similarities of articles in `rows` (n) with those in `others` (m): (n, m)."""
        window = self.window
        cosines = window.vectors(rows) @ window.vectors(others).T
        with_text, one_language = window.both_texts(rows, others), window.one_language(rows, others)
        terms = cognates = cosines  # where no pair asks for them
        if (with_text & one_language).any():
            terms = self._terms.similarity(*window.terms(rows), *window.terms(others))
        if (with_text & ~one_language).any():
            cognates = self._terms.likeness_of_cognates(window.cognates(rows), window.cognates(others))
        days = (np.abs(window.times(rows)[:, None] - window.times(others)) / _DAY).astype(np.float32)
        return decide.similarities(cosines, terms, cognates, with_text, one_language, days, self.settings)

    def _enter(self, article: ArticleToGroup, story: int) -> None:
        self.window.join(article.id, story)
        self._order.append((article.id, article.at.timestamp()))
        self._changed.add(story)
        self._since_settle += 1

    def _count(self, articles: Sequence[int]) -> None:
        rows = self.window.rows(articles)
        languages, vectors = self.window.languages_and_vectors(rows)
        self.window.centre.add(vectors, languages)
        self._terms.add(np.hstack([self.window.terms(rows)[0], self.window.cognates(rows)]))
        self._counted += len(articles)

    def _index(self, article: int) -> None:
        self._search.add(article, self.window.vectors(self.window.rows([article]))[0])

    def _reindex(self) -> None:
        """Fills the search with vectors as they are centred now; never once the means are steady."""
        self._refresh_at = _next_refresh(self._counted)
        articles = np.fromiter(self.window.row, np.int64, len(self.window))
        for start in range(0, len(articles), _PIECE):
            piece = articles[start : start + _PIECE]
            self._search.gather(piece, self.window.vectors(self.window.rows(piece.tolist())))
        self._search.arrange()


class Restoring:
    """A new grouper whose open window is rebuilt, a piece at a time: one is loaded while the next is read.

    Args:
        grouper: an empty one.
        statistics: what `Grouper.statistics` gave; without it they are counted anew from the members.
        expected: about how many articles there will be; so much room is made at once.
    """

    def __init__(self, grouper: Grouper, statistics: bytes = b"", expected: int = 0) -> None:
        self._grouper = grouper
        self._known = msgspec.msgpack.decode(statistics, type=_Statistics) if statistics else None
        grouper.window.expect(expected)
        if self._known is not None:
            grouper.window.centre.restore(self._known.centre)

    def load(self, piece: OpenArticles) -> None:
        """Takes in open articles with their stories, after those that were added before them."""
        grouper = self._grouper
        codes = grouper.window.load(piece)
        grouper._order.extend(zip(piece.ids.tolist(), piece.at.tolist(), strict=True))
        grouper._clock = max(grouper._clock, float(piece.at.max()))
        if self._known is None:
            grouper._count(piece.ids.tolist())
        else:
            for start in range(0, len(codes), _PIECE):
                part = slice(start, start + _PIECE)
                vectors = piece.vectors[part].astype(np.float32)
                grouper._search.gather(piece.ids[part], grouper.window.centre.centred(vectors, codes[part]))

    def finish(self) -> None:
        """All is loaded: from now on the grouper may be used."""
        grouper, known = self._grouper, self._known
        if known is None:
            grouper._changed, grouper._since_settle = set(), 0
            grouper._reindex()
            return
        grouper._terms.restore(known.terms)
        grouper._counted, grouper._since_settle = known.counted, known.since_settle
        grouper._changed = set(known.changed) & set(grouper.window.stories)
        grouper._clock = known.clock
        grouper._rest.restore(known.merged, known.parted)
        grouper._refresh_at = _next_refresh(known.counted)
        grouper._search.arrange()


def _next_refresh(counted: int) -> int:
    """After how many counted articles the means have moved so much that the search is filled anew."""
    return counted + max(5, counted // 20)
