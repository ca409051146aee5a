"""Rows written at once are those that Django's own would have written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from broadsheet.store.bulk import insert_keyed, put_rows, update_rows
from broadsheet.store.models import Article, Page, Publisher, Understanding

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
COLUMNS = tuple(field.attname for field in Article._meta.concrete_fields if not field.primary_key)


def article(publisher: Publisher, number: int) -> Article:
    return Article(
        publisher=publisher,
        canonical_url=f"https://courier.example/{number}",
        title="Kesh „crack“ 裂缝 %s ?",
        authors=["Ā. Ÿ", 'O"Neil'],
        paywalled=bool(number % 2),
        published_at=NOW if number else None,
        first_seen_at=NOW,
        updated_at=NOW,
        sort_at=NOW.astimezone(UTC),
        content_hash="0" * 32,
        state="extracted",
        kind="article",
        text_from="page",
    )


def values(row: Article) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COLUMNS if name not in ("public_id", "canonical_url")}


def test_inserted_rows_are_as_saved_ones_and_their_keys_come_in_order() -> None:
    publisher = Publisher.objects.create(key="courier", name="The Ansel Courier")
    rows = [article(publisher, number) for number in range(4)]
    keys = insert_keyed(Article, COLUMNS, [[getattr(row, name) for name in COLUMNS] for row in rows])
    assert len(set(keys)) == 4
    for key, row in zip(keys, rows, strict=True):
        stored = Article.objects.get(canonical_url=row.canonical_url)
        assert stored.pk == key
        stored_values = values(stored)
        stored.delete()
        row.save()
        row.refresh_from_db()
        assert stored_values == values(row)


def test_nothing_to_insert_gives_no_keys() -> None:
    assert insert_keyed(Article, COLUMNS, []) == []


def test_a_row_takes_the_place_of_the_one_with_its_key_whole() -> None:
    publisher = Publisher.objects.create(key="courier", name="The Ansel Courier")
    of = [article(publisher, number) for number in range(2)]
    for row in of:
        row.save()
    names = tuple(field.attname for field in Understanding._meta.concrete_fields)
    names = ("article_id", *(name for name in names if name != "article_id"))
    known: dict[str, Any] = dict.fromkeys(("language", "category", "error_code", "error_detail", "model"), "")
    known |= dict.fromkeys(("vector", "signature", "terms", "details"), b"\x00\xff")
    known |= {"publisher_id": publisher.pk, "at": NOW, "understood_at": NOW, "content_hash": "", "version": 1}
    known |= {"has_text": True, "opinion": False, "dim": 1}
    put_rows(Understanding, names, [[(known | {"article_id": row.pk})[name] for name in names] for row in of])
    again = known | {"article_id": of[1].pk, "language": "de", "vector": b"", "opinion": True, "dim": 0}
    put_rows(Understanding, names, [[again[name] for name in names]])
    first, second = Understanding.objects.order_by("pk")
    assert {name: getattr(first, name) for name in known} == known
    assert {name: getattr(second, name) for name in again} == again


def test_updated_rows_keep_their_other_columns() -> None:
    pages = [
        Page.objects.create(url=f"https://courier.example/{n}", host="courier.example", discovered_at=NOW)
        for n in range(2)
    ]
    update_rows(Page, ("body", "fetched_at"), [(pages[0].pk, b"\x00\x01", NOW)])
    pages[0].refresh_from_db()
    pages[1].refresh_from_db()
    assert (bytes(pages[0].body or b""), pages[0].fetched_at, pages[0].host) == (
        b"\x00\x01",
        NOW,
        "courier.example",
    )
    assert (pages[1].body, pages[1].fetched_at) == (None, None)
