"""Runs `broadsheet extract --batch`: streaming, in worker processes, answers in the order of the input."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from rich.console import Console

from broadsheet.cli._inorder import Trips, count_lines, progress_bar, run_on_files, through_workers
from broadsheet.extract.batch import answer_lines, error_line, line_id
from broadsheet.pool import WorkerLost

PAGE_LIMIT_S = 20.0  # a page takes some hundredths of a second; what takes so long never ends
CHUNK = 8  # pages a task


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
    trips = Trips(workers, ("broadsheet.extract.batch",), CHUNK, PAGE_LIMIT_S)
    answering = partial(answer_lines, folder=str(batch.parent))

    def extract() -> None:
        known = _answered(out) if resume else set()
        total = max(0, count_lines(batch) - len(known))
        with batch.open("rb") as lines, out.open("ab" if resume else "wb") as answers:
            jobs = (line for line in lines if line.strip() and line_id(line) not in known)
            with progress_bar(console) as progress:
                task = progress.add_task("Extracting", total=total)

                def write(answer: bytes) -> None:
                    answers.write(answer + b"\n")
                    answers.flush()
                    progress.advance(task)

                through_workers(jobs, answering, _lost, write, trips)

    stopped = "Stopped. The same command with --resume goes on from here."
    return run_on_files(extract, batch, console, stopped)


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


def _lost(line: bytes, error: WorkerLost) -> bytes:
    return error_line(line, str(error))
