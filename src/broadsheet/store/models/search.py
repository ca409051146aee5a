"""What search knows of each article beside its words, which stand in the index of full text."""

from __future__ import annotations

from django.db import models

from .articles import Article


class SearchDocument(models.Model):
    """An article's row in the index: `store_searchindex` has its words under the same id.

    That table is made by the migration, in each database's own way. Ids are never used again: an article
    that is indexed anew gets another, and what stood under the old one is nobody's.

    Attributes:
        publisher_id, at, language, category: of the article, repeated because the index is asked by them.
        model: of the vector; "" if there is none.
        vector: a factor (float32) and numbers of eight bits to be multiplied by it.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="search_document")
    publisher_id = models.BigIntegerField()
    at = models.DateTimeField()
    language = models.CharField(max_length=3, blank=True)
    category = models.CharField(max_length=20, blank=True)
    model = models.CharField(max_length=80, blank=True)
    vector = models.BinaryField(default=b"")

    class Meta:
        ordering = ("pk",)
        indexes = [models.Index(fields=("at",), name="search_document_at")]

    def __str__(self) -> str:
        return f"search document of {self.article_id}"


class SearchWord(models.Model):
    """A word of titles in lower case, and how often one had it: corrections are such words."""

    word = models.CharField(max_length=40, unique=True)
    articles = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.word
