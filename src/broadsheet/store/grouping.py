"""What the running grouping takes from the store and gives to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from broadsheet.group.types import ArticleToGroup, StoryDecision, StoryLink, StoryMerge, StorySplit

from .bulk import insert_new
from .features import packed_terms
from .guard import database_errors
from .models import Article, GroupingState, Publisher, Story, StoryArticle, StoryChange, Understanding
from .models import StoryLink as Link
from .models.articles import make_public_id
from .publishers import owner_key
from .records import GroupingRecord, PeoplesWord, WaitingArticle
from .stories import apart_keys, keep_apart_as, merge_into, move_to, revive, snapshot, stories_by_key

FEATURES = (*("pk", "publisher_id", "language", "at", "vector", "terms", "has_text", "signature", "model"),)


def articles_waiting(limit: int, busy: Collection[int] = ()) -> list[WaitingArticle]:
    """Understood articles without a story, or edited since they got it, the oldest first: their ids alone."""
    with database_errors():
        waiting = Article.objects.waiting(Article.State.UNDERSTOOD).exclude(pk__in=list(busy))
        return [WaitingArticle(pk) for pk in waiting.values_list("pk", flat=True)[:limit]]


def articles_to_group(article_ids: Collection[int]) -> list[WaitingArticle]:
    """What grouping needs of waiting articles, the oldest first; those that wait no more are left out."""
    with database_errors():
        waiting = Article.objects.waiting(Article.State.UNDERSTOOD).filter(pk__in=article_ids)
        titles = dict(waiting.values_list("pk", "title"))
        known = Understanding.objects.filter(pk__in=titles).values_list(*FEATURES)
        features = {row[0]: row for row in known}
        owners = owners_of({row[1] for row in features.values()})
        placed = StoryArticle.objects.filter(pk__in=titles)
        stories = dict(placed.values_list("pk", "story__key"))
    return [
        WaitingArticle(
            pk,
            to_group(features[pk], owners, title) if pk in features and features[pk][4] else None,
            stories.get(pk),
            features[pk][8] if pk in features else "",
        )
        for pk, title in sorted(titles.items())
    ]


def to_group(row: Sequence[Any], owners: dict[int, str], title: str = "") -> ArticleToGroup:
    """An article as grouping takes it, from a row of the first eight of `FEATURES`."""
    pk, publisher, language, at, vector, terms, has_text, signature = row[:8]
    return ArticleToGroup(
        id=pk,
        title=title,
        language=language,
        publisher=owners.get(publisher, ""),
        at=at,
        vector=np.frombuffer(vector, "<f2").astype(np.float32),
        terms=packed_terms(bytes(terms)),
        has_text=has_text,
        signature=bytes(signature),
    )


def owners_of(publisher_ids: Collection[int] | None) -> dict[int, str]:
    """Whose voice each publisher is; of all publishers with None."""
    publishers = Publisher.objects.all()
    if publisher_ids is not None:
        publishers = publishers.filter(pk__in=publisher_ids)
    return {pk: owner_key(key, home) for pk, key, home in publishers.values_list("pk", "key", "homepage")}


def understand_again(article_ids: Collection[int]) -> None:
    """Sends articles back whose vectors are of another model than those they would be compared with."""
    if not article_ids:
        return
    Article.objects.filter(pk__in=article_ids).update(state=Article.State.EXTRACTED)


# --- what was decided --------------------------------------------------------------------------------


def save_state(
    state: GroupingState, *, model: str, last_change: int, at: datetime | None = None, statistics: bytes = b""
) -> None:
    """Keeps what grouping knows, within the transaction of the decisions it made.

    Args:
        at: of the decisions that `statistics` holds; with None these are left as they are.
    """
    state.model, state.last_change = model, last_change
    names = ["model", "last_change"]
    if at is not None:
        state.statistics, state.saved_at = statistics, at
        names += ["statistics", "saved_at"]
    state.save(update_fields=names)


def record_decisions(record: GroupingRecord) -> set[int]:
    """Stores what grouping came to, within `grouping_transaction`; gives the stories (ids) that changed.

    Doing it again changes nothing: an article has one place.
    """
    touched: set[int] = set()
    placed: list[StoryDecision] = []
    for decision in record.decisions:
        if isinstance(decision, StoryDecision):
            placed.append(decision)
            continue
        touched |= _place(placed, record.at)
        placed = []
        touched |= (
            _merge(decision, record.at) if isinstance(decision, StoryMerge) else _split(decision, record.at)
        )
    touched |= _place(placed, record.at)
    _link(record.links, record.at)
    touched |= set(StoryArticle.objects.filter(pk__in=record.done).values_list("story_id", flat=True))
    done = Article.objects.filter(pk__in=record.done, state=Article.State.UNDERSTOOD)
    done.update(state=Article.State.GROUPED)
    return touched


def _place(decisions: Sequence[StoryDecision], at: datetime) -> set[int]:
    if not decisions:
        return set()
    opened = [decision.story for decision in decisions if decision.opened]
    names, _ = new_story_row(0, at)
    insert_new(Story, names, [new_story_row(key, at)[1] for key in opened])
    stories = stories_by_key({decision.story for decision in decisions})
    wanted = [decision.copy_of for decision in decisions if decision.copy_of is not None]
    there = set(Article.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    insert_new(
        StoryArticle,
        ("article_id", "story_id", "score", "reason", "joined_at", "copy_of_id", "held"),
        [
            (
                decision.article,
                stories[decision.story],
                decision.score,
                decision.reason[:500],
                at,
                decision.copy_of if decision.copy_of in there else None,
                False,
            )
            for decision in decisions
        ],
    )
    return set(stories.values())


def new_story_row(key: int, at: datetime) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """Columns and values of a story that has no article yet, for `insert_new`."""
    names = (
        *("public_id", "key", "opened_at", "first_at", "last_at", "headlines", "owners", "category"),
        *("articles", "independent", "publishers", "languages", "countries", "importance", "changed_at"),
        "held",
    )
    return names, (make_public_id(), key, at, at, at, {}, {}, "", 0, 0, 0, 0, 0, 0.0, at, False)


def _merge(merge: StoryMerge, at: datetime) -> set[int]:
    stories = stories_by_key([merge.kept, merge.merged])
    kept, merged = stories[merge.kept], stories[merge.merged]
    if kept == merged:
        return set()
    articles = list(StoryArticle.objects.filter(story=merged).values_list("pk", flat=True))
    before = snapshot([kept, merged], articles)
    merge_into(kept, merged)
    _log(StoryChange.Kind.MERGE, kept, merged, articles, before, merge.score, merge.reason, at)
    return {kept}


def _split(split: StorySplit, at: datetime) -> set[int]:
    old = stories_by_key([split.story])[split.story]
    in_it = StoryArticle.objects.filter(story=old, pk__in=split.articles, held=False)
    articles = list(in_it.values_list("pk", flat=True))
    if not articles:
        return set()
    new = revive(split.new, at)
    before = snapshot([old, new], articles)
    move_to(new, articles)
    keep_apart_as(old, new)
    _log(StoryChange.Kind.SPLIT, old, new, articles, before, split.score, split.reason, at)
    return {old, new}


def _log(
    kind: str,
    story: int,
    other: int,
    articles: list[int],
    before: dict[str, Any],
    score: float,
    reason: str,
    at: datetime,
) -> None:
    StoryChange.objects.create(
        kind=kind,
        story_id=story,
        other_id=other,
        articles=articles,
        before=before,
        score=score,
        reason=reason[:500],
        at=at,
    )


def _link(links: Sequence[StoryLink], at: datetime) -> None:
    if not links:
        return
    stories = stories_by_key({key for link in links for key in (link.before, link.after)})
    rows = {}
    for link in links:
        before, after = stories.get(link.before), stories.get(link.after)
        if before is not None and after is not None and before != after:
            rows[before, after] = (before, after, link.score, link.reason[:500], at)
    insert_new(Link, ("before_id", "after_id", "score", "reason", "at"), list(rows.values()))


# --- what people decided -----------------------------------------------------------------------------


def peoples_word(after: int) -> PeoplesWord | None:
    """What people changed after the change of that id; None if nothing."""
    changes = list(StoryChange.objects.filter(pk__gt=after).exclude(by=StoryChange.MACHINE).order_by("pk"))
    if not changes:
        return None
    articles = {article for change in changes for article in change.articles}
    stories = {pk for change in changes for pk in (change.story_id, change.other_id) if pk is not None}
    places = StoryArticle.objects.filter(pk__in=articles).order_by("pk").values_list("pk", "story__key")
    held = StoryArticle.objects.filter(story_id__in=stories, held=True).values_list("pk", flat=True)
    return PeoplesWord(
        last=changes[-1].pk,
        places=tuple(places),
        held=tuple(held),
        apart=tuple(apart_keys()),
        anew=any(change.kind == StoryChange.Kind.UNDO for change in changes),
    )


def all_peoples_word(since: datetime) -> PeoplesWord:
    """All that holds, for a grouping that begins anew with the articles from `since` on."""
    last = StoryChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    held = StoryArticle.objects.filter(held=True, article__understanding__at__gte=since)
    return PeoplesWord(last=last, held=tuple(held.values_list("pk", flat=True)), apart=tuple(apart_keys()))
