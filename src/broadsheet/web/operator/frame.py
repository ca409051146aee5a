"""What the operator's pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from broadsheet.errors import BroadsheetError

View = Callable[..., HttpResponse]


def show(
    request: HttpRequest, template: str, place: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page of the operator's.

    Args:
        template: below `operator/`, without its ending.
        place: which of the pages it belongs to, for the menu.
    """
    frame = {"section": "account", "place": place, "done": _number_done(request)}
    return render(request, f"operator/{template}.html", frame | context, status=status)


def go(address: str, done: int | None = None) -> HttpResponseRedirect:
    """To a page, which says how much was done."""
    mark = "" if done is None else f"{'&' if '?' in address else '?'}done={done}"
    return HttpResponseRedirect(address + mark)


def refusing(view: View) -> View:
    """What cannot be done is said on a page of its own."""

    @wraps(view)
    def tried(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BroadsheetError as error:
            return show(request, "refused", "", {"error": error}, status=422)

    return tried


def data_dir() -> Path:
    """The data folder."""
    found: Path = settings.CONFIG.data_dir
    return found


def sent_ids(request: HttpRequest, name: str) -> list[int]:
    """The numbers that a form sends under a name, one a field or many with commas; what is none is left out.

    Many in one: Django takes no more than a thousand fields.
    """
    values = ",".join(request.POST.getlist(name)).split(",")
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 19]


def _number_done(request: HttpRequest) -> int | None:
    text = request.GET.get("done", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
