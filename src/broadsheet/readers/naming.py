"""The name that a reader is shown by, chosen before their first comment."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from broadsheet.discuss.names import fault_of, is_reserved, name_key, tidy_name
from broadsheet.errors import CommentRefused
from broadsheet.store.models import Publisher

from .models import Reader


def shown_name(reader: Reader) -> str:
    """What others see; empty until it was chosen."""
    return reader.name if reader.name_key else ""


def choose_name(reader: Reader, name: str) -> None:
    """Gives a reader a name to be shown by, or takes it away where nothing was said under it.

    Raises:
        CommentRefused: "name" (cannot be one), "name-reserved" (looks like that of the site or of a
            publisher), "name-taken".
    """
    name = tidy_name(name)
    if not name and not reader.comments.exists():
        _put(reader, "", None)
        return
    key = name_key(name)
    if key != reader.name_key:
        fault = fault_of(name)
        if not fault and is_reserved(name, Publisher.objects.values_list("name", flat=True)):
            fault = "name-reserved"
        if fault:
            raise CommentRefused(fault)
    elif fault_of(name) == "name":  # their own, written otherwise
        raise CommentRefused("name")
    _put(reader, name, key)


def _put(reader: Reader, name: str, key: str | None) -> None:
    before = (reader.name, reader.name_key)
    reader.name, reader.name_key = name, key
    try:
        with transaction.atomic():
            reader.save(update_fields=["name", "name_key"])
    except IntegrityError:
        reader.name, reader.name_key = before
        raise CommentRefused("name-taken") from None
