"""The one grouping of a Broadsheet: articles that wait get their stories, in the store's thread.

Everything happens in one transaction: what people decided since is taken in, the articles are read, decided
upon and written. If it fails, the grouping in memory may know more than the store: it begins anew from there.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from broadsheet.group.affairs import KEPT
from broadsheet.group.grouper import Grouper, Restoring
from broadsheet.group.nearest import Nearest
from broadsheet.group.reasons import reason
from broadsheet.group.types import StoryDecision, StoryLink, StoryMerge, StorySplit
from broadsheet.pipeline.stories import refresh_stories
from broadsheet.store.grouping import (
    all_peoples_word,
    articles_to_group,
    peoples_word,
    record_decisions,
    save_state,
    understand_again,
)
from broadsheet.store.models import GroupingState
from broadsheet.store.records import GroupingRecord, PeoplesWord, WaitingArticle
from broadsheet.store.restoring import (
    closed_stories,
    latest_grouped,
    linked_stories,
    open_articles,
    saved_statistics,
    window_to_restore,
)
from broadsheet.store.stories import grouping_transaction

log = logging.getLogger("broadsheet.pipeline")

# The statistics are megabytes: they are kept now and then. What came after is counted again at a restart.
_SAVE_EVERY = timedelta(seconds=60)


def make_grouper() -> Grouper:
    """An empty grouping whose cost for an article does not grow with how many are open."""
    return Grouper(search=Nearest())


class Grouping:
    """Groups what waits. Use it from one thread."""

    def __init__(self) -> None:
        self._grouper: Grouper | None = None
        self._model = ""
        self._saved_at: datetime | None = None

    def group(self, article_ids: Collection[int], now: datetime) -> int:
        """Gives waiting articles their stories; says how many got one.

        Raises:
            StoreError: the database could not; nothing was stored, doing it again gives the same.
        """
        try:
            with grouping_transaction() as state:
                return self._group(state, article_ids, now)
        except BaseException:
            self._grouper = None
            raise

    # --- one batch ----------------------------------------------------------------------------------

    def _group(self, state: GroupingState, article_ids: Collection[int], now: datetime) -> int:
        waiting = articles_to_group(article_ids)
        model = _model_of(waiting) or state.model
        grouper, last_change = self._ready(state, model)
        other = [item.id for item in waiting if item.article is not None and item.model != model]
        understand_again(other)
        waiting = [item for item in waiting if item.id not in set(other)]
        record = _decide(grouper, waiting, now)
        refresh_stories(record_decisions(record), now)
        due = self._saved_at is None or now - self._saved_at >= _SAVE_EVERY or now < self._saved_at
        if due and record.done:
            self._save(state, grouper, now, last_change)
        elif last_change != state.last_change or model != state.model:
            save_state(state, model=model, last_change=last_change)
        return len(record.done)

    def _save(self, state: GroupingState, grouper: Grouper, now: datetime, last_change: int) -> None:
        save_state(state, model=self._model, last_change=last_change, at=now, statistics=grouper.statistics())
        self._saved_at = now

    def _ready(self, state: GroupingState, model: str) -> tuple[Grouper, int]:
        """The grouping, brought up to date with what people decided; and the last change that is in it."""
        grouper = self._grouper if model == self._model else None
        word = peoples_word(state.last_change) if grouper is not None else None
        if word is not None and word.anew:
            grouper = None
        if grouper is not None:
            if word is not None:
                take_in(grouper, word)
            last_change = word.last if word is not None else state.last_change
        else:
            grouper, last_change = restore(make_grouper(), state, model)
        self._grouper, self._model = grouper, model
        return grouper, last_change


def restore(grouper: Grouper, state: GroupingState, model: str) -> tuple[Grouper, int]:
    """Fills an empty grouping with the store's open window; gives it and the last change that is in it."""
    edge = (latest_grouped() or datetime.now(UTC)) - grouper.settings.window
    known = saved_statistics() if state.model == model else b""
    uncounted: list[int] = []
    with _no_collection():
        restoring = Restoring(grouper, known, open_articles(edge))
        # One thread for the database, whose connection is this one's; what was read is taken in beside it.
        with ThreadPoolExecutor(1, "restoring") as hands:
            loading: Future[None] | None = None
            for piece, later in window_to_restore(edge, model, state.saved_at):
                uncounted += piece.ids[later].tolist()
                if loading is not None:
                    loading.result()
                loading = hands.submit(restoring.load, piece)
            if loading is not None:
                loading.result()
        restoring.finish()
        if known:
            grouper.recount(uncounted)
    closed = closed_stories(edge, edge - grouper.settings.affair, model, KEPT)
    grouper.remember(closed, linked_stories(edge))
    word = all_peoples_word(edge)
    take_in(grouper, word)
    return grouper, word.last


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without the collector of garbage, which would walk again and again through millions of new objects."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def take_in(grouper: Grouper, word: PeoplesWord) -> None:
    """Makes a grouping heed what people decided."""
    for article, story in word.places:
        grouper.place(article, story)
    grouper.hold(word.held)
    for one, other in word.apart:
        grouper.keep_apart(one, other)


def _decide(grouper: Grouper, waiting: Sequence[WaitingArticle], now: datetime) -> GroupingRecord:
    """What becomes of each article, and of stories by later evidence."""
    decisions: list[StoryDecision | StoryMerge | StorySplit] = []
    for item in waiting:
        if item.story is not None:
            if item.article is not None:
                grouper.replace(item.article)
        elif item.article is None:
            decisions.append(StoryDecision(item.id, item.id, True, -1.0, reason("alone")))
        else:
            decisions.append(grouper.add(item.article))
            if grouper.settle_due:
                decisions += grouper.settle()
    links: list[StoryLink] = grouper.links() if decisions else []
    done = tuple(item.id for item in waiting)
    return GroupingRecord(now, done, tuple(decisions), tuple(links))


def _model_of(waiting: Sequence[WaitingArticle]) -> str:
    """The model of the youngest article's vector: the one in use now."""
    return next((item.model for item in reversed(waiting) if item.article is not None), "")
