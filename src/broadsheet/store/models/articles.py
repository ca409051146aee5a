"""Articles: what a reader reads, with their earlier texts and their pictures."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models
from django.db.models import BooleanField, F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from .publishers import Publisher

_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"


def make_public_id() -> str:
    """A stable, opaque id for addresses: 10 letters and digits (49 bits), none alike to the eye."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(10))


class ArticleQuerySet(models.QuerySet["Article"]):
    """The words in which one speaks of articles."""

    def latest_first(self) -> ArticleQuerySet:
        return self.order_by("-sort_at", "-pk")

    def before(self, sort_at: datetime, pk: int) -> ArticleQuerySet:
        """Those that come after the given place in `latest_first` order.

        Written as a range and an exception, so that both databases start reading the index there.
        """
        return self.filter(sort_at__lte=sort_at).exclude(sort_at=sort_at, pk__gte=pk)

    def with_publisher(self) -> ArticleQuerySet:
        return self.select_related("publisher")

    def waiting(self, state: str) -> ArticleQuerySet:
        """Those in `state` (not "grouped"), the oldest first.

        The partial index's condition stands literally in the query: SQLite does not look into parameters.
        """
        literal = "store_article.state IN ('extracted', 'understood')"
        index = RawSQL(literal, (), output_field=BooleanField())  # noqa: S611 (no value is put in)
        return self.filter(index, state=state).order_by("pk")

    def for_list(self) -> ArticleQuerySet:
        """All but the long columns."""
        return self.defer("text", "html", "authors", "topics", "canonical_url", "content_hash")


class Article(models.Model):
    """A report or an opinion piece by one publisher.

    `canonical_url` says which article it is; `content_hash` that its text is the one we hold.
    `sort_at` is when it was published, or first seen where that is unknown or lies ahead. `state` is what the
    pipeline does next with it; an edit sets it back. `category` is the publisher's own (`stated_category`),
    or what the text says where that is empty.
    """

    class State(models.TextChoices):
        EXTRACTED = "extracted", _("waiting to be understood")
        UNDERSTOOD = "understood", _("waiting to be grouped")
        GROUPED = "grouped", _("in a story")

    class Kind(models.TextChoices):
        ARTICLE = "article", _("article")
        LIVE_BLOG = "live-blog", _("live blog")
        VIDEO = "video", _("video")
        AUDIO = "audio", _("audio")
        GALLERY = "gallery", _("picture gallery")

    class TextFrom(models.TextChoices):
        PAGE = "page", _("the publisher's page")
        FEED = "feed", _("the feed")

    public_id = models.CharField(max_length=12, unique=True, default=make_public_id, editable=False)
    publisher = models.ForeignKey(Publisher, on_delete=models.CASCADE, related_name="articles")
    canonical_url = models.CharField(max_length=2048, unique=True)
    title = models.CharField(max_length=1000)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True, help_text="sanitised by nh3 before it was stored")
    authors = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    language = models.CharField(max_length=3, blank=True)
    category = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ARTICLE)
    text_from = models.CharField(max_length=4, choices=TextFrom, default=TextFrom.PAGE)
    paywalled = models.BooleanField(default=False)
    words = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    published_has_time = models.BooleanField(default=False)
    modified_at = models.DateTimeField(null=True, blank=True)
    first_seen_at = models.DateTimeField()
    updated_at = models.DateTimeField(help_text="when its stored text last changed")
    sort_at = models.DateTimeField()
    content_hash = models.CharField(max_length=32)
    stated_category = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.EXTRACTED)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ("-sort_at", "-pk")
        indexes = [
            models.Index(F("sort_at").desc(), F("id").desc(), name="article_latest"),
            models.Index("publisher", F("sort_at").desc(), F("id").desc(), name="article_publisher_latest"),
            models.Index("category", F("sort_at").desc(), F("id").desc(), name="article_category_latest"),
            models.Index(fields=("publisher", "content_hash"), name="article_same_text"),
            models.Index(fields=("first_seen_at",), name="article_first_seen"),
            models.Index(
                fields=("state", "id"),
                condition=Q(state__in=("extracted", "understood")),
                name="article_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Revision(models.Model):
    """An earlier text of an article: what it said from `seen_at` until the next one was seen.

    `number` counts from 1, the first text that was seen.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=1000)
    summary = models.TextField(blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    content_hash = models.CharField(max_length=32)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("article", "number")
        constraints = [
            models.UniqueConstraint(fields=("article", "number"), name="revision_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} r{self.number}"


class Picture(models.Model):
    """A picture of an article; `position` 0 is the lead picture. Width and height in pixels as stated."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="pictures")
    position = models.PositiveSmallIntegerField()
    url = models.CharField(max_length=2048)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    alt = models.TextField(blank=True)
    caption = models.TextField(blank=True)
    credit = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("article", "position")
        constraints = [
            models.UniqueConstraint(fields=("article", "position"), name="picture_position_once"),
        ]

    def __str__(self) -> str:
        return self.url
