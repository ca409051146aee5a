"""Whom the operator's pages open for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows import reauthentication
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from broadsheet.readers.access import is_owner, reader_of
from broadsheet.readers.models import Role

View = Callable[..., HttpResponseBase]


def operator_required(view: View) -> View:
    """The view gets the operator who asks. Nobody is led to sign in; for others there is no such page."""

    @never_cache
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reader = reader_of(request)
        if reader is None:
            back = request.get_full_path() if request.method in ("GET", "HEAD") else "/operator"
            return redirect_to_login(back)
        if reader.role != Role.OPERATOR or not reader.is_active:
            raise Http404("There is no such page.")
        return view(request, reader, *args, **kwargs)

    return asked


def be_sure_who(request: HttpRequest) -> None:
    """Asks once more who it is, unless they showed it in the last minutes; then what was asked is done.

    For what opens accounts or takes data away. The one reader of a private machine, and who comes by an
    OpenID Connect provider alone, have nothing to show.

    Raises:
        ReauthenticationRequired: which allauth's middleware turns into its page.
    """
    if is_owner(request) or not reauthentication.get_reauthentication_flows(request.user):
        return
    if not reauthentication.did_recently_reauthenticate(request):
        raise ReauthenticationRequired
