"""The address of pictures: only those of stored articles, so that nobody is served anything else through us.

An address names the article, the picture by a hash of where it comes from, and one of a few widths. What it
names never changes, so browsers keep it for good. A picture that cannot be had, or not yet, is answered by a
drawing of our own, so that a page keeps its shape.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from multiprocessing.util import Finalize

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from broadsheet.fetch.types import FetchLimits
from broadsheet.pictures.naming import choose_format, is_key, picture_key
from broadsheet.pictures.types import WIDTHS, Failure, PictureFormat
from broadsheet.pipeline.fetching import fetch_config
from broadsheet.read.pictures import body_pictures
from broadsheet.store.models import Article, Picture

from .picture_service import PictureService

WAIT_S = 4.0
"""Seconds that a request waits for a picture."""

_WAITING = threading.BoundedSemaphore(3)  # of a process's four threads: one is always left for pages
_PER_HOST = 4
_HIGHEST_ID = 2**63 - 1  # what the databases can be asked for
_LIMITS = FetchLimits(connect_s=5.0, total_s=20.0)
_FOR_GOOD = "public, max-age=31536000, immutable"
_LONGEST_PLACEHOLDER_S = 3600
_POLICY = "default-src 'none'; style-src 'none'; sandbox"

PLACEHOLDER = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2" viewBox="0 0 300 200">'
    b'<g fill="none" stroke="#8a8f8f" stroke-opacity=".45" stroke-width="3">'
    b'<rect x="118" y="76" width="64" height="48"/><path d="M118 116l18-18 14 12 12-10 20 18"/></g></svg>'
)
"""Ours, hence SVG; its own size of 3 by 2 pixels tells app.js that the picture was not there yet."""


@lru_cache(maxsize=1)
def service() -> PictureService:
    """This process's pictures, made at the first question."""
    config = settings.CONFIG
    folder, limit = config.data_dir / "pictures", config.picture_cache_mb * 1_000_000
    made = PictureService(folder, limit, fetch_config(config, _LIMITS, per_host=_PER_HOST))
    # The web processes are children of multiprocessing, which wait for their own children before they end and
    # never come to atexit's functions.
    Finalize(None, made.close, exitpriority=100)
    return made


@require_safe
def picture(request: HttpRequest, article: int, key: str, width: int) -> HttpResponse:
    """A picture of an article, in a format that the browser knows."""
    if width not in WIDTHS or article > _HIGHEST_ID or not is_key(key):
        raise Http404("no such picture")
    kind = choose_format(request.headers.get("Accept", ""))
    made = service().kept(key, width, kind)
    if made is not None:
        return _answer(made, f"image/{kind}", _FOR_GOOD)
    url = _address(article, key)
    failure = service().failure(key)
    if failure is not None:
        return _unavailable(failure)
    return _made(url, width, kind)


def _made(url: str, width: int, kind: PictureFormat) -> HttpResponse:
    waits = _WAITING.acquire(blocking=False)
    try:
        outcome = service().get(url, width, kind, WAIT_S if waits else 0.0)
    finally:
        if waits:
            _WAITING.release()
    if outcome is None:
        return _answer(PLACEHOLDER, "image/svg+xml", "no-store")
    if isinstance(outcome, Failure):
        return _unavailable(outcome)
    return _answer(outcome, f"image/{kind}", _FOR_GOOD)


def _address(article: int, key: str) -> str:
    """Where the picture comes from: looked up with the article, so that only its own pictures are fetched."""
    urls = list(Picture.objects.filter(article=article).values_list("url", flat=True))
    for url in urls:
        if picture_key(url) == key:
            return str(url)
    found = get_object_or_404(Article.objects.only("html"), pk=article)
    for url in body_pictures(found.html):
        if picture_key(url) == key:
            return url
    raise Http404("no such picture")


def _unavailable(failure: Failure) -> HttpResponse:
    return _answer(PLACEHOLDER, "image/svg+xml", f"public, max-age={_LONGEST_PLACEHOLDER_S}", failure.code)


def _answer(data: bytes, kind: str, caching: str, trouble: str = "") -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response.headers["Cache-Control"] = caching
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if trouble:
        response.headers["X-Picture-Trouble"] = trouble
    patch_vary_headers(response, ["Accept"])
    return response
