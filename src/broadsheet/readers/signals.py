"""What happens beside signing in and out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest


def connect() -> None:
    """Called once, when Django is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="broadsheet.readers.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="broadsheet.readers.signed_out")


def _signed_in(request: HttpRequest | None = None, **_: Any) -> None:
    if request is not None:
        request.__dict__.pop("_reader", None)


def _signed_out(request: HttpRequest | None = None, **_: Any) -> None:
    if request is not None:
        request.__dict__.pop("_reader", None)
        request.signed_out = True  # type: ignore[attr-defined] (see ReaderMiddleware)
