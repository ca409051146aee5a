"""Whether a sentence has the kind of thing that is wanted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from broadsheet.assist.expected import fitness, has_number, has_time
from broadsheet.assist.passages import cut
from broadsheet.assist.question import read_question
from broadsheet.assist.types import Source
from broadsheet.understand.article import understand_article
from broadsheet.understand.types import ArticleText


def fits(question: str, text: str, language: str) -> float:
    known = understand_article(ArticleText("", "", text, language, language))
    at = datetime(2026, 11, 24, tzinfo=UTC)
    source = Source(1, 1, "", "", language, at, "", text, names=known.names, sentences=((0, len(text)),))
    return fitness(read_question(question, language), cut(source).lines[0], source)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Some 38,000 people left.", "en"), ("They were nineteen.", "en"), ("Hay ochenta maestras.", "es"),
        ("Стоят сорок машин.", "ru"), ("من أربعين بئرًا", "ar"), ("船上有九名船员", "zh"),
        ("乗客百四十三人", "ja"), ("बाईस गाँव", "hi"), ("Es sind neunzig Blätter.", "de"),
        ("Quatre-vingt-dix feuillets", "fr"), ("۵٫۹", "fa"),
    ],
)  # fmt: skip
def test_numbers_are_known_in_digits_and_words(text: str, language: str) -> None:
    assert has_number(text, language)


def test_a_day_of_the_week_a_year_and_what_was_asked_are_no_numbers() -> None:
    assert not has_number("周一公布", "zh")
    assert not has_number("It was so in 1979.", "en")
    assert not has_number("It was magnitude 5.9.", "en", "Who felt the magnitude 5.9 quake?", "en")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("It stopped at 06:11.", "en"), ("Since 2009.", "en"), ("On Tuesday.", "en"), ("в понедельник", "ru"),
        ("يوم الثلاثاء", "ar"), ("八月失去联络", "zh"), ("am Dienstag", "de"), ("le 4 mars à midi", "fr"),
    ],
)  # fmt: skip
def test_times_are_known(text: str, language: str) -> None:
    assert has_time(text, language)


def test_a_name_that_the_question_has_is_no_answer_to_who() -> None:
    assert fits("Who leads the inspectors?", "The inspectors are led by Constance Hale.", "en") == 1.0
    assert fits("Who is the boss of Kesh?", "It rained again all the day on the roofs.", "en") == 0.0
    assert fits("Who runs Upper Oskarn Water?", "They called Upper Oskarn Water again.", "en") == 0.0


def test_a_measure_wants_its_unit() -> None:
    deep, strong = "It struck at a depth of 10 kilometres.", "It had a magnitude of 5.9."
    assert (
        fits("How deep was the earthquake?", deep, "en")
        > fits("How deep was the earthquake?", strong, "en")
        > 0
    )
    assert fits("How deep was the earthquake?", "It struck at dawn.", "en") == 0.0


def test_an_hour_is_more_than_a_day_where_an_hour_is_wanted() -> None:
    asked = "At what time did it stop?"
    assert fits(asked, "It stopped at 06:11.", "en") > fits(asked, "It stopped on Monday.", "en") > 0
