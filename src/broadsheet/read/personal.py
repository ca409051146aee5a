"""What pages that are one reader's own have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from broadsheet.errors import ReaderError, TooManyKept
from broadsheet.readers.access import reader_of

from .words import error_sentence


def reader_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the reader who asks; who did not sign in is led there, and then back: to the page, or to
    the one whose button was pressed."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reader = reader_of(request)
        if reader is None:
            looked = request.method in ("GET", "HEAD")
            return redirect_to_login(request.get_full_path() if looked else back_to(request, "front"))
        return view(request, reader, *args, **kwargs)

    return asked


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Where the form says to go back to, if that is a path of this site."""
    back = request.POST.get("next", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if safe else reverse(otherwise)


def refused(request: HttpRequest, error: ReaderError, otherwise: str) -> HttpResponse:
    """Says in the reader's language why a button's work was not done, with the way back.

    Raises:
        BadRequest: no button of ours asks for this.
    """
    if not isinstance(error, TooManyKept):
        raise BadRequest(str(error)) from None
    context = {"code": 422, "why": error_sentence(error.code), "back": back_to(request, otherwise)}
    return render(request, "read/error.html", context, status=422)
