"""Lists that name each story once: the most important above, of the others the latest article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from broadsheet.store.models import StoryArticle
from broadsheet.store.prepared import Prepared

from .lists import Listing
from .shown import ShownArticle, shown_stories, shown_tags
from .stories import Card, make_cards, reader_language


def parted(listing: Listing, most: int, own: bool = False) -> tuple[list[Card], Listing]:
    """The most important stories of a list's articles, for above it, and the list with what they leave: each
    story once. Those of one article are left to the list, which has their headlines already.

    On a page that is not the first, nothing stands above. Five queries at most.

    Args:
        most: stories that stand above.
        own: whether articles of the list itself are to stand for the stories: the latest of each, one in the
            reader's language if there is one.
    """
    story_of = _stories_by_article(listing)
    if not listing.is_first:
        return [], _once(listing, story_of, ())
    several = [story for story in shown_stories(list(set(story_of.values()))) if story.articles > 1]
    cards = make_cards(several[:most], with_tags=not own)
    if own:
        cards = _told_by(listing.articles, cards, story_of)
    return cards, _once(listing, story_of, cards)


def _told_by(articles: Sequence[ShownArticle], cards: Sequence[Card], story_of: dict[int, int]) -> list[Card]:
    """The cards with these articles (the latest first) in the place of others' that stood for the stories."""
    by_story: dict[int, ShownArticle] = {}
    for article in sorted(articles, key=lambda one: one.language != reader_language()):
        if article.pk in story_of:
            by_story.setdefault(story_of[article.pk], article)
    listed = {article.pk for article in articles}
    told_by = {card.story.pk: card.article for card in cards if card.article.pk in listed}
    chosen = [replace(card, article=told_by.get(card.story.pk, by_story[card.story.pk])) for card in cards]
    tags = shown_tags({card.article.pk: card.article for card in chosen})
    return [replace(card, tags=tags.get(card.article.pk, ())) for card in chosen]


def each_once(listing: Listing, cards: Iterable[Card]) -> Listing:
    """The list without articles of the stories that stand above it (`cards`), and with the latest alone of
    each other story. One query."""
    return _once(listing, _stories_by_article(listing), cards)


def _once(listing: Listing, story_of: dict[int, int], cards: Iterable[Card]) -> Listing:
    seen: set[int | None] = {card.story.pk for card in cards}
    left = []
    for article in listing.articles:
        story = story_of.get(article.pk)
        if story is None or story not in seen:
            left.append(article)
            seen.add(story)
    return replace(listing, articles=left)


def _stories_by_article(listing: Listing) -> dict[int, int]:
    return dict(_story_of.rows([article.pk for article in listing.articles]))


def _story_of_each(articles: Sequence[int]) -> QuerySet[StoryArticle, Any]:
    rows = StoryArticle.objects.filter(article__in=articles).order_by()
    return rows.values_list("article_id", "story_id")


_story_of = Prepared(_story_of_each)
