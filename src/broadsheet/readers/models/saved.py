"""What readers keep, and what they have read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from broadsheet.store.models import Article

from .accounts import Reader


class Saved(models.Model):
    """An article or a story that a reader keeps; `key` is its public id, `title` what it was called then."""

    KINDS: ClassVar = [("article", "article"), ("story", "story")]

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="saved", db_index=False)
    kind = models.CharField(max_length=10, choices=KINDS)
    key = models.CharField(max_length=12)
    title = models.CharField(max_length=1000)
    note = models.TextField(max_length=10_000, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("-saved_at", "-pk")
        constraints = [models.UniqueConstraint(fields=("reader", "kind", "key"), name="saved_once")]

    def __str__(self) -> str:
        return f"{self.kind} of reader {self.reader_id}"


class SavedLabel(models.Model):
    """A label that a reader gave to what they keep."""

    saved = models.ForeignKey(Saved, on_delete=models.CASCADE, related_name="labels", db_index=False)
    label = models.CharField(max_length=40)

    class Meta:
        ordering = ("label",)
        constraints = [models.UniqueConstraint(fields=("saved", "label"), name="saved_label_once")]

    def __str__(self) -> str:
        return self.label


class ReadMark(models.Model):
    """An article that a reader opened, and when last."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="read_marks", db_index=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [models.UniqueConstraint(fields=("reader", "article"), name="read_once")]
        indexes = [models.Index("reader", models.F("at").desc(), name="read_latest")]

    def __str__(self) -> str:
        return f"{self.article_id} by reader {self.reader_id}"
