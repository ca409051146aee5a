"""The loop that all steps share: claim what is due, work on it side by side, record it, rest."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from django.db import connections

from broadsheet.config import Config
from broadsheet.errors import BroadsheetError, StoreError
from broadsheet.fetch.client import Fetcher
from broadsheet.pool import WorkerPool

log = logging.getLogger("broadsheet.pipeline")

P = ParamSpec("P")
T = TypeVar("T")

# How long a step rests when there is nothing to do, if nothing wakes it.
_REST_S = 1.0
# How long everything waits when the database cannot take anything (disk full, locked).
_TROUBLE_S = 5.0
# Breaths are so many times as long while articles wait for seconds anyway: a batch costs statements, each
# article in it hardly any.
BEHIND = 4


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Counts:
    """What was done since the start."""

    feeds: int = 0
    feeds_failed: int = 0
    entries: int = 0
    pages: int = 0
    pages_failed: int = 0
    articles: int = 0
    revisions: int = 0
    unreadable: int = 0
    understood: int = 0
    not_understood: int = 0
    grouped: int = 0
    ahead: int = 0


@dataclass
class Workshop:
    """What the steps share.

    Attributes:
        now: the clock.
        troubles: why a step cannot work just now, by its name; empty if all is well.
        behind: whether more arrives than is understood with all of the lead embedded: then steps claim less
            often, and more at a time.
        reached: whether any server answered since the start: without that, a publisher that cannot be reached
            says nothing about the publisher.
    """

    config: Config
    fetcher: Fetcher
    pool: WorkerPool
    now: Callable[[], datetime] = utc_now
    counts: Counts = field(default_factory=Counts)
    troubles: dict[str, str] = field(default_factory=dict)
    behind: bool = False
    reached: bool = False
    unreached: int = 0  # in a row, before the first that answered
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "store"))

    def note_reached(self, answered: bool) -> None:
        """Counts whether servers answer at all."""
        self.reached = self.reached or answered
        if not self.reached:
            self.unreached += 1

    async def store(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Calls a function of the store in the one thread that writes."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: function(*args, **kwargs))

    @property
    def trouble(self) -> str:
        """What keeps any of the steps from working; empty if nothing does."""
        return next(iter(self.troubles.values()), "")

    async def pause(self, step: str, error: BroadsheetError) -> None:
        """Waits after what a step needs failed; says so once, however many steps meet it how often."""
        known = str(error) in self.troubles.values()
        self.troubles[step] = str(error)
        if not known:
            log.error("%s", error)
        await asyncio.sleep(_TROUBLE_S)

    def note_well(self, step: str) -> None:
        """The step could do its work, or has nothing to do: its trouble, if there was one, is over."""
        if self.troubles.pop(step, "") and not self.troubles:
            log.warning("The trouble is over; Broadsheet goes on.")

    def close(self) -> None:
        """Ends the thread that writes, which gives its connection back first: PostgreSQL's pool has few."""
        self._thread.submit(connections.close_all)
        self._thread.shutdown(wait=True)


class TryLater(Exception):
    """What a step needs besides the database cannot be had just now; `reason` is what a person is told."""

    def __init__(self, reason: BroadsheetError) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Step:
    """One arrow of the pipeline. Subclasses say how to claim work and how to do it.

    Args:
        shop: what the steps share.
        limit: pieces of work in hand at most.
    """

    name = "step"
    chunk = 1  # pieces that are worked on together
    # Seconds between two claims that found something: what comes one by one is then worked on together, where
    # a batch costs more by itself than each piece in it. The first after a rest is claimed at once.
    breath_s = 0.0

    def __init__(self, shop: Workshop, limit: int) -> None:
        self.shop = shop
        self.limit = limit
        self.busy: set[int] = set()
        # What met a trouble and did not get through since: while there is any, another's success is no end
        # of the trouble (a feed without news is written although the disk is full).
        self._troubled: set[int] = set()
        self.wake = asyncio.Event()
        self.next: Step | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._claimed_at = -math.inf
        self.rested = False

    async def claim(self, room: int) -> Sequence[Any]:
        """At most `room` pieces of work that are due and not in `self.busy`."""
        raise NotImplementedError

    async def work(self, items: Sequence[Any]) -> None:
        """Does and records `items`; what it does not record is found again by `claim`."""
        raise NotImplementedError

    async def run(self) -> None:
        """Works until cancelled."""
        try:
            while True:
                await self._round()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def _breath_s(self) -> float:
        return self.breath_s * (BEHIND if self.shop.behind else 1)

    async def _round(self) -> None:
        await asyncio.sleep(max(0.0, self._claimed_at + self._breath_s - monotonic()))
        room = self.limit - len(self.busy)
        items: Sequence[Any] = ()
        self.wake.clear()
        if room >= self.chunk:
            try:
                items = await self.claim(room)
            except StoreError as error:
                await self.shop.pause(self.name, error)
                return
        if len(items) < room:  # all that is due: what is not among it, another process did
            self._troubled &= self.busy.union(item.id for item in items)
        for start in range(0, len(items), self.chunk):
            self._start(items[start : start + self.chunk])
        if items:
            self._claimed_at = monotonic()
            self.rested = False
            await asyncio.sleep(0)
            if len(self.busy) + self.chunk <= self.limit:
                return
        elif not self.busy:
            self.rested = True
            self.shop.note_well(self.name)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_REST_S):  # wait_for of Python 3.11 may swallow a cancellation
                await self.wake.wait()

    def _start(self, items: Sequence[Any]) -> None:
        self.busy.update(item.id for item in items)
        task = asyncio.create_task(self._guarded(items))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, items: Sequence[Any]) -> None:
        ids = {item.id for item in items}
        try:
            await self.work(items)
            self._troubled -= ids
            if not self._troubled:
                self.shop.note_well(self.name)
        except (StoreError, TryLater) as error:
            self._troubled |= ids
            await self.shop.pause(self.name, error.reason if isinstance(error, TryLater) else error)
        except Exception:
            # A mistake of ours: keep the rest going, and do not spin on it.
            log.exception("step=%s ids=%s", self.name, [item.id for item in items][:20])
            await asyncio.sleep(_TROUBLE_S)
        finally:
            self.busy -= ids
            self.rested = False
            self.wake.set()
            if self.next is not None:
                self.next.rested = False
                self.next.wake.set()
