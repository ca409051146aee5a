"""What changed is shown word by word, whatever the script, and in bounded time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.read.differences import MAX_WORDS, Piece, differences


def shown(before: str, after: str) -> list[str]:
    marks = {"same": "{}", "deleted": "[-{}-]", "inserted": "[+{}+]", "gap": "…"}
    return [
        "".join(marks[piece.kind].format(piece.text) for piece in passage)
        for passage in differences(before, after)
    ]


def test_nothing_is_shown_where_only_spaces_differ() -> None:
    assert differences("One  two\n\n three", "One two\nthree") == ()


def test_a_changed_number_is_shown_whole() -> None:
    assert shown("more than 40,000 people", "about 38,000 people") == [
        "[-more than 40,000 -][+about 38,000 +]people"
    ]


def test_a_sign_of_punctuation_is_a_change_of_its_own() -> None:
    assert shown("We buy days, not hours.", "We buy days; not hours.") == [
        "We buy days[-, -][+; +]not hours."
    ]


def test_scripts_without_spaces_differ_by_character() -> None:
    assert shown("大坝仍然稳固", "大坝不再稳固") == ["大坝[-仍然-][+不再+]稳固"]


def test_vowel_signs_stay_with_their_letters() -> None:
    assert shown("बाँध सुरक्षित है", "बाँध असुरक्षित है") == ["बाँध [-सुरक्षित -][+असुरक्षित +]है"]


def test_arabic_differs_by_word() -> None:
    assert shown("نُقل أكثر من ٤٠ ألفًا، أمس", "نُقل نحو ٣٨ ألفًا، أمس") == [
        "نُقل [-أكثر من ٤٠ -][+نحو ٣٨ +]ألفًا، أمس"
    ]


def test_unchanged_paragraphs_and_far_words_are_left_out() -> None:
    long = " ".join(f"word{number}" for number in range(60))
    (passage,) = differences(f"First.\n{long} old end.", f"First.\n{long} new end.")
    assert passage[0] == Piece("gap")
    assert "First." not in "".join(piece.text for piece in passage)
    assert passage[1].text.split() == [f"word{number}" for number in range(48, 60)]


def test_added_and_removed_paragraphs_are_shown() -> None:
    assert shown("One.\nTwo.\nThree.", "One.\nThree.\nFour.") == ["[-Two.-]", "[+Four.+]"]


def test_very_long_changes_are_shown_as_replaced() -> None:
    before, after = "yes no " * (MAX_WORDS * 4), "no yes " * (MAX_WORDS * 4)
    (passage,) = differences(before, after)
    kinds = [piece.kind for piece in passage]
    assert {"deleted", "inserted"} <= set(kinds)
    assert len(passage) <= 4


TEXTS = st.lists(st.sampled_from(["a", "b", "the", "5,000", ".", "水", "سد", "\n", " "]), max_size=60).map(
    " ".join
)


def side(before: str, after: str, kinds: set[str]) -> list[str]:
    text = " ".join(
        piece.text for passage in differences(before, after) for piece in passage if piece.kind in kinds
    )
    return sorted("".join(text.split()))


@given(TEXTS, TEXTS)
def test_what_is_inserted_and_deleted_makes_up_the_whole_difference(before: str, after: str) -> None:
    # Characters gone from the old text less those that are new: the two sides must balance.
    deleted, inserted = side(before, after, {"deleted"}), side(before, after, {"inserted"})
    old, new = sorted("".join(before.split())), sorted("".join(after.split()))
    for character in set(old + new):
        assert old.count(character) - deleted.count(character) == new.count(character) - inserted.count(
            character
        )


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert differences(text, text) == ()
