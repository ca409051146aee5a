"""Long work that the operator asked for: how far it is, whether it lives, and how it is told to stop.

Each kind has one state, in a file of the data folder: it must be there where the database is what is being
worked on, or cannot be written. Who works holds a lock on a file beside it, so that the system itself says
whether they still live.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from broadsheet.errors import BroadsheetError, StoreError, UnderWay, WorkStopped

KINDS = ("backup", "catalogue")
_WRITE_EVERY_S = 0.25


class Job(msgspec.Struct, frozen=True):
    """A piece of long work.

    Attributes:
        kind: one of `KINDS`.
        subject: what it is about, for people: a pack, a file.
        state: "running", "done", "stopped", "failed", or "died": who did it is gone.
        done, total: how far it is, in what the work counts; `total` 0: not known.
        outcome: of what is done, a number that its kind knows the meaning of.
        code, detail: of the error that ended it.
    """

    kind: str
    subject: str
    state: str
    started_at: datetime
    ended_at: datetime | None = None
    done: int = 0
    total: int = 0
    outcome: int = 0
    code: str = ""
    detail: str = ""

    @property
    def percent(self) -> int:
        """0 to 100."""
        return min(100, self.done * 100 // self.total) if self.total else 0


@dataclass
class Report:
    """What the work calls as it goes on: it writes how far it is, and hears whether it shall stop."""

    folder: Path
    job: Job
    outcome: int = 0
    _written: float = field(default=0.0)

    def __call__(self, done: int, total: int) -> None:
        """Tells how far it is.

        Raises:
            WorkStopped: somebody wants it stopped.
        """
        if _stop_file(self.folder, self.job.kind).exists():
            raise WorkStopped
        now = time.monotonic()
        if now - self._written >= _WRITE_EVERY_S:
            self._written = now
            self.job = msgspec.structs.replace(self.job, done=done, total=total)
            _write(self.folder, self.job)

    def end(self, state: str, error: BroadsheetError | None = None) -> None:
        """Writes how it came out."""
        told = {"code": error.code, "detail": f"{error.message} {error.advice}".strip()} if error else {}
        self.job = msgspec.structs.replace(
            self.job, state=state, ended_at=datetime.now(UTC), outcome=self.outcome, **told
        )
        _write(self.folder, self.job)


@contextmanager
def working(folder: Path, kind: str, subject: str = "") -> Iterator[Report]:
    """Does a piece of long work within the block; how it ends is written, the error goes on.

    Args:
        folder: the data folder.

    Raises:
        UnderWay: somebody does the same already.
        StoreError: the folder cannot be written.
    """
    try:
        jobs_folder(folder).mkdir(parents=True, exist_ok=True)
        lock = _lock_file(folder, kind).open("w")
    except OSError as error:
        raise StoreError(f"The data folder cannot be written ({error.strerror}).") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UnderWay(subject=kind) from None
        _stop_file(folder, kind).unlink(missing_ok=True)
        report = Report(folder, Job(kind, subject[:200], "running", datetime.now(UTC)))
        _write(folder, report.job)
        try:
            yield report
        except WorkStopped as error:
            report.end("stopped", error)
            raise
        except BroadsheetError as error:
            report.end("failed", error)
            raise
        except BaseException:
            report.end("failed", BroadsheetError("Something went wrong; the log says what."))
            raise
        else:
            report.end("done")


def job_of(folder: Path, kind: str) -> Job | None:
    """The last piece of work of a kind; None if there was none."""
    job = _read(folder, kind)
    if job is None or job.state != "running" or _lives(folder, kind):
        return job
    now = _read(folder, kind)  # it may have come to its end just now: how is written before the lock goes
    return msgspec.structs.replace(job, state="died") if now == job else now


def stop_job(folder: Path, kind: str) -> bool:
    """Asks who does it to stop; says whether anybody does."""
    if not _lives(folder, kind):
        return False
    _stop_file(folder, kind).touch()
    return True


def jobs_folder(folder: Path) -> Path:
    """Where states are kept."""
    return folder / "jobs"


def _lives(folder: Path, kind: str) -> bool:
    try:
        with _lock_file(folder, kind).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _read(folder: Path, kind: str) -> Job | None:
    try:
        return msgspec.json.decode(_state_file(folder, kind).read_bytes(), type=Job)
    except (OSError, msgspec.MsgspecError):
        return None


def _write(folder: Path, job: Job) -> None:
    """In one go, so that nobody reads half of it; a full disk does not end the work itself."""
    target = _state_file(folder, job.kind)
    partial = target.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        partial.write_bytes(msgspec.json.encode(job))
        partial.replace(target)


def _state_file(folder: Path, kind: str) -> Path:
    return jobs_folder(folder) / f"{kind}.json"


def _lock_file(folder: Path, kind: str) -> Path:
    return jobs_folder(folder) / f"{kind}.lock"


def _stop_file(folder: Path, kind: str) -> Path:
    return jobs_folder(folder) / f"{kind}.stop"
