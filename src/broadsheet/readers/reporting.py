"""What readers say to moderators: that a comment should not stand, and that a decision was wrong."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from broadsheet.discuss.holding import Reason, enough_reports
from broadsheet.errors import CommentRefused

from .comments import change_state
from .deciding import stands, tidy_reason
from .models import Appeal, Comment, Decision, Reader, Report
from .models.moderating import MOST_APPEAL
from .moderation import ban_of, log_machine

MOST_REPORTS_A_DAY = 50
# Accounts younger than this count for nothing when reports hold a comment: they are made in a minute.
OLD_ENOUGH = timedelta(days=1)
# What the reader it concerns may object to. What is held waits for a moderator anyway, unless one holds it.
APPEALABLE = (Decision.Kind.HIDE, Decision.Kind.DELETE, Decision.Kind.BAN)


@transaction.atomic
def report(reader: Reader, comment: Comment, kind: str, note: str, now: datetime) -> Report:
    """Tells moderators of a comment; done twice it is as done once. Enough readers' reports hold it.

    Raises:
        CommentRefused: "banned", "own", "gone", "too-many".
    """
    if ban_of(reader, now) is not None:
        raise CommentRefused("banned")
    if comment.author_id == reader.pk:
        raise CommentRefused("own")
    found = Comment.objects.select_for_update().filter(pk=comment.pk).first()
    if found is None or found.state != Comment.State.SHOWN:
        raise CommentRefused("gone")
    if Report.objects.filter(reporter=reader, at__gt=now - timedelta(days=1)).count() >= MOST_REPORTS_A_DAY:
        raise CommentRefused("too-many")
    facts = {
        "kind": kind if kind in Report.Kind.values else Report.Kind.OTHER,
        "note": tidy_reason(note),
        "at": now,
    }
    made, _ = Report.objects.get_or_create(comment=found, reporter=reader, defaults=facts)
    _hold_if_enough(found, now)
    return made


def _hold_if_enough(comment: Comment, now: datetime) -> None:
    """Holds it if enough readers say so, unless a moderator has looked at it already: then it is theirs."""
    if Decision.objects.filter(comment=comment, by__isnull=False).exists():
        return
    waiting = Report.objects.filter(comment=comment, settled_at=None)
    independent = waiting.filter(reporter__joined_at__lt=now - OLD_ENOUGH).count()
    if not enough_reports(independent, settings.CONFIG.comments_reports_hold):
        return
    change_state(comment, Comment.State.HELD, now, Comment.Held.REPORTS)
    log_machine(comment, [Reason("reports", str(independent))], now)


def can_appeal(decision: Decision, reader: Reader) -> bool:
    """Whether a reader may object to a decision: it concerns them, still stands, and they did not yet."""
    if decision.reader_id != reader.pk or decision.kind not in APPEALABLE:
        return False
    # A deletion stands for good: nothing brings the words back.
    standing = decision.kind == Decision.Kind.DELETE or stands(decision)
    return standing and not decision.appeals.exists()


@transaction.atomic
def appeal(reader: Reader, decision: Decision, text: str, now: datetime) -> Appeal:
    """Objects to a decision, once.

    Raises:
        CommentRefused: "empty", or "not-yours": it cannot be objected to, by them or any more.
    """
    printable = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    text = printable.strip()[:MOST_APPEAL]
    if not text:
        raise CommentRefused("empty")
    Decision.objects.select_for_update().get(pk=decision.pk)  # of a form sent twice the second waits here
    if not can_appeal(decision, reader):
        raise CommentRefused("not-yours")
    return Appeal.objects.create(decision=decision, reader=reader, text=text, at=now)
