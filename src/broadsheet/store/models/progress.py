"""What the gathering process tells the others: that it lives, and what it is doing."""

from __future__ import annotations

from django.db import models


class Progress(models.Model):
    """One row a process (`name`), written every few seconds.

    Attributes:
        beat_at: the last sign of life, by the machine's clock. A clock that goes back is noticed by it.
        facts: counts since the start, rates and waiting work; shown on the page of feed health.
        trouble: what keeps the process from working, in plain words; empty if nothing does.
    """

    name = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    trouble = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name_plural = "progress"

    def __str__(self) -> str:
        return self.name
