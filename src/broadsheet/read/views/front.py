"""The front page by importance, the latest articles, and a category."""

from __future__ import annotations

from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from broadsheet.categories import CATEGORIES
from broadsheet.read.choosing import chosen_listing
from broadsheet.read.editions import editions
from broadsheet.read.frontpage import best_of_category, front_ids, front_page, just_in
from broadsheet.read.lists import listing
from broadsheet.read.once import each_once
from broadsheet.read.preferences import WORLD, cache_key, preferences, since
from broadsheet.read.readmarks import marks_for
from broadsheet.read.stories import REMEMBERED_S, choose_cards
from broadsheet.readers.access import reader_of
from broadsheet.store.models import Article

_STORIES_OF_A_CATEGORY = 9
_EDITIONS_NAMED = 11


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The most important stories of the reader's edition, arranged; if there are none, the latest articles.

    With `?only=new`, only the stories that are new or have grown since the reader last looked. The page's
    body is remembered for seconds for readers of the same choices: what it shows is read when it is made.
    """
    ids = front_ids()
    if not ids.all:
        return _ungrouped(request)
    now = timezone.now()
    chosen = preferences(request)
    last = since(request, now)
    made = cache(lambda: front_page(ids, chosen, now))  # templates call it where it is shown
    named = editions()[:_EDITIONS_NAMED]
    context = {
        "front": made,
        "since": last,
        "news": cache(lambda: made().news(last)) if last else None,
        "only_new": bool(last) and request.GET.get("only") == "new",
        "just_in": cache(lambda: just_in(chosen)),
        "remembered_s": REMEMBERED_S,
        "remembered_for": f"{cache_key(request, now)}|{marks_for(reader_of(request))}",
        "editions": named if chosen.edition in (WORLD, *named) else (*named, chosen.edition),
        "made_minutes": int(now.timestamp()) // 60,
        "section": "front",
    }
    return render(request, "read/front.html", context)


def _ungrouped(request: HttpRequest) -> HttpResponse:
    found = listing(Article.objects.all(), "")
    if not found.articles:
        return render(request, "read/empty.html", {"section": "front"})
    return render(request, "read/latest.html", {"listing": found, "section": "front", "ungrouped": True})


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """All articles by day, the latest first, of those that the reader's choices leave."""
    found = chosen_listing(Article.objects.all(), request.GET.get("before", ""), preferences(request))
    if not found.listing.articles and found.listing.is_first and not Article.objects.exists():
        return render(request, "read/empty.html", {"section": "latest"})
    context = {"listing": found.listing, "muted": found.muted, "section": "latest"}
    return render(request, "read/latest.html", context)


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """A category: its most important stories, then its articles by day, of each story one."""
    if slug not in CATEGORIES:
        raise Http404(slug)
    chosen = preferences(request)
    found = chosen_listing(Article.objects.filter(category=slug), request.GET.get("before", ""), chosen)
    # Twice as many, for some may be muted or in languages that the reader does not read.
    most = _STORIES_OF_A_CATEGORY * (2 if chosen.reads or chosen.mutes else 1)
    cards = choose_cards(best_of_category(slug, most), chosen).shown if found.listing.is_first else []
    cards = cards[:_STORIES_OF_A_CATEGORY]
    context = {
        "listing": each_once(found.listing, cards),
        "whole": found.listing,
        "muted": found.muted,
        "cards": cards,
        "category": slug,
        "section": slug,
    }
    return render(request, "read/category.html", context)
