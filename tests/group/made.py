"""Made-up articles for the tests of grouping."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from broadsheet.group.types import ArticleToGroup

START = datetime(2026, 3, 1, tzinfo=UTC)
DIM = 64


def direction(event: int) -> np.ndarray:
    return np.random.default_rng(1000 + event).normal(size=DIM)


def report(
    number: int, event: int, *, hours: float = 0.0, noise: float = 0.6, **fields: object
) -> ArticleToGroup:
    """The report of an event with the id `number`: its vector is the event's with some noise of its own."""
    vector = direction(event) + noise * np.random.default_rng(number).normal(size=DIM)
    known: dict[str, object] = {
        "id": number,
        "title": f"Event {event}",
        "language": "en",
        "publisher": f"publisher-{number % 7}",
        "at": START + timedelta(hours=hours),
        "vector": (vector / np.linalg.norm(vector)).astype(np.float32),
        "has_text": False,
    }
    return ArticleToGroup(**(known | fields))  # type: ignore[arg-type]


def stream(count: int, events: int, *, apart: float = 0.2) -> list[ArticleToGroup]:
    """Reports of some events in turn, `apart` hours from one to the next."""
    chance = np.random.default_rng(7)
    return [
        report(
            number,
            int(chance.integers(events)),
            hours=number * apart,
            language=("en", "de", "ar")[number % 3],
            has_text=number % 2 == 0,
            terms=((f"name{number % events}", 1.0), ("said", 0.3)),
            cognates=(f"n{number % events}", f"d{number % 9}"),
        )
        for number in range(1, count + 1)
    ]
