"""Quantities, days and key phrases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.understand.dates import MOST as MOST_DATES
from broadsheet.understand.dates import dates_in
from broadsheet.understand.numbers import MOST as MOST_NUMBERS
from broadsheet.understand.numbers import numbers_in
from broadsheet.understand.phrases import key_phrases
from broadsheet.understand.reading import read_text

LANGUAGES = ["en", "de", "ar", "zh", "ru", "fa", "hi", "xx", ""]

QUANTITIES = [
    ("en", "It cost $2.5 billion, up 12.5%", [("2500000000", "USD"), ("12.5", "%")]),
    ("en", "1,234 people fled in 2019; 14 dead", [("1234", "people"), ("14", "dead")]),
    ("en", "version 1.2.3 at 10:30 on 24/11", []),
    ("de", "2,5 Milliarden Euro für 12.500 Menschen", [("2500000000", "EUR"), ("12500", "people")]),
    ("de", "1.234.567,5 €", [("1234567.5", "EUR")]),
    ("fr", "3 000 personnes, 12,5 %", [("3000", "people"), ("12.5", "%")]),
    ("ru", "5 млн долларов, 12 человек", [("5000000", "USD"), ("12", "people")]),
    ("ar", "١٢ قتيلا و 12.5 مليون دولار", [("12", "dead"), ("12500000", "USD")]),
    ("zh", "超过3万人撤离，2亿美元", [("30000", "people"), ("200000000", "USD")]),
    ("hi", "5 लाख", [("500000", "")]),
]

DAYS = [
    ("en", "On 24 November 2026, then May 5; 2026-01-02", ("2026-11-24", "--05-05", "2026-01-02")),
    ("en", "in November 2025", ("2025-11",)),
    ("en", "They may march on 31 February 2026 or 99 May", ()),
    ("de", "am 3. März 2026", ("2026-03-03",)),
    ("fr", "le 1er janvier 2026", ("2026-01-01",)),
    ("es", "el 5 de mayo de 2026", ("2026-05-05",)),
    ("ru", "24 ноября 2026 года", ("2026-11-24",)),
    ("ar", "في 5 يناير 2026", ("2026-01-05",)),
    ("zh", "2026年11月24日", ("2026-11-24",)),
    ("ko", "2026년 11월 24일", ("2026-11-24",)),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), QUANTITIES)
def test_quantities_are_read_as_their_language_writes_them(
    language: str, text: str, expected: list[tuple[str, str]]
) -> None:
    found = numbers_in(text, language)
    assert [(number.value, number.unit) for number in found] == expected
    assert all(text[slice(*number.span)].strip() for number in found)


@pytest.mark.parametrize(("language", "text", "expected"), DAYS)
def test_days_are_read_by_the_names_of_months(language: str, text: str, expected: tuple[str, ...]) -> None:
    assert dates_in(text, language) == expected


@given(
    st.text(alphabet=st.characters() | st.sampled_from("0123456789., %$€年月日")), st.sampled_from(LANGUAGES)
)
def test_any_text_has_bounded_numbers_days_and_phrases(text: str, language: str) -> None:
    numbers = numbers_in(text, language)
    assert len(numbers) <= MOST_NUMBERS
    assert all(0 <= number.span[0] < number.span[1] <= len(text) for number in numbers)
    assert len(dates_in(text, language)) <= MOST_DATES
    key_phrases(read_text(text, language), read_text(text * 3, language))


def test_a_phrase_that_comes_only_within_a_longer_one_is_not_named() -> None:
    title = read_text("Interest rates rise", "en")
    text = read_text(
        "The central bank raised interest rates. Interest rates were low, said the central bank.", "en"
    )
    phrases = [phrase.lower() for phrase in key_phrases(title, text)]
    assert phrases[:2] == ["interest rates", "central bank"]
    assert not {"interest", "rates", "the", "said"} & set(phrases)


def test_what_is_said_once_is_no_key_phrase() -> None:
    assert key_phrases(read_text("", "en"), read_text("A dog ran over a bridge near Lyon.", "en")) == ()
