"""Where something is said: of an article, or of a story."""

from __future__ import annotations

from dataclasses import dataclass

from broadsheet.store.models import Story

from .models import Comment, Decision, Lock

MOST_COMMENTS = 10_000  # of one article or story
MOST_MERGES = 30  # of one story into the next


@dataclass(frozen=True, slots=True)
class Home:
    """An article or a story, by its id; exactly one of them."""

    article: int | None = None
    story: int | None = None


def home_of(comment: Comment) -> Home:
    """What a comment is about."""
    return Home(comment.article_id, comment.story_id)


def standing_story(story: Story) -> Story:
    """The story that a story became part of in the end; itself, if it stands."""
    for _round in range(MOST_MERGES):
        if story.merged_into_id is None:
            break
        story = Story.objects.select_related("headline").get(pk=story.merged_into_id)
    return story


def standing_home(comment: Comment) -> Home:
    """In whose discussion a comment stands: of a story that became part of another, that of the other."""
    if comment.story is None:
        return home_of(comment)
    return Home(story=standing_story(comment.story).pk)


def adopt(twin: int, article: int) -> None:
    """An article proved to be another one: what was said of it is now said of that (`store.absorbed`)."""
    Comment.objects.filter(article=twin).update(article=article)
    # With the twin's the log would lose what a lock is of, and so the way to open the discussion again.
    Decision.objects.filter(article=twin).update(article=article)
    if not Lock.objects.filter(article=article).exists():
        Lock.objects.filter(article=twin).update(article=article)
