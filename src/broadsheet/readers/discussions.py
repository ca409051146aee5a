"""Where something is said: of an article, or of a story."""

from __future__ import annotations

from dataclasses import dataclass

from .models import Comment, Decision, Lock

MOST_COMMENTS = 10_000  # of one article or story


@dataclass(frozen=True, slots=True)
class Home:
    """An article or a story, by its id; exactly one of them."""

    article: int | None = None
    story: int | None = None


def home_of(comment: Comment) -> Home:
    """What a comment is about."""
    return Home(comment.article_id, comment.story_id)


def adopt(twin: int, article: int) -> None:
    """An article proved to be another one: what was said of it is now said of that (`store.absorbed`)."""
    Comment.objects.filter(article=twin).update(article=article)
    # With the twin's the log would lose what a lock is of, and so the way to open the discussion again.
    Decision.objects.filter(article=twin).update(article=article)
    if not Lock.objects.filter(article=article).exists():
        Lock.objects.filter(article=twin).update(article=article)
