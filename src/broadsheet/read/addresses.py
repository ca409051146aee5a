"""Addresses: which of the publishers' may be linked to, and the readable part of our own. Pure."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

ANY_ID = "ID"
"""Stands for the id of an article or a story in what is remembered for all of them: no id has capitals."""
_MAX_SLUG = 70


def web_link(url: str) -> str:
    """The address if it is http or https with a host, else an empty text: nothing else is ever linked."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme.lower() in {"http", "https"} and parts.netloc else ""


def host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def own_path(kind: str, public_id: str) -> str:
    """What begins the addresses of all that an article or a story has.

    Args:
        kind: "article" or "story".
    """
    return f"/{kind}/{public_id}/"


def slug(title: str) -> str:
    """The title as the readable end of an address, in its own script; `article` if no letter remains.

    Never `comments`, where the discussion is."""
    kept = (
        character if character.isalnum() or unicodedata.category(character) in {"Mn", "Mc"} else "-"
        for character in unicodedata.normalize("NFKC", title).lower()
    )
    text = re.sub("-+", "-", "".join(kept)).strip("-")
    if len(text) > _MAX_SLUG:
        text = text[:_MAX_SLUG].rsplit("-", 1)[0] if "-" in text[:_MAX_SLUG] else text[:_MAX_SLUG]
    return f"{text}-" if text == "comments" else text or "article"
