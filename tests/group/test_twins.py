"""Two events of one kind are not made one, however much their reports share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.group.centre import Centre
from broadsheet.group.grouper import Grouper
from broadsheet.group.settings import DEFAULT, GroupSettings
from broadsheet.group.terms import TermWeights, pack
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


def _window(reports: list[ArticleToGroup]) -> tuple[Window, TermWeights]:
    """Reports in their stories, of the event that each is made of, and how rare their terms are."""
    window, terms = Window(Centre(0, 0)), TermWeights()
    for one in reports:
        window.put(one)
        window.join(one.id, 1 if one.title == "Event 1" else 100)
        terms.add(window.terms(window.rows([one.id]))[0])
    return window, terms


def _reports(each: int, *own: str, **fields: object) -> list[ArticleToGroup]:
    """As many reports of two events; all share three terms, those of one event what begins with `own`."""

    def of(number: int, event: int) -> ArticleToGroup:
        words = ("quake", "iran", "magnitude", f"source{number}", *(f"{word}{event}" for word in own))
        known = {"has_text": True, "terms": tuple((word, 1.0) for word in words)}
        return report(number, event, **(known | fields))  # type: ignore[arg-type]

    return [of(number + (event - 1) * 99, event) for event in (1, 2) for number in range(1, each + 1)]


@pytest.mark.parametrize(
    ("each", "own", "fields", "twins"),
    [
        (LEAST, ("town", "day"), {}, True),
        (4, ("town", "day"), {}, True),
        (12, ("town",), {}, True),
        (4, (), {}, False),  # nothing of their own: one event, however it was parted
        (LEAST - 1, ("town", "day"), {}, False),
        (4, ("town", "day"), {"has_text": False}, False),
    ],
)
def test_twins_share_only_what_all_say(
    each: int, own: tuple[str, ...], fields: dict[str, object], twins: bool
) -> None:
    window, terms = _window(_reports(each, *own, **fields))
    assert are_twins(1, 100, window, DEFAULT, terms) is twins


def test_reports_in_two_languages_do_not_tell() -> None:
    reports = [
        replace(one, language="en" if one.title == "Event 1" else "de") for one in _reports(4, "town", "day")
    ]
    window, terms = _window(reports)
    assert not are_twins(1, 100, window, DEFAULT, terms)


def test_what_all_reports_say_does_not_make_them_alike() -> None:
    terms = TermWeights()
    said = [
        pack(tuple((word, 1.0) for word in words.split())) for words in ("a b x", "a b x", "a c y", "a c")
    ]
    hashes, weights = np.array([one for one, _ in said]), np.array([one for _, one in said])
    terms.add(hashes)
    terms.add(np.array([pack(((f"other{number}", 1.0),))[0] for number in range(100)]))
    beyond = terms.similarity_beyond(hashes, weights, 2)
    assert beyond == pytest.approx(beyond.T)
    assert beyond[:2, 2:] == pytest.approx(np.zeros((2, 2)))
    assert beyond[0, 1] == pytest.approx(1)
    assert 0 < beyond[2, 3] < 1
    assert terms.similarity(hashes, weights, hashes, weights)[0, 2] > 0.2


@given(
    st.lists(st.lists(st.integers(0, 30), max_size=8), min_size=2, max_size=9),
    st.integers(1, 8),
)
def test_any_reports_have_a_likeness(articles: list[list[int]], first: int) -> None:
    terms = TermWeights()
    said = [pack(tuple((f"word{number}", 1.0) for number in set(numbers))) for numbers in articles]
    hashes, weights = np.array([one for one, _ in said]), np.array([one for _, one in said])
    terms.add(hashes)
    beyond = terms.similarity_beyond(hashes, weights, min(first, len(articles) - 1))
    assert beyond.shape == (len(articles), len(articles))
    assert np.isfinite(beyond).all()
    assert (beyond >= 0).all()
    assert (beyond <= 1.001).all()


def _merged(settings: GroupSettings, *, lone: bool = False) -> bool:
    """Whether two events whose reports share a third of their terms are merged, among reports of others."""
    grouper = Grouper(settings)
    for number in range(1, 41):
        event = number % 2 if number <= 12 else number
        if lone and event == 0 and number > 2:
            continue
        own = tuple((f"{kind}{event}", 1.0) for kind in ("river", "mayor", "bridge", "school"))
        shared = (("flood", 1.0), ("rain", 1.0)) if number <= 12 else ()
        grouper.add(report(number, max(event, 1), has_text=True, terms=(*own, *shared)))
    return any(isinstance(change, StoryMerge) for change in grouper.settle())


def test_the_grouper_keeps_twins_apart() -> None:
    """Enough to be merged, were there no twins."""
    settings = replace(DEFAULT, join_texts=0.55, merge_texts=0.1, term_share=1.0, settle_every=100)
    assert _merged(replace(settings, twins=0.0))
    assert not _merged(replace(settings, twins=0.5))


def test_a_lone_report_needs_more_to_be_merged() -> None:
    settings = replace(DEFAULT, join_texts=0.55, merge_texts=0.1, term_share=1.0, settle_every=100)
    assert _merged(replace(settings, merge_lone_text=0.1), lone=True)
    assert not _merged(replace(settings, merge_lone_text=0.5), lone=True)
    assert _merged(replace(settings, twins=0.0, merge_lone_text=0.5))
