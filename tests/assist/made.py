"""Sources of the demo newsroom's events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

from broadsheet.assist.reading import read_source
from broadsheet.assist.types import Source
from broadsheet.newsroom.content import Content, load_content

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@cache
def content() -> Content:
    return load_content()


@cache
def event_sources(key: str) -> tuple[Source, ...]:
    """The written articles of an event; those that reprint another's text are copies."""
    publishers = {publisher.key: publisher for publisher in content().publishers}
    event = next(event for event in content().events if event.key == key)
    texts = {article.publisher: article for article in event.article if article.paragraphs}
    found = []
    for number, article in enumerate(event.article, 1):
        publisher = publishers[article.publisher]
        written = texts.get(article.wire_from or article.publisher)
        if written is None:
            continue
        found.append(
            read_source(
                number,
                article.title or written.title,
                "\n".join(written.paragraphs),
                MONDAY + timedelta(hours=event.hour, minutes=article.delay_minutes),
                publisher=publisher.name,
                language=publisher.language.split("-")[0],
                ownership=publisher.ownership,
                country=publisher.country,
                summary=article.standfirst,
                copy=bool(article.wire_from),
            )
        )
    return tuple(found)
