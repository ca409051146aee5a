"""Who may comment where, and which comments wait for a moderator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from broadsheet.discuss.holding import Posting, held_why
from broadsheet.errors import CommentRefused

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
    bans = Ban.objects.filter(Q(until=None) | Q(until__gt=now), reader=author, lifted_at=None)
    if bans.exists():
        raise CommentRefused("banned")
    if kind != "vote" and Lock.objects.filter(article=home.article, story=home.story).exists():
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
    shown = Comment.objects.filter(author=author, state=Comment.State.SHOWN).exists()
    return held_why(Posting(text, tuple(links), now, author.joined_at, int(shown)))


def settle(comment: Comment, why: str, now: datetime) -> None:
    """Called once a comment is stored or changed, with the rule by which it is held."""
