"""Queries whose SQL is made once: asking again costs what the database does, not what the ORM does.

Making SQL of a QuerySet takes several times as long as SQLite takes to answer it. Pages ask the same few
questions again and again, of other rows: here a QuerySet is turned into SQL with places for the values, which
is remembered (for each number of values, in powers of two) and then sent with the values of the moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

_Asked = int | str | Sequence[int]
# Ids that no row has stand for those of the moment; big, so that they suit every 64-bit column.
_STAND_IN = 2**62
_MOST_VALUES = 2_048
_PLACE = re.compile("(?<!%)%s")
_Row = tuple[Any, ...]
_Queries = QuerySet[Any, Any] | tuple[QuerySet[Any, Any], ...]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class _Sql:
    """The text (`plain`: as SQLite itself takes it); for each of its values either itself or, as `places`,
    which one of those asked for."""

    text: str
    plain: str
    values: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]


class Prepared:
    """A query by ids (64-bit integers, alone or in sequences) and texts, whose rows are tuples of columns.

    Args:
        make: gives the QuerySet, a `values_list` of several columns, for the values asked for and the
            `shape`; or a tuple of them with the same columns, which are asked together. It may only put the
            values into conditions: it is not called for each question.
    """

    def __init__(self, make: Callable[..., _Queries]) -> None:
        self._make = make
        self._sql = lru_cache(maxsize=64)(self._make_sql)

    def rows(self, *asked: _Asked, shape: tuple[int | str, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows; none, without asking, if a sequence is empty.

        Args:
            asked: for each argument of `make` a value, or a sequence of values for an `__in`.
            shape: more arguments of `make`, which become part of the SQL: how many rows, for one.
        """
        rows, sql = self.stored(asked, shape)
        return _converted(rows, sql) if sql else rows

    def stored(self, asked: Sequence[_Asked], shape: tuple[int | str, ...]) -> tuple[list[_Row], _Sql | None]:
        """The rows as the database gives them, and what makes them values; None: they are values already."""
        sizes: list[int] = []
        values: list[int | str] = []
        for one in asked:
            if isinstance(one, int | str):
                sizes.append(0)
                values.append(one)
            elif not one:
                return [], None
            else:
                size = 1 << (len(one) - 1).bit_length()
                sizes.append(size)
                values += one
                values += [one[-1]] * (size - len(one))
        if len(values) > _MOST_VALUES:
            return [row for part in _parts(self._make(*asked, *shape)) for row in part], None
        kinds = tuple([isinstance(one, str) for one in asked])
        database = connections[DEFAULT_DB_ALIAS]
        sql = self._sql(database.vendor, tuple(sizes), kinds, shape)
        sent = list(sql.values)
        for place, number in sql.places:
            sent[place] = type(sent[place])(values[number])
        return _asked(database, sql, sent), sql

    def _make_sql(
        self, _vendor: str, sizes: tuple[int, ...], kinds: tuple[bool, ...], shape: tuple[int | str, ...]
    ) -> _Sql:
        stand_ins: list[int | str] = []
        asked: list[_Asked] = []
        for size, is_text in zip(sizes, kinds, strict=True):
            first = _STAND_IN + len(stand_ins)
            own: list[int] = list(range(first, first + max(size, 1)))
            if is_text:
                stand_ins.append(f"\x01{first}")
                asked.append(f"\x01{first}")
            else:
                stand_ins += own
                asked.append(own if size else own[0])
        parts = _parts(self._make(*asked, *shape))
        compilers = [part.query.get_compiler(connection=connection) for part in parts]
        text, values = _together([one.as_sql() for one in compilers])
        compiler = compilers[0]
        number_of = {value: number for number, value in enumerate(stand_ins)}
        places = [
            (place, number_of[value])
            for place, value in enumerate(values)
            if isinstance(value, int | str) and value in number_of
        ]
        if {number for _, number in places} != set(range(len(stand_ins))):
            raise ValueError("a prepared query must use each of its values as it is")
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        kept = tuple(
            (place, tuple(map(_quick, found)), column) for place, (found, column) in converters.items()
        )
        plain = _PLACE.sub("?", text).replace("%%", "%")
        return _Sql(text, plain, tuple(values), tuple(places), kept)


def _parts(made: _Queries) -> tuple[QuerySet[Any, Any], ...]:
    return made if isinstance(made, tuple) else (made,)


def _together(parts: Sequence[tuple[str, Sequence[Any]]]) -> tuple[str, list[Any]]:
    """Several queries with their values as one. Django's `union` takes no parts with a limit on SQLite, which
    itself does if each is a table."""
    values = [value for _, of_part in parts for value in of_part]
    if len(parts) == 1:
        return parts[0][0], values
    tables = (f"SELECT * FROM ({text}) AS part{number}" for number, (text, _) in enumerate(parts))  # noqa: S608
    return " UNION ALL ".join(tables), values


class Kept(Generic[Made]):
    """A prepared query of rows that pages show again and again: what is made of a row is remembered by it.

    So nothing remembered is ever wrong: a row with another value is another row.

    Args:
        make: as of `Prepared`; no column may be of bytes.
        made: what a row becomes, never None; it follows from the row alone, and nobody changes it.
        most: so many are kept; then all are forgotten.
    """

    def __init__(self, make: Callable[..., _Queries], made: Callable[[_Row], Made], most: int) -> None:
        self._query = Prepared(make)
        self._made = made
        self._most = most
        self._kept: dict[_Row, Made] = {}
        _ALL_KEPT.append(self._kept)

    def rows(self, *asked: _Asked, shape: tuple[int | str, ...] = ()) -> list[Made]:
        """What the rows become, in their order; arguments as of `Prepared.rows`."""
        rows, sql = self._query.stored(asked, shape)
        if sql is None:
            return [self._made(row) for row in rows]
        kept = self._kept
        found = [kept.get(row) for row in rows]
        new = [row for row, made in zip(rows, found, strict=True) if made is None]
        if not new:
            return cast("list[Made]", found)
        if len(kept) + len(new) > self._most:
            kept.clear()
        now_made = dict(zip(new, map(self._made, _converted(new, sql)), strict=True))
        kept.update(now_made)
        return [now_made[row] if made is None else made for row, made in zip(rows, found, strict=True)]


_ALL_KEPT: list[dict[_Row, Any]] = []


def forget_rows() -> None:
    """Forgets what was made of rows."""
    for kept in _ALL_KEPT:
        kept.clear()


def _asked(database: BaseDatabaseWrapper, sql: _Sql, sent: list[Any]) -> list[_Row]:
    """The answer to a query.

    SQLite is asked without Django's cursor, which writes each query's text anew and takes longer than SQLite
    does; but not where somebody listens to the queries.
    """
    if database.vendor == "sqlite" and not database.execute_wrappers and not database.queries_logged:
        database.ensure_connection()
        with database.wrap_database_errors:
            found: list[_Row] = database.connection.execute(sql.plain, sent).fetchall()
        return found
    with database.cursor() as cursor:
        cursor.execute(sql.text, sent)
        found = cursor.fetchall()
    return found


def _quick(convert: Callable[..., Any]) -> Callable[..., Any]:
    """Django's converter of a value; in the place of the one for times on SQLite another that is quicker."""
    on_sqlite = connections[DEFAULT_DB_ALIAS].vendor == "sqlite"
    of_times = getattr(convert, "__name__", "") == "convert_datetimefield_value"
    return _in_utc if on_sqlite and of_times else convert


def _in_utc(value: datetime | str | None, *_: object) -> datetime | None:
    """A time as SQLite gives it, of which Django says that all are of its time zone: ours is UTC."""
    if value is None:
        return None
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at.replace(tzinfo=UTC)


def _converted(rows: list[tuple[Any, ...]], sql: _Sql) -> list[tuple[Any, ...]]:
    """The rows with their values as the columns' fields give them (`SQLCompiler.apply_converters`)."""
    if not sql.converters or not rows:
        return rows
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for place, converters, column in sql.converters:
        for convert in converters:
            columns[place] = [convert(value, column, connection) for value in columns[place]]
    return list(zip(*columns, strict=True))
