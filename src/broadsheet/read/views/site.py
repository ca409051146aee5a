"""About this site, its status for programs, its look, and what is shown when something goes wrong."""

from __future__ import annotations

import sys

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from broadsheet.errors import DatabaseLocked, DiskFull
from broadsheet.read.health import count_states
from broadsheet.read.preferences import TEXT_SIZES, THEMES, WORLD, is_country, remember, seen_now
from broadsheet.read.status import current_status, pages_by_state
from broadsheet.store.guard import translated
from broadsheet.store.models import Article, Feed, Page, Progress, Publisher


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this is, and how much of the world it asks."""
    known = Publisher.objects.exclude(country="")
    context = {
        "publishers": Publisher.objects.count(),
        "countries": known.values("country").distinct().count(),
        "articles": Article.objects.count(),
    }
    return render(request, "read/about.html", context)


@require_safe
@never_cache
def look(request: HttpRequest) -> HttpResponse:
    """Sets the language, theme, text size or edition, or that the front page was read, in a cookie and goes
    back to `next`, a path of this site.

    A link and not a form, so that pages carry no token and stay the same from one request to the next.
    """
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = "/"
    response = HttpResponseRedirect(back)
    edition = request.GET.get("edition", "")
    offered = {
        "theme": THEMES,
        "text": TEXT_SIZES,
        settings.LANGUAGE_COOKIE_NAME: tuple(dict(settings.LANGUAGES)),
        "edition": (WORLD, edition) if is_country(edition) else (WORLD,),
    }
    for name, values in offered.items():
        if request.GET.get(name) in values:
            remember(request, response, name, request.GET[name])
    if request.GET.get("seen") == "now":
        remember(request, response, "seen", seen_now(timezone.now()))
    return response


@require_safe
@never_cache
def status(request: HttpRequest) -> JsonResponse:
    """How the gathering stands, for progress displays and monitors."""
    pages = pages_by_state()
    failing = Feed.objects.exclude(error_code="").order_by("-last_fetched_at").first()
    life = Progress.objects.order_by("-beat_at").first()
    return JsonResponse(
        {
            "publishers": Publisher.objects.count(),
            "articles": Article.objects.count(),
            "feeds": count_states(),
            "pages": {state.value: pages.get(state.value, 0) for state in Page.State},
            "gathering": current_status().gathering,
            "beat_at": life.beat_at if life else None,
            "facts": life.facts if life else {},
            "trouble": life.trouble if life else "",
            "last_error": {
                "feed": failing.url,
                "code": failing.error_code,
                "detail": failing.error_detail,
                "at": failing.last_fetched_at,
            }
            if failing
            else None,
        }
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A damaged address, or something sent that no form of ours would send."""
    return render(request, "read/error.html", {"code": 400, "sent": request.method == "POST"}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Who asks is signed in, but not one who may."""
    return render(request, "read/error.html", {"code": 403, "no_right": True}, status=403)


def not_by_this_way(request: HttpRequest) -> HttpResponse:
    """An address was opened that is for what a button sends."""
    return render(request, "read/error.html", {"code": 405}, status=405)


def forbidden_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: from another site, or of a browser that keeps no cookies of this one."""
    no_cookie = reason == REASON_NO_CSRF_COOKIE
    return render(request, "read/error.html", {"code": 403, "no_cookie": no_cookie}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "read/error.html", {"code": 404}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Reads nothing from the database: that may be what failed. Where it is busy or full, says that."""
    request._reader = None  # type: ignore[attr-defined]
    error = sys.exc_info()[1]  # Django asks for this page while it handles what went wrong
    known = translated(error) if isinstance(error, DatabaseError) else None
    if not isinstance(known, (DatabaseLocked, DiskFull)):
        return render(request, "read/error.html", {"code": 500}, status=500)
    response = render(
        request, "read/error.html", {"code": 503, "full": isinstance(known, DiskFull)}, status=503
    )
    response.headers["Retry-After"] = "10"
    return response
