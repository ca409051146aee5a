"""What the headers of an answer say about when to ask again (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST_S = 366 * 86_400.0  # nothing a server says may put a date out of range


def parse_http_date(text: str) -> datetime | None:
    """Reads an HTTP date (RFC 9110 section 5.6.7), in UTC; None if it is none."""
    try:
        found = parsedate_to_datetime(text.strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def retry_after_s(value: str, now: datetime) -> float | None:
    """Reads Retry-After: seconds or an HTTP date (RFC 9110 section 10.2.3).

    Args:
        value: the header; empty if there was none.
        now: aware.

    Returns:
        Seconds from now, at least 0; None if the header says nothing usable.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), _LONGEST_S)
    date = parse_http_date(text)
    return None if date is None else _seconds_until(date, now)


def freshness_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """How long a cache may reuse an answer without asking (RFC 9111 section 4.2.1).

    Args:
        headers: names in lower case.
        now: when the answer came, aware.

    Returns:
        Seconds, at least 0: of Cache-Control's max-age less Age, else of Expires; 0 where no-cache or
        no-store is said; None if nothing is said.
    """
    directives = dict(_directives(headers.get("cache-control", "")))
    if "no-store" in directives or "no-cache" in directives:
        return 0.0
    max_age = directives.get("max-age", "")
    if max_age.isascii() and max_age.isdigit():
        age = headers.get("age", "").strip()
        passed = float(age[:12]) if age.isascii() and age.isdigit() else 0.0
        return max(0.0, min(float(max_age[:12]), _LONGEST_S) - passed)
    expires = parse_http_date(headers.get("expires", ""))
    if expires is None:
        return None
    return _seconds_until(expires, parse_http_date(headers.get("date", "")) or now)


def _directives(value: str) -> list[tuple[str, str]]:
    pairs = (part.partition("=") for part in value.split(","))
    return [(name.strip().lower(), argument.strip().strip('"')) for name, _, argument in pairs]


def _seconds_until(date: datetime, now: datetime) -> float:
    return min(max(0.0, (date - now).total_seconds()), _LONGEST_S)
