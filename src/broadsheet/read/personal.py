"""What pages that are one reader's own have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from broadsheet.readers.access import reader_of


def reader_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets the reader who asks; who did not sign in is led there."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reader = reader_of(request)
        if reader is None:
            back = request.get_full_path() if request.method in ("GET", "HEAD") else "/"
            return redirect_to_login(back)
        return view(request, reader, *args, **kwargs)

    return asked
