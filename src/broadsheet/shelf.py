"""Files on disk up to a size: what was not looked at for longest goes first.

Several processes share a shelf without locks: a file appears whole or not at all, and one that another
process has just thrown out is simply not there. The time of last use is the file's time of change, moved at
most once an hour. (diskcache, the known library, has had no release since 2023 and keeps pickles.)
"""

from __future__ import annotations

import os
import re
import secrets
import threading
import time
from pathlib import Path

_USED_AGAIN_S = 3600.0
_ABANDONED_S = 3600.0
_SWEEP_AFTER = 0.05  # of the limit written since the last sweep
_KEEP = 0.9  # of the limit, after a sweep
_BLOCK = 4096  # bytes a small file takes on most disks
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{3,80}")


class Shelf:
    """A folder of named files.

    Args:
        folder: made when something is put there.
        limit: bytes on disk; exceeded by a twentieth at most for each process that writes.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder, self._limit = folder, limit
        self._written = limit  # sweep at the first chance: an earlier process may have left too much
        self._lock = threading.Lock()

    def get(self, name: str) -> bytes | None:
        """What is kept under `name`, or None."""
        path = self._path(name)
        try:
            with path.open("rb") as file:
                data = file.read()
                if time.time() - os.fstat(file.fileno()).st_mtime > _USED_AGAIN_S:
                    os.utime(path)
        except OSError:
            return None
        return data

    def has(self, name: str) -> bool:
        """Whether something is kept under `name`."""
        return self._path(name).is_file()

    def put(self, name: str, data: bytes) -> None:
        """Keeps `data` under `name`.

        Raises:
            OSError: the disk is full or may not be written.
        """
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{name}~{secrets.token_hex(4)}")
        try:
            partial.write_bytes(data)
            partial.replace(path)
        except OSError:
            partial.unlink(missing_ok=True)
            raise
        with self._lock:
            self._written += max(len(data), _BLOCK)
            due = self._written >= self._limit * _SWEEP_AFTER
            if due:
                self._written = 0
        if due:
            self.sweep()

    def drop(self, name: str) -> None:
        """Forgets what is kept under `name`."""
        self._path(name).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Throws out what was not used for longest, until a tenth of the limit is free again."""
        found: list[tuple[float, int, str]] = []
        for folder in _entries(self._folder):
            for entry in _entries(Path(folder.path)) if folder.is_dir(follow_symlinks=False) else ():
                try:
                    state = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                left_over = "~" in entry.name and time.time() - state.st_mtime > _ABANDONED_S
                found.append((0.0 if left_over else state.st_mtime, max(state.st_size, _BLOCK), entry.path))
        total = sum(size for _, size, _ in found)
        keep = self._limit * _KEEP if total > self._limit else total
        for used_at, size, path in sorted(found):
            if total <= keep and used_at > 0:
                break
            Path(path).unlink(missing_ok=True)
            total -= size

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a kept file.")
        return self._folder / name[:2] / name


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []
