"""Feeds with their health, and entries as the feeds state them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .pages import Page
from .publishers import Publisher

SLOW_S = 5.0  # seconds: a feed that takes longer is shown as slow


class FeedQuerySet(models.QuerySet["Feed"]):
    """The words in which one speaks of feeds."""

    def active(self) -> FeedQuerySet:
        return self.filter(state=Feed.State.ACTIVE)

    def due(self, now: object) -> FeedQuerySet:
        """Those to be asked by `now`, the longest waiting first."""
        return self.active().filter(next_fetch_at__lte=now).order_by("next_fetch_at", "pk")

    def failing(self) -> FeedQuerySet:
        """Active, but the last request failed."""
        return self.active().filter(failures__gt=0)

    def slow(self) -> FeedQuerySet:
        """Active and answering, but only after `SLOW_S` seconds or more."""
        return self.active().filter(failures=0, elapsed_s__gte=SLOW_S)

    def unasked(self) -> FeedQuerySet:
        """Active, but not asked yet."""
        return self.active().filter(failures=0, last_fetched_at=None)

    def healthy(self) -> FeedQuerySet:
        """Active, and the last request was answered well and fast."""
        answered = self.active().filter(failures=0, last_fetched_at__isnull=False)
        return answered.filter(Q(elapsed_s=None) | Q(elapsed_s__lt=SLOW_S))

    def off(self) -> FeedQuerySet:
        return self.filter(state=Feed.State.OFF)


class Feed(models.Model):
    """One address of a publisher, with all that is known of how it answers.

    Dates are UTC. `error_code` is the `code` of an error in `broadsheet.errors` (or "" when the last
    request went well); `error_detail` the sentence it came with.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        OFF = "off", _("switched off")

    class Kind(models.TextChoices):
        FEED = "feed", _("feed")
        SITEMAP = "sitemap", _("news sitemap")

    publisher = models.ForeignKey(Publisher, on_delete=models.CASCADE, related_name="feeds")
    url = models.CharField(max_length=2048, unique=True)
    title = models.CharField(max_length=500, blank=True)
    site_url = models.CharField(max_length=2048, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FEED)
    category = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=35, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)

    # What the last answers were
    last_fetched_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_changed_at = models.DateTimeField(null=True, blank=True)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    elapsed_s = models.FloatField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    first_failed_at = models.DateTimeField(null=True, blank=True, help_text="of those in a row")
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.CharField(max_length=1000, blank=True)
    problem = models.CharField(max_length=500, blank=True, help_text="Wrong with the feed, though readable")

    # When and how to ask next
    next_fetch_at = models.DateTimeField(db_index=True)
    interval_s = models.FloatField(default=1800.0)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it is asked then")
    entries_per_day = models.FloatField(null=True, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    body_hash = models.CharField(max_length=32, blank=True)
    ttl_s = models.PositiveIntegerField(null=True, blank=True)
    skip_hours = models.JSONField(default=list)
    skip_days = models.JSONField(default=list)

    # WebSub
    hub_url = models.CharField(max_length=2048, blank=True)
    topic_url = models.CharField(max_length=2048, blank=True)
    websub_secret = models.CharField(max_length=64, blank=True)
    websub_tried_at = models.DateTimeField(null=True, blank=True)
    websub_expires_at = models.DateTimeField(null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=("state", "next_fetch_at"), name="feed_due")]

    def __str__(self) -> str:
        return self.title or self.url


class Entry(models.Model):
    """An item as a feed states it; `key` is the feed's own id for it."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="entries")
    page = models.ForeignKey(Page, on_delete=models.SET_NULL, null=True, blank=True, related_name="entries")
    key = models.CharField(max_length=64, help_text="hash of the feed's own id")
    url = models.CharField(max_length=2048, blank=True)
    title = models.CharField(max_length=1000, blank=True)
    summary = models.TextField(blank=True)
    content = models.TextField(blank=True)
    authors = models.JSONField(default=list)
    categories = models.JSONField(default=list)
    picture_url = models.CharField(max_length=2048, blank=True)
    language = models.CharField(max_length=35, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=32)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=("feed", "key"), name="entry_once_a_feed")]
        indexes = [models.Index(F("seen_at").desc(), name="entry_seen")]

    def __str__(self) -> str:
        return self.title or self.url
