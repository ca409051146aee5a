"""Who is told of a comment: whoever it answers or names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from broadsheet.discuss.markdown import render
from broadsheet.discuss.mentions import mentioned

from .models import Comment, Mention, Reader

SHOWN_LATEST = 100


def announce(comment: Comment, now: datetime) -> None:
    """Makes the notices of a comment that is shown; each reader gets one of it, whatever happens again."""
    wanted: dict[int, str] = {}
    parent = comment.parent
    if parent is not None and parent.author_id is not None:
        wanted[parent.author_id] = Mention.Kind.REPLY
    names = mentioned(render(comment.text).plain) if "@" in comment.text else ()
    if names:
        for reader in Reader.objects.filter(name_key__in=names, is_active=True).values_list("pk", flat=True):
            wanted.setdefault(reader, Mention.Kind.MENTION)
    wanted.pop(comment.author_id or 0, None)
    if not wanted:
        return
    rows = [Mention(reader_id=reader, comment=comment, kind=kind, at=now) for reader, kind in wanted.items()]
    Mention.objects.bulk_create(rows, ignore_conflicts=True)


def take_back(comments: Sequence[int]) -> None:
    """Takes away the notices of comments (ids) that are shown no more."""
    Mention.objects.filter(comment__in=comments).delete()


def latest_notices(reader: Reader) -> list[Mention]:
    """The latest notices of a reader, newest first, with their comments and authors."""
    rows = Mention.objects.filter(reader=reader, comment__state=Comment.State.SHOWN)
    return list(rows.select_related("comment__author", "comment__article", "comment__story")[:SHOWN_LATEST])


def unseen(reader: Reader) -> int:
    """How many notices a reader has not looked at."""
    return Mention.objects.filter(reader=reader, seen_at=None, comment__state=Comment.State.SHOWN).count()


def mark_seen(reader: Reader, now: datetime) -> None:
    """Notes that the reader looked at all of them."""
    Mention.objects.filter(reader=reader, seen_at=None).update(seen_at=now)
