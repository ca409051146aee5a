"""The written sentences, true and altered, with the passages they cite (`data/check`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from broadsheet.newsroom.content import WrittenArticle
from tests.assist.made import content

FOLDER = Path(__file__).parent / "data" / "check"
KINDS = ("true", "number", "name", "date", "negation", "invented")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence; `kind` is "true" or what was altered, `event` what it is about."""

    kind: str
    text: str
    language: str
    passages: tuple[tuple[str, str], ...]
    day: date
    title: str
    event: str


def written(part: str) -> Iterator[Written]:
    """The sentences of a part: "development", "held" or "fresh".

    The first two cite articles of the demo newsroom; "fresh" brings its own texts, with sentences about them
    in other languages too.
    """
    for table in tomllib.loads((FOLDER / f"{part}.toml").read_text(encoding="utf-8"))["passage"]:
        event, title, cited = _own_text(table) if "text" in table else _article(table)
        day = date.fromisoformat(table.get("day", "2026-11-23"))
        for group in (table, *table.get("also", ())):
            for kind in KINDS:
                for text in group.get(kind, []):
                    yield Written(kind, text, group["language"], cited, day, title, event)


_Text = tuple[str, str, tuple[tuple[str, str], ...]]


def _own_text(table: dict[str, Any]) -> _Text:
    return table["about"], table["title"], tuple((one, table["language"]) for one in table["text"])


def _article(table: dict[str, Any]) -> _Text:
    language, articles = _newsroom()
    event, publisher = table["event"].split("-", 1)[1], table["publisher"]
    article = articles[event, publisher]
    cited = tuple((article.paragraphs[place], language[publisher]) for place in table["paragraphs"])
    return event, article.title, cited


@cache
def _newsroom() -> tuple[dict[str, str], dict[tuple[str, str], WrittenArticle]]:
    """Each publisher's language, and the articles by event and publisher."""
    languages = {one.key: one.language.split("-")[0].replace("nb", "no") for one in content().publishers}
    return languages, {(event.key, one.publisher): one for event in content().events for one in event.article}
