"""A store full of grouped articles, for the benchmark of grouping's scale. Django is to be set up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from broadsheet.group.types import ArticleToGroup
from broadsheet.store.bulk import insert_new
from broadsheet.store.features import pack_terms
from broadsheet.store.models import Article, GroupingState, Publisher, Story, StoryArticle, Understanding

MODEL = "benchmark"
_TEXT = "The council voted on the water of the upper valley after a long evening. " * 12
_ARTICLE = (
    *("id", "public_id", "publisher_id", "canonical_url", "title", "summary", "text", "html", "authors"),
    *("topics", "language", "category", "kind", "text_from", "paywalled", "words", "published_at"),
    *("published_has_time", "first_seen_at", "updated_at", "sort_at", "content_hash", "stated_category"),
    "state",
)
_UNDERSTANDING = (
    *("article_id", "publisher_id", "at", "language", "has_text", "opinion", "category", "content_hash"),
    *("version", "understood_at", "error_code", "error_detail", "model", "dim", "vector", "signature"),
    *("terms", "details"),
)
_STORY = (
    *("id", "public_id", "key", "opened_at", "first_at", "last_at", "headlines", "owners", "category"),
    *("articles", "independent", "publishers", "languages", "countries", "importance", "changed_at", "held"),
)
_PLACE = ("article_id", "story_id", "score", "reason", "joined_at", "held")


def add_publishers(count: int) -> None:
    """Publishers with the ids 1 to `count`."""
    made = datetime(2026, 1, 1, tzinfo=UTC)
    Publisher.objects.bulk_create(
        Publisher(
            id=n,
            key=f"p{n}",
            name=f"Publisher {n}",
            country="NZ",
            languages=["en"],
            created_at=made,
            homepage=f"https://p{n}.example/",
        )
        for n in range(1, count + 1)
    )


@transaction.atomic
def add_articles(articles: Sequence[ArticleToGroup], publishers: int, stories: dict[int, int]) -> None:
    """Understood articles; those that have a story in `stories` (article to key) are grouped."""
    insert_new(Article, _ARTICLE, [_article(one, publishers, one.id in stories) for one in articles])
    insert_new(Understanding, _UNDERSTANDING, [_understanding(one, publishers) for one in articles])
    placed = [one for one in articles if one.id in stories]
    opened = [one for one in placed if stories[one.id] == one.id]
    insert_new(Story, _STORY, [_story(one) for one in opened])
    insert_new(
        StoryArticle,
        _PLACE,
        [(one.id, stories[one.id], 0.5, "Made for the benchmark.", one.at, False) for one in placed],
    )


def begin_state() -> GroupingState:
    """The grouping's own row, as before the first save."""
    made = datetime(2026, 1, 1, tzinfo=UTC)
    defaults = {"model": MODEL, "saved_at": made}
    return GroupingState.objects.update_or_create(name="grouping", defaults=defaults)[0]


def _article(one: ArticleToGroup, publishers: int, grouped: bool) -> tuple[Any, ...]:
    state = Article.State.GROUPED if grouped else Article.State.UNDERSTOOD
    address = f"https://p.example/{one.id}"
    return (
        *(
            one.id,
            f"a{one.id}",
            1 + one.id % publishers,
            address,
            one.title,
            "",
            _TEXT,
            f"<p>{_TEXT}</p>",
            [],
        ),
        *([], one.language, "world", "article", "page", False, 160, one.at),
        *(True, one.at, one.at, one.at, f"{one.id:032x}", ""),
        state.value,
    )


def _understanding(one: ArticleToGroup, publishers: int) -> tuple[Any, ...]:
    return (
        *(one.id, 1 + one.id % publishers, one.at, one.language, one.has_text, False, "world"),
        *(f"{one.id:032x}", 1, one.at, "", "", MODEL, len(one.vector)),
        *(one.vector.astype("<f2").tobytes(), one.signature, pack_terms(one.terms, one.cognates), b""),
    )


def _story(one: ArticleToGroup) -> tuple[Any, ...]:
    return (
        *(one.id, f"s{one.id}", one.id, one.at, one.at, one.at, {}, {}, "world"),
        *(1, 1, 1, 1, 1, one.at.timestamp() / 86_400, one.at, False),
    )
