"""Fetches, makes and keeps the pictures that readers ask for, beside the threads that answer requests.

One event loop in a thread of its own holds the guarded client; decoding is done in a worker process. Asked
twice for one picture at the same time, it works once: within the process by its tasks, between processes by a
lock on one of a few thousand empty files.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from broadsheet.errors import BroadsheetError, StatusError
from broadsheet.fetch.client import Fetcher
from broadsheet.fetch.config import FetchConfig
from broadsheet.fetch.types import FetchRequest
from broadsheet.pictures.making import make_picture
from broadsheet.pictures.naming import picture_key
from broadsheet.pictures.retrying import next_failure
from broadsheet.pictures.types import Failure, PictureFormat
from broadsheet.pool import WorkerLost, WorkerPool
from broadsheet.shelf import Shelf

LOG = logging.getLogger(__name__)

_MAKE_S = 15.0
_MOST_UNDER_WAY = 120
_LOOK_AGAIN_S = 0.2
_FAILURES_BYTES = 40_000_000  # about 10,000 records, each a block of the disk
_ORIGINALS_SHARE = 0.3


Outcome: TypeAlias = bytes | Failure | None
"""The picture; or why it cannot be had; or None: not yet."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    url: str
    key: str
    width: int
    kind: PictureFormat

    @property
    def name(self) -> str:
        return f"{self.key}-{self.width}.{self.kind}"


class PictureService:
    """Pictures by address, width and format.

    Args:
        folder: where they are kept.
        limit: bytes on disk, all kinds together.
        fetch: how to behave towards publishers.
    """

    def __init__(self, folder: Path, limit: int, fetch: FetchConfig) -> None:
        originals = int(limit * _ORIGINALS_SHARE)
        self._folder = folder
        self._originals = Shelf(folder / "originals", originals)
        self._made = Shelf(folder / "made", limit - originals)
        self._failures = Shelf(folder / "failures", _FAILURES_BYTES)
        self._fetch = fetch
        self._fetcher: Fetcher | None = None
        self._pool: WorkerPool | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._starting = threading.Lock()
        self._under_way: dict[str, asyncio.Task[Outcome]] = {}

    def kept(self, key: str, width: int, kind: PictureFormat) -> bytes | None:
        """The picture if it is there already; costs one read of a file."""
        return self._made.get(f"{key}-{width}.{kind}")

    def failure(self, key: str) -> Failure | None:
        """Why a picture cannot be had for now; None if it may be asked for."""
        failure = self._noted(key)
        return failure if failure and failure.retry_at > time.time() else None

    def get(self, url: str, width: int, kind: PictureFormat, within_s: float) -> Outcome:
        """The picture, or why it cannot be had; what is not there in time comes all the same, for the next.

        Args:
            url: of the publisher's picture.
            width: one of `WIDTHS`.
            kind: format wanted.
            within_s: seconds to wait.

        Returns:
            None: it was not there in time, or too many are under way.
        """
        wanted = _Wanted(url, picture_key(url), width, kind)
        future = asyncio.run_coroutine_threadsafe(self._wait(wanted), self._running_loop())
        try:
            return future.result(within_s)
        except FutureTimeout:
            return None

    def close(self) -> None:
        """Stops the loop and the worker; what is under way is lost and asked for anew another time."""
        with self._starting:
            loop, self._loop = self._loop, None
            if loop is not None:
                asyncio.run_coroutine_threadsafe(self._stop(), loop).result(10)
                loop.call_soon_threadsafe(loop.stop)
            pool, self._pool = self._pool, None
            if pool is not None:
                pool.close()  # not in a thread of the loop's: as Python ends it gives no new ones

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                (self._folder / "locks").mkdir(parents=True, exist_ok=True)
                self._pool = WorkerPool(1, preload=("broadsheet.pictures.making",))
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="pictures", daemon=True).start()
                asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
            return self._loop

    async def _start(self) -> None:
        self._fetcher = await Fetcher(self._fetch).__aenter__()

    async def _stop(self) -> None:
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._fetcher is not None:
            await self._fetcher.__aexit__(None, None, None)

    async def _wait(self, wanted: _Wanted) -> Outcome:
        return await self._once(wanted.name, self._make(wanted))

    async def _once(self, name: str, work: Coroutine[Any, Any, Outcome]) -> Outcome:
        """The result of the work of this name, begun only if it is not under way; outlives who waits."""
        task = self._under_way.get(name)
        if task is not None or len(self._under_way) >= _MOST_UNDER_WAY:
            work.close()
            if task is None:
                return None
        else:
            task = self._under_way[name] = asyncio.create_task(work)
            task.add_done_callback(lambda done: self._finished(name, done))
        return await asyncio.shield(task)

    def _finished(self, name: str, task: asyncio.Task[Outcome]) -> None:
        del self._under_way[name]
        if not task.cancelled() and (error := task.exception()):
            LOG.error("A picture could not be made.", exc_info=error)

    async def _make(self, wanted: _Wanted) -> Outcome:
        original = await self._once(wanted.key, self._original(wanted))
        if not isinstance(original, bytes):
            return original
        assert self._pool is not None
        try:
            made = await self._pool.run(_MAKE_S, make_picture, original, wanted.width, wanted.kind)
        except BroadsheetError as error:
            return self._note(wanted.key, error)
        await _try_to(self._made.put, wanted.name, made)
        return made

    async def _original(self, wanted: _Wanted) -> Outcome:
        """The publisher's file, from the shelf or fetched by whichever process comes first."""
        while True:
            kept = await asyncio.to_thread(self._originals.get, wanted.key)
            if kept is not None:
                return kept
            if failure := self.failure(wanted.key):
                return failure
            with self._turn(wanted.key) as ours:
                if ours:
                    return await self._fetched(wanted)
            await asyncio.sleep(_LOOK_AGAIN_S)

    async def _fetched(self, wanted: _Wanted) -> Outcome:
        assert self._fetcher is not None
        try:
            page = await self._fetcher.fetch(FetchRequest(wanted.url, kind="picture"))
        except BroadsheetError as error:
            return self._note(wanted.key, error)
        await _try_to(self._originals.put, wanted.key, page.body)
        await asyncio.to_thread(self._failures.drop, wanted.key)
        return page.body

    @contextmanager
    def _turn(self, key: str) -> Iterator[bool]:
        """Whether no other process fetches this picture; none will while this lasts."""
        with (self._folder / "locks" / key[:3]).open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
            else:
                yield True  # closing the file gives it back

    def _noted(self, key: str) -> Failure | None:
        data = self._failures.get(key)
        try:
            return msgspec.json.decode(data, type=Failure) if data else None
        except msgspec.MsgspecError:
            return None

    def _note(self, key: str, error: BroadsheetError) -> Failure:
        """Records why a picture cannot be had, so that it is left alone for a while."""
        wait_s = error.retry_after_s if isinstance(error, StatusError) else None
        code = "not-a-picture" if isinstance(error, WorkerLost) else error.code
        failure = next_failure(self._noted(key), code, error.message, time.time(), wait_s)
        try:
            self._failures.put(key, msgspec.json.encode(asdict(failure)))
        except OSError:
            LOG.warning("A picture's failure could not be recorded: the disk is full or read-only.")
        return failure


async def _try_to(put: Any, name: str, data: bytes) -> None:
    """Keeps a file if the disk lets us: a reader gets the picture either way."""
    try:
        await asyncio.to_thread(put, name, data)
    except OSError as error:
        LOG.warning("A picture cannot be kept (%s).", error.strerror)
