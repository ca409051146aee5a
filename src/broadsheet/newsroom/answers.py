"""HTTP's conditions and encodings, on top of aiohttp."""

from __future__ import annotations

import gzip
import hashlib
from datetime import datetime
from email.utils import format_datetime

import brotli
from aiohttp import web

_SMALL = 600  # bytes; below, compression is not worth its headers


def answer(
    request: web.Request,
    body: bytes,
    content_type: str,
    *,
    etag: str = "",
    modified: datetime | None = None,
    max_age_s: int = 60,
) -> web.Response:
    """A 200 with validators, compressed as the client allows; or 304 where the client's copy is good.

    Args:
        etag: strong validator without quotes; empty: made from the body.
        modified: when the content last changed, aware.
    """
    etag = etag or hashlib.blake2b(body, digest_size=12).hexdigest()
    response = unchanged(request, etag, modified, max_age_s)
    if response is not None:
        return response
    headers = _validators(etag, modified, max_age_s) | {
        "Content-Type": content_type,
        "Vary": "Accept-Encoding",
    }
    encoding = _choose_encoding(request) if len(body) >= _SMALL else ""
    if encoding == "br":
        body = brotli.compress(body, quality=4)
    elif encoding == "gzip":
        body = gzip.compress(body, 5, mtime=0)
    if encoding:
        headers["Content-Encoding"] = encoding
    return web.Response(body=body, headers=headers)


def unchanged(
    request: web.Request, etag: str, modified: datetime | None, max_age_s: int
) -> web.Response | None:
    """A 304 if the client's copy is good (RFC 9110, section 13.2.2: If-None-Match goes before dates)."""
    if match := request.headers.get("If-None-Match"):
        known = {part.strip().removeprefix("W/").strip('"') for part in match.split(",")}
        good = etag in known or "*" in known
    else:
        since = request.if_modified_since
        good = since is not None and modified is not None and modified.replace(microsecond=0) <= since
    return web.Response(status=304, headers=_validators(etag, modified, max_age_s)) if good else None


def _validators(etag: str, modified: datetime | None, max_age_s: int) -> dict[str, str]:
    headers = {"ETag": f'"{etag}"', "Cache-Control": f"public, max-age={max_age_s}"}
    if modified is not None:
        headers["Last-Modified"] = format_datetime(modified.replace(microsecond=0), usegmt=True)
    return headers


def _choose_encoding(request: web.Request) -> str:
    """The best of br and gzip that Accept-Encoding names and does not forbid by q=0."""
    accepted = set()
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _, quality = part.partition(";")
        if quality.strip().replace(" ", "") not in ("q=0", "q=0.0"):
            accepted.add(name.strip())
    return next((name for name in ("br", "gzip") if name in accepted), "")
