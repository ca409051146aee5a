"""Days as readers type them: 2026-11-24, 2026-11, 2026, today, yesterday, 7d, 2w, 3m, 1y."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$")
_AGO = re.compile(r"(\d{1,4})([hdwmy])$")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}


def parse_day(text: str, now: datetime) -> datetime | None:
    """The moment at which the day, month or year begins (UTC); "7d": so long ago. None if it is none.

    Args:
        now: aware.
    """
    text = "".join(str(int(letter)) if letter.isdecimal() else letter for letter in text.strip().lower())
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if text in ("today", "yesterday"):
        return today - timedelta(days=text == "yesterday")
    try:
        if match := _AGO.match(text):
            return now.astimezone(UTC) - int(match[1]) * timedelta(hours=_HOURS[match[2]])
        if match := _DATE.match(text):
            year, month, day = (int(part or 1) for part in match.groups())
            return datetime(year, month, day, tzinfo=UTC)
    except (ValueError, OverflowError):
        pass
    return None
