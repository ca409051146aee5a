"""Parts of a file, as players ask for them (RFC 9110, section 14). Pure but for the answer's type."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

_ONE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of the one range that is asked for; None: the whole, as for several or none.

    Raises:
        ValueError: there is no such range in a file of `size` bytes.
    """
    match = _ONE.fullmatch(header.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:  # the last so many
        first, last = max(size - int(match[2]), 0), size - 1
    else:
        first, last = int(match[1]), min(int(match[2] or size), size - 1)
        if match[2] and int(match[2]) < int(match[1]):
            return None  # no valid range: it is passed over
    if first > last or first >= size:
        raise ValueError(header)
    return first, last


def send_file(request: HttpRequest, data: bytes, kind: str, etag: str) -> HttpResponse:
    """A file, or the part of it that is asked for.

    Args:
        etag: a strong validator, with its quotation marks.
    """
    size = len(data)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    header = request.headers.get("Range", "") if request.method == "GET" else ""
    if request.headers.get("If-Range", etag) != etag:
        header = ""
    try:
        asked = asked_range(header, size)
    except ValueError:
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{size}"
        return response
    if asked is None:
        response = HttpResponse(data, content_type=kind)
    else:
        first, last = asked
        response = HttpResponse(data[first : last + 1], content_type=kind, status=206)
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    response.headers["Content-Length"] = str(len(response.content))
    return response
