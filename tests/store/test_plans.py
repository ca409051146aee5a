"""What happens with every batch reads no whole table."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from broadsheet.store.models import Story
from broadsheet.store.stories import merge_into, snapshot
from tests.factories import NOW

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite how it reads"),
]


def _stories(count: int) -> list[int]:
    made = [Story(key=key, opened_at=NOW, first_at=NOW, last_at=NOW, changed_at=NOW) for key in range(count)]
    Story.objects.bulk_create(made)
    return list(Story.objects.order_by("key").values_list("pk", flat=True))


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(str(row[3]) for row in cursor.fetchall())


def test_a_merge_finds_its_stories_by_indexes() -> None:
    kept, merged, *_ = _stories(50)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        snapshot([kept, merged], [])
        merge_into(kept, merged)
    plans = [_plan(query["sql"]) for query in asked if '"store_story"' in query["sql"]]
    assert len(plans) >= 2
    assert [plan for plan in plans if "SCAN store_story" in plan] == []
    assert Story.objects.get(pk=merged).merged_into_id == kept


def test_standing_stories_are_read_in_the_order_of_their_importance() -> None:
    _stories(50)
    standing = Story.objects.standing().by_importance().values_list("pk", flat=True)[:5]
    assert "story_importance" in _plan(str(standing.query))
    assert Story.objects.filter(Q(merged_into__isnull=False)).count() == 0
