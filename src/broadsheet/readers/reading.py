"""What a reader is done with: articles that they opened, and stories of which nothing new came since.

An article is read if it was opened, or if its story is cleared: then all its reports that had come by then
count as read, and later ones that repeat another's text. A story is read if each of its reports with a text
of its own is; so one that comes later makes it unread, and a copy does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from broadsheet.store.models import Story, StoryArticle
from broadsheet.store.prepared import Prepared

from .models import Reader, ReadMark, StoryRead

# Of what is older no list tells.
KEPT = timedelta(days=60)


def story_of(article: int) -> int | None:
    """The story that an article is in."""
    return next((story for (story,) in _place.rows(article)), None)


def clear_story(reader: Reader, story: int, now: datetime) -> None:
    """Makes all reports of a story read that there are by now, if the reader keeps a history."""
    if reader.keeps_history:
        StoryRead.objects.update_or_create(reader=reader, story_id=story, defaults={"at": now})


def unclear_story(reader: Reader, story: int) -> None:
    """Takes `clear_story` back; what was opened stays read."""
    StoryRead.objects.filter(reader=reader, story=story).delete()


def is_cleared(reader: Reader, story: int) -> bool:
    """Whether there is something to take back."""
    return StoryRead.objects.filter(reader=reader, story=story).exists()


def opened_among(reader: int, articles: Sequence[int]) -> set[int]:
    """Those of the articles that the reader (by id) has opened. One query."""
    return {pk for (pk,) in _opened.rows(reader, articles)}


def cleared_among(reader: int, articles: Sequence[int]) -> set[int]:
    """Those of the articles whose story the reader has cleared since they came. One query."""
    return {pk for (pk,) in _cleared.rows(reader, articles)}


def stories_read_among(reader: int, stories: Sequence[int]) -> set[int]:
    """Those of the stories of which the reader has read every report with a text of its own. One query."""
    return {pk for (pk,) in _stories_read.rows(reader, stories)}


def _place_of(article: int) -> QuerySet[StoryArticle, Any]:
    return StoryArticle.objects.filter(article=article).order_by().values_list("story_id")


def _opened_among(reader: int, articles: Sequence[int]) -> QuerySet[ReadMark, Any]:
    rows = ReadMark.objects.filter(reader=reader, article__in=articles)
    return rows.order_by().values_list("article_id")


def _cleared_among(reader: int, articles: Sequence[int]) -> QuerySet[StoryArticle, Any]:
    mine = StoryRead.objects.filter(reader=reader, story=OuterRef("story"))
    done = Exists(mine.filter(at__gte=OuterRef("joined_at"))) | (Q(copy_of__isnull=False) & Exists(mine))
    return StoryArticle.objects.filter(done, article__in=articles).order_by().values_list("article_id")


def _read_among(reader: int, stories: Sequence[int]) -> QuerySet[Story, Any]:
    opened = ReadMark.objects.filter(reader=reader, article=OuterRef("article"))
    cleared = StoryRead.objects.filter(reader=reader, story=OuterRef("story"), at__gte=OuterRef("joined_at"))
    own = StoryArticle.objects.filter(story=OuterRef("pk"), copy_of=None)
    left = own.filter(~Exists(opened), ~Exists(cleared))
    rows = Story.objects.filter(~Exists(left), pk__in=stories, independent__gt=0)
    return rows.order_by().values_list("pk")


_place, _opened, _cleared, _stories_read = (
    Prepared(_place_of),
    Prepared(_opened_among),
    Prepared(_cleared_among),
    Prepared(_read_among),
)
