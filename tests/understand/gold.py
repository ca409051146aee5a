"""Texts of our own with what is in them, and how much of it is found.

`data/gold/*.toml` holds the texts of one language; `data/apart/*.toml` others, written later.
An expected value may have several right forms ("a|b"); one that ends in "?" may be found or not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadsheet.understand.article import understand_article
from broadsheet.understand.types import ArticleFeatures, ArticleText

DATA = Path(__file__).parent / "data"


@dataclass(slots=True)
class Score:
    right: int = 0
    found: int = 0
    expected: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(self.found, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.expected, 1)


FOUND: dict[str, Callable[[ArticleFeatures], list[str]]] = {
    "places": lambda features: [place.key for place in features.places],
    "names": lambda features: [name.key for name in features.names],
    "numbers": lambda features: [f"{number.value} {number.unit}" for number in features.numbers],
    "dates": lambda features: list(features.dates),
    "quotes": lambda features: [quote.text for quote in features.quotes],
    "speakers": lambda features: [f"{quote.text}: {quote.speaker}" for quote in features.quotes],
}


def texts(folder: str = "gold") -> Iterator[tuple[str, dict[str, Any]]]:
    """The language of each text, and the text."""
    for path in sorted((DATA / folder).glob("*.toml")):
        for text in tomllib.loads(path.read_text(encoding="utf-8"))["text"]:
            yield path.stem, text


def expected(text: dict[str, Any], part: str) -> list[str]:
    if part == "quotes":
        return [words for words, _ in text.get("quotes", [])]
    if part == "speakers":
        return [
            "|".join(f"{words}: {name}" for name in speaker.split("|"))
            for words, speaker in text.get("quotes", [])
        ]
    values: list[str] = text.get(part, [])
    return values


def compare(found: list[str], wanted: list[str], score: Score) -> list[str]:
    """Adds to the score; returns what is wrong ("+" found without being there, "-" not found)."""
    open_values = [(set(value.rstrip("?").split("|")), value.endswith("?")) for value in wanted]
    wrong = []
    for value in found:
        match = next((one for one in open_values if value in one[0]), None)
        if match is None:
            wrong.append(f"+{value}")
            score.found += 1
        else:
            open_values.remove(match)
            score.right += not match[1]
            score.found += not match[1]
            score.expected += not match[1]
    missed = [one for one in open_values if not one[1]]
    score.expected += len(missed)
    return wrong + [f"-{'|'.join(sorted(one[0]))}" for one in missed]


def scores(folder: str = "gold") -> tuple[dict[str, Score], list[str]]:
    """The score of each part, and what was wrong in which text."""
    result = {part: Score() for part in FOUND}
    faults = []
    for language, text in texts(folder):
        features = understand_article(ArticleText(text["title"], text=text["text"], feed_language=language))
        for part, find in FOUND.items():
            wrong = compare(find(features), expected(text, part), result[part])
            faults += [f"{language} “{text['title']}” {part}: {fault}" for fault in wrong]
    return result, faults
