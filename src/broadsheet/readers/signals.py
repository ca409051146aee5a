"""What happens beside signing in and out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest

from .following import take_over
from .models import Reader


def connect() -> None:
    """Called once, when Django is ready. What is noted at a request is for `ReaderMiddleware`."""
    user_logged_in.connect(_signed_in, dispatch_uid="broadsheet.readers.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="broadsheet.readers.signed_out")


def _signed_in(request: HttpRequest | None = None, user: Reader | None = None, **_: Any) -> None:
    """What the browser muted goes into the account."""
    if request is None:
        return
    request.__dict__.pop("_reader", None)
    cookie = request.COOKIES.get("mutes", "")
    if cookie and user is not None:
        take_over(user, cookie)
        request.mutes_taken = True  # type: ignore[attr-defined]


def _signed_out(request: HttpRequest | None = None, **_: Any) -> None:
    if request is not None:
        request.__dict__.pop("_reader", None)
        request.signed_out = True  # type: ignore[attr-defined]
