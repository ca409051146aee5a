"""Pages that were fetched: read them in worker processes, store the articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from broadsheet.errors import DataRefused
from broadsheet.pipeline.articles import make_articles
from broadsheet.pipeline.step import Step, Workshop
from broadsheet.pool import WorkerLost
from broadsheet.store.articles import put_articles
from broadsheet.store.pages import pages_to_extract
from broadsheet.store.records import ArticleCounts, ArticleRecord, PageToExtract

_SECONDS_A_PAGE = 10.0


class ExtractStep(Step):
    """pages fetched → articles."""

    name = "extract"
    chunk = 16  # pages a trip to a worker
    breath_s = 0.25

    def __init__(self, shop: Workshop, limit: int | None = None) -> None:
        # Two chunks a worker: one in hand, one ready.
        super().__init__(shop, limit or 2 * self.chunk * shop.config.workers)

    async def claim(self, room: int) -> Sequence[PageToExtract]:
        return await self.shop.store(pages_to_extract, room, frozenset(self.busy))

    async def work(self, items: Sequence[PageToExtract]) -> None:
        records = await self._make(items)
        try:
            self._count(await self.shop.store(put_articles, records))
        except DataRefused:  # one of them did it: each on its own
            for record in records:
                self._count(await self._put_alone(record))

    async def _put_alone(self, record: ArticleRecord) -> ArticleCounts:
        try:
            return await self.shop.store(put_articles, [record])
        except DataRefused as error:
            failed = ArticleRecord(record.page_id, record.address, record.at)
            failed = replace(failed, error_code=error.code, error_detail=error.message)
            return await self.shop.store(put_articles, [failed])

    def _count(self, counts: ArticleCounts) -> None:
        total = self.shop.counts
        total.articles += counts.new
        total.revisions += counts.revised
        total.unreadable += counts.failed

    async def _make(self, pages: Sequence[PageToExtract]) -> list[ArticleRecord]:
        now = self.shop.now()
        try:
            return await self.shop.pool.run(_SECONDS_A_PAGE * len(pages), make_articles, pages, now)
        except WorkerLost as error:
            if len(pages) == 1:
                page = pages[0]
                return [
                    ArticleRecord(
                        page.id, page.address, now, error_code=error.code, error_detail=error.message
                    )
                ]
        # One of them did it: each on its own.
        return [record for page in pages for record in await self._make([page])]
