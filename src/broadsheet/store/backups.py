"""Backups of the database: made while Broadsheet runs, looked through, listed, the oldest dropped.

SQLite by its online backup API, PostgreSQL by pg_dump. A backup has its name only once it is whole and was
looked through, so what is listed can be used; what a kill left behind goes with the next one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from broadsheet.errors import BackupError, DiskFull, UnderWay

from . import postgres
from .overview import database_bytes

Tell = Callable[[int, int], None]
"""Is told how many bytes of how many are done; may raise `WorkStopped`."""

_PREFIX, _PARTIAL, _PICTURES = "broadsheet-", ".partial", ".pictures.tar"
_ENDINGS = {"sqlite": ".sqlite3", "postgresql": ".dump"}
_PAGES_A_STEP = 2000  # of 4 KiB: some hundredths of a second
_SPARE = 50_000_000  # bytes that a backup leaves free


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is whole.

    Attributes:
        name: of the file.
        size: bytes.
        pictures: bytes of the file with pictures beside it; 0 without one.
    """

    name: str
    made_at: datetime
    size: int
    pictures: int = 0

    @property
    def pictures_name(self) -> str:
        """Of the file with pictures."""
        return pictures_file(Path(self.name)).name


def backups_folder(data_dir: Path) -> Path:
    """Where they are kept unless told else."""
    return data_dir / "backups"


def list_backups(folder: Path) -> list[Backup]:
    """Those that are whole, the latest first."""
    found = []
    for file in folder.glob(f"{_PREFIX}*"):
        if file.suffix in _ENDINGS.values() and (made_at := _time_of(file.name)):
            found.append(Backup(file.name, made_at, _size(file), _size(pictures_file(file))))
    return sorted(found, key=lambda backup: (backup.made_at, backup.name), reverse=True)


def find_backup(folder: Path, name: str) -> Path | None:
    """The file of a backup, or of the pictures beside it; None for any other name."""
    for backup in list_backups(folder):
        file = folder / backup.name
        if name == backup.name:
            return file
        if backup.pictures and name == pictures_file(file).name:
            return pictures_file(file)
    return None


def pictures_file(backup: Path) -> Path:
    """Where the pictures of a backup lie, if it has any."""
    return backup.with_name(backup.stem + _PICTURES)


def remove_backup(folder: Path, name: str) -> bool:
    """Removes a backup with its pictures; says whether there was one."""
    file = find_backup(folder, name)
    if file is None or file.name.endswith(_PICTURES):
        return False
    file.unlink(missing_ok=True)
    pictures_file(file).unlink(missing_ok=True)
    return True


def make_backup(folder: Path, now: datetime, tell: Tell, *, keep: int, pictures: Path | None = None) -> Path:
    """Makes a backup, looks it through, and drops the oldest.

    Args:
        folder: where to; made if there is none.
        tell: is told of the progress.
        keep: how many there may be; at least this one stays.
        pictures: a folder whose files are kept beside it; None: without.

    Raises:
        BackupError: it could not be made; DiskFull: there is no room for it.
        UnderWay: another one is being made there.
        WorkStopped: `tell` said so; nothing is left behind.
    """
    try:
        with _alone(folder):
            return _make(folder, now, tell, keep, pictures)
    except OSError as error:
        raise BackupError(f"The backup cannot be written ({error.strerror}).", subject=str(folder)) from None


def _make(folder: Path, now: datetime, tell: Tell, keep: int, pictures: Path | None) -> Path:
    for left in folder.glob(f"{_PREFIX}*{_PARTIAL}*"):
        left.unlink(missing_ok=True)
    size = database_bytes()
    if shutil.disk_usage(folder).free < size + _SPARE:
        raise DiskFull(
            "There is no room for a backup.",
            subject=str(folder),
            advice=f"It needs {size // 1_000_000 + 50:,} MB.",
        )
    target = folder / f"{_PREFIX}{now.astimezone(UTC):%Y%m%d-%H%M%S}{_ENDINGS[connection.vendor]}"
    partial = target.with_name(target.name + _PARTIAL)
    partial_pictures = pictures_file(target).with_name(pictures_file(target).name + _PARTIAL)
    try:
        partial.touch(mode=0o600)  # it holds what the database holds
        if connection.vendor == "sqlite":
            _copy_sqlite(partial, tell)
            check_sqlite(partial)
        else:
            postgres.dump(partial, lambda done: tell(done, size))
            postgres.check(partial)
        if pictures is not None and pictures.is_dir():
            _pack(pictures, partial_pictures, tell)
            _to_disk(partial_pictures)
        _to_disk(partial)
        if partial_pictures.exists():
            partial_pictures.replace(pictures_file(target))
        partial.replace(target)
        _to_disk(folder)
    except BaseException:
        for left in (partial, partial_pictures, *folder.glob(f"{partial.name}-*")):
            left.unlink(missing_ok=True)
        raise
    for old in list_backups(folder)[max(1, keep) :]:
        remove_backup(folder, old.name)
    return target


def _copy_sqlite(target: Path, tell: Tell) -> None:
    """Copies page by page what the database is at one moment.

    A reading transaction holds that moment: without it, SQLite would begin anew whenever the gathering
    writes (sqlite.org/c3ref/backup_finish.html). In WAL mode nobody waits for it.
    """
    with closing(open_sqlite(str(connection.settings_dict["NAME"]))) as source:
        (page_size,) = source.execute("PRAGMA page_size").fetchone()
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()

        def progress(_status: int, remaining: int, total: int) -> None:
            tell((total - remaining) * page_size, total * page_size)

        try:
            with closing(sqlite3.connect(target, isolation_level=None)) as copy:
                source.backup(copy, pages=_PAGES_A_STEP, progress=progress)
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, that needs no other beside it
        except sqlite3.Error as error:
            raise BackupError(f"SQLite refused: {error}.", subject=target.name) from None


def open_sqlite(name: str) -> sqlite3.Connection:
    """A connection of one's own to a database by its name in Django's settings."""
    return sqlite3.connect(name, isolation_level=None, timeout=20, uri=name.startswith("file:"))


def check_sqlite(file: Path) -> None:
    """Looks through a whole database.

    Raises:
        BackupError: it is damaged, or none of Broadsheet.
    """
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as found:
            told = [row[0] for row in found.execute("PRAGMA integrity_check(3)")]
            known = found.execute("SELECT count(*) FROM django_migrations WHERE app = 'store'").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"This is no database that can be used ({error}).", subject=str(file)) from None
    if told != ["ok"]:
        raise BackupError(f"The database is damaged: {told[0]}", subject=str(file))
    if not known[0]:
        raise BackupError("This is no database of Broadsheet.", subject=str(file))


def _pack(folder: Path, target: Path, tell: Tell) -> None:
    """All files of a folder in one, not compressed: pictures are already. What goes meanwhile is left."""
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    total, done = sum(_size(file) for file in files), 0
    with tarfile.open(target, "w") as packed:
        target.chmod(0o600)
        for file in files:
            try:
                packed.add(file, arcname=str(file.relative_to(folder)), recursive=False)
            except FileNotFoundError:
                continue
            done += _size(file)
            tell(min(done, total), total)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _to_disk(path: Path) -> None:
    """Has the system write it out, so that a power cut after the renaming leaves it whole."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UnderWay("Another backup is being made.", subject=str(folder)) from None
        yield


def _time_of(name: str) -> datetime | None:
    try:
        return datetime.strptime(name.removeprefix(_PREFIX)[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
