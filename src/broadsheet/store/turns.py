"""Whose turn it is to write, where many want to at once."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

_FILE = "turn.lock"


@contextmanager
def in_turn() -> Iterator[None]:
    """For a short transaction that many threads and web processes begin: on SQLite they stand in line here.

    SQLite itself has them ask again and again, after sleeps of up to a tenth of a second (sqlite3.c,
    `sqliteDefaultBusyCallback`), and whoever asks at the right moment is next: much of the time nobody
    writes, and some wait for seconds. Who is within a transaction already has the turn that counts.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with (settings.CONFIG.data_dir / _FILE).open("ab") as file:  # closing it ends the turn, as does any death
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
