"""Hashtags: what articles are about in words that readers follow."""

from __future__ import annotations

from django.db import models
from django.db.models import F

from .articles import Article


class Hashtag(models.Model):
    """One subject, the same in every language where names allow it.

    Attributes:
        key: in addresses: "nord-stream".
        label: without "#"; the English one where an article in English had it, else the first that was seen.
        label_language: of that label.
        articles: how many have it, kept as they come.
        latest_at: `sort_at` of the latest of them.
    """

    key = models.CharField(max_length=80, unique=True)
    label = models.CharField(max_length=80)
    label_language = models.CharField(max_length=3, blank=True)
    articles = models.PositiveIntegerField(default=0)
    latest_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("key",)
        indexes = [models.Index(F("articles").desc(), F("id"), name="hashtag_most_articles")]

    def __str__(self) -> str:
        return f"#{self.label}"


class ArticleHashtag(models.Model):
    """A hashtag of an article; `label` in the article's language, `position` from 0, the weightiest first.

    `sort_at` is the article's, so that an index gives the latest articles of a hashtag.
    """

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="hashtag_rows", db_index=False
    )
    hashtag = models.ForeignKey(
        Hashtag, on_delete=models.CASCADE, related_name="article_rows", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=80)
    sort_at = models.DateTimeField()

    class Meta:
        ordering = ("article", "position")
        constraints = [
            models.UniqueConstraint(fields=("article", "hashtag"), name="hashtag_once_an_article"),
        ]
        indexes = [
            models.Index("hashtag", F("sort_at").desc(), F("article").desc(), name="hashtag_latest"),
        ]

    def __str__(self) -> str:
        return f"#{self.label}"
