"""Who a session is of: what allauth says, the reader's row by a query whose SQL is made once."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from broadsheet.store.whole import Whole

from .models import Reader


class ReaderBackend(AuthenticationBackend):  # type: ignore[misc]
    """The backend named by AUTHENTICATION_BACKENDS; asked for at each request of who is signed in."""

    def get_user(self, user_id: int) -> Reader | None:
        """The reader of an id; None if there is none, or they may not sign in."""
        reader = _readers.find(int(user_id))
        return reader if reader is not None and self.user_can_authenticate(reader) else None


_readers = Whole(Reader, lambda pk: Reader.objects.filter(pk=pk))
