"""Worker processes for work on hostile input: a task that hangs, or kills its process, costs only itself.

Built on pebble, whose pool ends and replaces the one worker that ran over its time; the standard
library's pool cannot.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import resource
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from broadsheet.errors import BroadsheetError

P = ParamSpec("P")
T = TypeVar("T")

# Address space of a worker: far above what honest input needs, far below what would starve the machine.
_WORKER_MEMORY = 4 * 1024**3
# A worker is replaced after so many tasks: what a C library leaks is given back.
_TASKS_A_WORKER = 5_000


class WorkerLost(BroadsheetError):
    """The work on this input took too long or ended its process."""

    code = "worker-lost"


def calm_collector() -> None:
    """Has the garbage collector look less often, and never at what was imported: parsing a page makes many
    objects and few cycles. 6 % of the time of extraction (benchmarks/extraction_speed.py)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def _start_worker() -> None:
    calm_collector()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    resource.setrlimit(resource.RLIMIT_AS, (_WORKER_MEMORY, _WORKER_MEMORY))


@contextmanager
def _told(timeout_s: float) -> Iterator[None]:
    """Whatever ends a task before its time, as our error."""
    try:
        yield
    except (FutureTimeout, TimeoutError):
        raise WorkerLost(f"Reading it took longer than {timeout_s:.0f} seconds.") from None
    except ProcessExpired as error:
        raise WorkerLost(f"Reading it ended the worker (exit status {error.exitcode}).") from None
    except MemoryError:
        raise WorkerLost("Reading it took too much memory.") from None


class WorkerPool:
    """A pool of processes.

    Args:
        processes: how many work at once.
        preload: modules that every worker needs, imported once before the workers are forked.
    """

    def __init__(self, processes: int, *, preload: tuple[str, ...] = ()) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(preload))
        self._pool = ProcessPool(
            max_workers=processes, max_tasks=_TASKS_A_WORKER, initializer=_start_worker, context=context
        )

    async def run(self, timeout_s: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `function` in a worker.

        Raises:
            WorkerLost: it took longer than `timeout_s`, or its process died.
        """
        future = self._pool.schedule(function, args=args, kwargs=kwargs, timeout=timeout_s)
        with _told(timeout_s):
            return await asyncio.wrap_future(future)

    def wait(self, timeout_s: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same for those who have no event loop.

        Raises:
            WorkerLost: it took longer than `timeout_s`, or its process died.
        """
        future = self._pool.schedule(function, args=args, kwargs=kwargs, timeout=timeout_s)
        with _told(timeout_s):
            result: T = future.result()
            return result

    def close(self) -> None:
        """Ends all workers at once; work in hand is lost (and done again: see the pipeline)."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
