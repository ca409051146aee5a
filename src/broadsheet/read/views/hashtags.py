"""One hashtag: its stories, and its latest articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from broadsheet.read.lists import PAGE_SIZE, Listing, place_of
from broadsheet.read.once import parted
from broadsheet.read.paging import Place
from broadsheet.read.shown import ShownArticle, ShownPublisher, Tag, articles_in_order
from broadsheet.read.stories import reader_language
from broadsheet.store.models import ArticleHashtag, Hashtag

_STORIES = 6
_TOGETHER = 12
_NAMES = 12
_PUBLISHERS = 5


@require_safe
def hashtag(request: HttpRequest, key: str) -> HttpResponse:
    """The stories among its latest articles by importance, then the articles by day, of each story one."""
    found = get_object_or_404(Hashtag, key=key.replace("\0", ""))
    rows, older = _rows(found, request.GET.get("before", ""))
    articles = articles_in_order([row.article_id for row in rows])
    listing = Listing(articles, older, is_first=not request.GET.get("before"))
    cards, left = parted(listing, _STORIES)
    names = _names(rows, articles)
    context = {
        "hashtag": found,
        "name": _name(found, names),
        "names": names,
        "listing": left,
        "whole": listing,
        "cards": cards,
        "together": _together(found, articles),
        "publishers": _publishers(articles),
    }
    return render(request, "read/hashtag.html", context)


def _rows(found: Hashtag, before: str) -> tuple[list[ArticleHashtag], str]:
    """One page of its articles' rows, the latest first, and the place where the next page begins."""
    rows = ArticleHashtag.objects.filter(hashtag=found)
    if place := place_of(before):
        rows = rows.filter(sort_at__lte=place.at).exclude(sort_at=place.at, article__gte=place.pk)
    page = list(rows.order_by("-sort_at", "-article_id")[: PAGE_SIZE + 1])
    shown = page[:PAGE_SIZE]
    older = str(Place(shown[-1].sort_at, shown[-1].article_id)) if len(page) > PAGE_SIZE else ""
    return shown, older


def _names(rows: Sequence[ArticleHashtag], articles: Sequence[ShownArticle]) -> list[Tag]:
    """What it is called in the languages of the articles shown: the commonest name in each."""
    languages = {article.pk: article.language for article in articles}
    counts = Counter((languages[row.article_id], row.label) for row in rows if languages.get(row.article_id))
    names: dict[str, Tag] = {}
    for (language, label), _ in counts.most_common():
        if all(label.casefold() != name.label.casefold() for name in names.values()):
            names.setdefault(language, Tag("", label, language))
    return list(names.values())[:_NAMES]


def _name(found: Hashtag, names: Sequence[Tag]) -> Tag:
    """Its name in the reader's language, where it has one."""
    mine = next((name for name in names if name.language == reader_language()), None)
    return mine or Tag(found.key, found.label, found.label_language)


def _together(found: Hashtag, articles: Sequence[ShownArticle]) -> list[Tag]:
    """The hashtags that the articles shown most often have beside it, in the reader's language where one has
    it so."""
    rows = ArticleHashtag.objects.filter(article__in=[article.pk for article in articles]).exclude(
        hashtag=found
    )
    languages = {article.pk: article.language for article in articles}
    counts: Counter[str] = Counter()
    labels: dict[str, Tag] = {}
    mine = reader_language()
    columns = ("article_id", "label", "hashtag__key", "hashtag__label", "hashtag__label_language")
    for article, label, key, commonest, language in rows.values_list(*columns):
        counts[key] += 1
        if languages[article] == mine:
            labels[key] = Tag(key, label, mine)
        else:
            labels.setdefault(key, Tag(key, commonest, language))
    return [labels[key] for key, count in counts.most_common(_TOGETHER) if count > 1]


def _publishers(articles: Sequence[ShownArticle]) -> list[tuple[ShownPublisher, int]]:
    """Who wrote most of the articles shown, and how many each; empty if nobody wrote two of them."""
    counts = Counter(article.publisher for article in articles).most_common(_PUBLISHERS)
    return counts if counts and counts[0][1] > 1 else []
