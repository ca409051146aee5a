"""A backup in the place of the database; what was there before is kept beside it."""

from __future__ import annotations

import os
import sqlite3
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from broadsheet.errors import AlreadyRunning, BackupError

from . import postgres
from .backups import Tell, check_sqlite, make_backup, open_sqlite, pictures_file
from .lock import gathering_lock

_PAGES_A_STEP = 2000
_STOP = "Stop Broadsheet first."


def restore(file: Path, now: datetime, tell: Tell, *, data_dir: Path, backups: Path) -> Path | None:
    """Puts a backup in the place of the database, and its pictures, if it has any, to the others.

    Until the last moment the database is as it was; a kill leaves either the old or the new one.

    Args:
        file: the backup.
        data_dir: where pictures are kept.
        backups: where, with PostgreSQL, a backup of what was there before is put.

    Returns:
        where the former database is kept; None if there was none.

    Raises:
        AlreadyRunning: Broadsheet runs.
        BackupError: the backup cannot be used; the database is as it was.
    """
    if not file.is_file():
        raise BackupError("There is no such file.", subject=str(file))
    try:
        with gathering_lock():
            if connection.vendor == "sqlite":
                kept = _restore_sqlite(file, now, tell)
            else:
                kept = _restore_postgres(file, now, tell, backups)
            _unpack(pictures_file(file), data_dir / "pictures")
    except OSError as error:
        raise BackupError(f"It cannot be written ({error.strerror}).", subject=str(file)) from None
    return kept


def _restore_sqlite(file: Path, now: datetime, tell: Tell) -> Path | None:
    check_sqlite(file)
    _check_known(_migrations_of(file), file)
    current = Path(str(connection.settings_dict["NAME"]))
    connections.close_all()
    if current.exists():
        _close(current)
    new = current.with_name(current.name + ".restoring")
    new.unlink(missing_ok=True)
    try:
        new.touch(mode=0o600)
        with (
            closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(new, isolation_level=None)) as copy,
        ):
            (page_size,) = source.execute("PRAGMA page_size").fetchone()
            source.backup(
                copy,
                pages=_PAGES_A_STEP,
                progress=lambda _, left, total: tell((total - left) * page_size, total * page_size),
            )
        check_sqlite(new)
        kept = None
        if current.exists():
            kept = current.with_name(f"{current.name}.before-{now.astimezone(UTC):%Y%m%d-%H%M%S}")
            os.link(current, kept)  # under both names until the next line, which is done at once or not
        new.replace(current)
    except sqlite3.Error as error:
        raise BackupError(f"SQLite refused: {error}.", subject=str(file)) from None
    finally:
        new.unlink(missing_ok=True)
    return kept


def _close(current: Path) -> None:
    """Has all that was written stand in the file itself: a log beside it would be read into the new one.

    Raises:
        AlreadyRunning: somebody else has it open.
        BackupError: it is damaged, and a log stands beside it.
    """
    try:
        with closing(open_sqlite(str(current))) as found:
            found.execute("PRAGMA busy_timeout=2000")
            # Leaving WAL mode needs the database for oneself alone (sqlite.org/wal.html).
            (mode,) = found.execute("PRAGMA journal_mode=DELETE").fetchone()
            if mode == "wal":
                raise AlreadyRunning("Another program uses the database.", subject=str(current), advice=_STOP)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise AlreadyRunning(
                "Another program uses the database.", subject=str(current), advice=_STOP
            ) from None
    except sqlite3.DatabaseError:
        pass  # damaged: that is what backups are for
    log = current.with_name(current.name + "-wal")
    if log.exists() and log.stat().st_size:
        raise BackupError(
            "Its log cannot be taken into the present database.",
            subject=str(log),
            advice="Move the present database and its -wal and -shm away, then restore.",
        )
    log.unlink(missing_ok=True)
    current.with_name(current.name + "-shm").unlink(missing_ok=True)


def _migrations_of(file: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as found:
        return set(found.execute("SELECT app, name FROM django_migrations"))


def _check_known(found: set[tuple[str, str]], file: Path) -> None:
    """A backup of a later version cannot be understood by this one."""
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    ours = {app for app, _ in known}
    later = sorted(f"{app}.{name}" for app, name in found if app in ours and (app, name) not in known)
    if later:
        raise BackupError(
            f"It was made by a later version of Broadsheet ({later[0]}).",
            subject=str(file),
            advice="Update Broadsheet first.",
        )


def _restore_postgres(file: Path, now: datetime, tell: Tell, backups: Path) -> Path | None:
    postgres.check(file)
    _check_known(postgres.migrations_of(file), file)
    present = connection.introspection.table_names()
    kept = make_backup(backups, now, tell, keep=1_000_000) if "store_article" in present else None
    connections.close_all()
    size = file.stat().st_size
    postgres.restore(file, present, lambda: tell(0, size))
    return kept


def _unpack(packed: Path, folder: Path) -> None:
    """Pictures to the others; those that are there already stay as they are."""
    if not packed.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(packed, "r:") as files:
            for one in files:
                if one.isfile() and not (folder / one.name).exists():
                    files.extract(one, folder, filter="data")  # PEP 706: nothing outside the folder
    except tarfile.TarError as error:
        raise BackupError(f"The pictures cannot be read ({error}).", subject=str(packed)) from None
