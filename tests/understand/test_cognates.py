"""What reports in two languages have in common."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.understand.article import understand_article
from broadsheet.understand.cognates import KEPT, article_cognates, consonants
from broadsheet.understand.names_key import name_key
from broadsheet.understand.types import ArticleText, Name, Number


@pytest.mark.parametrize(
    "spellings",
    [
        (("Kesh", "en"), ("Кеш", "ru"), ("Kesz", "pl"), ("کِش", "fa")),
        (("Sangbast", "en"), ("سنگ‌بست", "fa"), ("Сангбаст", "ru")),
        (("Siahkuh", "en"), ("سیه‌کوه", "fa")),
        (("Belmonte", "es"), ("Бельмонте", "ru")),
    ],
)
def test_a_name_is_one_by_its_sound_in_any_script(spellings: tuple[tuple[str, str], ...]) -> None:
    sounds = {consonants(name_key(name, language).replace(" ", "")) for name, language in spellings}
    assert len(sounds) == 1, sounds


def test_names_that_sound_unlike_stay_two() -> None:
    names = ["kesh", "sangbast", "belmonte", "arrieta", "meridia", "tarrow", "obertal"]
    assert len({consonants(name) for name in names}) == len(names)


def test_reports_of_one_event_in_two_languages_share_names_and_numbers() -> None:
    english = understand_article(
        ArticleText(
            "Magnitude 5.9 quake hits the Siahkuh mountains",
            text="A quake of magnitude 5.9 struck near Sangbast on Monday. In Sangbast 340 people were hurt, "
            "said the governor, Reza Farrokhi. Roads to Sangbast are closed.",
            language="en",
        )
    )
    german = understand_article(
        ArticleText(
            "Erdbeben der Stärke 5,9 in den Bergen von Siahkuh",
            text="Ein Beben der Stärke 5,9 hat am Montag die Gegend um Sangbast erschüttert. In Sangbast "
            "wurden 340 Menschen verletzt, sagte Gouverneur Reza Farrokhi. Straßen nach Sangbast sind zu.",
            language="de",
        )
    )
    shared = set(english.cognates) & set(german.cognates)
    assert {"d5.9", "d340", "n" + consonants("farrokhi")} <= shared
    other = understand_article(
        ArticleText("Rat senkt den Zins", text="Der Rat senkt den Zins auf 2,25 Prozent.", language="de")
    )
    assert not set(english.cognates) & set(other.cognates)


def test_small_numbers_and_single_sounds_say_nothing() -> None:
    numbers = [Number(value, "", (0, 1)) for value in ("3", "11", "12", "0.5", "1204377")]
    names = [Name("Io", "io", 1, True), Name("Ann", "ann", 1, True), Name("Oskarn", "oskarn", 1, True)]
    assert article_cognates((), names, numbers, ()) == ("n" + consonants("oskarn"), "d12", "d0.5", "d1204377")


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=600), st.sampled_from(["en", "ar", "ru", "zh", ""]))
def test_any_text_has_few_cognates_each_once(title: str, text: str, language: str) -> None:
    found = understand_article(ArticleText(title, text=text, language=language)).cognates
    assert len(found) <= KEPT
    assert len(set(found)) == len(found)
    assert all(found)
