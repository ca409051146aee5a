"""The days, months, years and seasons of a sentence, and whether other texts bear them out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import regex

from broadsheet.assist.checkwords import UNSPACED_LANGUAGES, WORD, Forms, base_language, table
from broadsheet.understand.dates import find_dates, months, western_digits
from broadsheet.understand.numbers import han_value
from broadsheet.understand.tables import fold
from broadsheet.understand.types import Span

_STEM = 4
_INFLECTED = frozenset(["ru", "uk", "be", "pl", "cs", "sk", "hr", "sr", "bg", "sl", "lt", "lv"])
_HAN = "〇零一二三四五六七八九十"
_EAST = regex.compile(
    rf"(?:(?P<year>\d{{4}}|[〇零一二三四五六七八九]{{4}})年)?(?P<month>\d{{1,2}}|[{_HAN}]{{1,3}})月(?:(?P<day>\d{{1,2}}|[{_HAN}]{{1,3}})[日号號])?"
)
_EAST_YEAR = regex.compile(r"(\d{4}|[〇零一二三四五六七八九]{4})年")
_SEASONS = {"spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11), "winter": (12, 1, 2)}
_SHIFTS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_NOT_MONTHS = {"en": frozenset(["may", "march", "mar", "dec", "sun", "sat"])}
Mark = tuple[str, int] | tuple[str, int, int] | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time that is named.

    Attributes:
        mark: ("weekday", 0–6 from Monday), ("month", 1–12), ("day", month, day), ("year", y),
            ("season", name), ("shift", -1, 0 or 1 days from the text's own).
    """

    mark: Mark
    span: Span


@cache
def _weekdays(language: str) -> Forms:
    """Words for weekdays, seasons and days near the text's own."""
    listed = table("calendar", language)
    forms: list[tuple[str, Mark]] = []
    for number in range(7):
        forms += [(word, ("weekday", number)) for word in listed.get(str(number), "").split()]
    if language not in UNSPACED_LANGUAGES:
        forms += [(name, ("weekday", number)) for name, number in _cldr_weekdays(language).items()]
    forms += [(w, ("shift", by)) for key, by in _SHIFTS.items() for w in listed.get(key, "").split()]
    forms += [(w, ("season", name)) for name, ws in listed.get("seasons", {}).items() for w in ws.split()]
    return Forms(forms)


@cache
def _cldr_weekdays(language: str) -> dict[str, int]:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language or "en")
    except (ValueError, UnknownLocaleError):
        return {}
    return {fold(name): int(number) for number, name in locale.days["format"]["wide"].items()}


@cache
def _months(language: str) -> tuple[dict[str, int], dict[str, int]]:
    """Names of months to their number, and their beginnings where months are inflected."""
    names = {name: number for name, number in months(language).items() if len(name) > 2}
    if language not in _INFLECTED:
        return names, {}
    return names, {name[:_STEM]: number for name, number in names.items() if len(name) > _STEM}


def find_moments(text: str, language: str) -> tuple[Moment, ...]:
    """The points in time that a text names, in their order."""
    language = base_language(language)
    found = [*_full_dates(text, language)]
    taken = {place for one in found for place in range(*one.span)}
    if language in UNSPACED_LANGUAGES:
        found += _eastern(text, language, taken)
    else:
        found += _worded(text, language, taken)
    return tuple(sorted(found, key=lambda one: one.span))


def _full_dates(text: str, language: str) -> list[Moment]:
    found = []
    for span, day in find_dates(text, language):
        parts = [int(part) for part in day.split("-")]
        found.append(Moment(("year", parts[0]), span))
        if len(parts) == 2:
            found.append(Moment(("month", parts[1]), span))
        if len(parts) == 3:
            found.append(Moment(("day", parts[1], parts[2]), span))
    return found


def _worded(text: str, language: str, taken: set[int]) -> list[Moment]:
    forms = _weekdays(language)
    names, heads = _months(language)
    skipped = _NOT_MONTHS.get(language, frozenset())
    heading = tuple(table("calendar", language).get("prefix", "").split())
    plain = western_digits(text)
    lowered = fold(text) if len(fold(text)) == len(text) else text.lower()
    found = [
        Moment(mark, match.span())
        for phrase, mark in forms.phrases.items()
        for match in regex.finditer(rf"(?<!\w){regex.escape(phrase)}(?!\w)", lowered)
    ]
    for match in WORD.finditer(text):
        if match.start() in taken:
            continue
        word = fold(match[0]).removesuffix("'s")
        mark = forms.get(word)
        for head in heading if mark is None else ():
            if word.startswith(head) and (mark := forms.get(word[len(head) :])):
                break
        if mark is not None:
            found.append(Moment(mark, match.span()))
            continue
        number = names.get(word)
        if number is None and len(word) > _STEM and not (match[0][0].isupper() and match.start()):
            number = heads.get(word[:_STEM])
        if number is None or (word in skipped and not _is_month(plain, match.span())):
            continue
        found.append(_with_day(plain, match.span(), number))
    return found


def _is_month(plain: str, span: Span) -> bool:
    """Whether “May” is the month: with a capital, after a preposition or beside a number."""
    before = plain[: span[0]].rstrip().rsplit(" ", 1)[-1].lower()
    return plain[span[0]].isupper() and (
        before
        in (
            "for",
            "before",
            "after",
            "during",
            "this",
            "mid",
            "end",
            "in",
            "since",
            "until",
            "till",
            "by",
            "last",
            "next",
            "early",
            "late",
            "of",
            "and",
            "to",
            "from",
        )
        or before[-1:].isdigit()
        or plain[span[1] : span[1] + 2].strip().isdigit()
    )


def _with_day(plain: str, span: Span, month: int) -> Moment:
    """The month with the day that stands before or after it."""
    before = regex.search(
        r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?(?:\s+(?:de|of|del|di))?\s+$", plain[: span[0]]
    )
    after = regex.match(r"\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?![\d:.,%])", plain[span[1] :])
    if before and 1 <= int(before[1]) <= 31:
        return Moment(("day", month, int(before[1])), (before.start(1), span[1]))
    if after and 1 <= int(after[1]) <= 31:
        return Moment(("day", month, int(after[1])), (span[0], span[1] + after.end(1)))
    return Moment(("month", month), span)


def _eastern(text: str, language: str, taken: set[int]) -> list[Moment]:
    plain = western_digits(text)
    found: list[Moment] = []
    for match in _EAST.finditer(plain):
        month = _number(match["month"])
        if match.start() in taken or not 1 <= month <= 12:
            continue
        if match["year"]:
            found.append(Moment(("year", _number(match["year"])), match.span("year")))
        day = _number(match["day"]) if match["day"] else 0
        mark: Mark = ("day", month, day) if day else ("month", month)
        found.append(Moment(mark, match.span()))
    found += [
        Moment(("year", _number(match[1])), match.span())
        for match in _EAST_YEAR.finditer(plain)
        if match.start() not in taken
    ]
    forms = _weekdays(language)
    for word, mark in forms.exact().items():
        found += [Moment(mark, match.span()) for match in regex.finditer(regex.escape(word), plain)]
    return found


def _number(written: str) -> int:
    return int(written) if written.isdigit() and written.isascii() else han_value(written)


def first_unborne(
    moments: Iterable[Moment], others: Iterable[Moment], day: date | None = None, own: bool = True
) -> Moment | None:
    """The first point in time that others do not bear out; None if all are.

    Args:
        day: on which the others' text was published: what "Monday" and "yesterday" lean on.
        own: whether the text's own day may be named where the others name none.
    """
    marks = {other.mark for other in others}
    days = _days(marks, day)
    for moment in moments:
        if not _holds(moment.mark, marks, days, day, own):
            return moment
    return None


def _days(marks: set[Mark], day: date | None) -> set[date]:
    """The days that weekdays and “yesterday” stand for: within a week on either side."""
    found: set[date] = set()
    if day is None:
        return found
    for mark in marks:
        if mark[0] == "shift":
            found.add(day + timedelta(days=int(mark[1])))
        if mark[0] == "weekday":
            behind = (day.weekday() - int(mark[1])) % 7
            found |= {day - timedelta(days=behind), day + timedelta(days=(7 - behind) % 7)}
        if mark[0] == "day" and len(mark) == 3:
            for year in (day.year - 1, day.year, day.year + 1):
                try:
                    found.add(date(year, int(mark[1]), int(mark[2])))
                except ValueError:
                    continue
    return found


def _holds(mark: Mark, marks: set[Mark], days: set[date], day: date | None, own: bool) -> bool:
    if mark in marks:
        return True
    kinds = {other[0] for other in marks}
    alone = own and day is not None and not kinds & {"weekday", "day", "shift"}
    if mark[0] == "weekday":
        return (
            any(one.weekday() == mark[1] for one in days)
            or (alone and day is not None and day.weekday() == mark[1])
            or (day is None and "shift" in kinds and "weekday" not in kinds)
        )
    if mark[0] == "day" and len(mark) == 3:
        return any((one.month, one.day) == mark[1:] for one in days) or (
            alone and day is not None and (day.month, day.day) == mark[1:]
        )
    if mark[0] == "month":
        known = {other[1] for other in marks if other[0] == "day"}
        return mark[1] in known or any(one.month == mark[1] for one in days if "month" not in kinds)
    if mark[0] == "year":
        return day is not None and day.year == mark[1] and "year" not in kinds
    if mark[0] == "shift":
        if day is None:
            return "weekday" not in kinds and "day" not in kinds
        meant = day + timedelta(days=int(mark[1]))
        return meant in days or (alone and mark[1] == 0)
    inside = _SEASONS.get(str(mark[1]), ())
    return any(other[0] in ("month", "day") and other[1] in inside for other in marks)
