"""Lines of a file through worker processes: answers in the lines' order, with a bar."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import islice
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from broadsheet.pool import WorkerLost, WorkerPool

J = TypeVar("J")
R = TypeVar("R")


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
