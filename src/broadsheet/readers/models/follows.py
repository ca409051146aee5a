"""What readers follow and mute. Things are named by the keys in their addresses, so that a regrouped story or
a publisher taken out and put in again needs no repair here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from broadsheet.personal.mutes import MUTE_KINDS
from broadsheet.personal.ranking import FOLLOW_KINDS

from .accounts import Reader

MOST_KEY, MOST_LABEL = 300, 300


class Follow(models.Model):
    """A thing that a reader follows.

    Attributes:
        key: a hashtag's, category's, publisher's, country's or story's, as in addresses; a person's name; a
            search as it was typed.
        label: what it was called when it was followed.
        found: of people and searches, ids of the latest articles found, the latest first.
        found_at: when that was looked up.
        alerts_at: since when stories with it are told in alerts; None: they are not.
    """

    KINDS: ClassVar = [(kind, kind) for kind in FOLLOW_KINDS]

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="follows", db_index=False)
    kind = models.CharField(max_length=10, choices=KINDS)
    key = models.CharField(max_length=MOST_KEY)
    label = models.CharField(max_length=MOST_LABEL)
    made_at = models.DateTimeField()
    found = models.JSONField(default=list)
    found_at = models.DateTimeField(null=True)
    alerts_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("kind", "label", "pk")
        constraints = [models.UniqueConstraint(fields=("reader", "kind", "key"), name="follow_once")]
        indexes = [
            models.Index("kind", "key", condition=models.Q(alerts_at__isnull=False), name="follow_alerts")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of reader {self.reader_id}"


class Mute(models.Model):
    """A thing, a word or a phrase that a reader does not want to see.

    Attributes:
        ends_at: None: for good.
        found: of searches, ids of the latest articles found, the latest first.
        found_at: when that was looked up.
    """

    KINDS: ClassVar = [(kind, kind) for kind in MUTE_KINDS]

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="mutes", db_index=False)
    kind = models.CharField(max_length=10, choices=KINDS)
    key = models.CharField(max_length=MOST_KEY)
    label = models.CharField(max_length=MOST_LABEL)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    found = models.JSONField(default=list)
    found_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("kind", "label", "pk")
        constraints = [models.UniqueConstraint(fields=("reader", "kind", "key"), name="mute_once")]

    def __str__(self) -> str:
        return f"{self.kind} of reader {self.reader_id}"
