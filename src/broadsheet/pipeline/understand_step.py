"""Articles that were extracted: find out in worker processes what they are about, store it."""

from __future__ import annotations

from collections.abc import Sequence

from broadsheet.errors import DataRefused, EmbeddingError
from broadsheet.pipeline.step import Step, TryLater, Workshop
from broadsheet.pipeline.understanding import failed_record, understand_batch
from broadsheet.pool import WorkerLost
from broadsheet.store.records import ArticleToUnderstand, UnderstandingRecord
from broadsheet.store.understanding import articles_to_understand, put_understandings
from broadsheet.understand.vectors import LEAD_CHARS

# The first batch of a worker loads the model; an address that hangs is given up by itself, not by us.
_SECONDS, _SECONDS_OUTSIDE, _SECONDS_AN_ARTICLE = 60.0, 300.0, 5.0
PRELOAD = ("broadsheet.pipeline.understanding", "broadsheet.understand.preloaded")
_CHUNK = 8  # articles a trip to a worker: a model is no quicker with more, and pages wait behind them
_IN_HAND = 4  # chunks a worker: one in hand, the others ready


class UnderstandStep(Step):
    """articles extracted → articles understood."""

    name = "understand"

    def __init__(self, shop: Workshop) -> None:
        super().__init__(shop, _IN_HAND * _CHUNK * shop.config.workers)
        self.lead_chars = LEAD_CHARS

    async def claim(self, room: int) -> Sequence[ArticleToUnderstand]:
        """Few at a time when few wait, so that each is soon in a story; many when many do."""
        if self.busy and room < _CHUNK:
            return ()
        if self.name in self.shop.troubles:
            room = 0 if self.busy else 1  # what is missing is asked for with one, not with all
        waiting = await self.shop.store(articles_to_understand, room, frozenset(self.busy)) if room else []
        self.lead_chars = lead_chars((len(self.busy) + len(waiting)) / self.limit)
        self.chunk = min(_CHUNK, max(1, len(waiting) // self.shop.config.workers))
        return waiting

    async def work(self, items: Sequence[ArticleToUnderstand]) -> None:
        records = await self._make(items)
        try:
            await self._put(records)
        except DataRefused:  # one of them did it: each on its own
            for record in records:
                await self._put_alone(record)

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


def lead_chars(load: float) -> int:
    """How much of a text is embedded: the more articles wait, the less of each, so that none waits long.

    Args:
        load: articles in hand, of those that may be.
    """
    return LEAD_CHARS if load < 0.5 else LEAD_CHARS // 2 if load < 1 else LEAD_CHARS // 4
