"""Stories to test pages with: placed by hand, counted by the program itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np

from broadsheet.pipeline.stories import refresh_stories
from broadsheet.store.models import (
    Article,
    ArticleHashtag,
    Hashtag,
    Story,
    StoryArticle,
    StoryLink,
    Understanding,
)
from tests.factories import NOW, make_article


def make_story(*articles: Article, copies: Mapping[Article, Article] | None = None, **facts: Any) -> Story:
    """A story of these articles; those without a vector yet are understood as near to one another.

    `copies` names the article whose text another repeats.
    """
    copies = copies or {}
    for article in articles:
        if not hasattr(article, "understanding"):
            add_vector(article, 1.0)
    first = min(articles, key=lambda article: article.pk)
    story = Story.objects.create(
        key=first.pk,
        **{"opened_at": NOW, "first_at": NOW, "last_at": NOW, "changed_at": NOW} | facts,
    )
    for article in articles:
        original = copies.get(article)
        StoryArticle.objects.create(
            article=article, story=story, score=0.8, reason="near", joined_at=NOW, copy_of=original
        )
    Article.objects.filter(pk__in=[article.pk for article in articles]).update(state=Article.State.GROUPED)
    refresh_stories([story.pk], NOW)
    story.refresh_from_db()
    return story


def make_link(before: Story, after: Story, reason: str = "The same dam.") -> StoryLink:
    return StoryLink.objects.create(before=before, after=after, score=0.6, reason=reason, at=NOW)


def add_hashtag(article: Article, key: str, label: str = "", position: int = 0) -> Hashtag:
    """Gives the article a hashtag, made where there is none."""
    label = label or key.title()
    hashtag, _ = Hashtag.objects.get_or_create(
        key=key, defaults={"label": label, "label_language": article.language}
    )
    ArticleHashtag.objects.create(
        article=article, hashtag=hashtag, position=position, label=label, sort_at=article.sort_at
    )
    hashtag.articles += 1
    hashtag.latest_at = max(article.sort_at, hashtag.latest_at or article.sort_at)
    hashtag.save()
    return hashtag


def add_vector(article: Article, *direction: float) -> Understanding:
    """Gives the article a vector of eight numbers, in the direction that is given."""
    vector = np.zeros(8, np.float32)
    vector[: len(direction)] = direction
    vector /= np.linalg.norm(vector)
    return Understanding.objects.create(
        article=article,
        publisher=article.publisher,
        at=article.sort_at,
        language=article.language,
        has_text=True,
        category=article.category,
        content_hash=article.content_hash,
        version=1,
        understood_at=NOW,
        model="test",
        dim=8,
        vector=vector.astype("<f2").tobytes(),
    )


def reports(count: int, **facts: Any) -> list[Article]:
    """Articles by as many publishers, an hour apart, the latest last."""
    return [
        make_article(published_at=NOW - timedelta(hours=count - number), **facts) for number in range(count)
    ]
