"""Many requests at once, in fair order, with a bounded number under way."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable

from yarl import URL

from broadsheet.errors import FetchError
from broadsheet.fetch.client import Fetcher
from broadsheet.fetch.types import FetchedPage, FetchRequest


async def fetch_many(
    fetcher: Fetcher, requests: Iterable[FetchRequest]
) -> AsyncIterator[tuple[FetchRequest, FetchedPage | FetchError]]:
    """Fetches all of `requests` and gives each as it is done, not in their order.

    Hosts take turns, whatever the order of the requests; not more of one host are under way than it may be
    asked at once, nor more in all than twice `total_concurrency`. Results wait for the caller: nothing new
    is asked while it is busy with a window's worth of them. Leaving the loop early ends what is under way.

    Args:
        fetcher: open.
        requests: what to ask for; all are held in memory.

    Yields:
        The request and its page, or the error that came instead.
    """
    waiting = _ByHost(requests, fetcher.config.per_host_concurrency)
    window = 2 * fetcher.config.total_concurrency
    done: asyncio.Queue[tuple[str, FetchRequest, asyncio.Task[FetchedPage]]] = asyncio.Queue()
    running: set[asyncio.Task[FetchedPage]] = set()

    def start(host: str, request: FetchRequest) -> None:
        task = asyncio.create_task(fetcher.fetch(request))
        running.add(task)
        task.add_done_callback(lambda task: done.put_nowait((host, request, task)))

    try:
        while True:
            while len(running) < window and (following := waiting.take()) is not None:
                start(*following)
            if not running:
                return
            host, request, task = await done.get()
            running.discard(task)
            waiting.finished(host)
            yield request, _outcome(task)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _outcome(task: asyncio.Task[FetchedPage]) -> FetchedPage | FetchError:
    error = task.exception()
    if error is None:
        return task.result()
    if isinstance(error, FetchError):
        return error
    raise error


class _ByHost:
    """Requests in lines by host; hosts take turns."""

    def __init__(self, requests: Iterable[FetchRequest], per_host: int) -> None:
        self._per_host = per_host
        self._lines: dict[str, deque[FetchRequest]] = {}
        for request in requests:
            self._lines.setdefault(_host(request.url), deque()).append(request)
        self._ready = deque(self._lines)  # hosts that may be asked now
        self._running: dict[str, int] = {}

    def take(self) -> tuple[str, FetchRequest] | None:
        """The next request that may start; None if none may before another is finished."""
        if not self._ready:
            return None
        host = self._ready.popleft()
        request = self._lines[host].popleft()
        self._running[host] = self._running.get(host, 0) + 1
        if self._lines[host] and self._running[host] < self._per_host:
            self._ready.append(host)
        return host, request

    def finished(self, host: str) -> None:
        """Notes that a request of the host is done."""
        was_full = self._running[host] >= self._per_host
        self._running[host] -= 1
        if was_full and self._lines[host]:
            self._ready.append(host)


def _host(url: str) -> str:
    try:
        return URL(url).host or ""
    except ValueError:
        return ""
