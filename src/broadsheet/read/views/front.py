"""Latest articles: the front page, and a category."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from broadsheet.categories import CATEGORIES
from broadsheet.read.lists import arrange, listing
from broadsheet.store.models import Article


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The latest articles, arranged; older pages of them as lists by day."""
    found = listing(Article.objects.all(), request.GET.get("before", ""))
    if not found.is_first:
        return render(request, "read/earlier.html", {"listing": found, "section": "latest"})
    if not found.articles:
        return render(request, "read/empty.html", {"section": "latest"})
    context = {"listing": found, "front": arrange(found.articles), "section": "latest"}
    return render(request, "read/front.html", context)


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles of one category."""
    if slug not in CATEGORIES:
        raise Http404(slug)
    found = listing(Article.objects.filter(category=slug), request.GET.get("before", ""))
    return render(request, "read/category.html", {"listing": found, "category": slug, "section": slug})
