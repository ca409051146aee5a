"""Understood articles to group: made of few numbers, so that a test says which are alike."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from broadsheet.store.features import pack_terms
from broadsheet.store.models import Article, Publisher, Understanding
from tests.factories import NOW, make_article

DIM = 64
_numbers = itertools.count(1)


def vector_of(event: int, noise: int = 0) -> bytes:
    """A direction of its own for each event; reports of one event differ a little."""
    vector = np.random.default_rng(event).normal(size=DIM)
    vector /= np.linalg.norm(vector)
    vector += 0.02 * np.random.default_rng(10_000 + noise).normal(size=DIM)
    return bytes((vector / np.linalg.norm(vector)).astype("<f2").tobytes())


def make_understood(event: int, publisher: Publisher | None = None, **facts: Any) -> Article:
    """An article that reports `event` and waits for its story."""
    number = next(_numbers)
    at = facts.pop("at", NOW + timedelta(seconds=number))
    features = {
        name: facts.pop(name) for name in ("signature", "opinion", "model", "vector") if name in facts
    }
    facts = {
        "state": Article.State.UNDERSTOOD,
        "published_at": at,
        "sort_at": at,
        "first_seen_at": at,
    } | facts
    article = make_article(publisher, **facts)
    understand(article, event, **features)
    return article


def understand(article: Article, event: int, at: datetime | None = None, **facts: Any) -> None:
    """Writes what an article is about, and lets it wait for its story."""
    known = {
        "publisher": article.publisher,
        "at": at or article.sort_at,
        "language": article.language,
        "has_text": True,
        "content_hash": article.content_hash,
        "version": 1,
        "understood_at": article.sort_at,
        "model": "test-1",
        "dim": DIM,
        "vector": vector_of(event, article.pk),
        "terms": pack_terms(((f"event{event}", 1.0),)),
    } | facts
    Understanding.objects.update_or_create(article=article, defaults=known)
    Article.objects.filter(pk=article.pk).update(state=Article.State.UNDERSTOOD)
