"""What is new since a reader looked: sentences nobody had said, numbers that changed, in any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.assist.changed import MOST, what_changed
from tests.assist.making import source_of

OLD = (
    "The dam above Kesh cracked on Monday morning, the operator said.\n"
    "Twelve people were injured when a bridge below the dam gave way.\n"
    "Four thousand people left the villages below it before noon."
)
NEW = (
    "The dam above Kesh cracked on Monday morning, the operator said.\n"
    "Fifteen people were injured when the bridge below the dam gave way, the hospital said.\n"
    "Prime Minister Oda Lind promised money for a new wall during a visit to the school.\n"
    "Around four thousand people left the villages below before noon."
)


def test_what_is_new_is_told_and_what_was_known_is_not() -> None:
    found = what_changed([source_of(1, OLD)], [source_of(2, NEW)], "en").found
    said = [one.sentence.text for one in found]
    assert len(said) == 2
    assert any("Oda Lind" in text for text in said)
    assert not any("cracked" in text or "villages" in text for text in said)
    for one in found:
        passage = one.sentence.passages[0]
        assert passage.article == 2
        assert NEW[slice(*passage.span)] == one.sentence.text


def test_a_number_that_changed_is_told_with_both_passages() -> None:
    changes = what_changed([source_of(1, OLD)], [source_of(2, NEW)], "en").found
    (changed,) = [one for one in changes if one.now]
    assert changed.was.startswith("Twelve")
    assert changed.now.startswith("Fifteen")
    assert [passage.article for passage in changed.sentence.passages] == [2, 1]


def test_a_number_that_was_known_is_no_change() -> None:
    known = [source_of(1, OLD), source_of(3, NEW, owner="third")]
    assert what_changed(known, [source_of(2, NEW)], "en").found == ()


@pytest.mark.parametrize(
    ("old", "new", "language", "was", "now"),
    [
        (
            "Bei dem Unglück am Damm von Kesch wurden nach Angaben der Polizei 12 Menschen verletzt.",
            "Bei dem Unglück am Damm von Kesch wurden nach neuen Angaben der Polizei 15 Menschen verletzt.",
            "de",
            "12",
            "15",
        ),
        (
            "凯什大坝事故造成12人受伤，当地医院周一表示。",
            "凯什大坝事故造成15人受伤，当地医院周二表示。",
            "zh",
            "12",
            "15",
        ),
    ],
)
def test_numbers_change_in_other_languages(old: str, new: str, language: str, was: str, now: str) -> None:
    known, came = source_of(1, old, language=language), source_of(2, new, language=language)
    (change,) = what_changed([known], [came], language).found
    assert was in change.was
    assert now in change.now


def test_the_reader_s_language_is_taken_where_something_came_in_it() -> None:
    german = "Ministerpräsidentin Oda Lind versprach bei einem Besuch in der Schule Geld für eine neue Mauer."
    known = [
        source_of(1, OLD),
        source_of(3, "Der Damm oberhalb von Kesch bekam am Montag einen Riss.", language="de"),
    ]
    came = [source_of(2, NEW), source_of(4, german, language="de")]
    assert {one.sentence.language for one in what_changed(known, came, "de").found} == {"de"}
    assert {one.sentence.language for one in what_changed(known, came, "fr").found} <= {"en", "de"}


def test_with_nothing_to_compare_with_nothing_is_called_new() -> None:
    german = source_of(
        4, "Der Damm oberhalb von Kesch bekam am Montagmorgen einen langen Riss.", language="de"
    )
    changes = what_changed([source_of(1, OLD)], [german], "en")
    assert (changes.found, changes.reports, changes.compared) == ((), 1, 0)
    assert what_changed([source_of(1, OLD)], [], "en").reports == 0


def test_copies_and_opinions_are_no_news() -> None:
    copy = source_of(2, NEW, copy=True)
    plain = source_of(3, OLD.replace("Twelve", "Twelve"))
    assert what_changed([source_of(1, OLD)], [copy, plain], "en").found == ()


def test_there_are_never_too_many() -> None:
    text = "\n".join(
        f"In town number {number} the {animal} of the mayor ran into the {place} on a quiet evening."
        for number, (animal, place) in enumerate(
            zip(
                ["dog", "cat", "horse", "goose", "goat", "cow", "hen", "fox", "owl"],
                ["church", "school", "barn", "mill", "inn", "bank", "shop", "hall", "pond"],
                strict=False,
            )
        )
    )
    assert 0 < len(what_changed([source_of(1, OLD)], [source_of(2, text)], "en").found) <= MOST


@given(st.lists(st.text(max_size=200), max_size=3), st.lists(st.text(max_size=200), max_size=3))
def test_any_texts_can_be_compared(old: list[str], new: list[str]) -> None:
    known = [source_of(number, text) for number, text in enumerate(old)]
    came = [source_of(9 + number, text) for number, text in enumerate(new)]
    changes = what_changed(known, came, "en")
    assert changes.reports == len(came)
