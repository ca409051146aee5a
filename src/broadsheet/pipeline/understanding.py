"""From an extracted article to what it is about: what a worker does between two states of the database."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from broadsheet.config import Config
from broadsheet.errors import BroadsheetError, EmbeddingError, UnderstandError
from broadsheet.pipeline.entries import storable
from broadsheet.search.tokens import index_text
from broadsheet.store.features import pack_details, pack_terms
from broadsheet.store.records import ArticleToUnderstand, UnderstandingRecord
from broadsheet.understand.article import understand_article
from broadsheet.understand.types import ArticleFeatures, Hashtag
from broadsheet.understand.vectors import (
    LEAD_CHARS,
    Embedder,
    Vector,
    make_embedder,
    pack_vector,
    text_to_embed,
)

VERSION = 1
"""Of what is found out; another number says that stored articles may be looked at again."""

log = logging.getLogger("broadsheet.pipeline")


def understand_batch(
    articles: Sequence[ArticleToUnderstand], now: datetime, config: Config, lead_chars: int = LEAD_CHARS
) -> list[UnderstandingRecord]:
    """Finds out what articles are about; one that cannot be read is a result like any other. In a worker.

    Args:
        lead_chars: characters of the text that go into its vector.

    Raises:
        EmbeddingError: the address that makes vectors did not answer.
    """
    embedder = make_embedder(config.embedding_url, config.embedding_key, config.embedding_model)
    builtin = not config.embedding_url  # the tables of the categories are made for its vectors
    records = []
    for article, vector in zip(articles, _vectors(articles, embedder, lead_chars), strict=True):
        record = _guarded(article, now, vector if builtin else None)
        if vector is not None:
            model, packed = embedder.model[:80], pack_vector(vector)
            record = replace(record, model=model, dim=len(vector), vector=packed)
        records.append(record)
    return records


def _vectors(
    articles: Sequence[ArticleToUnderstand], embedder: Embedder, lead_chars: int
) -> list[Vector | None]:
    """A vector for each article; None for one of which the model makes none."""
    texts = [text_to_embed(*_texts(article), lead_chars) for article in articles]
    try:
        return list(embedder.embed(texts))
    except (EmbeddingError, MemoryError):
        raise
    except Exception:
        if len(articles) == 1:
            log.exception("stage=embed article_id=%s", articles[0].id)
            return [None]
    # One of them did it: each on its own.
    return [_vectors([article], embedder, lead_chars)[0] for article in articles]


def failed_record(
    of: ArticleToUnderstand | UnderstandingRecord, error: BroadsheetError, now: datetime
) -> UnderstandingRecord:
    """That nothing could be found out about an article, and why."""
    return UnderstandingRecord(
        article_id=of.id if isinstance(of, ArticleToUnderstand) else of.article_id,
        publisher_id=of.publisher_id,
        at=of.at,
        content_hash=of.content_hash,
        understood_at=now,
        version=VERSION,
        error_code=error.code,
        error_detail=f"{error.message} {error.advice}".strip(),
    )


def _guarded(article: ArticleToUnderstand, now: datetime, vector: Vector | None) -> UnderstandingRecord:
    """A mistake of ours with one article must not keep the others of the batch from being understood."""
    try:
        return _record(article, understand_article(article.text, vector), now)
    except MemoryError:
        raise  # the pool tells of it
    except Exception:
        log.exception("stage=understand article_id=%s", article.id)
        error = UnderstandError(advice="This is a fault of Broadsheet; it is in its log.")
        return failed_record(article, error, now)


def _record(article: ArticleToUnderstand, features: ArticleFeatures, now: datetime) -> UnderstandingRecord:
    return UnderstandingRecord(
        article_id=article.id,
        publisher_id=article.publisher_id,
        at=article.at,
        content_hash=article.content_hash,
        understood_at=now,
        version=VERSION,
        language=features.language[:3],
        category=features.category,
        opinion=features.opinion,
        has_text=bool(article.text.text.strip()),
        signature=features.signature,
        terms=pack_terms(features.terms, features.cognates),
        details=pack_details(features),
        search=index_text(
            article.text.title,
            article.text.text or article.text.summary,
            features.language[:3] or article.text.language,
        ),
        hashtags=tuple(Hashtag(storable(tag.key, 80), storable(tag.label, 80)) for tag in features.hashtags),
    )


def _texts(article: ArticleToUnderstand) -> tuple[str, str, str]:
    return article.text.title, article.text.summary, article.text.text
