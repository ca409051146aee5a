"""Stories as rows: who is in which, taking them apart and together, and what can be taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .bulk import update_rows
from .guard import database_errors
from .models import Article, GroupingState, Picture, Story, StoryApart, StoryArticle
from .publishers import owner_key
from .records import LeadPicture, StoryMember, StoryRow

GROUPING = "grouping"


@contextmanager
def grouping_transaction() -> Iterator[GroupingState]:
    """One transaction in which stories may be changed; only one at a time, of the machine or a person.

    Raises:
        StoreError: the database could not; nothing was stored.
    """
    with database_errors(), transaction.atomic():
        # Never with the statistics, which are megabytes: this is done for every few articles.
        locked = GroupingState.objects.select_for_update().defer("statistics").order_by()
        state = locked.filter(name=GROUPING).first()
        if state is None:
            GroupingState.objects.get_or_create(name=GROUPING, defaults={"saved_at": timezone.now()})
            state = locked.get(name=GROUPING)
        yield state


# --- by key ------------------------------------------------------------------------------------------


def stories_by_key(keys: Collection[int]) -> dict[int, int]:
    """The story (id) that stands for each key now: the one it was merged into, if it was."""
    rows = Story.objects.filter(key__in=keys).values_list("key", "pk", "merged_into_id")
    return {key: merged_into or pk for key, pk, merged_into in rows}


def revive(key: int, at: datetime) -> int:
    """The story of a key with no other above it: made where there is none; a merged one stands again."""
    story, made = Story.objects.get_or_create(
        key=key, defaults={"opened_at": at, "first_at": at, "last_at": at, "changed_at": at}
    )
    if not made and story.merged_into_id:
        Story.objects.filter(pk=story.pk).update(merged_into=None, opened_at=at)
    return story.pk


def free_key(article_ids: Iterable[int]) -> int:
    """A key for a story that a person makes of these articles: the smallest of their ids of which no story
    stands; else, for every key is used once only, one beyond all ids of articles."""
    ids = sorted(article_ids)
    standing = Story.objects.filter(merged_into=None).filter(Q(articles__gt=0) | Q(members__isnull=False))
    taken = set(standing.filter(key__in=ids).values_list("key", flat=True))
    for key in ids:
        if key not in taken:
            return key
    key = ids[0]
    while key in taken:
        key += _BEYOND
        taken = set(Story.objects.filter(key=key).values_list("key", flat=True))
    return key


_BEYOND = 1 << 48


# --- taking together and apart -----------------------------------------------------------------------


def snapshot(story_ids: Collection[int], article_ids: Collection[int]) -> dict[str, Any]:
    """How stories and articles stand, as `StoryChange.before` keeps it for `put_back`."""
    stories = Story.objects.filter(Q(pk__in=story_ids) | Q(merged_into__in=story_ids))
    places = StoryArticle.objects.filter(article_id__in=article_ids)
    apart = StoryApart.objects.filter(first__in=story_ids, second__in=story_ids)
    return {
        "stories": [list(row) for row in stories.order_by("pk").values_list("pk", "merged_into_id", "held")],
        "places": [list(row) for row in places.values_list("article_id", "story_id", "held")],
        "apart": [list(row) for row in apart.values_list("first_id", "second_id", "change_id")],
    }


def put_back(before: Mapping[str, Any], *, still_held: bool) -> set[int]:
    """Makes stories and articles stand as a snapshot says; gives the stories whose articles changed.

    What was deleted since stays deleted.

    Args:
        still_held: a later decision holds them too: what is held now stays so.
    """
    articles = [article for article, *_ in before["places"]]
    stories = [story for story, *_ in before["stories"]]
    touched = set(StoryArticle.objects.filter(article_id__in=articles).values_list("story_id", flat=True))
    held: set[int] = set()
    held_stories: set[int] = set()
    if still_held:
        held |= set(StoryArticle.objects.filter(pk__in=articles, held=True).values_list("pk", flat=True))
        held_stories |= set(Story.objects.filter(held=True, pk__in=stories).values_list("pk", flat=True))
    rows = [(pk, into, was or pk in held_stories) for pk, into, was in before["stories"]]
    update_rows(Story, ("merged_into_id", "held"), rows)
    _update_places([(pk, story, was or pk in held) for pk, story, was in before["places"]])
    for first, second, change in before["apart"]:
        StoryApart.objects.get_or_create(first_id=first, second_id=second, defaults={"change_id": change})
    return touched | {story for _, story, _ in before["places"]}


def _update_places(rows: Sequence[tuple[int, int, bool]]) -> None:
    by_place = defaultdict(list)
    for article, story, held in rows:
        by_place[story, held].append(article)
    for (story, held), articles in by_place.items():
        for start in range(0, len(articles), 500):
            chosen = StoryArticle.objects.filter(article_id__in=articles[start : start + 500])
            chosen.update(story_id=story, held=held)


def merge_into(kept: int, merged: int) -> None:
    """All articles of `merged` go to `kept`, and its address leads there; so do those that led to it."""
    StoryArticle.objects.filter(story=merged).update(story_id=kept)
    Story.objects.filter(Q(pk=merged) | Q(merged_into=merged)).update(merged_into=kept)
    empty_story([merged])


def move_to(story: int, article_ids: Collection[int]) -> None:
    StoryArticle.objects.filter(article_id__in=article_ids).update(story_id=story)


def leave_story(article: int, stays: int) -> None:
    """Takes an article that is about to be deleted out of its story. If none is left of that, its address
    leads to the story of the article that stays; else one of the others has it worked out anew."""
    place = StoryArticle.objects.filter(pk=article).first()
    if place is None:
        return
    place.delete()
    Story.objects.filter(pk=place.story_id, headline=article).update(headline=None)
    other = StoryArticle.objects.filter(story=place.story_id, article__understanding__isnull=False).first()
    if other is not None:
        grouped = Article.objects.filter(pk=other.pk, state=Article.State.GROUPED)
        grouped.update(state=Article.State.UNDERSTOOD)
        return
    empty_story([place.story_id])
    goes_to = StoryArticle.objects.filter(pk=stays).values_list("story_id", flat=True).first()
    if goes_to is not None and goes_to != place.story_id:
        Story.objects.filter(pk=place.story_id).update(merged_into=goes_to)
        Story.objects.filter(merged_into=place.story_id).update(merged_into=goes_to)


def empty_story(story_ids: Collection[int]) -> None:
    """What of a story without articles must not be shown any more."""
    if not story_ids:
        return
    Story.objects.filter(pk__in=story_ids).update(
        articles=0, independent=0, publishers=0, languages=0, countries=0, headlines={}, owners={}
    )


def keep_apart(one: int, other: int, change: int) -> None:
    """From now on the machine does not merge these two."""
    first, second = sorted((one, other))
    StoryApart.objects.get_or_create(first_id=first, second_id=second, defaults={"change_id": change})


def keep_apart_as(story: int, part: int) -> None:
    """What a person keeps apart from a story is kept apart from what was split off it, too."""
    for first, second, change in StoryApart.objects.filter(Q(first=story) | Q(second=story)).values_list(
        "first_id", "second_id", "change_id"
    ):
        other = second if first == story else first
        if other != part:
            keep_apart(part, other, change)


def apart_keys() -> list[tuple[int, int]]:
    """Keys of all stories that people keep apart; of a merged one, of the story it became part of."""
    names = ("first__key", "first__merged_into__key", "second__key", "second__merged_into__key")
    pairs = [(a2 or a, b2 or b) for a, a2, b, b2 in StoryApart.objects.values_list(*names)]
    return [(a, b) for a, b in pairs if a != b]


# --- what follows from their articles ----------------------------------------------------------------

_MEMBER = (
    *("story_id", "article_id", "article__title", "article__kind", "article__understanding__language"),
    *("article__category", "article__understanding__opinion", "article__publisher__key"),
    *("article__publisher__homepage", "article__publisher__country", "article__publisher__ownership"),
    *("article__sort_at", "copy_of_id", "article__understanding__vector"),
)


def story_members(story_ids: Collection[int]) -> dict[int, list[StoryMember]]:
    """The articles of stories, in the order of their ids; a story without any is there, empty."""
    members: dict[int, list[StoryMember]] = {story: [] for story in story_ids}
    rows = StoryArticle.objects.filter(story_id__in=story_ids).order_by("pk").values_list(*_MEMBER)
    for row in rows:
        story, article, title, kind, language, category, opinion = row[:7]
        key, homepage, country, ownership, at, copy_of, vector = row[7:]
        members[story].append(
            StoryMember(
                article=article,
                title=title,
                kind=kind,
                language=language or "",
                category=category,
                opinion=bool(opinion),
                publisher=key,
                owner=owner_key(key, homepage),
                country=country,
                ownership=ownership,
                at=at,
                copy_of=copy_of,
                vector=bytes(vector or b""),
            )
        )
    return members


def lead_pictures(article_ids: Collection[int]) -> list[LeadPicture]:
    rows = Picture.objects.filter(article_id__in=article_ids, position=0)
    return [LeadPicture(*row) for row in rows.values_list("pk", "article_id", "url", "width", "height")]


def write_stories(rows: Iterable[StoryRow]) -> None:
    """Writes what follows from the articles of stories."""
    names = (
        *("first_at", "last_at", "headline", "headlines", "picture", "owners", "category", "articles"),
        *("independent", "publishers", "languages", "countries", "importance", "changed_at"),
    )
    columns = [{"headline": "headline_id", "picture": "picture_id"}.get(name, name) for name in names]
    update_rows(Story, columns, [(row.id, *(getattr(row, name) for name in names)) for row in rows])
