"""What moderators decide: on comments, discussions and readers. Each decision is a line of the log.

Nobody decides on themselves, and a moderator on no operator (`discuss/powers.py`): the permission is asked
for here, where it is done, and not in the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from broadsheet.discuss.blocked import block_words, can_block, what_blocks
from broadsheet.discuss.folding import fold_text
from broadsheet.discuss.powers import Person, ban_ends, may_act_on
from broadsheet.errors import ReaderError

from .comments import change_state
from .models import Appeal, Ban, BlockedWord, Comment, Decision, Lock, Reader, Report
from .models.moderating import MOST_REASON, MOST_WORD
from .moderation import is_moderator, person_of

State, Kind = Comment.State, Decision.Kind
MOST_WORDS = 5_000
# What takes a decision back, by what it was. A deleted text is gone, and a lifted ban is banned anew.
_BACK: dict[str, str] = {
    Kind.SHOW: Kind.HOLD, Kind.HIDE: Kind.SHOW, Kind.HOLD: Kind.SHOW, Kind.DISMISS: Kind.HOLD,
    Kind.LOCK: Kind.UNLOCK, Kind.UNLOCK: Kind.LOCK, Kind.BAN: Kind.UNBAN,
}  # fmt: skip
_ON_COMMENTS = (Kind.SHOW, Kind.HIDE, Kind.HOLD, Kind.DELETE, Kind.DISMISS)
_ON_DISCUSSIONS = (Kind.LOCK, Kind.UNLOCK)
_ON_READERS = (Kind.BAN, Kind.UNBAN)
_GROUPS = (_ON_COMMENTS, _ON_DISCUSSIONS, _ON_READERS)


@dataclass(frozen=True, slots=True)
class Act:
    """Who decides, when and why. `reason` is shown to those it concerns; `undoes`: what it takes back."""

    by: Reader
    reason: str
    at: datetime
    undoes: Decision | None = None


def tidy_reason(text: str) -> str:
    """A sentence as it is kept: one line, without control characters, not too long."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:MOST_REASON].strip()


def may_decide_on(actor: Reader, other: Reader | None) -> bool:
    """Whether one may decide on another and what they wrote; other None: nobody's any more."""
    someone = person_of(other) if other is not None else Person(0, "reader")
    return may_act_on(person_of(actor), someone)


def _require(actor: Reader, other: Reader | None) -> None:
    if not may_decide_on(actor, other):
        raise PermissionDenied("not theirs to decide")


# --- comments


@transaction.atomic
def show(act: Act, comment: Comment) -> Decision:
    """Shows a comment that is held or hidden; of one that is shown it dismisses the reports."""
    comment = _locked(act, comment)
    if comment.state == State.SHOWN:
        return _log(act, Kind.DISMISS, comment)
    change_state(comment, State.SHOWN, act.at)
    return _log(act, Kind.SHOW, comment)


@transaction.atomic
def hide(act: Act, comment: Comment) -> Decision:
    """Hides a comment from all but its author and moderators."""
    comment = _locked(act, comment)
    change_state(comment, State.HIDDEN, act.at)
    return _log(act, Kind.HIDE, comment)


@transaction.atomic
def hold(act: Act, comment: Comment) -> Decision:
    """Takes a comment back into the queue."""
    comment = _locked(act, comment)
    change_state(comment, State.HELD, act.at, Comment.Held.MODERATOR)
    return _log(act, Kind.HOLD, comment)


@transaction.atomic
def delete(act: Act, comment: Comment) -> Decision:
    """Deletes what a comment says, for good."""
    comment = _locked(act, comment)
    made = _log(act, Kind.DELETE, comment)  # while it still has its author
    change_state(comment, State.DELETED, act.at)
    return made


def _locked(act: Act, comment: Comment) -> Comment:
    """The comment as it is now, for this transaction alone."""
    found = Comment.objects.select_for_update().filter(pk=comment.pk).exclude(state=State.DELETED).first()
    if found is None:
        raise ReaderError("The comment is gone.")
    _require(act.by, found.author)
    return found


# --- discussions


@transaction.atomic
def lock(act: Act, article: int | None, story: int | None) -> Decision:
    """Closes the discussion of an article or of a story."""
    if not is_moderator(act.by):
        raise PermissionDenied
    facts: dict[str, Any] = {"by": act.by, "reason": act.reason, "at": act.at}
    of: dict[str, Any] = {"article_id": article, "story_id": story}
    Lock.objects.get_or_create(**of, defaults=facts)
    return _log(act, Kind.LOCK, article_id=article, story_id=story)


@transaction.atomic
def unlock(act: Act, article: int | None, story: int | None) -> Decision:
    """Opens it again."""
    if not is_moderator(act.by):
        raise PermissionDenied
    Lock.objects.filter(article=article, story=story).delete()
    return _log(act, Kind.UNLOCK, article_id=article, story_id=story)


# --- readers


@transaction.atomic
def ban(act: Act, reader: Reader, duration: str) -> Decision:
    """Lets a reader write, vote and report no more for a time (`discuss.powers.BANS`), in place of a ban that
    they have."""
    _require(act.by, reader)
    _lift(act, reader)
    until = ban_ends(duration, act.at)
    Ban.objects.create(reader=reader, by=act.by, reason=act.reason, at=act.at, until=until)
    return _log(act, Kind.BAN, reader=reader)


@transaction.atomic
def unban(act: Act, reader: Reader) -> Decision:
    """Takes a ban back."""
    _require(act.by, reader)
    _lift(act, reader)
    return _log(act, Kind.UNBAN, reader=reader)


def _lift(act: Act, reader: Reader) -> None:
    Ban.objects.filter(Q(until=None) | Q(until__gt=act.at), reader=reader, lifted_at=None).update(
        lifted_at=act.at
    )


# --- words


@transaction.atomic
def block_word(act: Act, word: str) -> Decision:
    """Puts a word or phrase on the list.

    Raises:
        ReaderError: nothing of it could be found in a text, it is there already, or the list is full.
    """
    if not is_moderator(act.by):
        raise PermissionDenied
    word = tidy_reason(word)[:MOST_WORD].strip()
    there = list(BlockedWord.objects.values_list("word", flat=True))
    if not can_block(word) or len(there) >= MOST_WORDS:
        raise ReaderError("This word cannot be blocked.", subject=word)
    same = what_blocks(word) in map(what_blocks, there)
    if same or (not word.endswith("*") and block_words(there).find(fold_text(word))):
        raise ReaderError("This word is blocked already.", subject=word)
    BlockedWord.objects.create(word=word, by=act.by, at=act.at)
    return _log(Act(act.by, word, act.at), Kind.BLOCK_WORD)


@transaction.atomic
def allow_word(act: Act, pk: int) -> Decision | None:
    """Takes a word off the list; None if it is not there."""
    if not is_moderator(act.by):
        raise PermissionDenied
    found = BlockedWord.objects.filter(pk=pk).first()
    if found is None:
        return None
    found.delete()
    return _log(Act(act.by, found.word, act.at), Kind.ALLOW_WORD)


# --- what was decided


def stands(decision: Decision) -> bool:
    """Whether a decision is the last one on its subject."""
    of = next((group for group in _GROUPS if decision.kind in group), ())
    later = Decision.objects.filter(pk__gt=decision.pk, kind__in=of)
    if decision.kind in _ON_READERS:
        return decision.reader is not None and not later.filter(reader=decision.reader).exists()
    if decision.kind in _ON_DISCUSSIONS:
        of_one = {"article": decision.article_id, "story": decision.story_id}
        return any(of_one.values()) and not later.filter(**of_one).exists()
    comment = decision.comment
    there = comment is not None and comment.state != State.DELETED
    return there and not later.filter(comment=comment).exists()


def can_undo(decision: Decision, actor: Reader) -> bool:
    """Whether a line of the log can be taken back, by this moderator."""
    if decision.kind not in _BACK or not stands(decision):
        return False
    if decision.kind in _ON_DISCUSSIONS:
        return is_moderator(actor)
    if decision.kind in _ON_READERS or decision.comment is None:
        return may_decide_on(actor, decision.reader)
    return may_decide_on(actor, decision.comment.author)


@transaction.atomic
def undo(act: Act, decision: Decision) -> Decision:
    """Takes a decision back, by a new line of the log.

    Raises:
        ReaderError: it cannot be taken back, or something else was decided since.
        PermissionDenied: not by this moderator.
    """
    if decision.kind not in _BACK or not stands(decision):
        raise ReaderError("This cannot be undone.")
    act = Act(act.by, act.reason, act.at, decision)
    back = _BACK[decision.kind]
    if back in _ON_DISCUSSIONS:
        act_on = lock if back == Kind.LOCK else unlock
        return act_on(act, decision.article_id, decision.story_id)
    if back == Kind.UNBAN and decision.reader is not None:
        return unban(act, decision.reader)
    if decision.comment is None:
        raise ReaderError("The comment is gone.")
    return show(act, decision.comment) if back == Kind.SHOW else hold(act, decision.comment)


@transaction.atomic
def answer(act: Act, appeal: Appeal, granted: bool) -> Decision:
    """Answers an appeal; granted, what was decided is taken back, if it still stands. Deleted words stay
    gone: that a moderator agrees is said, and that they may be written again.

    Raises:
        ReaderError: it was answered already.
    """
    _require(act.by, appeal.reader)
    waiting = Appeal.objects.filter(pk=appeal.pk, settled_at=None)
    if not waiting.update(settled_at=act.at, granted=granted, answer=act.reason):
        raise ReaderError("This appeal was answered already.")
    decision = appeal.decision
    if granted and stands(decision):
        undo(act, decision)
    facts: dict[str, Any] = {"reader": appeal.reader}  # an emptied comment has no author
    if decision.comment is not None:
        facts["comment"] = decision.comment
    return _log(act, Kind.GRANT if granted else Kind.REFUSE, **facts)


def _log(act: Act, kind: Decision.Kind, comment: Comment | None = None, **facts: Any) -> Decision:
    if comment is not None:
        if kind != Kind.HOLD:
            Report.objects.filter(comment=comment, settled_at=None).update(settled_at=act.at)
        facts = {
            "comment": comment, "comment_key": comment.public_id, "reader": comment.author,
            "article_id": comment.article_id, "story_id": comment.story_id,
        } | facts  # fmt: skip
    return Decision.objects.create(
        kind=kind, by=act.by, by_role=act.by.role, reason=act.reason, at=act.at, undoes=act.undoes, **facts
    )
