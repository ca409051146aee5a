"""The days, months and years that a text mentions."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError

from broadsheet.understand.tables import fold, section
from broadsheet.understand.types import Span

MOST_DATES = 40
FIRST_YEAR, LAST_YEAR = 1500, 2199
_DIGITS = r"\d{1,2}"
_YEAR = r"(?P<year>\d{4})"
_ISO = re.compile(r"(?<![\d.\-/])(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d\-/])")
_NUMERIC = re.compile(
    r"(?<![\d.\-/])(?P<day>\d{1,2})(?P<mark>[./\-])(?P<month>\d{1,2})(?P=mark)(?P<year>\d{4})(?![\d/\-])"
)
_EAST_ASIAN = re.compile(
    r"(?P<year>\d{4})\s?[年년]\s?(?:(?P<month>\d{1,2})\s?[月월]\s?(?:(?P<day>\d{1,2})\s?[日日號号일])?)?"
)
_BARE_YEAR = re.compile(
    r"(?<![\d.,٫٬/\-:\u20ac$£])(?<![$€£] )(1[5-9]\d\d|20\d\d|21\d\d)(?![\d%‰°/:]|[.,]\d|-\d\d-|\s?[%€$£])"
)
_DAY_ALONE = re.compile(
    r"\d{1,2}\s?[月월](?:\s?\d{1,2}\s?[日號号일])?|\d{1,2}\s?[日號号일](?!間|间|本|元|만|억)"
)
_BETWEEN = r"(?:\s+(?:de|del|do|di|van|of)\s+|[\s,.]{1,3})"
_OTHER_DIGIT = re.compile(r"[^\D0-9]")  # of another script


def find_dates(text: str, language: str) -> tuple[tuple[Span, str], ...]:
    """The dates a text mentions in full, or at least with their year, in order, with where they stand.

    Args:
        language: ISO 639; its names of months are known (Unicode CLDR). "05/10/2026" is the fifth of October,
            except where only the other order is a day.

    Returns:
        Spans, and ISO 8601: "2026-11-24", "2026-11" or "2026".
    """
    plain = western_digits(text)
    found: list[tuple[Span, str]] = []
    for pattern in (_ISO, _NUMERIC, _EAST_ASIAN, *_worded(language)):
        for match in pattern.finditer(plain):
            stated = _stated(match.groupdict(), language)
            if stated and _is_free(match.span(), found):
                found.append((match.span(), stated))
                if len(found) >= MOST_DATES:
                    break
    years = [
        (match.span(), match[1]) for match in _BARE_YEAR.finditer(plain) if _is_free(match.span(), found)
    ]
    return tuple(sorted([*found, *years])[:MOST_DATES])


def day_spans(text: str, language: str) -> tuple[Span, ...]:
    """Where days stand without their year: “14 May”, “5月20日”, “20 мая”."""
    plain = western_digits(text)
    return tuple(
        match.span() for pattern in (_DAY_ALONE, _month_alone(language)) for match in pattern.finditer(plain)
    )


def _is_free(span: Span, found: list[tuple[Span, str]]) -> bool:
    return not any(start < span[1] and span[0] < end for (start, end), _ in found)


@cache
def calendar_words(language: str) -> frozenset[str]:
    """Folded names of weekdays and months in a language."""
    locale = _locale(language)
    names = (
        name
        for table in (locale.days, locale.months)
        for forms in table.values()
        for width in forms.values()
        for name in width.values()
    )
    return frozenset({fold(name).strip(".") for name in names} | set(months(language)))


@cache
def months(language: str) -> dict[str, int]:
    """Folded names of months, full and short, to their number."""
    found: dict[str, int] = {}
    for forms in _locale(language).months.values():
        for width in ("wide", "abbreviated"):
            for number, name in forms.get(width, {}).items():
                word = fold(name).strip(". ")
                if len(word) > 2 and not word[0].isdigit():
                    found.setdefault(word, int(number))
    for name, number in section("months", language).items():
        found[fold(name)] = number
    return found


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language or "en")
    except (ValueError, UnknownLocaleError):
        return Locale("en")


@cache
def _worded(language: str) -> tuple[re.Pattern[str], ...]:
    """“24 November 2026”, “November 24, 2026”, “November 2026” with the language's months."""
    names = "|".join(map(re.escape, sorted(months(language), key=len, reverse=True)))
    if not names:
        return ()
    month = rf"(?P<name>{names})\.?"
    day = rf"(?<!\d)(?P<day>{_DIGITS})(?:st|nd|rd|th|er|º|\.)?"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"{day}{_BETWEEN}{month}{_BETWEEN}{_YEAR}(?!\d)",
            rf"(?<!\w){month}\s+(?P<day>{_DIGITS})(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)",
            rf"(?<!\w){month}{_BETWEEN}{_YEAR}(?!\d)",
        )
    )


@cache
def _month_alone(language: str) -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(months(language), key=len, reverse=True))) or "(?!)"
    return re.compile(
        rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?{_BETWEEN}(?:{names})(?!\w)|(?<!\w)(?:{names})\s\d{{1,2}}(?!\d)",
        re.IGNORECASE,
    )


def _stated(parts: dict[str, str | None], language: str) -> str:
    """ISO 8601 of what a pattern found; "" where there is no such day."""
    year = int(parts["year"] or 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ""
    name = parts.get("name")
    month = months(language).get(fold(name)) if name else int(parts.get("month") or 0)
    day = int(parts.get("day") or 0)
    if not month:
        return f"{year:04}"
    if month > 12 >= day > 0 and "mark" in parts:
        month, day = day, month
    try:
        date(year, month, day or 1)
    except ValueError:
        return ""
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


def western_digits(text: str) -> str:
    """The digits of all scripts as 0 to 9; lengths stay."""
    if text.isascii():
        return text
    return _OTHER_DIGIT.sub(lambda found: str(unicodedata.digit(found[0])), text)
