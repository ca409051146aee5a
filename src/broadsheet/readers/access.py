"""Who asks: the reader of a session, the one reader of a private machine, or nobody."""

from __future__ import annotations

from ipaddress import ip_address
from typing import cast
from urllib.parse import urlsplit

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from broadsheet.config import is_own_machine

from .models import Reader, Role

OWNER_EMAIL = "owner@localhost"  # never delivered to: RFC 6761, section 6.3
_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")


def reader_of(request: HttpRequest) -> Reader | None:
    """The reader who asks; None if nobody signed in. Touches the session only if there is its cookie, so that
    what is the same for all stays so."""
    if not hasattr(request, "_reader"):
        request._reader = _find(request)  # type: ignore[attr-defined]
    return cast("Reader | None", request._reader)  # type: ignore[attr-defined]


def _find(request: HttpRequest) -> Reader | None:
    if is_owner(request):
        return owner()
    if not has_session(request):
        return None
    user = request.user
    return user if user.is_authenticated else None


def is_personal(request: HttpRequest) -> bool:
    """Whether the answer may be for one reader alone, and must be kept for no other."""
    return is_owner(request) or has_session(request)


def has_session(request: HttpRequest) -> bool:
    """Whether the browser sent a session's cookie, of whatever worth."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def address_of(request: HttpRequest) -> str:
    """The address a request comes from, the proxy in between left out as the settings say; "" if unknown."""
    try:
        return get_client_ip(request) or ""
    except ImproperlyConfigured:  # what the request says of proxies does not fit the settings
        return str(request.META.get("REMOTE_ADDR", ""))


def is_owner(request: HttpRequest) -> bool:
    """Whether who asks is taken for the one reader of this machine, who signs in nowhere.

    Only with accounts "single". A page of another site that a browser was led to by a name with this
    machine's address (DNS rebinding) has that name in `Host`: a name counts only if it is the loopback's or
    the public address's. If nobody set "single", it must be the very machine, and no web server in between.
    """
    config = settings.CONFIG
    if config.accounts_mode != "single":
        return False
    asked = _host(request)
    if not config.accounts:
        meta = request.META
        from_here = is_own_machine(meta.get("REMOTE_ADDR", "") or "localhost")
        return is_own_machine(asked) and from_here and not any(name in meta for name in _FORWARDED)
    return is_own_machine(asked) or _is_address(asked) or asked == urlsplit(config.public_url).hostname


def _host(request: HttpRequest) -> str:
    try:
        return urlsplit(f"//{request.META.get('HTTP_HOST', '')}").hostname or ""
    except ValueError:
        return ""


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def owner() -> Reader:
    """The one reader: the first operator there is, made if there is none."""
    found = Reader.objects.filter(role=Role.OPERATOR, is_active=True).order_by("pk").first()
    if found is not None:
        return found
    made, _ = Reader.objects.get_or_create(
        email=OWNER_EMAIL, defaults={"role": Role.OPERATOR, "password": "!", "name": ""}
    )
    return made
