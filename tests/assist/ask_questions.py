"""The questions of `data/ask/` and the demo newsroom's written articles as sources."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from broadsheet.assist.types import Source
from broadsheet.newsroom.content import WrittenArticle, load_content
from broadsheet.understand.article import understand_article
from broadsheet.understand.types import ArticleText, Span

FOLDER = Path(__file__).parent / "data" / "ask"
PARTS = ("development", "across", "apart", "fresh")
CHOSEN_ON = PARTS[:2]
"""Those that answers were tuned on; "apart" and "fresh" are asked at the end alone."""
_START = datetime(2026, 11, 23, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the set.

    Attributes:
        event: the story it is about.
        evidence: words that stand in right answers; none if the articles do not say.
    """

    part: str
    event: str
    language: str
    text: str
    evidence: tuple[str, ...]

    def is_right(self, text: str) -> bool:
        """Whether a passage or sentence holds a right answer."""
        return any(words in text for words in self.evidence)


@dataclass(frozen=True, slots=True)
class Written:
    """An article of the newsroom with its event."""

    event: str
    source: Source


def questions(part: str) -> tuple[Asked, ...]:
    """The questions of a part, in the order of its file."""
    rows = tomllib.loads((FOLDER / f"{part}.toml").read_text(encoding="utf-8"))["question"]
    return tuple(
        Asked(part, row["event"], row["language"], row["text"], tuple(row["evidence"])) for row in rows
    )


@cache
def articles() -> tuple[Written, ...]:
    """All written articles as they stand after their last revision, understood."""
    content = load_content()
    publishers = {publisher.key: publisher for publisher in content.publishers}
    found: list[Written] = []
    for event in content.events:
        for article in event.article:
            original = _original(article, event.article)
            title, text = _last_text(article, original)
            publisher = publishers[article.publisher]
            language = publisher.language.split("-")[0]
            known = understand_article(ArticleText(title, article.standfirst, text, language, language))
            found.append(
                Written(
                    event.key,
                    Source(
                        id=len(found) + 1,
                        revision=1 + len(article.revision),
                        publisher=publisher.name,
                        owner=publisher.key,
                        language=language,
                        at=_START + timedelta(hours=event.hour, minutes=article.delay_minutes),
                        title=title,
                        text=text,
                        summary=article.standfirst,
                        ownership=publisher.ownership,
                        country=publisher.country,
                        sentences=known.sentences,
                        names=known.names,
                        places=known.places,
                        numbers=known.numbers,
                        dates=known.dates,
                        quotes=known.quotes,
                        copy=bool(article.wire_from),
                        opinion=article.opinion,
                    ),
                )
            )
    return tuple(found)


def story(event: str) -> tuple[Source, ...]:
    """The articles of an event."""
    return tuple(written.source for written in articles() if written.event == event)


def overlaps(span: Span, other: Span) -> bool:
    return span[0] < other[1] and other[0] < span[1]


def _original(article: WrittenArticle, others: list[WrittenArticle]) -> WrittenArticle:
    if not article.wire_from:
        return article
    return [other for other in others if other.publisher == article.wire_from and not other.wire_from][-1]


def _last_text(article: WrittenArticle, original: WrittenArticle) -> tuple[str, str]:
    title = article.title or original.title
    paragraphs = article.paragraphs or original.paragraphs
    for revision in article.revision:
        title, paragraphs = revision.title or title, revision.paragraphs or paragraphs
    return title, "\n\n".join(
        line.removeprefix("## ").removeprefix("> ").removeprefix("- ") for line in paragraphs
    )
