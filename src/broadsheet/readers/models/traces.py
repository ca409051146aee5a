"""From where comments came, for as long as their pace is watched: minutes, and never an address."""

from __future__ import annotations

from django.db import models


class DayKey(models.Model):
    """The random key of a day's traces. It goes when the day is over, and with it what the traces meant."""

    day = models.DateField(unique=True)
    key = models.BinaryField()

    def __str__(self) -> str:
        return f"key of {self.day}"


class Trace(models.Model):
    """That a comment came from somewhere (`discuss/traces.py`); it names neither reader nor comment."""

    digest = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=("digest", "at"), name="trace_pace"),
            models.Index(fields=("at",), name="trace_age"),
        ]

    def __str__(self) -> str:
        return f"trace {self.pk}"
