"""Two events of one kind are not made one, however much their reports share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from broadsheet.group.centre import Centre
from broadsheet.group.grouper import Grouper
from broadsheet.group.settings import DEFAULT
from broadsheet.group.twins import LEAST, are_twins, told_apart
from broadsheet.group.types import ArticleToGroup, StoryMerge
from broadsheet.group.window import Window
from tests.group.made import report


def _similar(within: float, between: float, each: int = LEAST) -> np.ndarray:
    """Two groups of reports."""
    similar = np.full((2 * each, 2 * each), between, np.float32)
    similar[:each, :each] = similar[each:, each:] = within
    np.fill_diagonal(similar, 1)
    return similar


@pytest.mark.parametrize(
    ("within", "between", "twins"),
    [(0.5, 0.35, True), (0.5, 0.45, False), (0.36, 0.35, False), (0.9, 0.35, True)],
)
def test_twins_are_less_alike_than_the_reports_of_each(within: float, between: float, twins: bool) -> None:
    comparable = np.ones((2 * LEAST, 2 * LEAST), np.bool_)
    assert told_apart(_similar(within, between), comparable, LEAST, 0.8) is twins


def test_the_looser_of_two_stories_counts() -> None:
    similar = _similar(0.9, 0.35)
    similar[LEAST:, LEAST:] = 0.4
    assert not told_apart(similar, np.ones(similar.shape, np.bool_), LEAST, 0.8)


def test_pairs_that_cannot_be_compared_tell_nothing() -> None:
    similar = _similar(0.9, 0.35)
    comparable = np.ones(similar.shape, np.bool_)
    comparable[0, LEAST:] = comparable[LEAST:, 0] = False
    assert told_apart(similar, comparable, LEAST, 0.8)
    comparable[:LEAST, LEAST:] = comparable[LEAST:, :LEAST] = False
    assert not told_apart(similar, comparable, LEAST, 0.8)


def _window(reports: list[ArticleToGroup]) -> Window:
    """Reports in their stories: of the event that each is made of."""
    window = Window(Centre(0, 0))
    for one in reports:
        window.put(one)
        window.join(one.id, 1 if one.title == "Event 1" else 100)
    return window


@pytest.mark.parametrize(
    ("fields", "each", "twins"),
    [
        ({"has_text": True}, LEAST, True),
        ({"has_text": True}, LEAST - 1, False),
        ({"has_text": False}, LEAST, False),
    ],
)
def test_only_texts_in_one_language_tell(fields: dict[str, object], each: int, twins: bool) -> None:
    reports = [report(number, 1, **fields) for number in range(1, each + 1)]
    reports += [report(number, 2, **fields) for number in range(100, each + 100)]
    window = _window(reports)

    def compare(rows: np.ndarray, others: np.ndarray) -> np.ndarray:
        return _similar(0.6, 0.35, each)[rows][:, others]

    assert are_twins(1, 100, window, DEFAULT, compare) is twins


def test_reports_in_two_languages_do_not_tell() -> None:
    reports = [report(number, 1, has_text=True, language="en") for number in range(1, 4)]
    reports += [report(number, 2, has_text=True, language="de") for number in range(100, 103)]

    def compare(rows: np.ndarray, others: np.ndarray) -> np.ndarray:
        return _similar(0.6, 0.35)[rows][:, others]

    assert not are_twins(1, 100, _window(reports), DEFAULT, compare)


def test_the_grouper_keeps_twins_apart() -> None:
    """Two events whose reports share a third of their terms: enough to be merged, were there no twins."""

    def merged(twins: float) -> bool:
        settings = replace(
            DEFAULT, join_texts=0.55, merge_texts=0.1, twins=twins, term_share=1.0, settle_every=100
        )
        grouper = Grouper(settings)
        for number in range(1, 41):
            event = number % 2 if number <= 12 else number
            own = tuple((f"{kind}{event}", 1.0) for kind in ("river", "mayor", "bridge", "school"))
            shared = (("flood", 1.0), ("rain", 1.0)) if number <= 12 else ()
            grouper.add(report(number, max(event, 1), has_text=True, terms=(*own, *shared)))
        return any(isinstance(change, StoryMerge) for change in grouper.settle())

    assert merged(0.0)
    assert not merged(0.8)
