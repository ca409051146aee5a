"""What a picture is called in our addresses, and in which format a browser is given it."""

from __future__ import annotations

import hashlib
import re

from .types import WIDTHS, PictureFormat

KEY_LENGTH = 24
"""Hexadecimal digits: 96 bits, too many to find a second address for a key."""

_REFUSED = re.compile(r"q=0(\.0*)?", re.IGNORECASE)
_BY_LIKING: tuple[PictureFormat, ...] = ("avif", "webp")


def picture_key(url: str) -> str:
    """The name of the picture at `url`: what is kept of it and every address of ours carry this name."""
    return hashlib.sha256(url.encode()).hexdigest()[:KEY_LENGTH]


def is_key(name: str) -> bool:
    """Whether `name` can be a picture's key."""
    return len(name) == KEY_LENGTH and set(name) <= set("0123456789abcdef")


def choose_format(accept: str) -> PictureFormat:
    """The smallest format that an Accept header (RFC 9110, section 12.5.1) names; JPEG if it names none.

    A wildcard counts for nothing: browsers that know AVIF and WebP name them.
    """
    named = {
        kind.strip().lower()
        for kind, _, weight in (part.partition(";") for part in accept.split(","))
        if not _REFUSED.fullmatch(weight.strip())
    }
    return next((kind for kind in _BY_LIKING if f"image/{kind}" in named), "jpeg")


def widths_for(stated: int | None) -> tuple[int, ...]:
    """The widths worth offering of a picture whose width is stated as `stated` pixels (None: not stated)."""
    if not stated:
        return WIDTHS
    smaller = tuple(width for width in WIDTHS if width < stated)
    return WIDTHS[: len(smaller) + 1]
