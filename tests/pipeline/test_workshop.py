"""What the steps share gives back what it took."""

from __future__ import annotations

import asyncio

import pytest
from django.db import connection

from broadsheet.config import Config
from broadsheet.pipeline.step import Workshop
from broadsheet.store.models import Article

pytestmark = pytest.mark.django_db(transaction=True)


def test_workshops_after_one_another_need_one_connection() -> None:
    async def work() -> int:
        shop = Workshop(Config(), fetcher=None, pool=None)  # type: ignore[arg-type] (only the store is asked)
        try:
            return await shop.store(Article.objects.count)
        finally:
            shop.close()

    for _ in range(3):
        assert asyncio.run(work()) == 0
    if connection.vendor == "postgresql":
        stats = connection.pool.get_stats()
        assert stats["pool_size"] - stats["pool_available"] <= 1  # that of this thread
