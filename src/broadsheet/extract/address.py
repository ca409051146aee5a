"""The address by which a page wants to be known."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from broadsheet.hosts import same_owner

MAX_URL = 2_000


def web_address(base: str, address: str) -> str:
    """An http or https address, resolved against `base`; empty if it is none or cannot be read."""
    try:
        url = urljoin(base, address.strip())
    except ValueError:
        return ""
    if url.startswith("//"):
        url = f"https:{url}"
    return url if _split(url) is not None else ""


def choose_canonical(url: str, stated: Iterable[str]) -> str:
    """The first believable address that a page states for itself, else its own.

    A stated address is believed on the same registered domain, and if it is not the home page of the site
    while the page is not. Without an own address (a saved file) the first complete one is taken.

    Args:
        url: where the page was asked; may be empty.
        stated: what canonical link, `og:url` and JSON-LD say, best first.
    """
    own = _split(url)
    for statement in stated:
        parts = _split(web_address(url, statement))
        if parts is None or (own is not None and not _believable(own, parts)):
            continue
        path = parts.path or "/"
        return urlunsplit((parts.scheme, parts.netloc.lower(), path, parts.query, ""))[:MAX_URL]
    return url


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or len(url) > MAX_URL or parts.username:
        return None
    return parts


def _believable(own: SplitResult, parts: SplitResult) -> bool:
    if not same_owner(own.hostname or "", parts.hostname or ""):
        return False
    return not (parts.path in ("", "/") and not parts.query and (own.path not in ("", "/") or own.query))
