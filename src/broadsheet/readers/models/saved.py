"""What readers keep, and what they have read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from broadsheet.store.models import Article, Story

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


class Highlight(models.Model):
    """A passage that a reader marked in an article that they keep (W3C Web Annotation, 4.2.4 and 4.2.5).

    Attributes:
        exact: the passage itself; `prefix`, `suffix`: what stands before and after it.
        start, end: where it stood in the article's text when it was marked, in characters.
    """

    saved = models.ForeignKey(Saved, on_delete=models.CASCADE, related_name="highlights", db_index=False)
    exact = models.TextField()
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    note = models.TextField(max_length=2000, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("start", "pk")
        constraints = [models.UniqueConstraint(fields=("saved", "start", "end"), name="highlight_once")]

    def __str__(self) -> str:
        return f"highlight {self.pk}"


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


class StoryRead(models.Model):
    """A story that a reader is done with: all its reports that had come by `at`, and later copies of them."""

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="stories_read", db_index=False)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [models.UniqueConstraint(fields=("reader", "story"), name="story_read_once")]
        indexes = [models.Index(fields=("at",), name="story_read_at")]

    def __str__(self) -> str:
        return f"{self.story_id} by reader {self.reader_id}"
