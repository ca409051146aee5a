"""What a question asks for."""

from __future__ import annotations

import pytest

from broadsheet.assist.question import read_question
from broadsheet.assist.types import Answer


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("Who leads the inspectors?", "en", "person"),
        ("When did it happen, and who saw it?", "en", "time"),
        ("At what time did Kestrel stop?", "en", "clock"),
        ("In which year was the dam built?", "en", "year"),
        ("How many people live there?", "en", "number"),
        ("Where was the opera found?", "en", "place"),
        ("Why did the minister resign?", "en", "reason"),
        ("What did the EU propose on Nord Stream?", "en", "thing"),
        ("¿Cuántos votos hubo?", "es", "number"),
        ("¿Quién preside el tribunal?", "es", "person"),
        ("Combien de passagers ?", "fr", "number"),
        ("Warum trat der Minister zurück?", "de", "reason"),
        ("Quem é a técnica do clube?", "pt", "person"),
        ("Сколько машин на складе?", "ru", "number"),
        ("Кто автор оперы?", "ru", "person"),
        ("متى تعلن النتائج؟", "ar", "time"),
        ("كم بئرًا تضخ الشركة؟", "ar", "number"),
        ("船上有多少名船员？", "zh", "number"),
        ("事故发生在几点？", "zh", "clock"),
        ("船长是谁？", "zh", "person"),
        ("乗客は何人？", "ja", "number"),
        ("कितने गाँव डूबे?", "hi", "number"),
        ("Kaç kişi öldü?", "tr", "number"),
    ],
)
def test_the_kind_of_answer_and_the_language_are_told(text: str, language: str, wanted: str) -> None:
    read = read_question(text)
    assert (read.language, read.wanted) == (language, wanted)


def words(text: str, language: str = "") -> list[str]:
    return [word.text for word in read_question(text, language).words]


def test_words_that_say_nothing_are_left_out() -> None:
    assert words("How many villages below the Kesh dam were told to leave?", "en") == [
        "villages", "below", "Kesh", "dam", "told", "leave",
    ] or words("How many villages below the Kesh dam were told to leave?", "en") == [
        "villages", "Kesh", "dam", "told", "leave",
    ]  # fmt: skip
    assert words("红隼支付的调查报告有多少页？") == ["红隼", "支付", "调查报告", "页"]


def test_what_is_asked_about_is_the_first_word_that_is_no_name() -> None:
    read = read_question("How much did Ansel Athletic pay for Dele Farrant?", "en")
    assert [word.text for word in read.words if word.first] == ["pay"]
    assert [word.text for word in read.words if word.name] == ["Ansel", "Athletic", "Dele", "Farrant"]
    (first,) = [
        word for word in read_question("How many people drowned in Meghvan?", "en").words if word.first
    ]
    assert first.text == "drowned"


def test_what_is_measured_is_a_word_too() -> None:
    read = read_question("How deep was the earthquake?", "en")
    assert "depth" in read.measures
    assert [word.text for word in read.words if word.measure] == ["How deep"]
    assert not read_question("How many ships?", "en").measures


def test_the_readers_language_decides_where_the_question_does_not() -> None:
    assert read_question("Kesh dam", "pt").language == "pt"
    assert read_question("Who?", "ar").language == "en"
    assert read_question("谁？", "en").language == "zh"
    assert read_question("چه کسی سد را ساخت؟", "").language == "fa"
    assert read_question("Хто їх бачив?", "").language == "uk"


def test_what_a_question_leaves_out_is_taken_from_the_one_before() -> None:
    history = [("How many people were hurt in Nanyu?", Answer(()))]
    read = read_question("And when?", "en", history)
    assert read.wanted == "time"
    assert {"hurt", "Nanyu"} & {word.text for word in read.words} == {"Nanyu"} | (
        {"hurt"} if any(word.text == "hurt" for word in read.words) else set()
    )
    assert all(word.weight < 1 for word in read.words)
    there = read_question("How many were killed there?", "en", history)
    assert [word.text for word in there.words if word.weight == 1] == ["killed"]
    assert "Nanyu" in [word.text for word in there.words if word.weight < 1]
    alone = read_question("Who is the captain of the Skerry Maid?", "en", history)
    assert all(word.weight == 1 for word in alone.words)
