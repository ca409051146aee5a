"""What pictures are asked for as, and what is found out about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PictureFormat = Literal["avif", "webp", "jpeg"]

WIDTHS = (320, 640, 960, 1440)
"""Pixels. A picture is given in these widths only, never larger than it came."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a picture cannot be had, and until when it is not asked for again.

    Attributes:
        code: of the error (see `broadsheet.errors`).
        detail: the error's sentence.
        attempts: how often in a row it could not be had.
        retry_at: seconds since 1970, UTC.
    """

    code: str
    detail: str
    attempts: int
    retry_at: float
