"""Addresses without what does not tell one page from another."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import courlan

MAX_LENGTH = 2048  # longer ones exist only as traps and tokens
MAX_HOST = 253  # of a name in DNS
_CONTROL = re.compile(r"[\x00-\x20\x7f\ud800-\udfff]+")


def clean_address(url: str, base: str = "") -> str:
    """The address by which a page is known: absolute, without trackers and fragment.

    Args:
        url: as found in a feed or page.
        base: what a relative one is relative to.

    Returns:
        The address, or "" if it is not one of http or https, or too long for one that can be asked.
    """
    url = _CONTROL.sub("", url)
    try:
        if base:
            url = urljoin(base, url)
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
        clean = courlan.normalize_url(url)
    except ValueError:
        return ""
    path, mark, fragment = clean.partition("#")
    if mark and fragment.startswith("!"):  # an old way of addressing pages made by scripts
        path = clean
    if not urlsplit(path).path:
        path += "/"
    usable = len(path) <= MAX_LENGTH and 0 < len(host_of(path)) <= MAX_HOST and not _CONTROL.search(path)
    return path if usable else ""


def host_of(url: str) -> str:
    """The host name in lower case, with the port if it is not the usual one."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").lower()
    return f"{host}:{port}" if port and port not in (80, 443) else host
