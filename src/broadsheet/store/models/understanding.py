"""What each article is about: read by grouping in long rows, by pages one at a time."""

from __future__ import annotations

from django.db import models

from .articles import Article
from .publishers import Publisher


class Understanding(models.Model):
    """What one article is about (`broadsheet.understand`).

    The first columns are what grouping is restored from after a restart, and are read for all articles of
    many days: they repeat a few facts of `Article`, whose rows are long. `details` is last because a page
    alone reads it (`store.features.unpack_details`).

    Attributes:
        at: when it was published, or first seen: `Article.sort_at`.
        language: ISO 639 code; "" if it could not be told.
        has_text: whether more than the title was known.
        content_hash: of the text it was made from; another than the article's says that it is out of date.
        version: of our code that made it.
        model: name and version of the vector's model; "" without a vector.
        vector: `dim` numbers, float16, little endian, of length 1; empty if there is none.
        signature: MinHash of the text, for copies; empty where there is too little text.
        terms: rare words and names with their weights, as `store.features` packs them.
        details: sentences, places, names, numbers, dates, phrases, quotes, msgpack.
        error_code: why nothing could be found out; "" if all is well.
    """

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="understanding"
    )
    publisher = models.ForeignKey(Publisher, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    language = models.CharField(max_length=3, blank=True)
    has_text = models.BooleanField(default=False)
    opinion = models.BooleanField(default=False)
    category = models.CharField(max_length=20, blank=True)
    content_hash = models.CharField(max_length=32)
    version = models.PositiveSmallIntegerField()
    understood_at = models.DateTimeField()
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.CharField(max_length=1000, blank=True)
    model = models.CharField(max_length=80, blank=True)
    dim = models.PositiveSmallIntegerField(default=0)
    vector = models.BinaryField(default=b"")
    signature = models.BinaryField(default=b"")
    terms = models.BinaryField(default=b"")
    details = models.BinaryField(default=b"")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"understanding of {self.article_id}"
