"""Words as the index knows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.search.match import Phrase, express
from broadsheet.search.parse import parse_query
from broadsheet.search.snippet import LENGTH, mark, snippet
from broadsheet.search.spelling import Vocabulary
from broadsheet.search.tokens import fold_words, forms, index_text, spaced_words, tokens
from tests.search.test_parse import NOW


def found(typed: str, text: str, language: str) -> bool:
    """Whether the query's words stand in the text, by their marks."""
    phrases = express(parse_query(typed, NOW)).phrases
    return any(piece.marked for piece in mark(text, language, phrases))


@pytest.mark.parametrize(
    ("typed", "text", "language"),
    [
        ("engineer", "The engineers were measuring.", "en"),
        ("measured", "The engineers were measuring.", "en"),
        ("pekniecie", "Pęknięcia w zaporze", "pl"),
        ("zapory", "Kesh: zaporą zajmą się inżynierowie", "pl"),
        ("muller", "Frau Müller sagte", "de"),
        ("плотина", "У плотины стояли люди", "ru"),
        ("елка", "Ёлки украшены", "ru"),
        ("مهندس", "قال المهندسون إن السد صامد", "ar"),
        ("السَّدّ", "قال المهندسون إن السد صامد", "ar"),
        ("أزمة", "الازمه تتفاقم", "ar"),
        ("ダム", "ケシュダム、放流三日目", "ja"),
        ("放流三日", "ケシュダム、放流三日目", "ja"),
        ("目", "ケシュダム、放流三日目", "ja"),
        ("水位", "大坝水位下降", "zh"),
        ("เขื่อน", "น้ำในเขื่อนลดลง", "th"),
        ("김정은", "김정은이 방문했다", "ko"),
        ("ethiopie", "l’économie de l’Éthiopie", "fr"),
        ("covid-19", "Fewer COVID-19 cases", "en"),
        ('"gates opened"', "The gates opened at noon.", "en"),
    ],
)
def test_a_word_is_found_in_another_form_or_spelling(typed: str, text: str, language: str) -> None:
    assert found(typed, text, language)


@pytest.mark.parametrize(
    ("typed", "text", "language"),
    [
        ("crack", "The engineers were measuring.", "en"),
        ('"opened gates"', "The gates opened at noon.", "en"),
        ("水降", "大坝水位下降", "zh"),
        ("北京", "東京", "ja"),
    ],
)
def test_other_words_and_another_order_are_not_found(typed: str, text: str, language: str) -> None:
    assert not found(typed, text, language)


@given(st.text(), st.sampled_from(["", "en", "ar", "ja", "xx"]))
def test_words_of_the_index_hold_nothing_that_divides_them(text: str, language: str) -> None:
    for token, start, end in tokens(text, language):
        assert token
        assert 0 <= start < end <= len(text)
        assert not any(letter.isspace() or (ord(letter) < 128 and not letter.isalnum()) for letter in token)
    index_text(text, text, language)
    forms(text)


def test_a_part_of_a_text_shows_the_words_that_were_looked_for() -> None:
    text = "Nothing here. " * 60 + "The crack in the dam was measured on Monday. " + "Nothing more. " * 60
    pieces = snippet(text, "en", express(parse_query("dam cracks", NOW)).phrases)
    assert [piece.text for piece in pieces if piece.marked] == ["crack", "dam"]
    assert sum(len(piece.text) for piece in pieces) <= LENGTH + 4
    assert pieces[0].text.startswith("…")


def test_a_text_without_the_words_has_no_such_part() -> None:
    assert snippet("Nothing here.", "en", express(parse_query("dam", NOW)).phrases) == ()


@given(st.text(), st.text(max_size=4))
def test_pieces_are_the_text_again(text: str, token: str) -> None:
    phrases = (Phrase((token or "a",)), Phrase(("b", "c")), Phrase((token[:1] or "d",), prefix=True))
    assert "".join(piece.text for piece in mark(text, "en", phrases)) == text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("erthquake", "earthquake"),
        ("earthqauke", "earthquake"),
        ("Zelenksy", "zelensky"),
        ("plotna", "plotina"),
    ],
)
def test_a_slip_of_the_finger_is_put_right(typed: str, meant: str) -> None:
    words = Vocabulary([("earthquake", 9), ("zelensky", 5), ("plotina", 2), ("dam", 7), ("taiwan", 3)])
    assert words.correct(typed) == meant


@pytest.mark.parametrize("typed", ["earthquake", "Taliban", "dan", "xyzzyx", ""])
def test_a_word_that_is_right_short_or_like_no_other_stays(typed: str) -> None:
    assert Vocabulary([("earthquake", 9), ("taiwan", 3), ("dam", 7)]).correct(typed) == ""


def test_of_two_words_as_near_the_commoner_is_meant() -> None:
    assert Vocabulary([("minister", 2), ("ministry", 90)]).correct("ministre") == "ministry"
    assert Vocabulary([("barn", 2), ("bark", 90)]).correct("barx") == "bark"


@given(st.text(st.characters(codec="ascii"), max_size=200))
def test_a_text_of_ascii_alone_has_the_words_that_it_has_beside_others(text: str) -> None:
    assert list(tokens(f"{text} é", "en"))[:-1] == list(tokens(text, "en"))


@given(
    st.text(st.sampled_from("aé ŁßçİـةمسВЁ\u0301\u200c_9’-ก水ダ\n"), max_size=40),
    st.sampled_from(["en", "ar", "ru", "tr", "", "xx"]),
)
def test_words_taken_together_are_those_taken_one_by_one(text: str, language: str) -> None:
    taken = spaced_words(text)
    if taken is None:
        assert any(letter in text for letter in "ก水ダ")
        return
    words, starts = taken
    folded = fold_words(set(words), language)
    together = [
        (folded[word], start, start + len(word))
        for word, start in zip(words, starts, strict=True)
        if folded[word]
    ]
    assert together == list(tokens(text, language))


def test_a_phrase_is_marked_over_what_is_no_word() -> None:
    phrases = express(parse_query('"dam cracks"', NOW)).phrases
    for between in (" ", ", ", " " + "x" * 80 + " ", " __ ", " — "):
        pieces = mark(f"The dam{between}cracks.", "en", phrases)
        assert [piece.text for piece in pieces if piece.marked] == [f"dam{between}cracks"]
