"""Dates as feeds write them.

RFC 822 (RSS) and RFC 3339 / W3C-DTF (Atom, Dublin Core) are read here, which is all but a few in a thousand.
The rest goes to feedparser's date readers (two-digit years, swapped words, Hungarian, Greek, Korean …), and
what holds a month's name in another language to dateparser.
"""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from feedparser.datetimes import _parse_date as feedparser_date

EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
MAX_CHARS = 100

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = {name: f"{number:02d}" for number, name in enumerate(_MONTHS, start=1)}
# RFC 822 section 5, RFC 2822 section 3.3
_RFC822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d)(:\d\d)? "
    r"(?:(GMT|UTC?|Z)|([+-]\d\d):?(\d\d))",
    re.ASCII,
)
# RFC 3339 section 5.6; only complete dates with a zone, the rest is for feedparser
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?", re.ASCII)
_LETTERS = re.compile(r"[^\W\d_]{3,}")


@lru_cache(maxsize=4096)
def read_date(written: str, guess: bool = True) -> datetime | None:
    """A date as an instant.

    Args:
        written: as the feed has it. Without a zone it is taken as UTC. A bare number of 10 or 13 digits
            counts as seconds or milliseconds since 1970.
        guess: also try other languages, which takes some milliseconds.

    Returns:
        An aware datetime in UTC, without fractions of a second; None for what is no date, is ambiguous
        (05/10/2026), or lies before 1980 or after 2099.
    """
    written = " ".join(written.split())
    if not written or len(written) > MAX_CHARS:
        return None
    try:
        date = _common(written) or _feedparser(written) or (_other_language(written) if guess else None)
    except (ValueError, OverflowError, ArithmeticError):
        return None
    return date if date is not None and EARLIEST <= date < LATEST else None


def _common(written: str) -> datetime | None:
    """RFC 822 and RFC 3339 dates in full, with a zone; and bare numbers of seconds or milliseconds."""
    match = _RFC822.fullmatch(written)
    if match:
        day, month_name, year, clock, second, zulu, hours, minutes = match.groups()
        month = _MONTH.get(month_name.lower(), "00")
        zone = "+00:00" if zulu else f"{hours}:{minutes}"
        written = f"{year}-{month}-{day:0>2}T{clock}{second or ':00'}{zone}"
    elif not _RFC3339.fullmatch(written):
        return datetime.fromtimestamp(int(written[:10]), tz=UTC) if _EPOCH.fullmatch(written) else None
    if ":60" in written:
        written = written.replace(":60", ":59")  # a leap second, which datetime does not have
    moment = datetime.fromisoformat(written)
    if moment.microsecond:
        moment = moment.replace(microsecond=0)
    return moment.astimezone(UTC)


def _feedparser(written: str) -> datetime | None:
    parsed: Any = feedparser_date(written)
    return datetime.fromtimestamp(timegm(parsed), tz=UTC) if parsed else None


def _other_language(written: str) -> datetime | None:
    """Only texts with a word and a year: dateparser would guess at bare numbers."""
    if not _LETTERS.search(written) or not re.search(r"\d{4}", written):
        return None
    import dateparser

    return dateparser.parse(
        written,
        settings={
            "TIMEZONE": "UTC",
            "TO_TIMEZONE": "UTC",
            "RETURN_AS_TIMEZONE_AWARE": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],
        },
    )
