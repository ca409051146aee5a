"""One gathering process a database: who comes second is told so."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection

from broadsheet.errors import AlreadyRunning, StoreError

_ADVISORY_LOCK = 0x62726F6164  # "broad"
_CONNECT_S = 10
_ADVICE = "Stop it first, or give this one another DATABASE_URL or BROADSHEET_DATA_DIR."


@contextmanager
def gathering_lock() -> Iterator[None]:
    """Holds the right to gather into the database. The system releases it if the process dies.

    On SQLite a lock on a file beside the database, on PostgreSQL an advisory lock of a session of its own.

    Raises:
        AlreadyRunning: another process holds it.
    """
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        with Path(name + ".gathering").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise AlreadyRunning(subject=name, advice=_ADVICE) from None
            yield
    else:
        with _connection_of_its_own() as own:
            row = own.execute("SELECT pg_try_advisory_lock(%s)", (_ADVISORY_LOCK,)).fetchone()
            if not row or not row[0]:
                raise AlreadyRunning(subject=str(connection.settings_dict["NAME"]), advice=_ADVICE)
            yield


def check_server() -> None:
    """Says at once that the PostgreSQL server cannot be reached; the pool would try for its 20 seconds.

    Raises:
        StoreError: it cannot.
    """
    if connection.vendor != "sqlite":
        _connection_of_its_own().close()


def _connection_of_its_own() -> psycopg.Connection:
    settings = connection.get_connection_params()
    keys = ("dbname", "user", "password", "host", "port", "sslmode", "service", "passfile")
    known = {key: settings[key] for key in keys if settings.get(key)}
    try:
        return psycopg.connect(**known, autocommit=True, connect_timeout=_CONNECT_S)
    except psycopg.OperationalError as error:
        said = str(error).strip().splitlines()[0]
        raise StoreError(
            f"The database does not answer ({said}).",
            advice="Check that PostgreSQL runs and that DATABASE_URL is right.",
        ) from None
