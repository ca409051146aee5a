"""What is new in a story since a reader opened it before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from broadsheet.store.models import Article, StoryArticle

_SHOWN_EDITED = 5
_MOST_NEW = 2_000


@dataclass(frozen=True, slots=True)
class StoryNews:
    """What came to a story after `since`.

    Attributes:
        reports: ids of the articles that joined it.
        edited: of those that were there already, the latest that their publishers changed; `edits`: how many.
    """

    since: datetime
    reports: Collection[int]
    edited: list[Article]
    edits: int


def story_news(story: int, since: datetime) -> StoryNews:
    """Reads it from the store, in two queries, or three if something was edited.

    Args:
        story: its id.
    """
    joined = StoryArticle.objects.filter(story=story, joined_at__gte=since)
    reports = set(joined.order_by("-joined_at").values_list("article_id", flat=True)[:_MOST_NEW])
    revised = Article.objects.filter(
        in_story__story=story, in_story__joined_at__lt=since, updated_at__gte=since, revisions__isnull=False
    ).distinct()
    edits = revised.count()
    shown = revised.order_by("-updated_at", "-pk").with_publisher().for_list()
    return StoryNews(since, reports, list(shown[:_SHOWN_EDITED]) if edits else [], edits)
