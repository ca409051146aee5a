"""Dates as publishers write them: in their language, their time zone and their manner."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_timedelta

from broadsheet.newsroom.model import Publisher


@lru_cache(maxsize=256)
def _locale(language: str, country: str) -> Locale:
    for tag in (f"{language}-{country}" if "-" not in language else language, language.split("-")[0], "en"):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def write_date(publisher: Publisher, moment: datetime, now: datetime) -> str:
    """A date as the publisher's pages show it; the layout decides how much of it."""
    locale = _locale(publisher.language, publisher.country)
    zone = ZoneInfo(publisher.timezone)
    match publisher.layout:
        case "broadsheet":
            return format_datetime(moment, "full", tzinfo=zone, locale=locale)
        case "tabloid" | "broadcaster":
            return format_datetime(moment, "short", tzinfo=zone, locale=locale)
        case "magazine":
            return format_date(moment.astimezone(zone), "long", locale=locale)
        case "live" if (now - moment).total_seconds() < 86_400:
            return format_timedelta(moment - now, add_direction=True, locale=locale)
        case "agency":
            return format_datetime(moment, "dd.MM.yyyy HH:mm zzzz", tzinfo=zone, locale=locale)
        case _:
            return format_datetime(moment, "long", tzinfo=zone, locale=locale)


def local_iso(publisher: Publisher, moment: datetime) -> str:
    """ISO 8601 to the second with the publisher's offset."""
    return moment.astimezone(ZoneInfo(publisher.timezone)).isoformat(timespec="seconds")
