"""Sources made from plain texts as the store would give them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from broadsheet.assist.types import Source
from broadsheet.understand.article import understand_article
from broadsheet.understand.types import ArticleText

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)


def source_of(
    number: int,
    text: str,
    *,
    title: str = "",
    language: str = "en",
    owner: str = "",
    copy: bool = False,
    opinion: bool = False,
) -> Source:
    """A report of an owner of its own, unless one is given, understood."""
    found = understand_article(ArticleText(title, text=text, language=language))
    return Source(
        id=number,
        revision=1,
        publisher=f"Publisher {number}",
        owner=owner or f"owner-{number}",
        language=language,
        at=AT + timedelta(minutes=number),
        title=title,
        text=text,
        sentences=found.sentences,
        names=found.names,
        numbers=found.numbers,
        quotes=found.quotes,
        copy=copy,
        opinion=opinion,
    )
