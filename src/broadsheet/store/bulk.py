"""Many new rows at once, several times faster than `bulk_create`: for the two tables that every feed fills.

`bulk_create` spends most of its time asking each field of each row how it is to be written. Here that is asked
once a column; what is written is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models


def insert_new(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts rows; those that a unique constraint refuses are there already and stay as they are.

    Args:
        model: whose table.
        names: of fields, as the model calls their columns ("page_id"); the model's defaults are not applied.
        rows: values in the order of `names`; datetimes aware.
    """
    fields = [
        model._meta.get_field(name.removesuffix("_id") if name.endswith("_id") else name) for name in names
    ]
    writers = [(place, writer) for place, field in enumerate(fields) if (writer := _writer(field))]
    prepared = []
    for row in rows:
        values = list(row)
        for place, write in writers:
            if values[place] is not None:
                values[place] = write(values[place])
        prepared.append(values)
    if not prepared:
        return
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608 (our own names)
            prepared,
        )


def _writer(field: Any) -> Callable[[Any], Any] | None:
    """How a value of the field is handed to the database, where not as it is."""
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    if isinstance(field, models.JSONField):
        return lambda value: connection.ops.adapt_json_value(value, None)
    return None
