"""How much of what our own texts hold is found, and that it does not become less."""

from __future__ import annotations

import pytest

from tests.understand.gold import Score, scores, texts

# Precision and recall that were reached; they only rise.
FLOORS = {
    "places": (0.97, 0.95),
    "names": (0.92, 0.94),
    "numbers": (0.96, 0.97),
    "dates": (1.0, 1.0),
    "quotes": (0.94, 1.0),
    "speakers": (0.88, 0.92),
}


@pytest.fixture(scope="module")
def scored() -> tuple[dict[str, Score], list[str]]:
    return scores()


def test_the_texts_are_of_many_languages() -> None:
    found = list(texts())
    assert len(found) >= 60
    assert len({language for language, _ in found}) >= 15


@pytest.mark.parametrize("part", FLOORS)
def test_as_much_is_found_as_before(part: str, scored: tuple[dict[str, Score], list[str]]) -> None:
    score, faults = scored[0][part], [fault for fault in scored[1] if f" {part}: " in fault]
    precision, recall = FLOORS[part]
    assert score.precision >= precision, faults
    assert score.recall >= recall, faults
