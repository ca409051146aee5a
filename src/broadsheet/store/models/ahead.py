"""What is made ahead of readers: pieces of work for the background, and each day's briefing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Errand(models.Model):
    """A piece of work that is done before a reader asks for its outcome.

    It is due while what is wanted differs from what was made. One worker at a time holds it, for a limited
    time: if that dies, another takes it.

    Attributes:
        kind: one of `broadsheet.store.errands.KINDS`.
        subject: what it is about: "story:12", or for a briefing its edition.
        language: of the reader, as `settings.LANGUAGES` names it; "" where it makes no difference.
        wanted: mark of what the outcome is to be made from; `made`: of what it was made from.
        weight: the weightier one is done first.
        due_at: not before then.
        held_by, held_until: who works on it, and until when nobody else may.
        tries: how often it failed in a row; `error_code`: how, the last time.
        made_at: when it was last done.
    """

    kind = models.CharField(max_length=16)
    subject = models.CharField(max_length=40)
    language = models.CharField(max_length=10, blank=True)
    wanted = models.CharField(max_length=64)
    made = models.CharField(max_length=64, blank=True)
    weight = models.FloatField(default=0.0)
    due_at = models.DateTimeField()
    held_by = models.CharField(max_length=32, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Errand]] = models.Manager()

    class Meta:
        ordering = ("-weight", "pk")
        constraints = [models.UniqueConstraint(fields=("kind", "subject", "language"), name="errand_once")]
        indexes = [models.Index(fields=("due_at",), name="errand_due")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}"


class DailyBriefing(models.Model):
    """The briefing of a day (UTC), an edition and a language, as it was made then.

    Attributes:
        edition: "world", or a country as ISO 3166-1 in lower case.
        language: of the reader, as `settings.LANGUAGES` names it.
        body: MessagePack of `assist.briefing.Briefing`.
        full: whether it holds as much as it is to hold; until then it may be made again.
        audio_bytes, audio_s: size and length of its audio file; 0 while there is none.
    """

    day = models.DateField()
    edition = models.CharField(max_length=5)
    language = models.CharField(max_length=10)
    body = models.BinaryField()
    full = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    audio_bytes = models.PositiveIntegerField(default=0)
    audio_s = models.FloatField(default=0.0)

    objects: ClassVar[models.Manager[DailyBriefing]] = models.Manager()

    class Meta:
        ordering = ("-day", "edition", "language")
        constraints = [models.UniqueConstraint(fields=("day", "edition", "language"), name="briefing_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.edition} {self.language}"
