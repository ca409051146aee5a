"""Every list as RSS, Atom and JSON Feed, at its page's address with /feed.rss, /feed.atom or /feed.json."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from broadsheet.categories import CATEGORIES
from broadsheet.read.countries import ids_of_country
from broadsheet.read.frontpage import front_ids
from broadsheet.read.lists import for_feeds, in_order
from broadsheet.read.outgoing import ITEMS, answer, article_items, story_items
from broadsheet.read.search import article_ids, read_asked
from broadsheet.read.shown import shown_stories
from broadsheet.read.stories import make_cards
from broadsheet.read.words import category_name, country_name
from broadsheet.store.models import Article, ArticleHashtag, Hashtag, Publisher, Story, StoryArticle
from broadsheet.store.models.articles import ArticleQuerySet
from broadsheet.understand.hashtags_labels import territories

View = Callable[..., HttpResponse]
_STORIES = 30


def outgoing(view: View) -> View:
    """In the language that the address names, as feed readers know no cookies; open to be read."""

    @require_safe
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        wanted = request.GET.get("language", "")
        if wanted not in dict(settings.LANGUAGES):
            return view(request, *args, **named)
        with translation.override(wanted):
            return view(request, *args, **named)

    return answered


def _latest(
    request: HttpRequest, kind: str, articles: ArticleQuerySet, title: str, path: str
) -> HttpResponse:
    found = list(for_feeds(articles).latest_first()[:ITEMS])
    return answer(request, kind, title, _latest_of(title), path, article_items(request, found))


def _by_ids(request: HttpRequest, kind: str, ids: list[int], title: str, path: str) -> HttpResponse:
    found = in_order(for_feeds(Article.objects.all()), ids)
    return answer(request, kind, title, _latest_of(title), path, article_items(request, found))


def _latest_of(title: str) -> str:
    return gettext("The latest articles: %(list)s.") % {"list": title}


@outgoing
def front(request: HttpRequest, kind: str) -> HttpResponse:
    """The most important stories, most important first."""
    cards = make_cards(shown_stories(front_ids().all)[:_STORIES])
    described = gettext("The most important stories, by how many publishers report each.")
    return answer(
        request, kind, gettext("Front page"), described, reverse("front"), story_items(request, cards)
    )


@outgoing
def latest(request: HttpRequest, kind: str) -> HttpResponse:
    return _latest(request, kind, Article.objects.all(), gettext("Latest articles"), reverse("latest"))


@outgoing
def category(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    if slug not in CATEGORIES:
        raise Http404(slug)
    articles = Article.objects.filter(category=slug)
    return _latest(request, kind, articles, category_name(slug), reverse("category", args=(slug,)))


@outgoing
def publisher(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    found = get_object_or_404(Publisher, key=key)
    articles = Article.objects.filter(publisher=found)
    return _latest(request, kind, articles, found.name, reverse("publisher", args=(key,)))


@outgoing
def hashtag(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    found = get_object_or_404(Hashtag, key=key.replace("\0", ""))
    rows = ArticleHashtag.objects.filter(hashtag=found).order_by("-sort_at", "-article_id")
    ids = list(rows.values_list("article_id", flat=True)[:ITEMS])
    return _by_ids(request, kind, ids, f"#{found.label}", reverse("hashtag", args=(found.key,)))


@outgoing
def country(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Articles of the country's publishers."""
    if code.upper() not in territories("en"):
        raise Http404(code)
    ids = [pk for pk, _ in ids_of_country(code.upper(), timezone.now(), None, ITEMS)]
    return _by_ids(request, kind, ids, country_name(code), reverse("country", args=(code.lower(),)))


@outgoing
def story(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """The latest reports of a story, also by the address it had before it became part of another."""
    found = get_object_or_404(Story.objects.select_related("merged_into"), public_id=public_id)
    found = found.merged_into or found
    places = StoryArticle.objects.filter(story=found).order_by("-pk")
    ids = list(places.values_list("article_id", flat=True)[:ITEMS])
    card = next(iter(make_cards(shown_stories([found.pk]), with_tags=False)), None)
    title = card.article.title if card else gettext("Story")
    return _by_ids(request, kind, ids, title, reverse("story-short", args=(found.public_id,)))


@outgoing
def search(request: HttpRequest, kind: str) -> HttpResponse:
    """The latest articles that answer a query: a saved search."""
    asked, now = read_asked(request.GET), timezone.now()
    ids = [] if asked.query(now).is_empty else article_ids(asked, now, ITEMS)
    title = gettext("Search: %(query)s") % {"query": asked.typed}
    return _by_ids(request, kind, ids, title, f"{reverse('search')}?{asked.address()}")
