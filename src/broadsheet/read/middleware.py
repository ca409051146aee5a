"""What every answer says of its own safety: headers that Django does not set itself, and safe cookies."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from broadsheet.config import is_own_machine

from .views.site import not_by_this_way

# Nothing from any other host: pictures come through our own address (broadsheet.web.pictures).
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What is no page shall not act as one where a browser opens it by itself: feeds, JSON, pictures, drawings.
DATA_POLICY = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
_LIVE = ("text/html", "text/javascript")
# What a newspaper never asks for. Sharing and copying a link stay.
_NEVER = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen"),
    *("geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment"),
    *("picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
_PASSKEYS = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join(f"{feature}=()" for feature in (*_NEVER, *_PASSKEYS))
# Where readers sign in and add passkeys.
ACCOUNT_PERMISSIONS = ", ".join(
    [*(f"{feature}=()" for feature in _NEVER), *(f"{feature}=(self)" for feature in _PASSKEYS)]
)
ACCOUNT_PATH = "/account/"


class SafetyMiddleware:
    """Content-Security-Policy and its kin on everything; on pages also that they depend on cookies.

    It stands outside WhiteNoise, so that files have the same headers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        kind = headers.get("Content-Type", "").partition(";")[0]
        if (
            response.status_code != HTTPStatus.NOT_MODIFIED
        ):  # which has no type: the policy kept with it stays
            headers.setdefault("Content-Security-Policy", POLICY if kind in _LIVE else DATA_POLICY)
        passkeys = request.path_info.startswith(ACCOUNT_PATH)
        headers.setdefault("Permissions-Policy", ACCOUNT_PERMISSIONS if passkeys else PERMISSIONS)
        if "Access-Control-Allow-Origin" not in headers:
            headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if kind == "text/html":
            patch_vary_headers(response, ["Cookie"])
            if not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_cache=True)
        if response.cookies:
            secure = _is_encrypted(request)
            for cookie in response.cookies.values():
                cookie["secure"] = secure or ""
        return response


class ButtonsAddressMiddleware:
    """Who opens the address of a button (from the history, say) gets a page that says so, no empty one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET":
            return response
        if response.content or "text/html" not in request.headers.get("Accept", ""):
            return response
        page = not_by_this_way(request)
        page.headers["Allow"] = response.headers["Allow"]
        return page


def _is_encrypted(request: HttpRequest) -> bool:
    """Whether the reader's browser is taken to ask over https, so that its cookies must be `Secure`.

    It is, unless the request came by plain http and is for this very machine (where nothing goes over a
    network, and Safari would drop such a cookie), or the operator says that readers come by http.
    """
    if request.is_secure():
        return True
    stated = urlsplit(settings.CONFIG.public_url).scheme
    return stated == "https" if stated else not _is_this_machine(request.META.get("HTTP_HOST", ""))


def _is_this_machine(asked: str) -> bool:
    """Whether a Host header names the loopback (RFC 6761, section 6.3; RFC 6890)."""
    try:
        return is_own_machine(urlsplit(f"//{asked}").hostname or "")
    except ValueError:
        return False
