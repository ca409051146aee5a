"""The embedded runner: all steps in one process, until stopped or until nothing is due."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import pairwise

from broadsheet.config import Config
from broadsheet.errors import StoreError
from broadsheet.fetch.client import Fetcher
from broadsheet.fetch.config import FetchConfig
from broadsheet.pipeline.alert_step import PRELOAD as PRELOAD_ALERTS
from broadsheet.pipeline.alert_step import AlertStep
from broadsheet.pipeline.errand_step import PRELOAD as PRELOAD_ERRANDS
from broadsheet.pipeline.errand_step import ErrandStep
from broadsheet.pipeline.extract_step import ExtractStep
from broadsheet.pipeline.feed_step import FeedStep
from broadsheet.pipeline.fetching import fetch_config
from broadsheet.pipeline.group_step import GroupStep
from broadsheet.pipeline.page_step import PageStep
from broadsheet.pipeline.step import Counts, Step, Workshop, utc_now
from broadsheet.pipeline.understand_step import PRELOAD, UnderstandStep
from broadsheet.pipeline.websub import renew_subscriptions
from broadsheet.pool import WorkerPool
from broadsheet.read.housekeeping import forget_ended
from broadsheet.store.answers import forget_answers
from broadsheet.store.briefings import forget_briefings
from broadsheet.store.errands import forget_errands
from broadsheet.store.pages import forget_bodies
from broadsheet.store.progress import bring_everything_back, last_beat, write_progress

log = logging.getLogger("broadsheet.pipeline")

PROGRESS_NAME = "gathering"
_BEAT_S = 2.0
_HOUSEKEEPING_S = 300.0
_WEBSUB_S = 60.0
# Clocks are corrected by seconds all the time; only more than this is a jump.
_JUMP = timedelta(seconds=60)
_PRELOAD = (
    *("broadsheet.pipeline.entries", "broadsheet.pipeline.articles"),
    *(*PRELOAD, *PRELOAD_ERRANDS, *PRELOAD_ALERTS),
)


@asynccontextmanager
async def open_workshop(
    config: Config, *, now: Callable[[], datetime] = utc_now, fetch: FetchConfig | None = None
) -> AsyncIterator[Workshop]:
    """What the steps need: a client, worker processes, the store's thread."""
    with WorkerPool(config.workers, preload=_PRELOAD) as pool:
        async with Fetcher(fetch or fetch_config(config)) as fetcher:
            shop = Workshop(config, fetcher, pool, now)
            try:
                yield shop
            finally:
                shop.close()


class Runner:
    """Carries the steps out. Stop it by cancelling `run`; nothing is lost by that."""

    def __init__(self, shop: Workshop) -> None:
        self.shop = shop
        self.feeds, self.pages, self.extract = FeedStep(shop), PageStep(shop), ExtractStep(shop)
        self.understand, self.group = UnderstandStep(shop), GroupStep(shop)
        self.steps: tuple[Step, ...] = (self.feeds, self.pages, self.extract, self.understand, self.group)
        for step, following in pairwise(self.steps):
            step.next = following
        # Beside the others: what is made ahead and what is sent keeps nobody from resting, and wakes nobody.
        self.errands = ErrandStep(shop, behind=lambda: self.understand.behind)
        self.alerts = AlertStep(shop)
        self.started_at = shop.now()

    @property
    def counts(self) -> Counts:
        return self.shop.counts

    @property
    def idle(self) -> bool:
        """Nothing is due and nothing in hand."""
        return all(step.rested and not step.busy for step in self.steps)

    @property
    def waiting(self) -> dict[str, int]:
        """Work in hand, by step."""
        return {
            "feeds": len(self.feeds.busy),
            "pages": len(self.pages.busy),
            "articles": len(self.extract.busy),
            "understood": len(self.understand.busy),
            "stories": len(self.group.busy),
        }

    async def run(self, *, until_idle: bool = False, on_beat: Callable[[Runner], None] | None = None) -> None:
        """Gathers until cancelled, or, with `until_idle`, until nothing is due any more.

        Args:
            on_beat: called several times a second, to show progress.
        """
        await self._check_clock_since_last_time()
        jobs = [step.run() for step in self.steps]
        if not until_idle:
            jobs += [self.errands.plan(), self.errands.run(), self.alerts.plan(), self.alerts.run()]
        jobs += [self._beat(), self._housekeeping(), self._websub()]
        tasks = [asyncio.create_task(job) for job in jobs]
        watcher = asyncio.create_task(self._watch(until_idle, on_beat))
        try:
            done, _ = await asyncio.wait([*tasks, watcher], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in (*tasks, watcher):
                task.cancel()
            await asyncio.gather(*tasks, watcher, return_exceptions=True)
            with contextlib.suppress(StoreError):
                await self._write_progress()

    async def _watch(self, until_idle: bool, on_beat: Callable[[Runner], None] | None) -> None:
        while not (until_idle and self.idle):
            if on_beat is not None:
                on_beat(self)
            await asyncio.sleep(0.2)
        if on_beat is not None:
            on_beat(self)

    # --- signs of life, and the clock ---------------------------------------------------------------

    async def _beat(self) -> None:
        wall, steady = self.shop.now(), time.monotonic()
        while True:
            await asyncio.sleep(_BEAT_S)
            passed = timedelta(seconds=time.monotonic() - steady)
            now = self.shop.now()
            if now < wall + passed - _JUMP:
                await self._clock_went_back(wall + passed - now)
            wall, steady = now, time.monotonic()
            with contextlib.suppress(StoreError):
                await self._write_progress()

    async def _write_progress(self) -> None:
        facts = asdict(self.counts) | {"reached": self.shop.reached}
        await self.shop.store(
            write_progress, PROGRESS_NAME, self.started_at, self.shop.now(), facts, self.shop.trouble
        )

    async def _check_clock_since_last_time(self) -> None:
        beat = await self.shop.store(last_beat, PROGRESS_NAME)
        if beat is not None and self.shop.now() < beat - _JUMP:
            await self._clock_went_back(beat - self.shop.now())

    async def _clock_went_back(self, by: timedelta) -> None:
        log.warning(
            "The machine's clock went back by %s. What would have waited for the old time is asked for now.",
            timedelta(seconds=round(by.total_seconds())),
        )
        await self.shop.store(bring_everything_back, self.shop.now())
        for step in self.steps:
            step.wake.set()

    # --- what is done now and then ----------------------------------------------------------------

    async def _housekeeping(self) -> None:
        while True:
            before = self.shop.now() - timedelta(days=self.shop.config.keep_pages_days)
            with contextlib.suppress(StoreError):
                while await self.shop.store(forget_bodies, before):
                    await asyncio.sleep(0)
                await self.shop.store(forget_answers, self.shop.now())
                await self.shop.store(forget_errands, self.shop.now())
                await self.shop.store(forget_briefings, self.shop.now().date())
                while await self.shop.store(forget_ended, self.shop.now()):
                    await asyncio.sleep(0)
            await asyncio.sleep(_HOUSEKEEPING_S)

    async def _websub(self) -> None:
        while True:
            if self.shop.config.public_url:
                with contextlib.suppress(StoreError):
                    await renew_subscriptions(self.shop)
            await asyncio.sleep(_WEBSUB_S)


async def understand_waiting(config: Config, on_done: Callable[[int], None]) -> None:
    """Understands all that waits for it, and does nothing else: for an archive.

    Args:
        on_done: called now and then with how many articles are done.
    """
    async with open_workshop(config) as shop:
        step = UnderstandStep(shop)
        task = asyncio.create_task(step.run())
        try:
            while not (step.rested and not step.busy):
                await asyncio.sleep(0.2)
                on_done(shop.counts.understood + shop.counts.not_understood)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
