"""Articles that were extracted: find out in worker processes what they are about, store it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import monotonic

from broadsheet.errors import DataRefused, EmbeddingError
from broadsheet.pipeline.batcher import Batcher
from broadsheet.pipeline.lead import Lead
from broadsheet.pipeline.step import BEHIND, Step, TryLater, Workshop
from broadsheet.pipeline.understanding import failed_record, understand_batch
from broadsheet.pool import WorkerLost
from broadsheet.store.records import ArticleToUnderstand, UnderstandingRecord
from broadsheet.store.understanding import (
    articles_to_understand,
    put_understandings,
    waiting_to_understand,
)
from broadsheet.understand.vectors import LEAD_CHARS

# The first batch of a worker loads the model; an address that hangs is given up by itself, not by us.
_SECONDS, _SECONDS_OUTSIDE, _SECONDS_AN_ARTICLE = 60.0, 300.0, 5.0
PRELOAD = ("broadsheet.pipeline.understanding", "broadsheet.understand.preloaded")
_IN_HAND = 32  # articles a worker
_CHUNK_OUTSIDE = 8  # articles a request to an address that makes vectors
_READY = 2  # trips a worker: one in hand, one ready; pages to be read come in between
_COUNTED = 4  # times as many as may be in hand are counted of those that wait
_CLAIM = 8  # places that must be free before more is claimed
_BATCH, _WAIT_S, _EVERY_S = 16, 0.02, 0.25  # what is understood is stored together


class UnderstandStep(Step):
    """articles extracted → articles understood.

    The built-in model is no quicker with several texts at once, so each article makes the trip to a worker
    alone: it waits for no other.
    """

    name = "understand"

    def __init__(self, shop: Workshop) -> None:
        super().__init__(shop, _IN_HAND * shop.config.workers)
        self.lead_chars = LEAD_CHARS
        self._lead = Lead(self.limit)
        self._trips = asyncio.Semaphore(_READY * shop.config.workers)
        self._recorder: Batcher[UnderstandingRecord, None] = Batcher(
            self._record, size=_BATCH, wait_s=_WAIT_S, every_s=_EVERY_S
        )

    @property
    def behind(self) -> bool:
        """Whether more arrives than is understood with all of the lead embedded."""
        return self.lead_chars < LEAD_CHARS

    async def claim(self, room: int) -> Sequence[ArticleToUnderstand]:
        if self.busy and room < _CLAIM:
            return ()
        if self.name in self.shop.troubles:
            room = 0 if self.busy else 1  # what is missing is asked for with one, not with all
        waiting = await self.shop.store(articles_to_understand, room, frozenset(self.busy)) if room else []
        in_hand = len(self.busy) + len(waiting)
        if waiting and len(waiting) == room:  # as many as could be taken: how many more wait?
            in_hand = await self.shop.store(waiting_to_understand, _COUNTED * self.limit)
        self.lead_chars = self._lead.chars(in_hand, monotonic())
        self.shop.behind = self.behind
        self._recorder.every_s = _EVERY_S * (BEHIND if self.behind else 1)
        if self.shop.config.embedding_url:
            self.chunk = min(_CHUNK_OUTSIDE, max(1, len(waiting) // self.shop.config.workers))
        return waiting

    async def work(self, items: Sequence[ArticleToUnderstand]) -> None:
        async with self._trips:
            records = await self._make(items)
        await asyncio.gather(*(self._recorder.add(record) for record in records))

    async def _record(self, records: Sequence[UnderstandingRecord]) -> Sequence[None]:
        try:
            await self._put(records)
        except DataRefused:  # one of them did it: each on its own
            for record in records:
                await self._put_alone(record)
        return [None] * len(records)

    async def _put(self, records: Sequence[UnderstandingRecord]) -> None:
        await self.shop.store(put_understandings, records)
        failed = sum(1 for record in records if record.error_code)
        self.shop.counts.understood += len(records) - failed
        self.shop.counts.not_understood += failed

    async def _put_alone(self, record: UnderstandingRecord) -> None:
        try:
            await self._put([record])
        except DataRefused as error:
            await self._put([failed_record(record, error, self.shop.now())])

    async def _make(self, articles: Sequence[ArticleToUnderstand]) -> list[UnderstandingRecord]:
        now = self.shop.now()
        config, lead = self.shop.config, self.lead_chars
        seconds = _SECONDS_OUTSIDE if config.embedding_url else _SECONDS
        seconds += _SECONDS_AN_ARTICLE * len(articles)
        try:
            return await self.shop.pool.run(seconds, understand_batch, articles, now, config, lead)
        except EmbeddingError as error:
            raise TryLater(error) from error
        except WorkerLost as error:
            if len(articles) == 1:
                return [failed_record(articles[0], error, now)]
        # One of them did it: each on its own.
        return [record for article in articles for record in await self._make([article])]
