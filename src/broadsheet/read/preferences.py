"""What a reader chose, kept in cookies: no account is needed, and nothing of it is stored here.

Cookies come from outside: whatever is not a choice that the settings page offers counts as not chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language_from_request

from broadsheet.personal.mutes import (
    MOST_CHARS,
    MOST_COOKIE_BYTES,
    MOST_MUTED,
    Mute,
    MuteKind,
    format_mutes,
    parse_mutes,
    tidy_word,
)
from broadsheet.readers.access import reader_of
from broadsheet.readers.following import found_by_muted, muted
from broadsheet.readers.models import Reader

__all__ = [
    "MOST_CHARS",
    "MOST_COOKIE_BYTES",
    "MOST_MUTED",
    "Mute",
    "MuteKind",
    "format_mutes",
    "parse_mutes",
    "tidy_word",
]

THEMES = ("auto", "light", "dark")
TEXT_SIZES = ("normal", "large", "larger")
WORLD = "world"
MOST_READ = 40
_A_YEAR_S = 365 * 24 * 3600
# Who comes back later than this comes for another visit.
VISIT = timedelta(minutes=30)
_OLDEST_VISIT = timedelta(days=14)
_ROUND_MINUTES = 5  # readers who came at about the same time are shown the same page

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_COUNTRY = re.compile(r"[a-z]{2}")
_SEEN = re.compile(r"([0-9]{7,9})\.([0-9]{7,9})")
_STORY_PATH = re.compile(r"/story/([a-z0-9]+)(?:/|$)")


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a reader chose.

    Attributes:
        language: of the interface, one of `settings.LANGUAGES`.
        theme: one of `THEMES`.
        text_size: one of `TEXT_SIZES`.
        edition: `WORLD`, or a country as ISO 3166-1 in lower case.
        reads: languages the reader reads, as articles have them ("en"); empty: not chosen, so all.
        mutes: what is left out, in order and each once.
        hidden: ids of articles that muted searches found; of those the mutes say nothing by themselves.
    """

    language: str
    theme: str = "auto"
    text_size: str = "normal"
    edition: str = WORLD
    reads: tuple[str, ...] = ()
    mutes: tuple[Mute, ...] = ()
    hidden: frozenset[int] = frozenset()

    def muted(self, kind: MuteKind) -> tuple[str, ...]:
        """The values of one kind of mutes."""
        return tuple(mute.value for mute in self.mutes if mute.kind == kind)


def preferences(request: HttpRequest) -> Preferences:
    """What the reader who asks chose; what is missing or damaged is as if nothing was chosen."""
    if reader_of(request) is not None:
        return _of_account(request)
    cookies = request.COOKIES
    return _read(
        language_of(request),
        *(cookies.get("theme", ""), cookies.get("text", ""), cookies.get("edition", "")),
        *(cookies.get("reads", ""), cookies.get("mutes", "")),
    )


def _of_account(request: HttpRequest) -> Preferences:
    """What a signed-in reader mutes is in their account; how pages look is each browser's own matter."""
    known: Preferences | None = getattr(request, "_preferences", None)
    if known is None:
        reader = reader_of(request)
        cookies = request.COOKIES
        looks = (cookies.get("theme", ""), cookies.get("text", ""), cookies.get("edition", ""))
        chosen = _read(language_of(request), *looks, cookies.get("reads", ""), "")
        known = without_muted(chosen, reader, timezone.now()) if reader else chosen
        request._preferences = known  # type: ignore[attr-defined]
    return known


def without_muted(chosen: Preferences, reader: Reader, now: datetime) -> Preferences:
    """The choices with what the reader mutes in their account."""
    mutes = muted(reader, now)
    searches = any(mute.kind == "search" for mute in mutes)
    return replace(chosen, mutes=mutes, hidden=found_by_muted(reader, now) if searches else frozenset())


@lru_cache(maxsize=1024)
def _read(language: str, theme: str, text_size: str, edition: str, reads: str, mutes: str) -> Preferences:
    return Preferences(
        language=language,
        theme=theme if theme in THEMES else THEMES[0],
        text_size=text_size if text_size in TEXT_SIZES else TEXT_SIZES[0],
        edition=edition if is_country(edition) else WORLD,
        reads=parse_reads(reads),
        mutes=parse_mutes(mutes),
    )


def language_of(request: HttpRequest) -> str:
    """The language of the page: as chosen, else what the browser asks for, else the first."""
    known: str | None = getattr(request, "LANGUAGE_CODE", None)
    return known or get_language_from_request(request)


def is_country(code: str) -> bool:
    """Whether it has the form of a country's code in lower case."""
    return _COUNTRY.fullmatch(code) is not None


def parse_reads(text: str) -> tuple[str, ...]:
    """Languages from their cookie ("ar.en"), in order and each once."""
    found = {code for code in text[:MOST_COOKIE_BYTES].split(".") if _LANGUAGE.fullmatch(code)}
    return tuple(sorted(found)[:MOST_READ])


def format_reads(reads: Iterable[str]) -> str:
    """The cookie of `parse_reads`."""
    return ".".join(sorted(set(reads)))


def since(request: HttpRequest, now: datetime) -> datetime | None:
    """When the visit before this one ended; None: never here, long ago, or not known.

    The cookie `seen` holds two times in minutes since 1970, the end of the visit before and the latest time
    the front page was looked at. It is set by the page's script or by a link, never by the page itself,
    so that the page is the same for all and can be remembered.

    Returns:
        The time, down to a multiple of five minutes.
    """
    at = _visit_before(request.COOKIES.get("seen", ""), now)
    return at.replace(minute=at.minute - at.minute % _ROUND_MINUTES) if at else None


def opened_before(request: HttpRequest, now: datetime) -> datetime | None:
    """When the reader had last opened the story whose page this is, in a visit before this one.

    The cookie `opened`, which the page's script sets for stories' pages alone, holds for each of the latest
    stories its id and the two times of `seen`: "26xrq35bar.29123456.29123999/…".

    Returns:
        The time, to the minute; None: never, long ago, or the page is no story's.
    """
    page = _STORY_PATH.match(request.path)
    if page is None:
        return None
    for part in request.COOKIES.get("opened", "")[:MOST_COOKIE_BYTES].split("/"):
        story, _, times = part.partition(".")
        if story == page[1]:
            return _visit_before(times, now)
    return None


def _visit_before(times: str, now: datetime) -> datetime | None:
    match = _SEEN.fullmatch(times)
    if not match:
        return None
    before, latest = (datetime.fromtimestamp(int(part) * 60, UTC) for part in match.groups())
    at = latest if now - latest > VISIT else before
    if latest > now + VISIT or not now - _OLDEST_VISIT <= at <= now:
        return None
    return at


def seen_now(now: datetime) -> str:
    """The cookie of a reader who has read everything up to `now`."""
    minutes = int(now.timestamp()) // 60
    return f"{minutes}.{minutes}"


def cache_key(request: HttpRequest, now: datetime | None = None) -> str:
    """What of a reader's cookies a page depends on; readers with the same are shown the same page."""
    chosen = preferences(request)
    now = now or datetime.now(UTC)
    times = (since(request, now), opened_before(request, now))
    parts = (chosen.language, chosen.theme, chosen.text_size, chosen.edition, format_reads(chosen.reads))
    hidden = str(hash(chosen.hidden)) if chosen.hidden else ""
    mutes = (hidden, format_mutes(chosen.mutes))
    return "|".join((*parts, *mutes, *(at.isoformat() if at else "" for at in times)))


def remember(request: HttpRequest, response: HttpResponse, name: str, value: str) -> None:
    """Keeps a choice in the reader's browser for a year; an empty one is forgotten there."""
    if not value:
        response.delete_cookie(name, samesite="Lax")
        return
    response.set_cookie(
        name,
        value,
        max_age=_A_YEAR_S,
        samesite="Lax",
        secure=True,  # but over plain http to this machine itself: read/middleware.py
        httponly=name != "seen",  # the front page's script keeps this one
    )
