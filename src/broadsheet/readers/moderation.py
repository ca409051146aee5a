"""Who may comment where, and which comments wait for a moderator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from broadsheet.discuss.holding import Posting, held_why
from broadsheet.errors import CommentRefused
from broadsheet.store.prepared import Prepared

from .discussions import Home
from .models import Ban, Comment, Lock, Reader, Role


def check_may_post(
    author: Reader, home: Home, now: datetime, address: str = "", kind: str = "comment"
) -> None:
    """Whether a reader may say something there.

    Args:
        address: that the request came from; empty if it is not known.
        kind: "comment", "edit" or "vote".

    Raises:
        CommentRefused: "banned" or "locked".
    """
    for until, lifted_at in _bans.rows(author.pk):
        if lifted_at is None and (until is None or until > now):
            raise CommentRefused("banned")
    locks = _lock_of_article if home.article is not None else _lock_of_story
    if kind != "vote" and locks.rows(home.article or home.story or 0):
        raise CommentRefused("locked")


def held_why_of(
    author: Reader, text: str, links: Sequence[str], now: datetime, *, of: int | None = None
) -> str:
    """The rule by which a comment is held; empty: none.

    Args:
        of: id of the comment, when it is changed and not a new one.
    """
    if author.role != Role.READER:
        return ""
    return held_why(Posting(text, tuple(links), now, author.joined_at, len(_shown.rows(author.pk))))


def settle(comment: Comment, why: str, now: datetime) -> None:
    """Called once a comment is stored or changed, with the rule by which it is held."""


def _bans_of(reader: int) -> QuerySet[Ban, Any]:
    return Ban.objects.filter(reader=reader).order_by().values_list("until", "lifted_at")


def _locks_of_article(article: int) -> QuerySet[Lock, Any]:
    return Lock.objects.filter(article=article).order_by().values_list("pk", "at")


def _locks_of_story(story: int) -> QuerySet[Lock, Any]:
    return Lock.objects.filter(story=story).order_by().values_list("pk", "at")


def _one_shown(author: int) -> QuerySet[Comment, Any]:
    shown = Comment.objects.filter(author=author, state=Comment.State.SHOWN).order_by()
    return shown.values_list("pk", "made_at")[:1]


# Asked before each comment is stored, while no other can be: as SQL that is made once.
_bans, _shown = Prepared(_bans_of), Prepared(_one_shown)
_lock_of_article, _lock_of_story = Prepared(_locks_of_article), Prepared(_locks_of_story)
