"""Grouping anew: new places are kept beside the old ones until all are known, then take effect at once.

What people decided holds: a place that is held stays, and so does its story. A new story gets the address of
the old one with which it has most articles in common.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.utils import timezone

from broadsheet.group.reasons import reason as sentence
from broadsheet.group.types import ArticleToGroup, StoryDecision, StoryLink, StoryMerge, StorySplit

from .bulk import insert_new, update_rows
from .grouping import FEATURES, new_story_row, owners_of, save_state, to_group
from .guard import database_errors
from .models import Article, GroupingState, NewLink, NewPlace, Story, StoryArticle, StoryChange, Understanding
from .models import StoryLink as Link
from .stories import empty_story, free_key

NAME = "regroup"
_CHUNK = 5_000


def begin(since: datetime | None, model: str, facts: dict[str, Any]) -> GroupingState:
    """The grouping anew that is under way, or a new one."""
    known = GroupingState.objects.filter(name=NAME).first()
    if known is not None:
        return known
    NewPlace.objects.all().delete()
    NewLink.objects.all().delete()
    last = StoryChange.objects.aggregate(Max("pk"))["pk__max"] or 0
    facts = {"since": since.isoformat() if since else None, "next": 0, "counted": 0} | facts
    return GroupingState.objects.create(
        name=NAME, model=model, facts=facts, last_change=last, saved_at=timezone.now()
    )


def is_under_way() -> bool:
    """Whether a grouping anew was begun and not finished."""
    with database_errors():
        return GroupingState.objects.filter(name=NAME).exists()


def save(state: GroupingState, statistics: bytes | None = None) -> None:
    """Keeps how far it is, within the transaction of what was done."""
    names = ["facts"]
    if statistics is not None:
        state.statistics = statistics
        names.append("statistics")
    state.save(update_fields=names)


def _in_question(since: datetime | None, model: str) -> Any:
    rows = Understanding.objects.filter(model=model).exclude(vector=b"")
    return rows.filter(at__gte=since) if since is not None else rows


def count_articles(since: datetime | None, model: str) -> int:
    return int(_in_question(since, model).count())


def current_model() -> str:
    """The model of the latest article that has a vector; "" if none has."""
    latest = Understanding.objects.exclude(model="").order_by("-understood_at", "-pk")[:1]
    return next(iter(latest.values_list("model", flat=True)), "")


def articles_from(first: int, limit: int, since: datetime | None, model: str) -> list[ArticleToGroup]:
    """Articles to group anew, from an id on, in the order of ids."""
    rows = _in_question(since, model).filter(pk__gte=first).order_by("pk")
    found = list(rows.values_list(*FEATURES[:8], "article__title")[:limit])
    owners = owners_of({row[1] for row in found})
    return [to_group(row, owners, row[8]) for row in found]


def latest_before(first: int, since: datetime | None, model: str) -> datetime | None:
    """When the latest of the thousand articles before an id was published; None if there is none."""
    rows = _in_question(since, model).filter(pk__lt=first).order_by("-pk")
    return max(rows.values_list("at", flat=True)[:1_000], default=None)


def open_places(edge: datetime, since: datetime | None, model: str) -> Iterator[tuple[ArticleToGroup, int]]:
    """What a grouping is restored from that goes on: new places, and before `since` the present ones.

    Args:
        edge: of the open window; older articles are left out.
    """
    owners = owners_of(None)
    known = Understanding.objects.filter(model=model, at__gte=edge).exclude(vector=b"").order_by("pk")
    if since is not None:
        old = known.filter(at__lt=since, article__in_story__isnull=False)
        for row in old.values_list(*FEATURES[:8], "article__in_story__story__key").iterator(_CHUNK):
            yield to_group(row, owners), row[8]
    last = 0
    while True:
        places = NewPlace.objects.filter(pk__gt=last).order_by("pk")
        chunk = dict(places.values_list("pk", "key")[:_CHUNK])
        for row in known.filter(pk__in=chunk).values_list(*FEATURES[:8]):
            yield to_group(row, owners), chunk[row[0]]
        if len(chunk) < _CHUNK:
            return
        last = max(chunk)


def held_places(article_ids: Sequence[int]) -> dict[int, int]:
    """Of these articles those that a person placed, with the keys of their stories."""
    held = StoryArticle.objects.filter(pk__in=article_ids, held=True)
    return dict(held.values_list("pk", "story__key"))


def put_new(decisions: Iterable[StoryDecision | StoryMerge | StorySplit], links: Iterable[StoryLink]) -> None:
    """Keeps what was decided, in its order."""
    rows: list[tuple[Any, ...]] = []
    names = ("article_id", "key", "score", "reason", "copy_of")
    for decision in decisions:
        if isinstance(decision, StoryDecision):
            reason = decision.reason[:500]
            rows.append((decision.article, decision.story, decision.score, reason, decision.copy_of))
            continue
        insert_new(NewPlace, names, rows)
        rows = []
        if isinstance(decision, StoryMerge):
            NewPlace.objects.filter(key=decision.merged).update(key=decision.kept)
            NewLink.objects.filter(before=decision.merged).exclude(
                after__in=NewLink.objects.filter(before=decision.kept).values("after")
            ).update(before=decision.kept)
            NewLink.objects.filter(after=decision.merged).exclude(
                before__in=NewLink.objects.filter(after=decision.kept).values("before")
            ).update(after=decision.kept)
        else:
            NewPlace.objects.filter(pk__in=decision.articles).update(key=decision.new)
    insert_new(NewPlace, names, rows)
    found = [(link.before, link.after, link.score, link.reason[:500]) for link in links]
    insert_new(NewLink, ("before", "after", "score", "reason"), found)


# --- taking effect -----------------------------------------------------------------------------------


def take_effect(state: GroupingState, grouping: GroupingState, statistics: bytes, at: datetime) -> None:
    """Puts the new places in force, within one `grouping_transaction`; counts and headlines are worked out
    after it (`stories_to_refresh`)."""
    stories = _stories_of_new(at)
    moved = _update_places(stories, at)
    _log_moves(moved, at)
    _update_links(stories, at)
    Article.objects.filter(pk__in=NewPlace.objects.values("pk"), state=Article.State.UNDERSTOOD).update(
        state=Article.State.GROUPED
    )
    touched = {story for pair in moved for story in pair} | set(stories.values())
    update_rows(Story, ("changed_at",), [(story, at) for story in sorted(touched)])
    state.facts |= {"phase": "refresh", "next": 0, "changed": at.isoformat()}
    save(state)
    last = StoryChange.objects.aggregate(Max("pk"))["pk__max"] or 0
    save_state(grouping, model=state.model, last_change=last, at=at, statistics=statistics)


def _stories_of_new(at: datetime) -> dict[int, int]:
    """For each new key the story (id) it becomes."""
    held = StoryArticle.objects.filter(held=True).values("story_id")
    outside = StoryArticle.objects.exclude(pk__in=NewPlace.objects.values("pk")).values("story_id")
    keys = set(NewPlace.objects.order_by().values_list("key", flat=True).distinct())
    anchors = Story.objects.filter(Q(pk__in=held) | Q(pk__in=outside)).values_list("key", "pk")
    anchored = dict(anchors)
    stories = {key: anchored[key] for key in keys & anchored.keys()}
    taken = set(anchored.values())
    overlaps = (
        NewPlace.objects.filter(article__in_story__held=False)
        .order_by()
        .values_list("key", "article__in_story__story_id")
        .annotate(number=Count("pk"))
    )
    for key, story, _ in sorted(overlaps, key=lambda row: (-row[2], row[0], row[1])):
        if key not in stories and story not in taken:
            stories[key] = story
            taken.add(story)
    for key in sorted(keys - stories.keys()):
        stories[key] = _make_story(key, at)
    Story.objects.filter(pk__in=stories.values()).update(merged_into=None)
    return stories


def _make_story(key: int, at: datetime) -> int:
    if Story.objects.filter(key=key).exists():
        key = free_key(NewPlace.objects.filter(key=key).values_list("pk", flat=True))
    names, row = new_story_row(key, at)
    insert_new(Story, names, [row])
    return int(Story.objects.values_list("pk", flat=True).get(key=key))


def _update_places(stories: dict[int, int], at: datetime) -> dict[tuple[int, int], list[int]]:
    """Writes the new places; gives the articles that went from one story to another."""
    moved: dict[tuple[int, int], list[int]] = defaultdict(list)
    there = set(
        Article.objects.filter(pk__in=NewPlace.objects.values("copy_of")).values_list("pk", flat=True)
    )
    last = 0
    while True:
        chunk = list(NewPlace.objects.filter(pk__gt=last).order_by("pk")[:_CHUNK])
        ids = [place.pk for place in chunk]
        rows = StoryArticle.objects.filter(pk__in=ids).values_list("pk", "story_id", "held")
        now = {pk: (story, held) for pk, story, held in rows}
        changed, new = [], []
        for place in chunk:
            story, copy_of = stories[place.key], place.copy_of if place.copy_of in there else None
            if place.pk not in now:
                new.append((place.pk, story, place.score, place.reason, at, copy_of, False))
                continue
            old, held = now[place.pk]
            if held:
                continue
            changed.append((story, place.score, place.reason, copy_of, place.pk))
            if old != story:
                moved[old, story].append(place.pk)
        _write_places(changed)
        names = ("article_id", "story_id", "score", "reason", "joined_at", "copy_of_id", "held")
        insert_new(StoryArticle, names, new)
        if len(chunk) < _CHUNK:
            return moved
        last = ids[-1]


def _write_places(rows: Sequence[tuple[int, float, str, int | None, int]]) -> None:
    update_rows(
        StoryArticle,
        ("story_id", "score", "reason", "copy_of_id"),
        [(pk, story, score, reason, copy_of) for story, score, reason, copy_of, pk in rows],
    )


def _log_moves(moved: dict[tuple[int, int], list[int]], at: datetime) -> None:
    """One line of the log for each pair of stories between which articles went; one that has none left leads
    to where most of them went."""
    left = {old for old, _ in moved}
    still = set(StoryArticle.objects.filter(story_id__in=left).values_list("story_id", flat=True))
    went: dict[int, tuple[int, int]] = {}
    for (old, new), articles in sorted(moved.items(), key=lambda item: (-len(item[1]), item[0])):
        if old not in still:
            went.setdefault(old, (new, len(articles)))
    changes = []
    for (old, new), articles in sorted(moved.items()):
        merged = went.get(old, (0, 0))[0] == new
        changes.append(
            StoryChange(
                kind=StoryChange.Kind.MERGE if merged else StoryChange.Kind.MOVE,
                story_id=new,
                other_id=old,
                articles=articles,
                before={
                    "stories": [[old, None, False]] if merged else [],
                    "places": [[article, old, False] for article in articles],
                    "apart": [],
                },
                reason=sentence("anew"),
                at=at,
            )
        )
    StoryChange.objects.bulk_create(changes, batch_size=500)
    for old, (new, _) in went.items():
        Story.objects.filter(Q(pk=old) | Q(merged_into=old)).update(merged_into=new)
    empty_story(list(went))


def _update_links(stories: dict[int, int], at: datetime) -> None:
    """The links of stories that were grouped anew are the new ones."""
    known = dict(Story.objects.values_list("key", "pk"))
    mine = set(stories.values())
    Link.objects.filter(after__in=mine).delete()
    rows = []
    for before, after, score, reason in NewLink.objects.values_list("before", "after", "score", "reason"):
        ends = [stories.get(key) or known.get(key) for key in (before, after)]
        if None not in ends and ends[0] != ends[1]:
            rows.append((*ends, score, reason, at))
    insert_new(Link, ("before_id", "after_id", "score", "reason", "at"), rows)


def stories_to_refresh(first: int, limit: int, changed_at: datetime) -> list[int]:
    """Stories that changed when the new places took effect, or since, from an id on."""
    standing = Story.objects.filter(merged_into=None, pk__gte=first, changed_at__gte=changed_at)
    return list(standing.order_by("pk").values_list("pk", flat=True)[:limit])


def end(state: GroupingState) -> None:
    """All is in force: what was kept beside goes."""
    NewPlace.objects.all().delete()
    NewLink.objects.all().delete()
    state.delete()
