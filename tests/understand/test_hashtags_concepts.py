"""The table of concepts, and finding its words."""

from __future__ import annotations

import unicodedata

import pytest

from broadsheet.categories import CATEGORIES
from broadsheet.understand.hashtags_concepts import category_words, concepts, find_concepts, table_languages
from broadsheet.understand.hashtags_fold import TOPICS
from broadsheet.understand.hashtags_labels import concept_label

SCRIPTS = {"ru": "CYRILLIC", "ar": "ARABIC", "fa": "ARABIC", "hi": "DEVANAGARI", "zh": "CJK"}


def test_table_has_250_concepts_in_ten_languages() -> None:
    assert len(concepts()) >= 250
    for concept in concepts().values():
        assert len(concept.words) >= 10, concept.key


def test_every_line_has_a_cell_for_each_language() -> None:
    for path in [*TOPICS.glob("concepts/*.psv"), TOPICS / "categories.psv"]:
        first, *lines = path.read_text(encoding="utf-8").splitlines()
        assert {line.count("|") for line in lines} == {first.count("|")}, path.name


def test_keys_stand_once_and_categories_are_known() -> None:
    keys = [
        line.split("|")[0]
        for path in TOPICS.glob("concepts/*.psv")
        for line in path.read_text(encoding="utf-8").splitlines()[1:]
    ]
    assert len(keys) == len(set(keys))
    assert {concept.category for concept in concepts().values()} <= set(CATEGORIES)
    assert set(category_words()) == set(CATEGORIES)


@pytest.mark.parametrize("language", SCRIPTS)
def test_labels_are_in_the_script_of_their_language(language: str) -> None:
    for key, concept in concepts().items():
        if language in concept.words and not concept.words[language][0].isascii():
            label = concept_label(key, language)
            assert any(SCRIPTS[language] in unicodedata.name(letter, "") for letter in label), (key, label)


def test_latin_columns_hold_no_other_script() -> None:
    for key, concept in concepts().items():
        for language in table_languages() - set(SCRIPTS) - {"ja"}:
            for word in concept.words.get(language, ()):
                assert all("LATIN" in unicodedata.name(letter) for letter in word if letter.isalpha()), (
                    key,
                    word,
                )


@pytest.mark.parametrize(
    ("language", "text", "key"),
    [
        ("en", "the floods", "floods"),
        ("de", "die Erdbebenopfer", "earthquake"),
        ("de", "der Frauenfußball", "football"),
        ("ru", "о результатах выборов", "elections"),
        ("pl", "po wyborach", "elections"),
        ("ar", "وبالانتخابات", "elections"),
        ("hi", "चुनावों में", "elections"),
        ("tr", "depremlerin ardından", "earthquake"),
        ("zh", "台風和選舉", "elections"),
        ("ja", "地震の被害", "earthquake"),
        ("fa", "زمین‌لرزه‌ای", "earthquake"),
        ("es", "las vacunas", "vaccines"),
        ("da", "jordskjelv", "earthquake"),
    ],
)
def test_inflected_and_joined_words_are_found(language: str, text: str, key: str) -> None:
    assert key in find_concepts(text, "", "", language)


@pytest.mark.parametrize(
    ("language", "text", "key"),
    [
        ("en", "a warm wardrobe", "war"),
        ("en", "the cart parties", "art"),
        ("de", "die Auswahl", "elections"),
        ("es", "el martes", "mars"),
        ("fr", "la porte", "ports"),
        ("ja", "AIDS", "artificial-intelligence"),
    ],
)
def test_parts_of_other_words_are_not_found(language: str, text: str, key: str) -> None:
    assert key not in find_concepts(text, "", "", language)


def test_mentions_are_counted_by_place() -> None:
    found = find_concepts("Earthquake", "An earthquake.", "Earthquakes and an earthquake", "en")["earthquake"]
    assert (found.in_title, found.in_lead, found.in_text, found.count) == (1, 1, 2, 4)
