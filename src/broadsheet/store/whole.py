"""One whole row as an object of its model: what `get` gives, by a query whose SQL is made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet

from .prepared import Prepared

AnyModel = TypeVar("AnyModel", bound=Model)


class Whole(Generic[AnyModel]):
    """The object that a query finds.

    Args:
        model: of the objects.
        make: gives the QuerySet of at most one row, as `Prepared` asks for it but for its columns.
    """

    def __init__(self, model: type[AnyModel], make: Callable[[int | str], QuerySet[AnyModel]]) -> None:
        self._model = model
        self._names = [column.attname for column in model._meta.concrete_fields]
        self._query = Prepared(lambda asked: make(asked).order_by().values_list(*self._names))

    def find(self, asked: int | str) -> AnyModel | None:
        """The object; None if there is none."""
        rows = self._query.rows(asked)
        return self._model.from_db(DEFAULT_DB_ALIAS, self._names, rows[0]) if rows else None
