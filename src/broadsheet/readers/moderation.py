"""What moderation says to a comment before and when it is stored: who may write, and what is held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from broadsheet.discuss.blocked import BlockedWords, block_words
from broadsheet.discuss.copies import Said
from broadsheet.discuss.holding import House, Limits, Posting, Reason, hold_reasons, write_reasons
from broadsheet.discuss.powers import Person, may_moderate
from broadsheet.errors import CommentRefused

from .models import Ban, BlockedWord, Comment, Decision, Lock, Reader
from .traces import count_traces, digest_of, leave_trace

if TYPE_CHECKING:
    from .discussions import Home

# Beyond these nothing is taken: nobody writes so much by hand. What is merely fast is held (`Limits.pace`).
MOST_AN_HOUR, MOST_A_DAY, MOST_OF_NETWORK = 30, 150, 60
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
# Among how many of the latest comments near copies are looked for, and for how long back.
SAID_MOST, SAID_FOR = 300, timedelta(days=2)


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


def check_may_post(
    author: Reader, home: Home, now: datetime, address: str = "", kind: str = "comment"
) -> None:
    """Whether a reader may write or vote here. Notes for minutes that a comment came from its network.

    Args:
        address: of who asks; "": not known. It is kept nowhere (`traces.py`).
        kind: "comment", "edit" or "vote"; limits are for comments.

    Raises:
        CommentRefused: "banned", "locked", or "too-many".
    """
    if ban_of(author, now) is not None:
        raise CommentRefused("banned")
    if lock_of(home) is not None:
        raise CommentRefused("locked")
    if kind != "comment":
        return
    mine = Comment.objects.filter(author=author)
    digest = digest_of(address, now)
    if (
        mine.filter(made_at__gt=now - _HOUR).count() >= MOST_AN_HOUR
        or mine.filter(made_at__gt=now - _DAY).count() >= MOST_A_DAY
        or count_traces(digest, now - _HOUR) >= MOST_OF_NETWORK
    ):
        raise CommentRefused("too-many")
    leave_trace(digest, now, kept=_HOUR)


def held_why_of(
    author: Reader,
    text: str,
    links: Sequence[str],
    now: datetime,
    *,
    of: int | None = None,
    address: str = "",
) -> str:
    """The weightiest rule by which a comment is held; "": it is shown at once.

    Args:
        of: the comment's id when it is an edit.
    """
    reasons = reasons_of(author, text, links, now, of=of, address=address)
    return reasons[0].rule if reasons else ""


def reasons_of(
    author: Reader,
    text: str,
    links: Sequence[str],
    now: datetime,
    *,
    of: int | None = None,
    address: str = "",
) -> tuple[Reason, ...]:
    """Every rule by which a comment is held."""
    if is_moderator(author):
        return ()
    limits = limits_now()
    fast = limits.pace_in
    posting = Posting(
        text=text,
        links=tuple(links),
        at=now,
        joined_at=author.joined_at,
        shown_before=Comment.objects.filter(author=author, state=Comment.State.SHOWN).count(),
        lately=0 if of else Comment.objects.filter(author=author, made_at__gt=now - fast).count(),
        # The one that is just being written has left its trace already.
        from_network=0 if of else max(count_traces(digest_of(address, now), now - fast) - 1, 0),
        said=_said_lately(author, now, of),
    )
    return hold_reasons(posting, House(limits, blocked_now()))


def limits_now() -> Limits:
    """What counts as usual on this site."""
    return Limits(first=settings.CONFIG.comments_first_held)


def blocked_now() -> BlockedWords:
    """The list of words, made ready."""
    return _blocked(tuple(BlockedWord.objects.order_by("pk").values_list("word", flat=True)))


@lru_cache(maxsize=2)
def _blocked(words: tuple[str, ...]) -> BlockedWords:
    return block_words(words)


def _said_lately(author: Reader, now: datetime, of: int | None) -> list[Said]:
    rows = Comment.objects.order_by("-pk").values_list("pk", "text", "author_id", "made_at")[:SAID_MOST]
    return [
        Said(text, own=by == author.pk)
        for pk, text, by, at in rows
        if text and pk != of and at > now - SAID_FOR
    ]


def settle(comment: Comment, why: str, now: datetime) -> None:
    """Writes into the log that the machine holds a comment, with all its reasons, once it is stored."""
    if not why or comment.author is None:
        return
    reasons = list(reasons_of(comment.author, comment.text, (), now, of=comment.pk))
    if why not in {one.rule for one in reasons}:
        reasons.insert(0, Reason(why))  # type: ignore[arg-type]  # of `Comment.Held`
    last = Decision.objects.filter(comment=comment, kind=Decision.Kind.HOLD).first()
    if last is None or last.reason != write_reasons(reasons)[:500]:  # a change that is held for the same
        log_machine(comment, reasons, now)


def log_machine(comment: Comment, reasons: Sequence[Reason], now: datetime) -> Decision:
    """A line of the log for what a rule did."""
    return Decision.objects.create(
        kind=Decision.Kind.HOLD,
        comment=comment,
        comment_key=comment.public_id,
        reader=comment.author,
        article_id=comment.article_id,
        story_id=comment.story_id,
        reason=write_reasons(reasons)[:500],
        at=now,
    )
