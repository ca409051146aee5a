"""A country: what its publishers report, and what is reported of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from broadsheet.read.countries import latest_of_country
from broadsheet.read.lists import place_of
from broadsheet.read.once import parted
from broadsheet.read.shown import ShownArticle, articles_in_order
from broadsheet.store.models import ArticleHashtag, Hashtag, Publisher
from broadsheet.understand.hashtags_labels import country_key, territories

_STORIES = 6
_ABOUT = 6
_PUBLISHERS = 40


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """The stories its publishers report, told by them, their articles by day, of each story one, and
    the latest about it from anywhere."""
    if code.upper() not in territories("en"):
        raise Http404(code)
    if code != code.lower():
        return redirect("country", code.lower(), permanent=True)
    code = code.upper()
    place = place_of(request.GET.get("before", ""))
    listing = latest_of_country(code, timezone.now(), place)
    cards, left = parted(listing, _STORIES, own=True)
    publishers = Publisher.objects.filter(country=code)
    tag = Hashtag.objects.filter(key=country_key(code)).first()
    context = {
        "country": code,
        "listing": left,
        "whole": listing,
        "cards": cards,
        "publishers": list(publishers.order_by("name", "pk")[:_PUBLISHERS]),
        "publisher_count": publishers.count(),
        "tag": tag,
        "about": _about(tag, code) if tag else [],
    }
    return render(request, "read/country.html", context)


def _about(tag: Hashtag, code: str) -> list[ShownArticle]:
    """The latest articles that have the country's hashtag, those of publishers elsewhere."""
    rows = ArticleHashtag.objects.filter(hashtag=tag).order_by("-sort_at", "-article_id")
    ids = list(rows.values_list("article_id", flat=True)[: 8 * _ABOUT])
    return [article for article in articles_in_order(ids) if article.publisher.country != code][:_ABOUT]
