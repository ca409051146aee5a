"""What grouping keeps beside the stories."""

from __future__ import annotations

from django.db import models

from .articles import Article


class GroupingState(models.Model):
    """What grouping knows beside the stories, saved with them: the row "grouping", and "regroup" while
    `broadsheet regroup` is not finished.

    Attributes:
        version: of our code that wrote `statistics`.
        model: of the vectors it is about; another model begins anew.
        statistics: the grouping's own, as bytes.
        last_change: id of the last change by a person that it took in.
        facts: progress of `broadsheet regroup`, so that it goes on where it was.
    """

    name = models.CharField(max_length=40, unique=True)
    version = models.PositiveSmallIntegerField(default=0)
    model = models.CharField(max_length=80, blank=True)
    statistics = models.BinaryField(default=b"")
    last_change = models.BigIntegerField(default=0)
    facts = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "grouping states"

    def __str__(self) -> str:
        return self.name


class NewPlace(models.Model):
    """An article's place in a grouping anew (`broadsheet regroup`) that is not yet finished.

    `key` is of the new story. The rows go when all articles have one and the new stories take effect.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="+")
    key = models.BigIntegerField(db_index=True)
    score = models.FloatField()
    reason = models.CharField(max_length=500, blank=True)
    copy_of = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.article_id} in {self.key}"


class NewLink(models.Model):
    """Two new stories of one affair, by their keys, until the grouping anew takes effect."""

    before = models.BigIntegerField()
    after = models.BigIntegerField()
    score = models.FloatField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("before", "after"), name="new_link_once")]

    def __str__(self) -> str:
        return f"{self.before} before {self.after}"
