"""The front page by importance, the latest articles, and a category."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from broadsheet.categories import CATEGORIES
from broadsheet.read.lists import listing
from broadsheet.read.stories import REMEMBERED_S, front_ids, front_page, just_in, make_cards
from broadsheet.store.models import Article, Story

_STORIES_OF_A_CATEGORY = 9


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The most important stories, arranged; while there are none, the latest articles.

    The page's body is remembered for seconds in each language: what it shows is read only when it is made.
    """
    if ids := front_ids():
        context = {
            "front": SimpleLazyObject(lambda: front_page(ids)),
            "just_in": SimpleLazyObject(just_in),
            "remembered_s": REMEMBERED_S,
            "section": "front",
        }
        return render(request, "read/front.html", context)
    found = listing(Article.objects.all(), "")
    if not found.articles:
        return render(request, "read/empty.html", {"section": "front"})
    return render(request, "read/latest.html", {"listing": found, "section": "front", "ungrouped": True})


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """All articles by day, the latest first."""
    found = listing(Article.objects.all(), request.GET.get("before", ""))
    if not found.articles and found.is_first:
        return render(request, "read/empty.html", {"section": "latest"})
    return render(request, "read/latest.html", {"listing": found, "section": "latest"})


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """A category: its most important stories, then its articles by day."""
    if slug not in CATEGORIES:
        raise Http404(slug)
    found = listing(Article.objects.filter(category=slug), request.GET.get("before", ""))
    stories = Story.objects.standing().filter(category=slug).select_related("picture").by_importance()
    cards = make_cards(list(stories[:_STORIES_OF_A_CATEGORY])) if found.is_first else []
    context = {"listing": found, "cards": cards, "category": slug, "section": slug}
    return render(request, "read/category.html", context)
