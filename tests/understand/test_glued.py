"""Sentences that stand together without the space between them."""

from __future__ import annotations

import pytest

from broadsheet.understand.names import find_names
from broadsheet.understand.reading import read_text
from broadsheet.understand.sentences import split_sentences


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "The talks were held in Turkey.Vladimir Putin did not come.",
            "en",
            ["The talks were held in Turkey.", "Vladimir Putin did not come."],
        ),
        ("Wer kommt?Niemand weiß es.", "de", ["Wer kommt?", "Niemand weiß es."]),
        (
            "Он приехал в Анкару.Владимир Путин молчал.",
            "ru",
            ["Он приехал в Анкару.", "Владимир Путин молчал."],
        ),
        ("It runs on Node.js in the U.S.A. only.", "en", ["It runs on Node.js in the U.S.A. only."]),
        ("Frau Prof.Weber kam.", "de", ["Frau Prof.Weber kam."]),
    ],
)
def test_a_missing_space_ends_a_sentence_and_a_dot_within_a_word_does_not(
    text: str, language: str, expected: list[str]
) -> None:
    assert sentences(text, language) == expected


def test_names_are_not_glued_over_a_sentences_end() -> None:
    text = "The talks were held in Turkey.Vladimir Putin did not come. Reporters asked Vladimir Putin why."
    names = {mention.text for mention in find_names(read_text(text, "en"), [])}
    assert "Vladimir Putin" in names
    assert not [name for name in names if "Turkey" in name]
