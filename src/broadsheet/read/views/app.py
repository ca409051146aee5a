"""Broadsheet as an application on a phone or a desktop: manifest, service worker, offline page, sharing."""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_bidi, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from broadsheet.read.addresses import web_link
from broadsheet.store.models import Article, Page

_SHELL = (
    "read/broadsheet.css",
    "read/app.js",
    "read/keys.js",
    "read/article.js",
    "read/visit.js",
    "read/favicon.svg",
    "read/fonts/source-serif-4-latin-wght-normal.woff2",
)
_WORKER = "read/sw.js"
# Readers that speak the interface of Google Reader (Unread and Fiery Feeds: Fever), by the list of clients in
# FreshRSS's README.
_PHONE_APPS = (
    (_("iPhone and iPad"), ("Fiery Feeds", "lire", "NetNewsWire", "ReadKit", "Reeder Classic", "Unread")),
    (_("Android"), ("Capy Reader", "FeedMe", "FocusReader", "Fluent Reader Lite", "Read You", "Readrops")),
)
_ICONS = ((192, "any"), (512, "any"), (512, "maskable"))
_PAPER, _ACCENT = "#fcfcfa", "#0a5564"
_ADDRESS = re.compile(r"https?://\S+")
_MAX_SHARED = 2000


@require_safe
def manifest(request: HttpRequest, language: str) -> JsonResponse:
    """The web application manifest (W3C) in one language."""
    if language not in dict(settings.LANGUAGES):
        raise Http404(language)
    with translation.override(language):
        facts = {
            "id": "/",
            "name": "Broadsheet",
            "short_name": "Broadsheet",
            "description": gettext("The world’s news in one calm newspaper that shows its sources."),
            "lang": language,
            "dir": "rtl" if get_language_bidi() else "ltr",
            "start_url": reverse("front"),
            "scope": "/",
            "display": "standalone",
            "background_color": _PAPER,
            "theme_color": _ACCENT,
            "categories": ["news"],
            "icons": [_icon(size, purpose) for size, purpose in _ICONS],
            "shortcuts": [
                {"name": gettext("Latest"), "url": reverse("latest")},
                {"name": gettext("Kept for reading offline"), "url": reverse("offline")},
            ],
            "share_target": {
                "action": reverse("shared"),
                "method": "GET",
                "enctype": "application/x-www-form-urlencoded",
                "params": {"title": "title", "text": "text", "url": "url"},
            },
        }
    response = JsonResponse(
        facts, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _icon(size: int, purpose: str) -> dict[str, str]:
    name = f"read/icons/{'maskable' if purpose == 'maskable' else 'icon'}-{size}.png"
    return {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the version of the files that it keeps: it changes when one of them does."""
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=1)
def _worker() -> str:
    files = {name: _read(name) for name in (*_SHELL, _WORKER)}
    version = hashlib.sha256(b"".join(files.values())).hexdigest()[:12]
    shell = json.dumps([static(name) for name in _SHELL])
    return f'const VERSION = "{version}";\nconst SHELL = {shell};\n{files[_WORKER].decode()}'


def _read(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_bytes()


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What is kept on this device; shown also when there is no network and the page asked for is not kept."""
    return render(request, "read/offline.html")


@require_safe
def get_app(request: HttpRequest) -> HttpResponse:
    """How to install Broadsheet on each kind of device, and the phone apps that will sync with it."""
    return render(request, "read/get_app.html", {"phone_apps": _PHONE_APPS})


@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """What another application shares: an article known here is opened; else its words are searched for."""
    given = {
        name: request.GET.get(name, "")[:_MAX_SHARED].replace("\0", "") for name in ("url", "text", "title")
    }
    found = _ADDRESS.search(f"{given['url']} {given['text']}")
    if found and (article := _known(found[0])):
        return redirect("article-short", article.public_id)
    words = _ADDRESS.sub("", given["title"] or given["text"]).strip()
    search = reverse("search")
    return HttpResponseRedirect(f"{search}?{urlencode({'q': words})}" if words else search)


def _known(url: str) -> Article | None:
    """The article of an address: its own, or one that led to it."""
    if not web_link(url):
        return None
    article = Article.objects.filter(canonical_url=url).only("public_id").first()
    if article is None:
        page = (
            Page.objects.filter(url=url, article__isnull=False)
            .select_related("article")
            .only("article")
            .first()
        )
        article = page.article if page else None
    return article
