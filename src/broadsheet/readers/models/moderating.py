"""What keeps discussions fit to be read: reports, decisions and their log, bans, locks, words, appeals."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from broadsheet.store.models import Article, Story

from .accounts import Reader, Role
from .comments import Comment

MOST_REASON, MOST_APPEAL, MOST_WORD = 500, 2_000, 100

_OF_ONE = Q(article__isnull=False, story__isnull=True) | Q(article__isnull=True, story__isnull=False)


class Report(models.Model):
    """A reader's word that a comment should not stand; one a reader and comment.

    Attributes:
        kind: what is wrong with it.
        note: in the reader's own words; may be empty.
        settled_at: when a moderator decided on it; None: it waits.
    """

    class Kind(models.TextChoices):
        SPAM = "spam", _("spam or advertising")
        ABUSE = "abuse", _("insults, threats or hate")
        ILLEGAL = "illegal", _("against the law")
        PRIVATE = "private", _("somebody’s private data")
        OFF_TOPIC = "off-topic", _("off the subject")
        OTHER = "other", _("something else")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports", db_index=False)
    reporter = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=10, choices=Kind)
    note = models.CharField(max_length=MOST_REASON, blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("comment", "reporter"), name="report_once")]
        indexes = [models.Index(fields=("settled_at", "at"), name="report_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} of comment {self.comment_id}"


class Decision(models.Model):
    """One line of the log of moderation. Lines are written, never changed and never taken away by hand.

    Attributes:
        kind: what was done.
        by: who did it; None: the machine by a rule, or somebody who has no account any more.
        by_role: what they were then; empty: the machine.
        comment, reader, article, story: whom or what it was done to, those that it concerns; None once gone.
        comment_key: public id of the comment, which stays when the comment is gone.
        reason: why, a sentence that those it concerns are shown; of a rule, its `discuss.holding.Reason`s.
        undoes: the line that this one takes back.
    """

    class Kind(models.TextChoices):
        HOLD = "hold", _("comment held")
        SHOW = "show", _("comment shown")
        HIDE = "hide", _("comment hidden")
        DELETE = "delete", _("comment deleted")
        DISMISS = "dismiss", _("reports dismissed")
        LOCK = "lock", _("discussion locked")
        UNLOCK = "unlock", _("discussion unlocked")
        BAN = "ban", _("reader banned")
        UNBAN = "unban", _("ban lifted")
        BLOCK_WORD = "block-word", _("word blocked")
        ALLOW_WORD = "allow-word", _("word allowed")
        GRANT = "grant", _("appeal granted")
        REFUSE = "refuse", _("appeal refused")

    kind = models.CharField(max_length=12, choices=Kind)
    by = models.ForeignKey(Reader, on_delete=models.SET_NULL, null=True, related_name="decisions")
    by_role = models.CharField(max_length=10, choices=Role, blank=True)
    comment = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, related_name="decisions")
    comment_key = models.CharField(max_length=12, blank=True)
    reader = models.ForeignKey(Reader, on_delete=models.SET_NULL, null=True, related_name="decisions_on")
    article = models.ForeignKey(Article, on_delete=models.SET_NULL, null=True, related_name="+")
    story = models.ForeignKey(Story, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=MOST_REASON, blank=True)
    undoes = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="undone_by")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(models.F("at").desc(), name="decision_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.comment_key}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes the line, once."""
        if not self._state.adding:
            raise TypeError("a line of the log is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused."""
        raise TypeError("a line of the log is never taken away")


class Ban(models.Model):
    """A reader may not comment, vote or report for a time.

    Attributes:
        until: its end; None: for good.
        reason: which the reader is shown.
        lifted_at: when a moderator took it back; None: never.
    """

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="bans")
    by = models.ForeignKey(Reader, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=MOST_REASON)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"ban of reader {self.reader_id}"


class Lock(models.Model):
    """A discussion, of an article or of a story, in which nothing more may be said; it can still be read."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, null=True, related_name="lock")
    story = models.OneToOneField(Story, on_delete=models.CASCADE, null=True, related_name="lock")
    by = models.ForeignKey(Reader, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=MOST_REASON, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=_OF_ONE, name="lock_of_one")]

    def __str__(self) -> str:
        return f"lock {self.pk}"


class BlockedWord(models.Model):
    """A word or phrase by which comments are held, as it was written (`broadsheet.discuss.blocked`)."""

    word = models.CharField(max_length=MOST_WORD, unique=True)
    by = models.ForeignKey(Reader, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("word",)

    def __str__(self) -> str:
        return self.word


class Appeal(models.Model):
    """A reader's objection to a decision on a comment of theirs, or on themselves; one a decision.

    Attributes:
        granted: what was answered; None: nothing yet.
        answer: why, which the reader is shown.
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="appeals", db_index=False)
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="appeals")
    text = models.TextField(max_length=MOST_APPEAL)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    answer = models.CharField(max_length=MOST_REASON, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("decision", "reader"), name="appeal_once")]

    def __str__(self) -> str:
        return f"appeal against decision {self.decision_id}"
