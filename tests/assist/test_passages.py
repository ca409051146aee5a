"""Articles cut into passages."""

from __future__ import annotations

from datetime import UTC, datetime

from broadsheet.assist.passages import LONGEST, MAX_SENTENCES, MOST_SENTENCES, cut, read_source
from broadsheet.assist.types import Source
from broadsheet.understand.sentences import split_sentences


def source(text: str, language: str = "en") -> Source:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    return Source(1, 1, "", "", language, at, "The dam", text, sentences=split_sentences(text, language))


def passages(text: str) -> list[str]:
    read = cut(source(text))
    return [text[slice(*span)] for span in read.passages]


def test_a_passage_is_up_to_three_sentences_of_one_paragraph() -> None:
    text = "One is here. Two is here. Three is here. Four is here.\n\nFive is here. Six is here."
    assert passages(text) == [
        "One is here. Two is here. Three is here.",
        "Four is here.",
        "Five is here. Six is here.",
    ]
    assert MOST_SENTENCES == 3


def test_a_long_sentence_is_a_passage_by_itself() -> None:
    long = "Word " * (LONGEST // 5) + "end."
    assert passages(f"One is here. {long} Two is here.") == ["One is here.", long, "Two is here."]


def test_a_heading_stands_above_the_sentences_after_it() -> None:
    read = cut(source("What is known\n\nTwo gates are open.\n\nNobody was hurt."))
    assert [bool(line.heading) for line in read.lines] == [False, True, False]
    assert "known" in read.lines[1].heading


def test_traditional_and_simplified_letters_are_the_same_words() -> None:
    simple, old = cut(source("米纳索拉的学校。", "zh")), cut(source("米納索拉的學校。", "zh"))
    assert set(simple.lines[0].keys) == set(old.lines[0].keys)


def test_an_article_of_any_length_is_read_so_far() -> None:
    assert len(cut(source("It is so. " * 5_000)).lines) == MAX_SENTENCES
    assert cut(source("")).lines == ()


def test_the_same_article_is_cut_once_and_another_text_anew() -> None:
    first = source("One is here.")
    assert read_source(first) is read_source(source("One is here."))
    assert read_source(source("Two is here.")).lines[0].text == "Two is here."
