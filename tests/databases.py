"""The tests' database: emptied quickly after each test that commits, filled once and then copied."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from copy import deepcopy
from typing import Generic, TypeVar

from django.db import connection, connections, transaction
from django.test import TransactionTestCase

Made = TypeVar("Made")

_STAY = {"django_content_type", "auth_permission"}  # Django fills them when it migrates, and no test does
_FRESH_S = 600.0


def empty_databases(case: TransactionTestCase) -> None:
    """Takes the place of `TransactionTestCase._fixture_teardown`, which is slow with a hundred tables.

    The same rows go: of every table of a model. What is empty already is not touched, and so Django need not
    make anew what it keeps of its models.
    """
    for name in case._databases_names(include_mirrors=False):  # type: ignore[attr-defined]
        _empty(name)


def _empty(name: str) -> None:
    chosen = connections[name]
    tables = chosen.introspection.django_table_names(only_existing=True, include_views=False)
    quoted = {table: chosen.ops.quote_name(table) for table in tables if table not in _STAY}
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {words})" for table, words in quoted.items()
    )
    # References between rows are looked at when all of them are gone: Django makes them DEFERRABLE.
    with transaction.atomic(using=name), chosen.cursor() as cursor:
        cursor.execute(asked)
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {quoted[table]}")


class Copied(Generic[Made]):
    """What `make` puts into an empty database, made once in a process and then copied into it.

    Args:
        make: fills the database. It dates what it makes by the clock, so after ten minutes it is made anew.
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._kept: tuple[Made, sqlite3.Connection] | None = None
        self._until = 0.0

    def give(self) -> Made:
        """What `make` gave, with the database as it left it. On PostgreSQL it is made each time."""
        if connection.vendor != "sqlite":
            return self._make()
        connection.ensure_connection()
        if self._kept is None or time.monotonic() > self._until:
            made, copy = self._make(), sqlite3.connect(":memory:")
            connection.connection.backup(copy)
            self._kept, self._until = (made, copy), time.monotonic() + _FRESH_S
        else:
            self._kept[1].backup(connection.connection)
        return deepcopy(self._kept[0])  # a test may change its rows
