"""Dates, numbers and names as the reader's language writes them (CLDR, by Babel); what error codes mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.numbers import format_decimal, format_percent
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from broadsheet.group.coverage import Gap
from broadsheet.group.importance import Part
from broadsheet.store.models import Article, Ownership

from .markup import html

CATEGORY_NAMES: dict[str, Promise] = {
    "world": pgettext_lazy("category", "World"),
    "politics": pgettext_lazy("category", "Politics"),
    "business": pgettext_lazy("category", "Business"),
    "technology": pgettext_lazy("category", "Technology"),
    "science": pgettext_lazy("category", "Science"),
    "health": pgettext_lazy("category", "Health"),
    "environment": pgettext_lazy("category", "Environment"),
    "sport": pgettext_lazy("category", "Sport"),
    "culture": pgettext_lazy("category", "Culture"),
    "opinion": pgettext_lazy("category", "Opinion"),
    "local": pgettext_lazy("category", "Local"),
}

# By `code` of broadsheet.errors. The stored detail is shown beside it.
ERROR_SENTENCES: dict[str, Promise] = {
    "error": _("Something went wrong."),
    "reader": _("This cannot be done with a reader’s account."),
    "too-many-kept": _("Your account has as many of these as it can have. Take some out first."),
    "comment": _("A comment, a vote or a name was not taken."),
    "configuration": _("A setting is missing or cannot be used."),
    "fetch": _("The request could not be answered."),
    "address-refused": _("Broadsheet may not ask this address: it is private, local or not http."),
    "unreachable": _("The server could not be reached."),
    "unknown-host": _("There is no server of this name."),
    "too-slow": _("The server took too long."),
    "too-large": _("The answer is larger than allowed."),
    "too-many-redirects": _("The address leads from redirect to redirect."),
    "bad-answer": _("The answer breaks the rules of HTTP."),
    "not-a-picture": _("This is not a picture that can be shown."),
    "robots": _("The site’s robots.txt asks not to fetch this page."),
    "robots-unavailable": _("The site’s robots.txt could not be read, so its pages are not asked for."),
    "status": _("The server answered with an error."),
    "feed": _("The feed could not be read."),
    "not-a-feed": _("What came is not a feed."),
    "extract": _("The page could not be read."),
    "no-article": _("No article was found on the page."),
    "catalogue": _("The list of publishers could not be read."),
    "opml": _("The OPML file could not be read."),
    "nothing-to-add": _("No feed and no article was found there."),
    "store": _("The database could not do what was asked."),
    "disk-full": _("The disk is full, so nothing can be stored."),
    "database-locked": _("Another program holds the database."),
    "data-refused": _("The database does not take what was found there."),
    "understand": _("What the article is about could not be found out."),
    "embedding": _("The address that makes vectors gave none."),
    "assist": _("The answer could not be made."),
    "model": _("The language model gave no answer that can be used."),
    "model-form": _("What the language model wrote is not of the asked form."),
    "translation": _("The text could not be translated."),
    "speech": _("The text could not be said."),
    "worker-lost": _("Reading it took too long or too much memory."),
    "story": _("The stories cannot be changed like that."),
    "backup": _("The backup could not be made or used."),
    "under-way": _("This is under way already."),
    "stopped": _("It was stopped."),
    "already-running": _("Another Broadsheet is already gathering into this database."),
}


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def reader_locale() -> Locale:
    """The locale of the language the page is in."""
    return _locale(get_language() or "en")


@cache
def direction(language: str) -> str:
    """`rtl`, `ltr`, or `auto` for a language that is unknown."""
    try:
        return Locale.parse(language.replace("_", "-"), sep="-").text_direction
    except (UnknownLocaleError, ValueError, TypeError):
        return "auto"


def number(value: float | Decimal) -> str:
    """With at most one digit after the point."""
    return _number(round(float(value), 1), get_language() or "en")


@lru_cache(maxsize=8192)
def _number(value: float, language: str) -> str:
    return format_decimal(value, locale=_locale(language))


def share(part: int, whole: int) -> str:
    """Part of a whole in per cent; of nothing, 0."""
    return format_percent(part / whole if whole else 0, locale=reader_locale())


def country_name(code: str) -> str:
    """Name of an ISO 3166-1 country; the code itself where CLDR has none; empty for none."""
    return _country_name(code, get_language() or "en") if code else ""


@lru_cache(maxsize=4096)
def _country_name(code: str, language: str) -> str:
    return str(_locale(language).territories.get(code.upper(), code))


def language_name(code: str) -> str:
    """Name of a BCP 47 language; the code itself where CLDR has none."""
    return _language_name(code, get_language() or "en")


@lru_cache(maxsize=2048)
def _language_name(code: str, language: str) -> str:
    try:
        name = Locale.parse(code, sep="-").get_display_name(_locale(language))
    except (UnknownLocaleError, ValueError):
        return code
    return name or code


def native_name(code: str) -> str:
    """What a language calls itself; the code itself where CLDR has no name."""
    try:
        return Locale.parse(code, sep="-").get_display_name() or code
    except (UnknownLocaleError, ValueError):
        return code


def category_name(slug: str) -> str:
    return _category_name(slug, get_language() or "")


@lru_cache(maxsize=256)
def _category_name(slug: str, _language: str) -> str:
    return str(CATEGORY_NAMES.get(slug, slug))


def ownership_name(kind: str) -> str:
    """The kind of owner in words; "owner unknown" for a kind nobody knows."""
    return _ownership_name(kind, get_language() or "")


@lru_cache(maxsize=256)
def _ownership_name(kind: str, _language: str) -> str:
    known = Ownership(kind) if kind in _OWNERSHIPS else Ownership.UNKNOWN
    return str(known.label)


def article_kind(kind: str) -> str:
    """What kind of article it is, in words."""
    return str(Article.Kind(kind).label) if kind in Article.Kind.values else kind


_OWNERSHIPS = tuple(Ownership.values)


def _counted(text: str, count: int) -> SafeString:
    """A text of ours with its number in bold."""
    return mark_safe(text % {"number": html("<b>{}</b>", number(count))})


def reports_count(count: int) -> SafeString:
    return _reports_count(count, get_language() or "")


@lru_cache(maxsize=2048)
def _reports_count(count: int, _language: str) -> SafeString:
    text = ngettext("%(number)s independent report", "%(number)s independent reports", count)
    return _counted(text, count)


def languages_count(count: int) -> SafeString:
    return _languages_count(count, get_language() or "")


@lru_cache(maxsize=512)
def _languages_count(count: int, _language: str) -> SafeString:
    return _counted(ngettext("%(number)s language", "%(number)s languages", count), count)


def countries_count(count: int) -> SafeString:
    return _countries_count(count, get_language() or "")


@lru_cache(maxsize=512)
def _countries_count(count: int, _language: str) -> SafeString:
    return _counted(ngettext("%(number)s country", "%(number)s countries", count), count)


def owners_sentence(owners: Mapping[str, int]) -> str:
    """How many reports there are by each kind of owner, for those who hear the page; empty for none."""
    kinds = [f"{number(owners[kind])} {ownership_name(kind)}" for kind in _OWNERSHIPS if owners.get(kind)]
    return gettext("Owners: %(kinds)s.") % {"kinds": " · ".join(kinds)} if kinds else ""


def gap_sentence(gap: Gap) -> str:
    """What is silent about a story, in the reader's language."""
    facts = {"publishers": number(gap.publishers)}
    if gap.kind == "ownership":
        facts["kind"] = ownership_name(gap.value)
        if gap.only_copies:
            return gettext("Only copies of others’ texts by owners of this kind: %(kind)s.") % facts
        return (
            ngettext(
                "The one publisher of this kind does not report it: %(kind)s.",
                "None of the %(publishers)s publishers of this kind reports it: %(kind)s.",
                gap.publishers,
            )
            % facts
        )
    if gap.kind == "language":
        facts["language"] = language_name(gap.value)
        if gap.only_copies:
            return gettext("In %(language)s only copies of others’ texts.") % facts
        return (
            ngettext(
                "Nothing in %(language)s: the one publisher in it does not report this.",
                "Nothing in %(language)s: none of the %(publishers)s publishers in it reports this.",
                gap.publishers,
            )
            % facts
        )
    facts["country"] = country_name(gap.value)
    if gap.only_copies:
        return gettext("In %(country)s only copies of others’ texts.") % facts
    return (
        ngettext(
            "%(country)s: its one publisher does not report this.",
            "%(country)s: none of its %(publishers)s publishers reports this.",
            gap.publishers,
        )
        % facts
    )


def part_sentence(part: Part) -> str:
    """What a summand of a story's importance counts."""
    if part.name == "age":
        return gettext("Age of its latest reports: %(time)s") % {
            "time": duration(timedelta(hours=part.value))
        }
    return _part_sentence(part.name, round(part.value), get_language() or "")


@lru_cache(maxsize=2048)
def _part_sentence(name: str, count: int, _language: str) -> str:
    texts = {
        "reports": ngettext("%(number)s independent report", "%(number)s independent reports", count),
        "countries": ngettext("%(number)s country", "%(number)s countries", count),
        "languages": ngettext("%(number)s language", "%(number)s languages", count),
        "growth": ngettext(
            "%(number)s report in its latest three hours",
            "%(number)s reports in its latest three hours",
            count,
        ),
    }
    return texts[name] % {"number": number(count)}


def points(value: float) -> str:
    """Points with their sign, without digits after the point."""
    return _points(round(value), get_language() or "en")


@lru_cache(maxsize=2048)
def _points(value: int, language: str) -> str:
    return format_decimal(value, format="+#,##0;-#,##0", locale=_locale(language)) if value else "0"


def duration(length: timedelta) -> str:
    """A length of time in its largest unit."""
    return _duration(length.days * 86_400 + length.seconds, get_language() or "en")


@lru_cache(maxsize=8192)
def _duration(seconds: int, language: str) -> str:
    return format_timedelta(seconds, threshold=1.0, locale=_locale(language), granularity="minute")


def told_of(unit: str) -> str:
    """The question that reports answer with different numbers."""
    questions = {
        "dead": _("How many died?"),
        "injured": _("How many were injured?"),
        "people": _("How many people?"),
        "homes": _("How many homes?"),
        "votes": _("How many votes?"),
        "seats": _("How many seats?"),
    }
    return str(questions.get(unit, unit))


def error_sentence(code: str) -> str:
    """What an error code means, in the reader's language."""
    return str(ERROR_SENTENCES.get(code, ERROR_SENTENCES["error"])) if code else ""


def exact(at: datetime, has_time: bool = True) -> str:
    """The full date, with the time in UTC if it is known."""
    day = _long_date(at.date(), get_language() or "en")
    return f"{day} · {clock(at)} UTC" if has_time else day


@lru_cache(maxsize=2048)
def _long_date(at: date, language: str) -> str:
    return format_date(at, "long", locale=_locale(language))


def day(at: date) -> str:
    """Day of the week and date, as a heading."""
    return _full_date(at.date() if isinstance(at, datetime) else at, get_language() or "en")


@lru_cache(maxsize=2048)
def _full_date(at: date, language: str) -> str:
    return format_date(at, "full", locale=_locale(language))


def moment(at: datetime) -> str:
    """Day, month and time, short, for the ends of charts."""
    return f"{_month_day(at.astimezone(UTC).date(), get_language() or 'en')} {clock(at)}"


@lru_cache(maxsize=2048)
def _month_day(at: date, language: str) -> str:
    return format_skeleton("MMMd", datetime.combine(at, time()), locale=_locale(language))


def clock(at: datetime) -> str:
    at = at.astimezone(UTC)
    return _clock(time(at.hour, at.minute), get_language() or "en")


@lru_cache(maxsize=4096)
def _clock(at: time, language: str) -> str:
    return format_time(at, "HH:mm", locale=_locale(language))


def relative(at: datetime, now: datetime, has_time: bool = True, language: str = "") -> str:
    """How long ago, or in how long, for a day either way; else the date, with the year if it is another.

    Args:
        language: the page's, of who knows it already.
    """
    language = language or get_language() or "en"
    seconds = (at - now).total_seconds()
    if has_time and abs(seconds) < 86_400:
        return _distance(int(seconds // 60) * 60 if abs(seconds) >= 60 else 0, language)
    return _short_date(at.date(), at.year == now.year, language)


@lru_cache(maxsize=8192)
def _distance(seconds: int, language: str) -> str:
    if seconds == 0:
        return str(_("just now"))
    locale = _locale(language)
    return format_timedelta(seconds, add_direction=True, locale=locale, threshold=1.0, format="long")


@lru_cache(maxsize=8192)
def _short_date(day: date, this_year: bool, language: str) -> str:
    moment = datetime.combine(day, time())
    if this_year:
        return format_skeleton("MMMMd", moment, locale=_locale(language))
    return format_date(moment, "long", locale=_locale(language))


def weekday(day: int) -> str:
    """The name of a day of the week; 0 is Monday."""
    return str(reader_locale().days["stand-alone"]["wide"][day])
