"""Feeds that are due: ask, read, store the entries, plan the next time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from broadsheet.errors import DataRefused, FeedError, FetchError
from broadsheet.fetch.types import FetchRequest
from broadsheet.pipeline.batcher import Batcher
from broadsheet.pipeline.entries import FeedBody, ReadFeed, read_feeds
from broadsheet.pipeline.polls import OFFLINE_CODES, FeedAnswer, make_record
from broadsheet.pipeline.step import Step, Workshop
from broadsheet.pool import WorkerLost
from broadsheet.store.polling import feeds_due, record_polls
from broadsheet.store.records import FeedToPoll, PollRecord

# Feeds parsed by one worker in one go, and stored in one transaction.
_BATCH, _WAIT_S = 32, 0.05
_PARSE_TIMEOUT_S = 30.0


class FeedStep(Step):
    """feeds due → entries and pages to fetch."""

    name = "feeds"

    def __init__(self, shop: Workshop, limit: int = 100, *, chance: random.Random | None = None) -> None:
        super().__init__(shop, limit)
        self.chance = chance or random.SystemRandom()
        self._parser: Batcher[FeedAnswer, ReadFeed] = Batcher(self._parse, size=_BATCH, wait_s=_WAIT_S)
        self._recorder: Batcher[PollRecord, None] = Batcher(self._record, size=_BATCH, wait_s=_WAIT_S)

    async def claim(self, room: int) -> Sequence[FeedToPoll]:
        return await self.shop.store(feeds_due, self.shop.now(), room, frozenset(self.busy))

    async def work(self, items: Sequence[FeedToPoll]) -> None:
        for feed in items:
            answer = await self._ask(feed)
            read = None
            if answer.page is not None and not answer.unchanged:
                read = await self._parser.add(answer)
            record = make_record(answer, read, reached=self.shop.reached, chance=self.chance)
            await self._recorder.add(record)

    async def _ask(self, feed: FeedToPoll) -> FeedAnswer:
        request = FetchRequest(feed.url, "feed", etag=feed.etag, last_modified=feed.last_modified)
        try:
            page = await self.shop.fetcher.fetch(request)
        except FetchError as error:
            self.shop.note_reached(error.code not in OFFLINE_CODES)
            return FeedAnswer(feed, self.shop.now(), error=error)
        self.shop.note_reached(True)
        return FeedAnswer(feed, self.shop.now(), page=page)

    async def _parse(self, answers: Sequence[FeedAnswer]) -> Sequence[ReadFeed]:
        bodies = [_body(answer) for answer in answers]
        try:
            return await self.shop.pool.run(_PARSE_TIMEOUT_S, read_feeds, bodies)
        except WorkerLost as error:
            if len(bodies) == 1:
                return [ReadFeed(error=FeedError(error.message, subject=bodies[0].url))]
        # One of them did it: each on its own.
        return [(await self._parse([answer]))[0] for answer in answers]

    async def _record(self, records: Sequence[PollRecord]) -> Sequence[None]:
        try:
            counts = await self.shop.store(record_polls, records)
        except DataRefused as error:
            return await self._record_refused(records, error)
        self.shop.counts.feeds += len(records)
        self.shop.counts.feeds_failed += sum(1 for record in records if record.error_code)
        self.shop.counts.entries += counts.new_entries
        return [None] * len(records)

    async def _record_refused(self, records: Sequence[PollRecord], error: DataRefused) -> Sequence[None]:
        """One of them did it: each on its own, and of that one only that it failed."""
        if len(records) == 1:
            if records[0].error_code == error.code:
                raise error  # not even that
            said = f"{error.message} {error.advice}".strip()
            failed = replace(records[0], facts=None, entries=(), new_url="", failures=1)
            return await self._record([replace(failed, error_code=error.code, error_detail=said)])
        return [(await self._record([record]))[0] for record in records]


def _body(answer: FeedAnswer) -> FeedBody:
    assert answer.page is not None
    return FeedBody(answer.page.final_url, answer.page.body, answer.page.headers)
