"""Pages that are due: ask politely, keep what they answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from broadsheet.errors import DataRefused, FetchError
from broadsheet.fetch.schedule import page_retry
from broadsheet.fetch.types import FetchedPage, FetchRequest
from broadsheet.pipeline.articles import compress_page, next_recheck
from broadsheet.pipeline.batcher import Batcher
from broadsheet.pipeline.polls import OFFLINE_CODES
from broadsheet.pipeline.step import Step, Workshop
from broadsheet.store.pages import pages_due, record_pages
from broadsheet.store.records import PageRecord, PageToFetch

_BATCH, _WAIT_S = 32, 0.05
# Pages of one host in hand at a time: enough that its queue never runs dry, few enough that a slow host does
# not fill all places.
_PER_HOST = 4


class PageStep(Step):
    """pages discovered → pages fetched, their bodies kept."""

    name = "pages"

    def __init__(self, shop: Workshop, limit: int = 100) -> None:
        super().__init__(shop, limit)
        self._recorder: Batcher[PageRecord, None] = Batcher(self._record, size=_BATCH, wait_s=_WAIT_S)

    async def claim(self, room: int) -> Sequence[PageToFetch]:
        return await self.shop.store(
            pages_due, self.shop.now(), room, per_host=_PER_HOST, busy=frozenset(self.busy)
        )

    async def work(self, items: Sequence[PageToFetch]) -> None:
        for page in items:
            await self._recorder.add(await self._ask(page))

    async def _ask(self, page: PageToFetch) -> PageRecord:
        request = FetchRequest(page.url, "page", etag=page.etag, last_modified=page.last_modified)
        try:
            answer = await self.shop.fetcher.fetch(request)
        except FetchError as error:
            self.shop.note_reached(error.code not in OFFLINE_CODES)
            return self._failure(page, error)
        self.shop.note_reached(True)
        return self._success(page, answer)

    def _success(self, page: PageToFetch, answer: FetchedPage) -> PageRecord:
        now = self.shop.now()
        if answer.not_modified:
            return PageRecord(
                page.id,
                now,
                not_modified=True,
                next_try_at=next_recheck(page.discovered_at, now),
                again=True,
            )
        return PageRecord(
            page.id,
            now,
            body=compress_page(answer.body),
            final_url=answer.final_url if answer.final_url != page.url else "",
            content_type=answer.content_type,
            etag=answer.etag,
            last_modified=answer.last_modified,
            again=page.extracted,
        )

    def _failure(self, page: PageToFetch, error: FetchError) -> PageRecord:
        now = self.shop.now()
        plan = page_retry(page.attempts + 1, error, now)
        if plan.retry_at is None and error.code in OFFLINE_CODES and not self.shop.reached:
            plan = page_retry(1, error, now)  # the fault may be ours: see Workshop.reached
        give_up = plan.retry_at is None
        self.shop.counts.pages_failed += give_up
        return PageRecord(
            page.id,
            now,
            error_code=error.code,
            error_detail=f"{error.message} {error.advice}".strip(),
            attempts=page.attempts + 1,
            next_try_at=plan.retry_at,
            give_up=give_up and not page.extracted,
            again=page.extracted,
        )

    async def _record(self, records: Sequence[PageRecord]) -> Sequence[None]:
        try:
            await self.shop.store(record_pages, records)
        except DataRefused as error:
            return await self._record_refused(records, error)
        self.shop.counts.pages += sum(1 for record in records if record.body is not None)
        return [None] * len(records)

    async def _record_refused(self, records: Sequence[PageRecord], error: DataRefused) -> Sequence[None]:
        """One of them did it: each on its own, and of that one only that it failed."""
        if len(records) == 1:
            if records[0].error_code == error.code:
                raise error  # not even that
            again = records[0].again
            failed = PageRecord(records[0].page_id, self.shop.now(), give_up=not again, again=again)
            return await self._record([replace(failed, error_code=error.code, error_detail=error.message)])
        return [(await self._record([record]))[0] for record in records]
