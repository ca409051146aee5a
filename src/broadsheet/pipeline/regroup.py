"""Groups an archive anew, piece by piece: stopped at any moment, it goes on from the last piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from broadsheet.group.columns import in_columns
from broadsheet.group.grouper import Grouper
from broadsheet.group.types import ArticleToGroup, StoryDecision, StoryMerge, StorySplit
from broadsheet.pipeline.grouping import make_grouper, take_in
from broadsheet.pipeline.stories import refresh_stories
from broadsheet.store import regroup as store
from broadsheet.store.grouping import all_peoples_word
from broadsheet.store.guard import database_errors
from broadsheet.store.models import GroupingState
from broadsheet.store.stories import grouping_transaction

_PIECE = 500  # articles a transaction
_KEEP_EVERY = 20_000  # articles after which the statistics, which are large, are kept
_STORIES = 200
_BEGINNING = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: "group" or "refresh", and how many articles or stories are done."""

    phase: str
    done: int


def regroup(since: datetime | None, clock: Callable[[], datetime]) -> Iterator[Progress]:
    """Groups all articles from `since` on anew; goes on with one that was stopped, whatever its `since` was.

    Raises:
        StoreError: the database could not; what is done stays done.
    """
    with database_errors():
        state = store.begin(since, store.current_model(), {"phase": "group", "done": 0})
    if state.facts["phase"] == "group":
        yield from _group(state, clock)
    yield from _refresh(state, clock)
    with grouping_transaction():
        store.end(state)


def began_with(state: GroupingState) -> datetime | None:
    since = state.facts["since"]
    return datetime.fromisoformat(since) if since else None


def _group(state: GroupingState, clock: Callable[[], datetime]) -> Iterator[Progress]:
    since = began_with(state)
    grouper = _restore(state, since)
    while True:
        with grouping_transaction() as grouping:
            articles = store.articles_from(state.facts["next"], _PIECE, since, state.model)
            if not articles:
                store.take_effect(state, grouping, grouper.statistics(), clock())
                return
            _piece(state, grouper, articles)
        yield Progress("group", state.facts["done"])


def _piece(state: GroupingState, grouper: Grouper, articles: list[ArticleToGroup]) -> None:
    held = store.held_places([article.id for article in articles])
    decisions: list[StoryDecision | StoryMerge | StorySplit] = []
    for article in articles:
        decision = grouper.add(article)
        if article.id in held:
            grouper.place(article.id, held[article.id])
            opened = held[article.id] == article.id
            decision = StoryDecision(
                article.id, held[article.id], opened, decision.score, decision.reason, decision.copy_of
            )
        decisions.append(decision)
        if grouper.settle_due:
            decisions += grouper.settle()
    store.put_new(decisions, grouper.links())
    state.facts |= {"next": articles[-1].id + 1, "done": state.facts["done"] + len(articles)}
    keep = state.facts["done"] - state.facts["counted"] >= _KEEP_EVERY
    if keep:
        state.facts |= {"counted": state.facts["done"], "counted_to": articles[-1].id}
    store.save(state, grouper.statistics() if keep else None)


def _restore(state: GroupingState, since: datetime | None) -> Grouper:
    """The grouping as it was after the last piece; at the beginning, with what is open before `since`."""
    grouper = make_grouper()
    known = bytes(state.statistics)
    uncounted: list[int] = []
    with database_errors():
        last = store.latest_before(state.facts["next"], since, state.model)
        latest = max((at for at in (last, since) if at is not None), default=None)
        edge = latest - grouper.settings.window if latest is not None else _BEGINNING

        def members() -> Iterator[tuple[ArticleToGroup, int]]:
            for article, story in store.open_places(edge, since, state.model):
                if known and article.id > state.facts["counted_to"]:
                    uncounted.append(article.id)
                yield article, story

        grouper.restore(in_columns(members()), known)
        grouper.recount(uncounted)
        take_in(grouper, all_peoples_word(edge))
    return grouper


def _refresh(state: GroupingState, clock: Callable[[], datetime]) -> Iterator[Progress]:
    changed_at = datetime.fromisoformat(state.facts["changed"])
    done = 0
    while True:
        with grouping_transaction():
            stories = store.stories_to_refresh(state.facts["next"], _STORIES, changed_at)
            if not stories:
                return
            refresh_stories(stories, clock())
            state.facts["next"] = stories[-1] + 1
            store.save(state)
        done += len(stories)
        yield Progress("refresh", done)
