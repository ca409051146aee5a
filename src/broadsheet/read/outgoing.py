"""What lists are made of when they go out as feeds, and the answer that carries one."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import get_language

from broadsheet.categories import CATEGORIES
from broadsheet.store.models import Article, ArticleHashtag

from .addresses import slug, web_link
from .lists import lead_picture
from .stories import Card
from .syndication import FORMATS, Channel, Item, item_id
from .words import category_name

ITEMS = 48
_EXCERPT = 600  # characters


def absolute(request: HttpRequest, path: str) -> str:
    """The address at which readers reach a path of this site: from the settings, else as it was asked for."""
    public_url: str = settings.CONFIG.public_url
    return f"{public_url}{path}" if public_url else request.build_absolute_uri(path)


def article_items(request: HttpRequest, articles: Sequence[Article]) -> list[Item]:
    """Articles from `lists.for_feeds`, in their order. One query."""
    tags = _tags([article.pk for article in articles])
    return [_article_item(request, article, tags.get(article.pk, [])) for article in articles]


def _article_item(request: HttpRequest, article: Article, tags: Sequence[str]) -> Item:
    picture = lead_picture(article)
    return Item(
        id=item_id("article", article.public_id),
        url=absolute(request, reverse("article", args=(article.public_id, slug(article.title)))),
        title=article.title,
        excerpt=_excerpt(article.summary),
        language=article.language,
        source_url=web_link(article.canonical_url),
        publisher=article.publisher.name,
        authors=tuple(article.authors),
        tags=(*tags, *_category(article.category)),
        picture_url=web_link(picture.url) if picture else "",
        published_at=article.sort_at,
        updated_at=max(article.updated_at, article.sort_at),
    )


def story_items(request: HttpRequest, cards: Sequence[Card]) -> list[Item]:
    """Stories with the headline that stands for each for this reader, in their order."""
    return [
        Item(
            id=item_id("story", card.story.public_id),
            url=absolute(request, reverse("story-short", args=(card.story.public_id,))),
            title=card.article.title,
            excerpt=_excerpt(card.article.summary),
            language=card.article.language,
            publisher=card.article.publisher.name,
            tags=(*(tag.label for tag in card.tags), *_category(card.story.category)),
            picture_url=web_link(card.picture.url) if card.picture else "",
            published_at=card.story.first_at,
            updated_at=max(card.story.changed_at, card.story.first_at),
        )
        for card in cards
    ]


def _tags(article_ids: Sequence[int]) -> dict[int, list[str]]:
    rows = ArticleHashtag.objects.filter(article__in=article_ids).order_by("article_id", "position")
    found: dict[int, list[str]] = {}
    for article, label in rows.values_list("article_id", "label"):
        found.setdefault(article, []).append(label)
    return found


def _category(category: str) -> tuple[str, ...]:
    return (category_name(category),) if category in CATEGORIES else ()


def _excerpt(summary: str) -> str:
    if len(summary) <= _EXCERPT:
        return summary
    return summary[:_EXCERPT].rsplit(" ", 1)[0] + " …"


def answer(
    request: HttpRequest, kind: str, title: str, description: str, page_path: str, items: Sequence[Item]
) -> HttpResponse:
    """A list as a feed, in the reader's language; whether it changed since is told by ETag and Last-Modified.

    Args:
        kind: "rss", "atom" or "json".
        title: of the list, without the site's name.
        page_path: of the page that shows the same.

    Raises:
        Http404: there is no such kind.
    """
    if kind not in FORMATS:
        raise Http404(kind)
    channel = Channel(
        title=f"{title} · Broadsheet",
        description=description,
        title_language=get_language() or settings.LANGUAGE_CODE,
        page_url=absolute(request, page_path),
        feed_url=absolute(request, request.get_full_path()),
        items=items,
    )
    written = FORMATS[kind]
    response = HttpResponse(written.write(channel), content_type=f"{written.media_type}; charset=utf-8")
    if items:
        response.headers["Last-Modified"] = http_date(channel.updated_at.timestamp())
    response.headers["Access-Control-Allow-Origin"] = "*"  # readers that run in a browser ask from elsewhere
    return response
