"""What a language model wrote for readers, what it cost, and what had to be corrected."""

from __future__ import annotations

from django.db import models

from .articles import Article


class StoredAnswer(models.Model):
    """An answer that a model wrote, kept until what it rests on changes.

    Attributes:
        subject: what it is about: "story:12", "article:7".
        kind: what was asked for, a key of `assist.prompts.TASKS`.
        question: digest of the reader's words; "" if there are none.
        maker: name of the model.
        version: digest of the texts it was made from; with others it is made again.
        body: the answer, MessagePack of `assist.types.Answer`.
        dropped: how many sentences the check refused.
    """

    subject = models.CharField(max_length=40)
    kind = models.CharField(max_length=16)
    language = models.CharField(max_length=3, blank=True)
    question = models.CharField(max_length=32, blank=True)
    maker = models.CharField(max_length=200)
    version = models.CharField(max_length=32)
    body = models.BinaryField()
    dropped = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("subject", "kind", "language", "question", "maker"), name="answer_once"
            )
        ]
        indexes = [models.Index(fields=("made_at",), name="answer_made")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject}"


class Correction(models.Model):
    """A sentence that a model had written and that rested on a text which its publisher then changed.

    Attributes:
        subject, kind: of the answer, as in `StoredAnswer`.
        article: whose text was changed.
        revision: the text that the sentence rested on, counted from 1.
        sentence: what had been shown.
        at: when the answer was made again.
    """

    subject = models.CharField(max_length=40)
    kind = models.CharField(max_length=16)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    sentence = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=("-at", "-id"), name="correction_latest")]

    def __str__(self) -> str:
        return self.sentence


class ModelSpend(models.Model):
    """What the model cost on a day (UTC), for all (`reader` "") or for one reader, told by a digest.

    `sent` and `written` are tokens.
    """

    day = models.DateField()
    reader = models.CharField(max_length=32, blank=True)
    requests = models.PositiveIntegerField(default=0)
    sent = models.PositiveBigIntegerField(default=0)
    written = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("-day", "reader")
        constraints = [models.UniqueConstraint(fields=("day", "reader"), name="spend_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.reader}".strip()
