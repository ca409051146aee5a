"""Related articles as cards that open in place: each with its text, or as much of it as may be shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from broadsheet.store.models import Article

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


def open_cards(links: Sequence[Link], allowed: Collection[int]) -> list[OpenCard]:
    """The cards of these links, in one query.

    Args:
        allowed: ids of the articles whose whole text may be shown.
    """
    wanted = [link.article.pk for link in links]
    texts = dict(Article.objects.filter(pk__in=wanted).values_list("pk", "text")) if wanted else {}
    cards = []
    for link in links:
        text = texts.get(link.article.pk, "")
        if link.article.pk in allowed:
            cards.append(OpenCard(link, *beginning(text, CARD_CHARS)))
        else:
            cards.append(OpenCard(link, excerpt(text) or link.article.summary, whole=False))
    return cards
