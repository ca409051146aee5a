"""Many small pieces of work, done in batches: one transaction, one trip to a worker, for several of them."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Batcher(Generic[A, B]):
    """Collects what many tasks `add` and gives each its own result.

    Args:
        process: does a batch; gives one result an item, in order. What it raises, every item gets.
        size: items a batch at most.
        wait_s: how long the first item of a batch waits for company.
        every_s: how soon one batch that is not full may follow another.
    """

    def __init__(
        self,
        process: Callable[[Sequence[A]], Awaitable[Sequence[B]]],
        *,
        size: int,
        wait_s: float,
        every_s: float = 0.0,
    ) -> None:
        self._process = process
        self._size = size
        self._wait_s = wait_s
        self.every_s = every_s
        self._started_at = -math.inf
        self._waiting: list[tuple[A, asyncio.Future[B]]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def add(self, item: A) -> B:
        """Puts `item` into the next batch and waits for its result."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[B] = loop.create_future()
        self._waiting.append((item, future))
        if len(self._waiting) >= self._size:
            self._start()
        elif self._timer is None:
            due = max(loop.time() + self._wait_s, self._started_at + self.every_s)
            self._timer = loop.call_at(due, self._start)
        return await future

    def _start(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        batch, self._waiting = self._waiting, []
        if batch:
            self._started_at = asyncio.get_running_loop().time()
            task = asyncio.create_task(self._run(batch))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _run(self, batch: list[tuple[A, asyncio.Future[B]]]) -> None:
        try:
            results = await self._process([item for item, _ in batch])
            if len(results) != len(batch):
                raise ValueError(f"{len(results)} results for {len(batch)} items")
        except BaseException as error:
            for _, future in batch:
                if not future.done():
                    if isinstance(error, Exception):
                        future.set_exception(error)
                    else:
                        future.cancel()
            if not isinstance(error, Exception):
                raise
            return
        for (_, future), result in zip(batch, results, strict=True):
            if not future.done():
                future.set_result(result)
