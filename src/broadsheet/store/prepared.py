"""Queries whose SQL is made once: asking again costs what the database does, not what the ORM does.

Making SQL of a QuerySet takes several times as long as SQLite takes to answer it. Pages ask the same few
questions again and again, of other rows: here a QuerySet is turned into SQL with places for the values, which
is remembered (for each number of values, in powers of two) and then sent with the values of the moment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_Asked = int | str | Sequence[int]
# Ids that no row has stand for those of the moment; big, so that they suit every 64-bit column.
_STAND_IN = 2**62
_MOST_VALUES = 2_048


@dataclass(frozen=True, slots=True)
class _Sql:
    """The text; for each of its values either itself or, as `places`, which one of those asked for."""

    text: str
    values: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]


class Prepared:
    """A query by ids (64-bit integers, alone or in sequences) and texts, whose rows are tuples of columns.

    Args:
        make: gives the QuerySet, a `values_list` of several columns, for the values asked for and the
            `shape`. It may only put the values into conditions: it is not called for each question.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self._make = make
        self._sql = lru_cache(maxsize=64)(self._make_sql)

    def rows(self, *asked: _Asked, shape: tuple[int | str, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows; none, without asking, if a sequence is empty.

        Args:
            asked: for each argument of `make` a value, or a sequence of values for an `__in`.
            shape: more arguments of `make`, which become part of the SQL: how many rows, for one.
        """
        sizes: list[int] = []
        values: list[int | str] = []
        for one in asked:
            if isinstance(one, int | str):
                sizes.append(0)
                values.append(one)
            elif not one:
                return []
            else:
                size = 1 << (len(one) - 1).bit_length()
                sizes.append(size)
                values += one
                values += [one[-1]] * (size - len(one))
        if len(values) > _MOST_VALUES:
            return list(self._make(*asked, *shape))
        kinds = tuple(isinstance(one, str) for one in asked)
        sql = self._sql(connection.vendor, tuple(sizes), kinds, shape)
        sent = list(sql.values)
        for place, number in sql.places:
            sent[place] = type(sent[place])(values[number])
        with connection.cursor() as cursor:
            cursor.execute(sql.text, sent)
            rows = cursor.fetchall()
        return _converted(rows, sql)

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
        compiler = self._make(*asked, *shape).query.get_compiler(connection=connection)
        text, values = compiler.as_sql()
        number_of = {value: number for number, value in enumerate(stand_ins)}
        places = [
            (place, number_of[value])
            for place, value in enumerate(values)
            if isinstance(value, int | str) and value in number_of
        ]
        if {number for _, number in places} != set(range(len(stand_ins))):
            raise ValueError("a prepared query must use each of its values as it is")
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        kept = tuple((place, tuple(found), column) for place, (found, column) in converters.items())
        return _Sql(text, tuple(values), tuple(places), kept)


def _converted(rows: list[tuple[Any, ...]], sql: _Sql) -> list[tuple[Any, ...]]:
    """The rows with their values as the columns' fields give them (`SQLCompiler.apply_converters`)."""
    if not sql.converters or not rows:
        return rows
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for place, converters, column in sql.converters:
        for convert in converters:
            columns[place] = [convert(value, column, connection) for value in columns[place]]
    return list(zip(*columns, strict=True))
