"""Queries whose SQL is made once answer as the QuerySets they were made of."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from broadsheet.store.models import Article, Publisher
from broadsheet.store.prepared import Kept, Prepared, forget_rows
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


def _as_it_is(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row


def test_what_is_made_of_a_row_is_that_of_the_row_as_it_is_now() -> None:
    kept = Kept(_by_ids, _as_it_is, 3)
    articles = [make_article(authors=["A"], paywalled=bool(n % 2)) for n in range(5)]
    ids = [article.pk for article in articles]
    for _ in range(2):
        assert kept.rows(ids[:2]) == list(_by_ids(ids[:2]))
        assert kept.rows(ids) == list(_by_ids(ids))
    Article.objects.filter(pk=ids[1]).update(authors=["B"], published_at=None)
    Publisher.objects.filter(pk=articles[0].publisher_id).update(name="Another name")
    assert kept.rows(ids) == list(_by_ids(ids))
    assert kept.rows(ids)[1][2] == ["B"]


def test_an_unchanged_row_is_made_once() -> None:
    made = []
    kept = Kept(_by_ids, lambda row: made.append(row) or row[0], 100)
    ids = [make_article().pk for _ in range(3)]
    assert kept.rows(ids) == kept.rows(ids) == ids
    assert len(made) == 3
    forget_rows()
    assert kept.rows(ids) == ids
    assert len(made) == 6


@pytest.mark.parametrize("listened", [False, True])
def test_answers_are_the_same_whether_somebody_listens_to_queries_or_not(listened: bool) -> None:
    make_article(category="100 % it's", paywalled=True)
    publisher = make_article(category="100 % it's").publisher_id
    with CaptureQueriesContext(connection) if listened else nullcontext() as captured:
        found = Prepared(_of).rows("100 % it's", publisher, [0], shape=(5,))
    assert found == list(_of("100 % it's", publisher, [0], 5))
    assert len(found) == 1
    assert not listened or len(captured or ()) == 1


def test_what_the_database_refuses_is_an_error_of_django() -> None:
    prepared = Prepared(_by_ids)
    prepared.rows([1])
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE "store_article" RENAME COLUMN "authors" TO "other"')
    with pytest.raises(DatabaseError):
        prepared.rows([1])
