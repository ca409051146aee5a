"""What moderation says to a comment before and when it is stored: who may write, and what is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet

from broadsheet.discuss.blocked import BlockedWords, block_words
from broadsheet.discuss.copies import Said
from broadsheet.discuss.holding import House, Limits, Posting, Reason, hold_reasons, write_reasons
from broadsheet.discuss.powers import Person, may_moderate
from broadsheet.errors import CommentRefused
from broadsheet.store.prepared import Prepared

from .models import Ban, BlockedWord, Comment, Decision, Lock, Reader
from .models.moderating import MOST_REASON
from .traces import digest_of, leave_trace, traces_of

if TYPE_CHECKING:
    from .discussions import Home

# Beyond these nothing is taken: nobody writes so much by hand. What is merely fast is held (`Limits.pace`).
MOST_AN_HOUR, MOST_A_DAY, MOST_OF_NETWORK = 30, 150, 60
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
SAID_MOST = 300
"""Among so many of the latest comments near copies are looked for."""


def person_of(reader: Reader) -> Person:
    """A reader as rules know them."""
    return Person(reader.pk, reader.role)


def is_moderator(reader: Reader | None) -> bool:
    """Whether the queue is theirs."""
    return reader is not None and may_moderate(person_of(reader))


def ban_of(reader: Reader, now: datetime) -> Ban | None:
    """The ban that holds now, the one that ends last; None: they may write."""
    bans = list(Ban.objects.filter(Q(until=None) | Q(until__gt=now), reader=reader, lifted_at=None))
    return max(bans, key=lambda ban: (ban.until is None, ban.until or now), default=None)


def lock_of(home: Home) -> Lock | None:
    """What closes a discussion; None: it is open."""
    return Lock.objects.filter(article=home.article, story=home.story).first()


class Written(NamedTuple):
    """What is known of a comment without what it says."""

    pk: int
    made_at: datetime
    state: str
    article: int | None
    story: int | None
    parent: int | None


@dataclass(frozen=True, slots=True)
class Before:
    """What came before a comment, the latest first.

    Attributes:
        written: the author's latest comments, at most `MOST_AN_HOUR`.
        digest: of the network it comes from (`traces.digest_of`).
        from_network: when comments came from there.
    """

    written: Sequence[Written]
    digest: str
    from_network: Sequence[datetime]


def before_of(author: Reader, now: datetime, address: str) -> Before:
    """What came before a comment that is about to be stored.

    Args:
        address: of who asks; "": not known. It is kept nowhere (`traces.py`).
    """
    digest = digest_of(address, now)
    written = [Written._make(row) for row in _latest.rows(author.pk, shape=(MOST_AN_HOUR,))]
    return Before(written, digest, traces_of(digest))


def check_may_post(author: Reader, home: Home, now: datetime) -> None:
    """Whether a reader may write or vote here.

    Raises:
        CommentRefused: "banned" or "locked".
    """
    if any(until is None or until > now for _, until in _bans.rows(author.pk)):
        raise CommentRefused("banned")
    locks = _article_lock if home.article is not None else _story_lock
    if locks.rows(home.article or home.story or 0):
        raise CommentRefused("locked")


def check_limits(author: Reader, before: Before, now: datetime) -> None:
    """Whether one more is taken of an author and a network. Notes for an hour that it came from there.

    Raises:
        CommentRefused: "too-many".
    """
    of_network = sum(at > now - _HOUR for at in before.from_network)
    if _wrote_too_much(author, before.written, now) or of_network >= MOST_OF_NETWORK:
        raise CommentRefused("too-many")
    leave_trace(before.digest, now)


def _wrote_too_much(author: Reader, written: Sequence[Written], now: datetime) -> bool:
    if len(written) < MOST_AN_HOUR:
        return False
    today = Comment.objects.filter(author=author, made_at__gt=now - _DAY)
    return written[-1].made_at > now - _HOUR or today.count() >= MOST_A_DAY


def reasons_of(
    author: Reader,
    text: str,
    links: Sequence[str],
    now: datetime,
    *,
    of: int | None = None,
    before: Before | None = None,
) -> tuple[Reason, ...]:
    """Every rule by which a comment is held, the weightiest first; none: it is shown at once.

    Args:
        of: the comment's id when it is an edit.
        before: what came before it when it is none.
    """
    if is_moderator(author):
        return ()
    limits, mine = limits_now(), author.pk
    since = now - limits.pace_in
    written = before.written if before else ()
    posting = Posting(
        text=text,
        links=tuple(links),
        at=now,
        joined_at=author.joined_at,
        shown_before=_shown_before(author, written, limits.first),
        lately=sum(one.made_at > since for one in written[: limits.pace]),
        from_network=sum(at > since for at in before.from_network) if before else 0,
        said=[Said(text, by == mine) for pk, by, text in _said.rows(shape=(SAID_MOST,)) if pk != of],
    )
    return hold_reasons(posting, House(limits, blocked_now()))


def _shown_before(author: Reader, written: Sequence[Written], needed: int) -> int:
    """How many comments of an author are shown, as far as so many are needed."""
    found = sum(one.state == Comment.State.SHOWN for one in written)
    return found if found >= needed else len(_shown.rows(author.pk, shape=(needed,)))


def limits_now() -> Limits:
    """What counts as usual on this site."""
    return Limits(first=settings.CONFIG.comments_first_held)


def blocked_now() -> BlockedWords:
    """The list of words, made ready."""
    return _blocked(tuple(word for _, word in _words.rows()))


@lru_cache(maxsize=2)
def _blocked(words: tuple[str, ...]) -> BlockedWords:
    return block_words(words)


def _shown_of(author: int, most: int) -> QuerySet[Comment, Any]:
    return (
        Comment.objects.filter(author=author, state=Comment.State.SHOWN)
        .order_by()
        .values_list("pk", "state")[:most]
    )


def _said_lately(most: int) -> QuerySet[Comment, Any]:
    said = Comment.objects.exclude(state=Comment.State.DELETED)
    return said.order_by("-pk").values_list("pk", "author_id", "text")[:most]


def _all_words() -> QuerySet[BlockedWord, Any]:
    return BlockedWord.objects.order_by("pk").values_list("pk", "word")


def _bans_of(reader: int) -> QuerySet[Ban, Any]:
    return Ban.objects.filter(reader=reader, lifted_at=None).order_by().values_list("pk", "until")


def _lock_of_article(article: int) -> QuerySet[Lock, Any]:
    return Lock.objects.filter(article=article).order_by().values_list("pk", "at")


def _lock_of_story(story: int) -> QuerySet[Lock, Any]:
    return Lock.objects.filter(story=story).order_by().values_list("pk", "at")


def _latest_of(author: int, most: int) -> QuerySet[Comment, Any]:
    columns = ("pk", "made_at", "state", "article_id", "story_id", "parent_id")
    return Comment.objects.filter(author=author).order_by("-made_at").values_list(*columns)[:most]


# Asked for each comment, a hundred a second when many speak.
_bans, _latest = Prepared(_bans_of), Prepared(_latest_of)
_article_lock, _story_lock = Prepared(_lock_of_article), Prepared(_lock_of_story)
_shown, _said, _words = Prepared(_shown_of), Prepared(_said_lately), Prepared(_all_words)


def log_machine(comment: Comment, reasons: Sequence[Reason], now: datetime) -> None:
    """A line of the log: the machine holds a comment. None if that is what was last decided on it."""
    reason = write_reasons(reasons)[:MOST_REASON]
    last = Decision.objects.filter(comment=comment).first()
    if last is not None and (last.kind, last.reason) == (Decision.Kind.HOLD, reason):
        return
    Decision.objects.create(
        kind=Decision.Kind.HOLD,
        comment=comment,
        comment_key=comment.public_id,
        reader=comment.author,
        article_id=comment.article_id,
        story_id=comment.story_id,
        reason=reason,
        at=now,
    )
