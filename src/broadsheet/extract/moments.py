"""Reading a date as pages write it: ISO 8601 and its corruptions, RFC 5322, numbers, words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
MAX_LENGTH = 120

_ISO = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
    r"(?:(?:T|\s|,|;|-|at|um)+\s*(?P<H>\d{1,2}):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<z>Z|UTC|GMT|[+-]\d\d:?(?:\d\d)?|[A-Z]{2,5}\b)?(?P<half>\s*[ap]\.?m)?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    r"^(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:T?(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)?(?P<z>Z|[+-]\d\d:?\d\d)?)?$"
)
# Day first everywhere but in the United States; a number over 12 settles it.
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<a>\d{1,2})\s?[./-]\s?(?P<b>\d{1,2})\s?[./-]\s?(?P<y>(?:19|20)\d\d)(?!\d)"
    r"(?:[^\d]{1,12}(?P<H>\d{1,2})[:.h](?P<M>\d\d)(?::(?P<S>\d\d))?(?P<half>\s*[ap]\.?m)?"
    r"\s*(?P<z>Z|UTC|GMT|[+-]\d\d:?\d\d|[A-Z]{2,5}\b)?)?",
    re.IGNORECASE,
)
_CJK = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]"
    r"(?:[^\d]{0,8}(?P<H>\d{1,2})[:时時시点]\s?(?P<M>\d{1,2}))?"
)
_RFC = re.compile(r"^(?:[A-Z][a-z]{2},\s*)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}\s+\d\d:\d\d")
_JS = re.compile(
    r"^[A-Z][a-z]{2}\s+([A-Z][a-z]{2})\s+(\d{1,2})\s+(?:(\d\d:\d\d:\d\d)\s+(?:([A-Z]{3,4})\s+)?(\d{4})|(\d{4})\s+(\d\d:\d\d:\d\d))"
    r"(?:\s+(?:GMT)?([+-]\d{4}))?"
)
_EPOCH = re.compile(r"^(\d{10})(?:\.\d+)?$|^(\d{13})$")

# Abbreviations that name one offset wherever they are used in news.
_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "CET": 1, "MEZ": 1, "WAT": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "CAT": 2, "SAST": 2, "EEST": 3, "MSK": 3, "EAT": 3, "JST": 9, "KST": 9, "EST": -5,
    "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AEST": 10, "AEDT": 11,
    "NZST": 12, "NZDT": 13,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as stated.

    Attributes:
        when: aware with the offset stated, else naive (the clock as written).
        has_time: whether a time of day was stated.
    """

    when: datetime
    has_time: bool

    @property
    def exact(self) -> bool:
        """Day, time and offset are all known."""
        return self.has_time and self.when.tzinfo is not None


def read_moment(text: str, *, month_first: bool = False) -> Moment | None:
    """A date in any of the machine's and the common human number formats.

    Args:
        text: as in an attribute or a short text; at most the first `MAX_LENGTH` characters count.
        month_first: read 4/5/2024 as April 5th (the United States).

    Returns:
        None if it is no date, or one before 1990.
    """
    text = " ".join(text[:MAX_LENGTH].split()).strip("\"' ")
    if not text:
        return None
    try:
        moment = _read(text, month_first)
    except (ValueError, OverflowError, OSError):
        return None
    if moment is None or moment.when.replace(tzinfo=UTC) < EARLIEST:
        return None
    return moment


def _read(text: str, month_first: bool) -> Moment | None:
    if epoch := _EPOCH.match(text):
        seconds = int(epoch.group(1)) if epoch.group(1) else int(epoch.group(2)) / 1000
        return Moment(datetime.fromtimestamp(seconds, UTC).replace(microsecond=0), True)
    for pattern in (_COMPACT, _ISO, _CJK):
        match = pattern.search(text)
        if match:
            return _assemble(match, int(match["m"]), int(match["d"]))
    if _RFC.match(text):
        return Moment(parsedate_to_datetime(text), True)
    if match := _JS.match(text):
        return _read_js(match)
    if match := _NUMERIC.search(text):
        a, b = int(match["a"]), int(match["b"])
        if (month_first and a <= 12) or b > 12:
            return _assemble(match, a, b)
        return _assemble(match, b, a)
    return None


def _assemble(match: re.Match[str], month: int, day: int) -> Moment:
    parts = match.groupdict()
    year = int(parts["y"])
    if month > 12 >= day:  # day and month swapped by a careless template
        month, day = day, month
    if not parts.get("H"):
        return Moment(datetime(year, month, day), False)  # noqa: DTZ001 (the clock as written)
    hour, minute, second = int(parts["H"]), int(parts["M"]), int(parts.get("S") or 0)
    half = (parts.get("half") or "").strip().lower()[:1]
    zone = parts.get("z") or ""
    if zone.lower() in ("am", "pm"):
        half, zone = zone.lower()[0], ""
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    if hour == 24:
        hour = 0
    when = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=_zone(zone))
    return Moment(when, True)


def _read_js(match: re.Match[str]) -> Moment | None:
    month, day, clock, zone, year, year_first, clock_last, offset = match.groups()
    rfc = f"{day} {month} {year or year_first} {clock or clock_last}"
    when = parsedate_to_datetime(f"{rfc} {offset}" if offset else rfc)
    return Moment(when.replace(tzinfo=_zone(offset or zone or "")), True)


def _zone(text: str) -> timezone | None:
    """The offset that a zone's text names; None if it names none that we know."""
    text = text.strip().upper()
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text]))
    match = re.fullmatch(r"([+-])(\d\d):?(\d\d)?", text)
    if match is None:
        return None
    span = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if span >= timedelta(hours=15):
        return None
    return timezone(-span if match[1] == "-" else span)


def read_words(text: str, language: str) -> Moment | None:
    """A date written in words ("28 de abril de 2023 19:20"); much slower than `read_moment`.

    Args:
        text: a short text that is likely a date.
        language: two-letter code of the page, empty if unknown.
    """
    import dateparser  # its tables take long to load, and most pages never need them

    text = " ".join(text[:MAX_LENGTH].split())
    if not any(c.isdigit() for c in text):
        return None
    languages = [language] if language in _dateparser_languages() else None
    settings = {"STRICT_PARSING": True, "PREFER_DATES_FROM": "past", "RETURN_AS_TIMEZONE_AWARE": False}
    try:
        when = dateparser.parse(text, languages=languages, settings=settings)
    except (ValueError, OverflowError, RecursionError, TypeError):
        return None
    if when is None or when.replace(tzinfo=UTC) < EARLIEST:
        return None
    has_time = bool(re.search(r"\d\s*[:.h]\s*\d\d|\d\s*[ap]\.?m", text, re.IGNORECASE))
    return Moment(when if has_time else when.replace(hour=0, minute=0, second=0, microsecond=0), has_time)


def _dateparser_languages() -> frozenset[str]:
    from dateparser.data.languages_info import language_order

    return frozenset(language_order)
