"""Pages: the addresses to fetch and what they answered. The pipeline's queue is derived from here."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class PageQuerySet(models.QuerySet["Page"]):
    """The words in which one speaks of pages."""

    def waiting(self) -> PageQuerySet:
        """Seen in a feed, and not yet an article."""
        return self.filter(state__in=(Page.State.DISCOVERED, Page.State.FETCHED))

    def to_fetch(self, now: datetime) -> PageQuerySet:
        """Discovered, or due for another look, the longest waiting first."""
        return self.filter(next_try_at__lte=now).order_by("next_try_at", "pk")

    def to_extract(self) -> PageQuerySet:
        """Fetched and not yet made into an article, the oldest first."""
        return self.filter(state=Page.State.FETCHED).order_by("pk")


class Page(models.Model):
    """One address, from discovery to article.

    discovered → fetched → extracted, or failed with the reason. Every step is idempotent: doing it again
    after a crash gives the same rows. `next_try_at` is when to ask for it (again); None: not again. `body` is
    what the server sent, zstd-compressed, kept for BROADSHEET_KEEP_PAGES_DAYS so that a better extractor can
    be run over it; a fetched page without a body is one that could not be had, whose article is made from the
    feed's entry. `content_hash` is that of the text it last gave: a change of it is an edit by the publisher.
    """

    class State(models.TextChoices):
        DISCOVERED = "discovered", _("waiting to be fetched")
        FETCHED = "fetched", _("waiting to be read")
        EXTRACTED = "extracted", _("read")
        FAILED = "failed", _("could not be read")

    url = models.CharField(max_length=2048, unique=True)
    host = models.CharField(max_length=253)
    state = models.CharField(max_length=10, choices=State, default=State.DISCOVERED)
    article = models.ForeignKey(
        "store.Article", on_delete=models.SET_NULL, null=True, blank=True, related_name="pages"
    )
    discovered_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.CharField(max_length=1000, blank=True)

    final_url = models.CharField(max_length=2048, blank=True)
    content_type = models.CharField(max_length=200, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    body = models.BinaryField(null=True, blank=True)
    content_hash = models.CharField(max_length=32, blank=True)
    rechecks = models.PositiveSmallIntegerField(default=0)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=("state", "id"), name="page_state")]

    def __str__(self) -> str:
        return self.url
