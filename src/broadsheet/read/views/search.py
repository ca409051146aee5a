"""The search page."""

from __future__ import annotations

from dataclasses import replace

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from broadsheet.categories import CATEGORIES
from broadsheet.read.search import IN, SORT, WHEN, languages_and_countries, read_asked
from broadsheet.read.search import search as search_page
from broadsheet.read.words import country_name, language_name
from broadsheet.store.models import Ownership

_CHOICES_S = 300


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The form, and what answers the query in the address."""
    asked = read_asked(request.GET)
    now = timezone.now()
    results = search_page(asked, now) if not asked.query(now).is_empty else None
    last = results.pages if results else 1
    languages, countries = _choices()
    context = {
        "asked": asked,
        "results": results,
        "languages_to_choose": languages,
        "countries_to_choose": countries,
        "categories_to_choose": CATEGORIES,
        "owners_to_choose": [owner for owner in Ownership.values if owner != Ownership.UNKNOWN],
        "in_choices": IN,
        "sort_choices": SORT,
        "when_choices": WHEN,
        "section": "search",
        "form_version": (replace(asked, typed="", page=1), languages, countries),
        "earlier_page": asked.address(page=asked.page - 1) if asked.page > 1 else "",
        "next_page": asked.address(page=asked.page + 1) if asked.page < last else "",
        "feed_query": asked.address(page=1, sort="best", where="all"),
    }
    return render(request, "read/search.html", context)


def _choices() -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Languages and countries with their names in the reader's language, by name."""
    key = f"search-choices-{get_language()}"
    found: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] | None = cache.get(key)
    if found is None:
        languages, countries = languages_and_countries()
        found = (
            tuple(sorted(((code, language_name(code)) for code in languages), key=lambda pair: pair[1])),
            tuple(sorted(((code, country_name(code)) for code in countries), key=lambda pair: pair[1])),
        )
        cache.set(key, found, _CHOICES_S)
    return found
