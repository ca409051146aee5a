"""What readers are told of without asking: alerts, digests, private feeds.

Story ─ StoryWatch          what of a story was told, so that only what is new is looked at
Reader ─ AlertSettings      when and how the reader is told
   ├──< PushDevice          a browser that takes messages
   ├──< Alert >─ Story      one story and reason, once a reader
   ├──< AlertMessage ─< Delivery >─ PushDevice (none: by e-mail)
   └──< PrivateFeed
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from broadsheet.personal.alerting import USUAL_LEVEL, USUAL_LIMIT
from broadsheet.personal.webpush import MOST_ENDPOINT
from broadsheet.store.models import Story

from .accounts import Reader

MOST_NAME, MOST_ZONE = 80, 64


class AlertSettings(models.Model):
    """When and how a reader is told.

    Attributes:
        language: of messages, as `settings.LANGUAGES` names it.
        zone: name of the time zone (IANA) of all hours here.
        quiet_from, quiet_until: hours; the same twice: none is quiet.
        level: of stories that are told (`personal.alerting.LEVELS`).
        by_mail: alerts come by e-mail too.
        since: since when there is a way to tell the reader; None: there is none.
        again_at: until then nothing that waits is decided again (quiet hours).
        morning_hour, weekly_hour, weekly_day: when digests are wanted; day 0 is Monday.
        morning_at, weekly_at: when the next is due; None: none is wanted.
        morning_since, weekly_since: when the one before was due.
        told: public ids of stories in the latest digests, the latest last, by kind.
    """

    reader = models.OneToOneField(
        Reader, on_delete=models.CASCADE, primary_key=True, related_name="alert_settings"
    )
    language = models.CharField(max_length=10, default="en")
    zone = models.CharField(max_length=MOST_ZONE, default="UTC")
    quiet_from = models.PositiveSmallIntegerField(default=22)
    quiet_until = models.PositiveSmallIntegerField(default=7)
    most_a_day = models.PositiveSmallIntegerField(default=USUAL_LIMIT)
    level = models.PositiveSmallIntegerField(default=USUAL_LEVEL)
    by_mail = models.BooleanField(default=False)
    since = models.DateTimeField(null=True)
    again_at = models.DateTimeField(null=True)
    morning_hour = models.PositiveSmallIntegerField(default=7)
    morning_at = models.DateTimeField(null=True)
    morning_since = models.DateTimeField(null=True)
    weekly_hour = models.PositiveSmallIntegerField(default=9)
    weekly_day = models.PositiveSmallIntegerField(default=5)
    weekly_at = models.DateTimeField(null=True)
    weekly_since = models.DateTimeField(null=True)
    told = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index("morning_at", condition=Q(morning_at__isnull=False), name="digest_morning"),
            models.Index("weekly_at", condition=Q(weekly_at__isnull=False), name="digest_weekly"),
        ]

    def __str__(self) -> str:
        return f"alerts of reader {self.reader_id}"


class PushDevice(models.Model):
    """A browser that takes messages.

    Attributes:
        endpoint: its address at its push service, a secret; `endpoint_hash` (SHA-256) tells it apart.
        name: of browser and system, as it said.
        failures: messages in a row that did not get through.
        retry_at: until then nothing is sent there.
    """

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="push_devices")
    endpoint = models.CharField(max_length=MOST_ENDPOINT)
    endpoint_hash = models.CharField(max_length=64, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=32)
    name = models.CharField(max_length=MOST_NAME)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"device {self.pk} of reader {self.reader_id}"


class StoryWatch(models.Model):
    """What of a story was told.

    Attributes:
        level: the highest that its followers were told of; `things`: kind and key of what it had then.
        known_at: what was reported by then is known to who follows the story; None: nobody did.
        independent: reports with a text of their own, when that was looked at.
        looked_at, check_at: when what came was looked at, and is to be; None: nothing came.
        news, news_at: how often there was news, and when last.
    """

    story = models.OneToOneField(Story, on_delete=models.CASCADE, primary_key=True, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)
    things = models.JSONField(default=list)
    known_at = models.DateTimeField(null=True)
    independent = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    check_at = models.DateTimeField(null=True)
    news = models.PositiveIntegerField(default=0)
    news_at = models.DateTimeField(null=True)
    touched_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index("check_at", condition=Q(check_at__isnull=False), name="watch_check")]

    def __str__(self) -> str:
        return f"watch of story {self.story_id}"


class AlertMessage(models.Model):
    """What is sent to a reader in one piece.

    Attributes:
        items: of a digest, its stories with why each is there.
    """

    class Kind(models.TextChoices):
        ALERT = "alert"
        SUMMARY = "summary"
        MORNING = "morning"
        WEEKLY = "weekly"
        TEST = "test"

    reader = models.ForeignKey(
        Reader, on_delete=models.CASCADE, related_name="alert_messages", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    made_at = models.DateTimeField(db_index=True)
    items = models.JSONField(default=list)

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index("reader", "made_at", name="message_of_reader")]

    def __str__(self) -> str:
        return f"{self.kind} for reader {self.reader_id}"


class Alert(models.Model):
    """A story that a reader is to be told of, written before anything is sent: so never twice.

    Attributes:
        reason: the story appeared, or there is news in it; `number`: of the news, from 1.
        kind, key, label: of the follow for which it is told.
        points: how much it matters beside the reader's others.
        state: what became of it.
    """

    APPEARED, NEWS = "appeared", "news"
    REASONS: ClassVar = [(APPEARED, APPEARED), (NEWS, NEWS)]

    class State(models.TextChoices):
        WAITING = "waiting"
        TOLD = "told"
        OVER = "over"
        MUTED = "muted"

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="alerts", db_index=False)
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=8, choices=REASONS)
    number = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=300)
    label = models.CharField(max_length=300)
    points = models.FloatField(default=0.0)
    made_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    message = models.ForeignKey(AlertMessage, on_delete=models.SET_NULL, null=True, related_name="alerts")

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("reader", "story", "reason", "number"), name="alert_once")
        ]
        indexes = [models.Index("reader", condition=Q(state="waiting"), name="alert_waiting")]

    def __str__(self) -> str:
        return f"{self.reason} of story {self.story_id} for reader {self.reader_id}"


class Delivery(models.Model):
    """A message on one way: to a browser, or (without `device`) by e-mail.

    Attributes:
        due_at: not before then.
        taken_at: written before it is sent. What was taken and is not done when the process dies may have
            been sent: it is never sent again.
        done_at: it is settled; `error_code`: why it did not get through, "" if it did.
    """

    message = models.ForeignKey(AlertMessage, on_delete=models.CASCADE, related_name="deliveries")
    device = models.ForeignKey(PushDevice, on_delete=models.CASCADE, null=True, related_name="deliveries")
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("pk",)
        indexes = [
            models.Index(
                "due_at", condition=Q(taken_at__isnull=True, done_at__isnull=True), name="delivery_due"
            )
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} of message {self.message_id}"


class PrivateFeed(models.Model):
    """A list of a reader's as a feed at an address that only they know.

    Attributes:
        token_hash: of the address's secret (SHA-256), which is kept nowhere.
        name: what the reader calls it.
        view, key: what list: "for-you", "saved", "front", "latest", or a kind of thing and its key.
        used_at: when it was last asked for, to the day.
    """

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="private_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=MOST_NAME)
    view = models.CharField(max_length=10)
    key = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"feed {self.pk} of reader {self.reader_id}"
