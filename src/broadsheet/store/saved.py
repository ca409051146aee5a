"""Articles from files that readers saved: they have a title and a text, and often no address."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.text import slugify

from .articles import fill_article, put_pictures
from .guard import database_errors
from .models import Article, Publisher
from .publishers import free_key, publisher_for
from .records import ArticleRecord


def put_saved(records: Sequence[ArticleRecord]) -> list[tuple[Article, bool]]:
    """Stores articles that came from a file; gives each with whether it is new.

    Args:
        records: `page_id` is not used; a canonical address that is not http or https ("urn:…") says that the
            article has none.

    Raises:
        StoreError: the database could not; nothing was stored.
    """
    with database_errors(), transaction.atomic():
        return [_put(record) for record in records]


def _put(record: ArticleRecord) -> tuple[Article, bool]:
    found = record.article
    assert found is not None
    article = Article.objects.filter(canonical_url=found.canonical_url).first()
    if article is not None:
        return article, False
    article = Article(
        publisher=_publisher(record),
        canonical_url=found.canonical_url,
        first_seen_at=record.at,
        updated_at=record.at,
    )
    fill_article(article, record)
    article.save(force_insert=True)
    put_pictures(article, record)
    return article, True


def _publisher(record: ArticleRecord) -> Publisher:
    """By the article's address, else by the name the page gives, else one for texts without any."""
    found = record.article
    assert found is not None
    if found.canonical_url.startswith(("http://", "https://")):
        return publisher_for(found.canonical_url, name=found.site_name, language=found.language)
    name = found.site_name or "Saved pages"
    known = Publisher.objects.filter(name__iexact=name) | Publisher.objects.filter(name_en__iexact=name)
    return known.first() or Publisher.objects.create(
        key=free_key(slugify(name) or "saved"),
        name=name[:200],
        languages=[found.language] if found.language else [],
    )
