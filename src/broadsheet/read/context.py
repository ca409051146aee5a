"""What every template knows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi

from broadsheet.categories import CATEGORIES

from .status import current_status

THEMES = ("auto", "light", "dark")


def page(request: HttpRequest) -> dict[str, Any]:
    """The frame: language, direction, theme, time, and how the gathering stands (read only if shown)."""
    theme = request.COOKIES.get("theme", "auto")
    now: datetime = timezone.now()
    return {
        "request": request,
        "language": get_language() or settings.LANGUAGE_CODE,
        "dir": "rtl" if get_language_bidi() else "ltr",
        "languages": settings.LANGUAGES,
        "theme": theme if theme in THEMES else "auto",
        "here": request.get_full_path(),
        "categories": CATEGORIES,
        "now": now,
        "status": SimpleLazyObject(current_status),
    }
