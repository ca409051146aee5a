"""What the batch commands share: files, Ctrl-C, worker processes, answers in the lines' order, a bar."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from broadsheet.errors import ConfigurationError
from broadsheet.pool import WorkerLost, WorkerPool

J = TypeVar("J")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Trips:
    """How lines go to worker processes.

    Attributes:
        workers: processes.
        preload: modules that a worker has loaded before it begins.
        chunk: lines a trip: few enough to spread, enough to make it cheap.
        limit_s: seconds a chunk may take; what takes so long never ends.
        ahead: chunks a worker that wait or are worked on; bounds the memory.
    """

    workers: int
    preload: tuple[str, ...]
    chunk: int
    limit_s: float = 60.0
    ahead: int = 4


def run_on_files(work: Callable[[], None], batch: Path, console: Console, stopped: str) -> int:
    """Does what reads `batch` and writes another file.

    Args:
        stopped: what is said after Ctrl-C: what has become of the answers.

    Returns:
        exit status: 0, or 130 if it was stopped by Ctrl-C.

    Raises:
        ConfigurationError: a file cannot be used.
    """
    try:
        work()
    except KeyboardInterrupt:
        console.print(stopped)
        return 130
    except OSError as error:
        raise ConfigurationError(
            f"The file could not be used: {error.strerror or error}.", subject=str(error.filename or batch)
        ) from None
    return 0


def count_lines(batch: Path) -> int:
    """Lines of a file that are not empty."""
    with batch.open("rb") as lines:
        return sum(1 for line in lines if line.strip())


def numbered_lines(lines: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Lines that are not empty, with their numbers, from 1."""
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def through_workers(
    jobs: Iterator[J],
    function: Callable[[list[J]], list[R]],
    lost: Callable[[J, WorkerLost], R],
    take: Callable[[R], None],
    trips: Trips,
) -> None:
    """Sends jobs to worker processes, and gives `take` the answers in their order (see `in_order`)."""

    async def work() -> None:
        with WorkerPool(trips.workers, preload=trips.preload) as pool:
            ahead = trips.ahead * trips.workers
            answers = in_order(
                jobs, pool, function, lost, chunk=trips.chunk, ahead=ahead, limit_s=trips.limit_s
            )
            async for answer in answers:
                take(answer)

    asyncio.run(work())


async def in_order(
    jobs: Iterator[J],
    pool: WorkerPool,
    function: Callable[[list[J]], list[R]],
    lost: Callable[[J, WorkerLost], R],
    *,
    chunk: int,
    ahead: int,
    limit_s: float,
) -> AsyncIterator[R]:
    """Answers in the order of `jobs`, which are read only so far ahead as the workers need.

    Args:
        function: what a worker does with a chunk: an answer for each job.
        lost: the answer for a job over which its worker was lost; the others of its chunk are done again.
        chunk: jobs a trip to a worker.
        ahead: chunks that wait or are worked on; bounds the memory.
        limit_s: seconds a chunk may take.
    """

    async def work(part: list[J]) -> list[R]:
        try:
            return await pool.run(limit_s, function, part)
        except WorkerLost as error:
            if len(part) == 1:
                return [lost(part[0], error)]
        return [answer for job in part for answer in await work([job])]

    waiting: deque[asyncio.Task[list[R]]] = deque()
    try:
        while True:
            while len(waiting) < ahead and (part := list(islice(jobs, chunk))):
                waiting.append(asyncio.create_task(work(part)))
            if not waiting:
                return
            for answer in await waiting.popleft():
                yield answer
    finally:
        for task in waiting:
            task.cancel()


def progress_bar(console: Console) -> Progress:
    """Done of how many, and how long it will take."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )
