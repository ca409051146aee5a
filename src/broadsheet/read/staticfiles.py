"""The files of the pages' looks and programs, compressed: straight from the package, nothing to collect."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from .pagecache import accepts_gzip

_TEXTS = (".css", ".js", ".svg", ".txt")
_WORTH_COMPRESSING = 500  # bytes


@cache
def _compressed(path: str, changed_at: int) -> bytes:
    """A file as it is sent; empty if that is not worth it. Once a process, for all its handlers."""
    data = Path(path).read_bytes()
    return gzip.compress(data, 9, mtime=0) if len(data) >= _WORTH_COMPRESSING else b""


class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise, which sends a file compressed only if a compressed one lies beside it on the disk.

    Here texts are compressed once, when the process starts, and held: a few ten thousand bytes.
    """

    _found: ClassVar[tuple[dict[str, StaticFile], dict[str, bytes]] | None] = None

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._compressed: dict[str, bytes] = {}
        super().__init__(get_response)

    def add_files_from_finders(self) -> None:
        """Takes the packages' files, which are looked for once in a process, for all its handlers."""
        if StaticFilesMiddleware._found is None:
            super().add_files_from_finders()
            StaticFilesMiddleware._found = (dict(self.files), dict(self._compressed))
        files, compressed = StaticFilesMiddleware._found
        self.files.update(files)
        self._compressed.update(compressed)

    def add_file_to_dictionary(
        self, url: str, path: str, stat_cache: dict[str, os.stat_result] | None = None
    ) -> None:
        """Takes a file among those that are served."""
        super().add_file_to_dictionary(url, path, stat_cache)
        if url.endswith(_TEXTS) and (data := _compressed(path, os.stat(path).st_mtime_ns)):
            self._compressed[url] = data

    def __call__(self, request: HttpRequest) -> Any:
        """The file, or the answer of what stands behind."""
        compressed = self._compressed.get(request.path_info)
        if compressed is None or "Range" in request.headers or request.method not in ("GET", "HEAD"):
            return super().__call__(request)
        if not accepts_gzip(request):
            plain = super().__call__(request)
            patch_vary_headers(plain, ["Accept-Encoding"])
            return plain
        said = self.files[request.path_info].get_response("HEAD", request.META)  # opens no file
        response = HttpResponse(status=said.status, headers=dict(said.headers))
        if response.status_code == HTTPStatus.OK:
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(compressed))
            response.content = compressed if request.method == "GET" else b""
        else:
            del response.headers["Content-Type"]
        patch_vary_headers(response, ["Accept-Encoding"])
        return response
