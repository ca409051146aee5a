"""Hashtags of articles: the numbers follow what comes and goes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from broadsheet.store.hashtags import forget_articles, put_hashtags
from broadsheet.store.models import Article, ArticleHashtag, Hashtag
from broadsheet.store.records import UnderstandingRecord
from broadsheet.understand.types import Hashtag as Tag
from tests.factories import NOW, make_article

pytestmark = pytest.mark.django_db


def put(article: Article, *keys: str, at: datetime = NOW) -> None:
    put_hashtags([record(article, *keys, at=at)])


def record(article: Article, *keys: str, at: datetime = NOW) -> UnderstandingRecord:
    tags = tuple(Tag(key, key.title()) for key in keys)
    facts = (article.pk, article.publisher_id, at, article.content_hash, at, 1, "en")
    return UnderstandingRecord(*facts, hashtags=tags)


def numbers() -> dict[str, tuple[int, datetime | None]]:
    return {row.key: (row.articles, row.latest_at) for row in Hashtag.objects.all()}


def true_numbers() -> dict[str, int]:
    return {row.key: ArticleHashtag.objects.filter(hashtag=row).count() for row in Hashtag.objects.all()}


def test_a_hashtag_counts_its_articles_and_knows_the_latest() -> None:
    one, other, third = make_article(), make_article(), make_article()
    put_hashtags([record(one, "rates", "oil"), record(other, "rates", at=NOW + timedelta(hours=2))])
    put(third, "rates", at=NOW - timedelta(days=3))
    assert numbers() == {"rates": (3, NOW + timedelta(hours=2)), "oil": (1, NOW)}


def test_an_article_put_again_counts_once_and_what_it_lost_goes() -> None:
    one, other = make_article(), make_article()
    put(one, "rates", "oil", at=NOW)
    put(other, "rates", at=NOW - timedelta(hours=1))
    put(one, "oil", "gas")
    put(one, "oil", "gas")
    assert numbers() == {"rates": (1, NOW - timedelta(hours=1)), "oil": (1, NOW), "gas": (1, NOW)}


def test_deleted_articles_are_counted_out_and_an_empty_hashtag_stays() -> None:
    one, other = make_article(), make_article()
    put(one, "rates", "oil")
    put(other, "rates", at=NOW - timedelta(hours=1))
    forget_articles([one.pk])
    assert numbers() == {"rates": (1, NOW - timedelta(hours=1)), "oil": (0, None)}
    assert {key: number for key, (number, _) in numbers().items()} == true_numbers()
