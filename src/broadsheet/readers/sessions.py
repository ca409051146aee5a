"""Sessions in the database that know whose they are (Django's documentation, "Extending database-backed
session engines")."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from broadsheet.store.whole import Whole

from .models import ReaderSession


class SessionStore(DatabaseStore):
    """The engine named by SESSION_ENGINE."""

    @classmethod
    def get_model_class(cls) -> type[ReaderSession]:
        """Where sessions are kept."""
        return ReaderSession

    def _get_session_from_db(self) -> ReaderSession | None:
        """As Django's, which makes its SQL at each request anew."""
        key = self.session_key or ""
        found = _sessions.find(key) if key.isascii() and key.isalnum() else None  # others are none of ours
        if found is None or found.expire_date <= timezone.now():
            self._session_key = None
            return None
        return found

    def create_model_instance(self, data: dict[str, Any]) -> ReaderSession:
        """The row for what the session holds."""
        row = cast(ReaderSession, super().create_model_instance(data))
        of = str(data.get(SESSION_KEY) or "")
        row.reader_id = int(of) if of.isdecimal() else None
        return row


_sessions = Whole(ReaderSession, lambda key: ReaderSession.objects.filter(session_key=key))
