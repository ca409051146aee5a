"""The written sentences, true and altered, with the passages they cite (`data/check`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.assist.made import content

FOLDER = Path(__file__).parent / "data" / "check"
KINDS = ("true", "number", "name", "date", "negation", "invented")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence; `kind` is "true" or what was altered."""

    kind: str
    text: str
    language: str
    passages: tuple[tuple[str, str], ...]
    day: date
    title: str
    event: str


def written(part: str) -> Iterator[Written]:
    """The sentences of a part: "development" or "held"."""
    languages = {one.key: one.language.split("-")[0].replace("nb", "no") for one in content().publishers}
    articles = {(event.key, one.publisher): one for event in content().events for one in event.article}
    for table in tomllib.loads((FOLDER / f"{part}.toml").read_text(encoding="utf-8"))["passage"]:
        event = table["event"].split("-", 1)[1]
        article = articles[event, table["publisher"]]
        language = languages[table["publisher"]]
        cited = tuple((article.paragraphs[place], language) for place in table["paragraphs"])
        day = date.fromisoformat(table.get("day", "2026-11-23"))
        for kind in KINDS:
            for text in table.get(kind, []):
                yield Written(kind, text, table["language"], cited, day, article.title, event)
