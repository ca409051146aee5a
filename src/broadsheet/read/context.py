"""What every template knows."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi

from broadsheet.categories import CATEGORIES

from .preferences import preferences
from .status import current_status


def page(request: HttpRequest) -> dict[str, Any]:
    """The frame: language, direction, choices, time, and how the gathering stands (read only if shown)."""
    chosen = preferences(request)
    now: datetime = timezone.now()
    return {
        "request": request,
        "language": get_language() or settings.LANGUAGE_CODE,
        "dir": "rtl" if get_language_bidi() else "ltr",
        "languages": settings.LANGUAGES,
        "chosen": chosen,
        "theme": chosen.theme,
        "text_size": chosen.text_size,
        "here": request.get_full_path(),
        "categories": CATEGORIES,
        "now": now,
        "status": cache(current_status),  # called where it is shown
    }
