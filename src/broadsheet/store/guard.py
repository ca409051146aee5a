"""Turns the database's own errors into ours, with a sentence that helps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import DatabaseError, DataError, OperationalError

from broadsheet.errors import BroadsheetError, DatabaseLocked, DataRefused, DiskFull, StoreError

# https://www.sqlite.org/rescode.html; extended codes keep the primary one in the low byte.
_SQLITE_BUSY, _SQLITE_LOCKED, _SQLITE_IOERR, _SQLITE_FULL, _SQLITE_READONLY = 5, 6, 10, 13, 8


@contextmanager
def database_errors() -> Iterator[None]:
    """Translates database failures inside the block.

    Raises:
        DiskFull: nothing can be written.
        DatabaseLocked: another program held the database longer than we wait.
        DataRefused: a value is none that the database takes; trying again would not help.
        StoreError: anything else the database refused.
    """
    try:
        yield
    except DatabaseError as error:
        raise translated(error) from error
    except (UnicodeEncodeError, OverflowError) as error:  # lone surrogates, numbers beyond 64 bits
        raise DataRefused(f"The database does not take a value ({error}).") from error


def translated(error: DatabaseError) -> BroadsheetError:
    """Our error for one of the database's."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if code == _SQLITE_FULL or (code == _SQLITE_IOERR and "full" in str(cause)):
            return _disk_full()
        if code in (_SQLITE_BUSY, _SQLITE_LOCKED):
            return _locked()
        if code == _SQLITE_READONLY:
            return StoreError(
                "The database cannot be written.", advice="Give Broadsheet's user the right to write it."
            )
    if isinstance(cause, psycopg.errors.DiskFull):
        return _disk_full()
    if isinstance(cause, (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)):
        return _locked()
    if isinstance(error, OperationalError) and isinstance(cause, psycopg.OperationalError):
        return StoreError(
            f"The database does not answer ({_first_line(cause)}).",
            advice="Check that PostgreSQL runs and that DATABASE_URL is right.",
        )
    if isinstance(error, DataError):
        return DataRefused(f"The database does not take a value ({_first_line(error)}).")
    return StoreError(f"The database refused: {_first_line(error)}")


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _disk_full() -> DiskFull:
    return DiskFull(advice="Free some space; Broadsheet goes on by itself, nothing is lost.")


def _locked() -> DatabaseLocked:
    return DatabaseLocked(advice="Close the other program; Broadsheet tries again by itself.")
