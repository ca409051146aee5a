"""Related articles as cards that open in place: each with its text, or as much of it as may be shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from broadsheet.store.models import Article
from broadsheet.store.prepared import Prepared

from .excerpts import beginning, excerpt
from .related import Link

# Eight cards of this size keep a page well under 100 KB compressed; longer texts go on at their own page.
CARD_CHARS = 6_000


@dataclass(frozen=True, slots=True)
class OpenCard:
    """A related article with its text; `whole` unless the text goes on elsewhere."""

    link: Link
    text: str
    whole: bool


def _texts_of(articles: Sequence[int]) -> QuerySet[Article, Any]:
    return Article.objects.filter(pk__in=articles).order_by().values_list("pk", "text")


_texts = Prepared(_texts_of)


def open_cards(links: Sequence[Link], allowed: Collection[int]) -> list[OpenCard]:
    """The cards of these links, in one query.

    Args:
        allowed: ids of the articles whose whole text may be shown.
    """
    wanted = [link.article.pk for link in links]
    texts = dict(_texts.rows(wanted))
    cards = []
    for link in links:
        text = texts.get(link.article.pk, "")
        if link.article.pk in allowed:
            cards.append(OpenCard(link, *beginning(text, CARD_CHARS)))
        else:
            cards.append(OpenCard(link, excerpt(text) or link.article.summary, whole=False))
    return cards
