"""One gathering process a database: who comes second is told so."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from broadsheet.errors import AlreadyRunning

_ADVISORY_LOCK = 0x62726F6164  # "broad"
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
        import psycopg

        settings = connection.get_connection_params()
        keys = ("dbname", "user", "password", "host", "port")
        with psycopg.connect(
            **{key: settings[key] for key in keys if settings.get(key)}, autocommit=True
        ) as own:
            row = own.execute("SELECT pg_try_advisory_lock(%s)", (_ADVISORY_LOCK,)).fetchone()
            if not row or not row[0]:
                raise AlreadyRunning(subject=str(settings.get("dbname", "")), advice=_ADVICE)
            yield
