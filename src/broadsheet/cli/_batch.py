"""Runs `broadsheet extract --batch`: streaming, in worker processes, answers in the order of the input."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from broadsheet.errors import ConfigurationError
from broadsheet.extract.batch import answer_lines, error_line, line_id
from broadsheet.pool import WorkerLost, WorkerPool

PAGE_LIMIT_S = 20.0  # a page takes some hundredths of a second; what takes so long never ends
CHUNK = 8  # pages a task: few enough to spread, enough to make the trip to a worker cheap
AHEAD = 4  # chunks a worker that wait or are worked on; bounds the memory


def run_batch(batch: Path, out: Path, workers: int, *, resume: bool) -> int:
    """Answers every line of `batch` in `out`.

    Args:
        workers: processes.
        resume: keep the whole lines that `out` has, and skip their ids.

    Returns:
        exit status: 0, or 130 if it was stopped by Ctrl-C; `out` then holds whole lines only.

    Raises:
        ConfigurationError: a file cannot be used.
    """
    console = Console(stderr=True, highlight=False)
    try:
        known = _answered(out) if resume else set()
        with batch.open("rb") as lines:
            total = sum(1 for line in lines if line.strip()) - len(known)
        with batch.open("rb") as lines, out.open("ab" if resume else "wb") as answers:
            jobs = (line for line in lines if line.strip() and line_id(line) not in known)
            with _progress(console) as progress:
                task = progress.add_task("Extracting", total=max(0, total))

                async def write() -> None:
                    with WorkerPool(workers, preload=("broadsheet.extract.batch",)) as pool:
                        async for answer in _answers(jobs, str(batch.parent), workers, pool):
                            answers.write(answer + b"\n")
                            answers.flush()
                            progress.advance(task)

                asyncio.run(write())
    except KeyboardInterrupt:
        console.print("Stopped. The same command with --resume goes on from here.")
        return 130
    except OSError as error:
        subject = str(error.filename or batch)
        raise ConfigurationError(
            f"The file could not be used: {error.strerror or error}.", subject=subject
        ) from None
    return 0


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def _answered(out: Path) -> set[object]:
    """Ids that `out` answers; a last line that is not whole is cut off."""
    known: set[object] = set()
    if not out.exists():
        return known
    whole = 0
    with out.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                break
            whole += len(line)
            known.add(line_id(line))
    known.discard(None)
    os.truncate(out, whole)
    return known


async def _answers(
    jobs: Iterator[bytes], folder: str, workers: int, pool: WorkerPool
) -> AsyncIterator[bytes]:
    """Answers in the order of `jobs`, read only so far ahead as the workers need."""
    waiting: deque[asyncio.Task[list[bytes]]] = deque()
    try:
        while True:
            while len(waiting) < workers * AHEAD and (chunk := list(islice(jobs, CHUNK))):
                waiting.append(asyncio.create_task(_work(chunk, folder, pool)))
            if not waiting:
                return
            for answer in await waiting.popleft():
                yield answer
    finally:
        for task in waiting:
            task.cancel()


async def _work(chunk: list[bytes], folder: str, pool: WorkerPool) -> list[bytes]:
    """Answers to a chunk; if the worker is lost over it, page by page, so that only the guilty one pays."""
    try:
        return await pool.run(PAGE_LIMIT_S, answer_lines, chunk, folder)
    except WorkerLost:
        pass
    answers: list[bytes] = []
    for line in chunk:
        try:
            answers += await pool.run(PAGE_LIMIT_S, answer_lines, [line], folder)
        except WorkerLost as error:
            answers.append(error_line(line, str(error)))
    return answers
