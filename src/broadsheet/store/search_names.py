"""What filters name, found among what there is: publishers, countries, languages, categories, hashtags."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale
from django.db.models import Q

from broadsheet.categories import CATEGORIES
from broadsheet.search.types import Filters, Hint

from .models import Hashtag, Ownership, Publisher

_MAX_NAMED = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Filters as ids and codes. None: not limited by it; empty: by something that does not exist."""

    publishers: frozenset[int] | None = None
    languages: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    hashtags: frozenset[int] | None = None
    not_publishers: frozenset[int] = frozenset()
    not_languages: frozenset[str] = frozenset()
    not_categories: frozenset[str] = frozenset()
    not_hashtags: frozenset[int] = frozenset()


def resolve(filters: Filters, locale: str) -> tuple[Limits, tuple[Hint, ...]]:
    """Filters as ids and codes, and a hint for each name that nothing has.

    Args:
        locale: of the reader, whose names of countries and languages are known beside the English ones.
    """
    hints: list[Hint] = []

    def known(kind: str, values: Iterable[str], find: Callable[[str], Collection[str]]) -> frozenset[str]:
        found: set[str] = set()
        for value in values:
            codes = find(value)
            found.update(codes)
            if not codes:
                hints.append(Hint(kind, value))
        return frozenset(found)

    def country(name: str) -> Collection[str]:
        return _codes(name, "territories", locale)

    def language(name: str) -> Collection[str]:
        return _codes(name, "languages", locale)

    def publishers(names: Sequence[str], countries: Sequence[str], owners: Sequence[str]) -> list[set[int]]:
        groups = []
        if names:
            groups.append({pk for name in names for pk in _publishers(name, hints)})
        if countries:
            groups.append(_ids(country__in=known("country", countries, country)))
        if owners:
            groups.append(_ids(ownership__in=known("owner", owners, _owner)))
        return groups

    wanted = publishers(filters.publishers, filters.countries, filters.owners)
    refused = publishers(filters.not_publishers, filters.not_countries, filters.not_owners)
    limits = Limits(
        publishers=frozenset.intersection(*map(frozenset, wanted)) if wanted else None,
        languages=known("language", filters.languages, language) if filters.languages else None,
        categories=known("category", filters.categories, _category) if filters.categories else None,
        hashtags=_hashtags(filters.hashtags, hints) if filters.hashtags else None,
        not_publishers=frozenset().union(*refused),
        not_languages=known("language", filters.not_languages, language),
        not_categories=known("category", filters.not_categories, _category),
        not_hashtags=_hashtags(filters.not_hashtags, hints),
    )
    return limits, tuple(hints)


def _ids(**facts: Collection[str]) -> set[int]:
    return set(Publisher.objects.filter(**facts).values_list("pk", flat=True))


def _publishers(name: str, hints: list[Hint]) -> list[int]:
    """By key, name or domain; else those whose name has it in it."""
    exact = Q(key__iexact=name) | Q(name__iexact=name) | Q(name_en__iexact=name)
    exact |= Q(domains__domain__iexact=name.removeprefix("www."))
    found = list(Publisher.objects.filter(exact).values_list("pk", flat=True).distinct())
    if not found:
        near = Q(name__icontains=name) | Q(name_en__icontains=name) | Q(key__icontains=name)
        found = list(Publisher.objects.filter(near).values_list("pk", flat=True)[:_MAX_NAMED])
    if not found:
        hints.append(Hint("publisher", name))
    return found


def _hashtags(names: Sequence[str], hints: list[Hint]) -> frozenset[int]:
    found: set[int] = set()
    for name in names:
        word = name.removeprefix("#")
        keyed = Q(key__in={word.casefold(), word.casefold().replace(" ", "-")}) | Q(label__iexact=word)
        ids = list(Hashtag.objects.filter(keyed).values_list("pk", flat=True)[:_MAX_NAMED])
        found.update(ids)
        if not ids:
            hints.append(Hint("hashtag", name))
    return frozenset(found)


def _category(name: str) -> Collection[str]:
    return {slug for slug in CATEGORIES if slug == name.casefold()}


def _owner(name: str) -> Collection[str]:
    word = name.casefold().replace(" ", "-").replace("_", "-")
    return {kind for kind in Ownership.values if kind == word or kind.replace("-", "") == word}


def _codes(name: str, kind: str, locale: str) -> Collection[str]:
    """The code itself, or what CLDR calls so in English or the reader's language."""
    word = name.casefold()
    for names in (_named(kind, "en"), _named(kind, locale)):
        if word in names:
            return {names[word]}
    return ()


@cache
def _named(kind: str, locale: str) -> dict[str, str]:
    """Codes of two or three letters by themselves and by their names, all in small letters."""
    try:
        names: dict[str, str] = dict(getattr(Locale.parse(locale, sep="-"), kind))
    except (ValueError, LookupError):
        return {}
    short = {code: name for code, name in names.items() if len(code) in (2, 3) and code.isalpha()}
    return {str(name).casefold(): code for code, name in short.items()} | {
        code.casefold(): code for code in short
    }
