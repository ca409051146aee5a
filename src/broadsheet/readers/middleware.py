"""Who asks, for all that comes after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.functional import SimpleLazyObject

from .access import is_owner, is_personal, owner


class ReaderMiddleware:
    """Makes the one reader of a private machine Django's user too, and marks personal answers as such."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_owner(request):
            request.user = SimpleLazyObject(owner)  # type: ignore[assignment]
        response = self.get_response(request)
        personal = is_personal(request)
        if personal or request.path_info.startswith("/account/"):
            # Pages with forms: without any referrer browsers send "Origin: null", as another site would.
            response.headers.setdefault("Referrer-Policy", "same-origin")
        if personal:
            patch_vary_headers(response, ["Cookie"])
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_cache=True)
        if getattr(request, "mutes_taken", False):
            response.delete_cookie("mutes", samesite="Lax")
        if getattr(request, "signed_out", False):
            # What the browser kept of a reader is not for who uses it next (W3C Clear Site Data).
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Who needs no sign-in has no use for its pages."""
        if view.__module__.startswith("allauth.") and is_owner(request):
            return HttpResponseRedirect(reverse("account"))
        return None
