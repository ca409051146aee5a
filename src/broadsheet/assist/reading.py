"""Articles that no store has read: a source of a text, with what understanding finds in it."""

from __future__ import annotations

from datetime import datetime

from broadsheet.assist.types import Source
from broadsheet.understand.article import understand_article
from broadsheet.understand.types import ArticleText


def read_source(
    id: int,
    title: str,
    text: str,
    at: datetime,
    *,
    publisher: str = "",
    language: str = "",
    owner: str = "",
    ownership: str = "",
    country: str = "",
    summary: str = "",
    copy: bool = False,
) -> Source:
    """A source made of a text alone; its language is found if none is given.

    Args:
        at: time zone aware.
        owner: the publisher stands for it if none is given.
        copy: whether the text is another's.
    """
    found = understand_article(ArticleText(title, summary, text, language, publisher=publisher))
    return Source(
        id=id,
        revision=1,
        publisher=publisher,
        owner=owner or publisher,
        language=found.language,
        at=at,
        title=title,
        text=text or summary,
        summary=summary,
        ownership=ownership,
        country=country,
        sentences=found.sentences,
        names=found.names,
        places=found.places,
        numbers=found.numbers,
        dates=found.dates,
        quotes=found.quotes,
        copy=copy,
        opinion=found.opinion,
    )
