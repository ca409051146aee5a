"""Queries whose SQL is made once answer as the QuerySets they were made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from broadsheet.store.models import Article, Publisher
from broadsheet.store.prepared import Prepared
from tests.factories import make_article, make_publisher

pytestmark = pytest.mark.django_db


def _by_ids(ids: Sequence[int]) -> QuerySet[Article, Any]:
    columns = ("pk", "sort_at", "authors", "paywalled", "publisher__name", "published_at")
    return Article.objects.filter(pk__in=ids).order_by("pk").values_list(*columns)


def _of(category: str, publisher: int, others: Sequence[int], most: int) -> QuerySet[Article, Any]:
    found = Article.objects.filter(category=category, publisher=publisher).exclude(pk__in=others)
    return found.order_by("-pk").values_list("pk")[:most]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 9, 3000])
def test_it_gives_what_the_query_set_gives_with_the_fields_own_values(count: int) -> None:
    ids = [make_article(authors=["A", "Б"], paywalled=True).pk for _ in range(min(count, 9))]
    ids += range(10_000_000, 10_000_000 + count - len(ids))
    assert Prepared(_by_ids).rows(ids) == list(_by_ids(ids))


def test_values_go_where_they_belong_each_time() -> None:
    prepared = Prepared(_of)
    one, other = make_publisher(), make_publisher()
    articles = [make_article(one, category="sport") for _ in range(4)]
    strange = make_article(other, category="it's")
    for category, publisher, others, most in (
        ("sport", one.pk, [articles[0].pk], 2),
        ("sport", one.pk, [articles[3].pk, articles[2].pk, strange.pk], 9),
        ("sport", other.pk, [articles[3].pk], 2),
        ("it's", other.pk, [articles[3].pk], 2),
        ("\x01", other.pk, [articles[3].pk], 2),
    ):
        expected = list(_of(category, publisher, others, most))
        assert prepared.rows(category, publisher, others, shape=(most,)) == expected


def test_nothing_is_asked_for_no_ids() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert Prepared(_by_ids).rows([]) == []
    assert not captured.captured_queries


def test_counts_by_group_are_columns_too() -> None:
    make_article(make_publisher(country="FR"))
    make_article(make_publisher(country="FR"))

    def counted() -> QuerySet[Publisher, Any]:
        return Publisher.objects.order_by("country").values_list("country").annotate(Count("pk"))

    assert Prepared(counted).rows() == list(counted())


def test_a_query_that_changes_its_values_is_refused() -> None:
    def next_one(pk: int) -> QuerySet[Article, Any]:
        return Article.objects.filter(pk=pk + 1).values_list("pk")

    with pytest.raises(ValueError, match="as it is"):
        Prepared(next_one).rows(3)
