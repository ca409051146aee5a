"""Names explained in sentences of other articles: what defines, what does not, and which is chosen."""

from __future__ import annotations

import pytest

from broadsheet.assist.explain import definition_worth, explain, terms_of
from broadsheet.assist.reading import read_source
from broadsheet.assist.types import Source
from tests.assist.made import MONDAY


def source(number: int, text: str, title: str = "A day") -> Source:
    return read_source(number, title, text, MONDAY, publisher="Il Faro", language="en")


DEFINES = [
    ("Ilse Brandt", "Ilse Brandt, the mayor of Brennick, left early.", "en"),
    ("Ilse Brandt", "It was said by Mayor Ilse Brandt.", "en"),
    ("Kestrel", "Kestrel is a payment company of Ansel.", "en"),
    ("Upper Oskarn Water", "The operator, Upper Oskarn Water, said no.", "en"),
    ("UOW", "Upper Oskarn Water (UOW) said no.", "en"),
    ("Upper Oskarn Water", "Upper Oskarn Water (UOW) said no.", "en"),
    ("Ana Lima", "Ana Lima, a prefeita de Kesh, saiu cedo hoje.", "pt"),
    ("Kestrel", "Kestrel ist ein Zahlungsdienst aus Ansel.", "de"),
    ("Кеш", "Кеш — это плотина на реке Оскарн.", "ru"),
    ("凯什", "凯什是一座水坝，位于奥斯卡恩河。", "zh"),
]
NOT = [
    ("Ilse Brandt", "Ilse Brandt, the mayor said, left early.", "en"),
    ("Kestrel", "Kestrel was founded in the spring.", "en"),
    ("Kesh", "They met near Kesh, the ministry said, on Monday.", "en"),
    ("Kesh", "Keshmore is a town on the river.", "en"),
    ("Kesh", "Two thousand people left Kesh on Monday.", "en"),
    ("UOW", "The report (UOW) was long.", "en"),
    ("(x", "(x is a hostile name.", "en"),
]


@pytest.mark.parametrize(("name", "sentence", "language"), DEFINES)
def test_what_defines_a_name(name: str, sentence: str, language: str) -> None:
    assert definition_worth(name, sentence, language) > 0


@pytest.mark.parametrize(("name", "sentence", "language"), NOT[:-1])
def test_what_only_names_it(name: str, sentence: str, language: str) -> None:
    assert definition_worth(name, sentence, language) == 0


def test_a_name_is_no_pattern() -> None:
    assert definition_worth("(x", "(x is a hostile name.", "en") > 0
    assert definition_worth("a" * 80, "a" * 400, "en") == 0


def test_the_better_definition_is_cited_with_its_place() -> None:
    weak = source(1, "Mayor Ilse Brandt spoke to the town on Sunday evening.")
    strong = source(2, "The town met.\nIlse Brandt, the mayor of Brennick since May, spoke for an hour.")
    (found,) = explain(["Ilse Brandt", "Rory Clegg"], [weak, strong])
    (passage,) = found.sentence.passages
    assert found.name == "Ilse Brandt"
    assert passage.article == 2
    assert strong.text[slice(*passage.span)] == found.sentence.text
    assert found.sentence.text.startswith("Ilse Brandt, the mayor")


def test_names_that_matter_come_first() -> None:
    article = source(
        1,
        "Ilse Brandt met Rory Clegg. Ilse Brandt left. Ilse Brandt slept. Rory Clegg sang in Lisbon.",
        title="Ilse Brandt leaves",
    )
    assert terms_of([article])[0] == "Ilse Brandt"
    assert terms_of([]) == ()
