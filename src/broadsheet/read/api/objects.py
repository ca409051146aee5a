"""Stories, articles and search over the API, by the same choice and the same rights as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router
from ninja.params.functions import Query

from broadsheet.categories import CATEGORIES
from broadsheet.read.addresses import web_link
from broadsheet.read.api import shapes
from broadsheet.read.api.made import Made, article_out, story_out
from broadsheet.read.excerpts import excerpt
from broadsheet.read.paging import BadPlace, Place, parse_place
from broadsheet.read.search import read_asked
from broadsheet.read.search import search as find_results
from broadsheet.read.shown import shown_stories
from broadsheet.read.stories import make_cards
from broadsheet.store.models import Article, Story, StoryArticle
from broadsheet.store.rights import shown_whole

MOST = 50
"""Rows of one answer."""
_MOST_REPORTS = 200
_MOST_PAGES = 200
router = Router(tags=["stories and articles"])


@router.get("/stories", response=shapes.StoriesOut, summary="Stories, the most important first")
def stories(
    request: HttpRequest,
    category: str = "",
    limit: int = Query(20, ge=1, le=MOST),
    page: int = Query(1, ge=1, le=_MOST_PAGES),
) -> Made:
    """The stories of the front page, or those of a category (`/api/v1/stories?category=science`)."""
    found = Story.objects.standing().by_importance()
    if category:
        if category not in CATEGORIES:
            raise Http404
        found = found.filter(category=category)
    first = (page - 1) * limit
    rows = list(found[first : first + limit + 1])
    cards = make_cards(shown_stories([one.pk for one in rows[:limit]]), with_tags=False)
    more = len(rows) > limit and page < _MOST_PAGES
    return {"stories": [story_out(request, card) for card in cards], "next": str(page + 1) if more else ""}


@router.get("/stories/{slug:public_id}", response=shapes.WholeStoryOut, summary="A story with its reports")
def story(request: HttpRequest, public_id: str) -> Made:
    """A story; the one that it became part of, if it was merged."""
    found = get_object_or_404(Story.objects.select_related("merged_into"), public_id=public_id)
    found = found.merged_into or found
    cards = make_cards(shown_stories([found.pk]), with_tags=False)
    if not cards:
        raise Http404
    places = StoryArticle.objects.filter(story=found).order_by("-article__sort_at", "-article")
    rows = list(places.values_list("article_id", "copy_of__public_id")[:_MOST_REPORTS])
    articles = Article.objects.with_publisher().defer("text", "html").in_bulk([pk for pk, _ in rows])
    return story_out(request, cards[0]) | {
        "owners": {str(kind): int(count) for kind, count in found.owners.items()},
        "reports": [article_out(request, articles[pk]) for pk, _ in rows if pk in articles],
        "copies": {articles[pk].public_id: of for pk, of in rows if of and pk in articles},
    }


@router.get("/articles", response=shapes.ArticlesOut, summary="Articles, the latest first")
def articles(
    request: HttpRequest,
    publisher: str = "",
    language: str = "",
    category: str = "",
    limit: int = Query(20, ge=1, le=MOST),
    before: str = "",
) -> Made:
    """Articles of all publishers or of one; `before` is the `next` of the answer before."""
    found = Article.objects.latest_first().with_publisher().defer("text", "html")
    given: dict[str, Any] = {
        "publisher__key": publisher[:200].replace("\0", ""),
        "language": language[:10].replace("\0", ""),
        "category": category if category in CATEGORIES else "",
    }
    found = found.filter(**{name: value for name, value in given.items() if value})
    if before:
        place = _place(before)
        found = found.before(place.at, place.pk)
    rows = list(found[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return {
        "articles": [article_out(request, one) for one in rows[:limit]],
        "next": str(Place(last.sort_at, last.pk)) if last else "",
    }


def _place(before: str) -> Place:
    try:
        return parse_place(before[:100])
    except BadPlace:
        raise Http404 from None


@router.get("/articles/{slug:public_id}", response=shapes.WholeArticleOut, summary="An article")
def article(request: HttpRequest, public_id: str) -> Made:
    """An article: its whole text where the publisher's rights allow that, else an excerpt."""
    found = get_object_or_404(Article.objects.with_publisher(), public_id=public_id)
    whole = bool(shown_whole([found]))
    place = StoryArticle.objects.filter(article=found).select_related("story").first()
    return article_out(request, found) | {
        "text": found.text if whole else excerpt(found.text),
        "is_whole": whole,
        "revision": 1 + found.revisions.count(),
        "authors": [str(author) for author in found.authors],
        "hashtags": list(found.hashtag_rows.order_by("position").values_list("hashtag__key", flat=True)),
        "story": place.story.public_id if place else "",
        "url": web_link(found.canonical_url),
    }


@router.get("/search", response=shapes.FoundOut, summary="Search stories and articles")
def search(
    request: HttpRequest,
    q: str = Query(..., description="As the search page takes it, with its filters (`language:fr`)."),
    page: int = Query(1, ge=1, le=999),
    sort: str = "best",
) -> Made:
    """What answers a query, the best first or (`sort=time`) the latest; `in`, `when` … as there."""
    asked = read_asked(request.GET)
    now: datetime = timezone.now()
    if asked.query(now).is_empty:
        return {"stories": [], "articles": [], "hints": [], "page": 1, "pages": 0}
    results = find_results(asked, now)
    rows = [row.article.pk for row in results.rows]
    articles = Article.objects.with_publisher().defer("text", "html").in_bulk(rows)
    return {
        "stories": [story_out(request, row.card) for row in results.stories],
        "articles": [article_out(request, articles[pk]) for pk in rows if pk in articles],
        "hints": results.hints,
        "page": asked.page,
        "pages": results.pages,
    }
