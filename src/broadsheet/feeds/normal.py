"""`RawFeed` to `ParsedFeed`: the one place that decides what leaves the feeds stage."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from broadsheet.feeds.dates import read_date
from broadsheet.feeds.limits import (
    MAX_ENTRIES,
    MAX_NAME_CHARS,
    MAX_NAMES,
    MAX_TITLE_CHARS,
    MAX_URL_CHARS,
)
from broadsheet.feeds.markup import clean_html, plain, squeeze
from broadsheet.feeds.raw import RawEnclosure, RawEntry, RawFeed, RawPicture, RawText
from broadsheet.feeds.types import Enclosure, EntryPicture, ParsedEntry, ParsedFeed

MAX_GUESSED_DATES = 20
"""Dates of one feed for which other languages are tried, at some milliseconds each."""

_PLAIN_URL = re.compile(r"https?://[a-zA-Z0-9.-]+(?::\d{1,5})?(?:[/?#][!-;=?-\[\]_a-z~]*)?")
_PERIOD_S = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_MAX_TTL_S = 31_536_000
_NUMBER = re.compile(r"\s*(\d{1,15})(?:\.\d+)?\s*(?:px)?\s*$", re.ASCII)


def normalise(raw: RawFeed, base: str) -> ParsedFeed:
    """Makes a feed as read fit to be stored and shown.

    Titles and names become plain text, summaries and contents sanitised HTML, addresses absolute http or
    https ones (others go), dates instants. Entries that say nothing, and repetitions of one entry, go. An
    entry without an id gets one: its address, else a hash of what it says.

    Args:
        raw: from any reader.
        base: the feed's address, against which addresses that are still relative are joined; may be empty.
    """
    problems = list(raw.problems)
    if len(raw.entries) > MAX_ENTRIES:
        problems.append(f"It has more than {MAX_ENTRIES} entries; the rest was left out.")
    dates = _Dates()
    entries: dict[str, ParsedEntry] = {}
    repeated = 0
    for raw_entry in raw.entries[:MAX_ENTRIES]:
        entry = _entry(raw_entry, base, dates)
        if entry is None:
            continue
        former = entries.get(entry.id)
        if former is not None:
            repeated += 1
            if not entry.url or entry.url == former.url or entry.url in entries:
                continue
            entry = _with_id(entry, entry.url)
        entries[entry.id] = entry
    if repeated:
        problems.append(f"{repeated} entries repeat the id of another.")
    return ParsedFeed(
        kind=raw.kind,
        version=raw.version,
        title=plain(raw.title, MAX_TITLE_CHARS),
        entries=tuple(entries.values()),
        description=plain(raw.description, MAX_TITLE_CHARS),
        site_url=web_address(raw.site_url, base),
        self_url=web_address(raw.self_url, base),
        hub_urls=_addresses(raw.hub_urls, base),
        language=language_tag(raw.language),
        icon_url=web_address(raw.icon_url, base),
        ttl_s=_ttl(raw),
        skip_hours=frozenset(h for h in map(_hour, raw.skip_hours) if h is not None),
        skip_days=frozenset(_DAYS.index(d) for d in (s.strip().lower() for s in raw.skip_days) if d in _DAYS),
        encoding=raw.encoding,
        problem=" ".join(problems),
    )


class _Dates:
    """Reads dates, and stops guessing at odd ones after `MAX_GUESSED_DATES`."""

    def __init__(self) -> None:
        self.guesses = MAX_GUESSED_DATES

    def read(self, written: str) -> datetime | None:
        if not written:
            return None
        date = read_date(written, False)
        if date is None and self.guesses > 0:
            self.guesses -= 1
            date = read_date(written, True)
        return date


def _entry(raw: RawEntry, base: str, dates: _Dates) -> ParsedEntry | None:
    url = web_address(raw.url, base)
    title = plain(raw.title, MAX_TITLE_CHARS)
    summary = clean_html(raw.summary) if raw.summary else ""
    content = clean_html(raw.content) if raw.content else ""
    if not (url or title or summary or content or raw.enclosures):
        return None
    if content == summary:
        content = ""
    published = dates.read(raw.published)
    updated = published if raw.updated == raw.published else dates.read(raw.updated)
    return ParsedEntry(
        squeeze(raw.id, MAX_URL_CHARS) or url or _hash(title, summary, content, raw.published),
        url,
        title,
        summary,
        content,
        names(raw.authors) if raw.authors else (),
        names(raw.categories) if raw.categories else (),
        published,
        updated,
        _pictures(raw.pictures, base) if raw.pictures else (),
        _enclosures(raw.enclosures, base) if raw.enclosures else (),
        language_tag(raw.language) if raw.language else "",
        plain(RawText(raw.source_title, "html"), MAX_TITLE_CHARS) if raw.source_title else "",
        web_address(raw.source_url, base) if raw.source_url else "",
        web_address(raw.comments_url, base) if raw.comments_url else "",
    )


def _with_id(entry: ParsedEntry, new_id: str) -> ParsedEntry:
    return replace(entry, id=new_id)


def _hash(*parts: str) -> str:
    return "sha256:" + hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()


def web_address(written: str, base: str = "") -> str:
    """An absolute http or https address, or "".

    Args:
        written: the address as stated; white space around and inside it goes, as browsers do.
        base: what a relative one is relative to.
    """
    if not written:
        return ""
    if len(written) <= MAX_URL_CHARS and _PLAIN_URL.fullmatch(written):
        return written
    address = "".join(written.split()) if "\n" in written or "\t" in written else written.strip()
    address = address.replace(" ", "%20").replace("&amp;", "&")
    if not address or len(address) > MAX_URL_CHARS or not address.isprintable():
        return ""
    try:
        parts = urlsplit(address)
        if not parts.scheme or not parts.netloc:
            address = urljoin(base, address)
            parts = urlsplit(address)
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
            return ""
        parts.port  # noqa: B018 - raises on a port that is no number
    except ValueError:
        return ""
    return "" if set('<>"\\^`{|}') & set(parts.netloc) or "%" in parts.netloc else address


def _addresses(written: Iterable[str], base: str) -> tuple[str, ...]:
    addresses = (web_address(url, base) for url in list(written)[:MAX_NAMES])
    return tuple(dict.fromkeys(url for url in addresses if url))


def names(written: list[str]) -> tuple[str, ...]:
    """Names as plain text, each once, in order."""
    if len(written) == 1:
        name = _name(written[0])
        return (name,) if name else ()
    return tuple(filter(None, dict.fromkeys(map(_name, written[:MAX_NAMES]))))


def _name(written: str) -> str:
    if "<" in written or "&" in written:
        return plain(RawText(written, "html"), MAX_NAME_CHARS)
    return squeeze(written, MAX_NAME_CHARS)


def _pictures(written: list[RawPicture], base: str) -> tuple[EntryPicture, ...]:
    kept: dict[str, EntryPicture] = {}
    for picture in written[:MAX_NAMES]:
        address, width, height, caption, credit = picture
        url = web_address(html.unescape(address) if "&" in address else address, base)
        if url and url not in kept:
            kept[url] = EntryPicture(
                url,
                number(width) if width else None,
                number(height) if height else None,
                plain(RawText(caption, "html"), MAX_TITLE_CHARS) if caption else "",
                plain(RawText(credit, "html"), MAX_NAME_CHARS) if credit else "",
            )
    return tuple(kept.values())


def _enclosures(written: list[RawEnclosure], base: str) -> tuple[Enclosure, ...]:
    kept: dict[str, Enclosure] = {}
    for enclosure in written[:MAX_NAMES]:
        url = web_address(enclosure.url, base)
        if url and url not in kept:
            kept[url] = Enclosure(url, squeeze(enclosure.type, 100).lower(), number(enclosure.length))
    return tuple(kept.values())


def number(written: str) -> int | None:
    """A positive whole number, or None ("", "0", "auto", "640px" are none or 640)."""
    digits = _NUMBER.match(written)
    return int(digits[1]) or None if digits else None


def language_tag(written: str) -> str:
    """A language tag as stated, underscores turned into hyphens; "" for what is none (BCP 47)."""
    tag = written.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


def _hour(written: str) -> int | None:
    value = written.strip()
    if not value.isascii() or not value.isdigit() or len(value) > 2 or int(value) > 24:
        return None
    return int(value) % 24  # RSS 0.91 counted 1 to 24


def _ttl(raw: RawFeed) -> int | None:
    """RSS 2.0 `ttl` is in minutes; RSS 1.0 syndication module: `updateFrequency` times in `updatePeriod`."""
    minutes = number(raw.ttl_minutes)
    if minutes:
        return min(minutes * 60, _MAX_TTL_S)
    period = _PERIOD_S.get(raw.update_period.strip().lower())
    if period is None:
        return None
    return max(60, period // (number(raw.update_frequency) or 1))
