"""Sessions in the database that know whose they are (Django's documentation, "Extending database-backed
session engines")."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from .models import ReaderSession


class SessionStore(DatabaseStore):
    """The engine named by SESSION_ENGINE."""

    @classmethod
    def get_model_class(cls) -> type[ReaderSession]:
        """Where sessions are kept."""
        return ReaderSession

    def create_model_instance(self, data: dict[str, Any]) -> ReaderSession:
        """The row for what the session holds."""
        row = cast(ReaderSession, super().create_model_instance(data))
        of = str(data.get(SESSION_KEY) or "")
        row.reader_id = int(of) if of.isdecimal() else None
        return row
