"""Pages remembered for seconds, whole and compressed, so that many readers cost as much as one.

Django's own cache middleware keeps nothing that is `private`, makes browsers keep what it keeps, and tells
readers apart by every cookie. Here pages are kept in its cache, by what readers chose.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers, set_response_etag

from broadsheet.readers.access import is_personal

from .preferences import cache_key

_Kept = tuple[bytes, dict[str, str]]
_MOST_BYTES = 1_000_000
_WORTH_COMPRESSING = 500  # bytes
_LEVEL = 3  # 4 saves 4 to 7 % more and takes half as long again; 6 saves 10 to 17 % and takes twice as long
_ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


class PageCacheMiddleware:
    """Answers from what was answered to the same question at most `CONFIG.page_cache_s` seconds ago.

    A page is kept if it is for everyone who has the same preferences: it sets no cookie (so it has no form
    with a token) and says nothing itself of how long it may be kept. To who sends a session's cookie, and to
    the one reader of a private machine, nothing is given from here, and nothing of theirs is kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or is_personal(request):
            return self.get_response(request)
        compressed = accepts_gzip(request)
        key = _key(request, compressed)
        kept: _Kept | None = caches["pages"].get(key)
        if kept is not None:
            return HttpResponse(kept[0], headers=kept[1])
        response = self.get_response(request)
        if _is_for_everyone(response):
            _finish(response, compressed)
            kept = (response.content, dict(response.items()))
            caches["pages"].set(key, kept, settings.CONFIG.page_cache_s)
        return response


def accepts_gzip(request: HttpRequest) -> bool:
    """Whether the reader's browser takes a compressed answer (RFC 9110, section 12.5.3)."""
    return bool(_ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", "")))


def _key(request: HttpRequest, compressed: bool) -> str:
    """Where it was asked, and by a reader of which preferences."""
    asked = (
        *(request.scheme, request.headers.get("Host", ""), request.get_full_path()),
        *(str(compressed), cache_key(request)),
    )
    return hashlib.blake2b(repr(asked).encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def _is_for_everyone(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and not response.has_header("Content-Encoding")
        and len(response.content) <= _MOST_BYTES
    )


def _finish(response: HttpResponse, compressed: bool) -> None:
    """Marks and compresses it, once for all who ask: it has no secret that its length could tell (BREACH)."""
    patch_vary_headers(response, ["Accept-Encoding"])
    if compressed and len(response.content) >= _WORTH_COMPRESSING:
        response.content = gzip.compress(response.content, _LEVEL, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    set_response_etag(response)  # of what is sent, which is a tenth to read
    if response.has_header("Content-Encoding"):
        response.headers["ETag"] = f"W/{response.headers['ETag']}"
    response.headers["Content-Length"] = str(len(response.content))
