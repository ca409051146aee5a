"""Publishers' own names of sections, in many languages, map onto the fixed list."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet import categories
from broadsheet.categories import CATEGORIES, category_of

WORDS = tomllib.loads(Path(categories.__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("World", "world"),
        ("INTERNATIONAL", "world"),
        ("Política", "politics"),
        ("Πολιτική", "politics"),
        ("Экономика", "business"),
        ("Science & Technology", "technology"),
        ("Sport / Tennis", "sport"),
        ("Fußball", "sport"),
        ("BBC Sport", "sport"),
        ("国際", "world"),
        ("国际新闻", "world"),
        ("스포츠", "sport"),
        ("ثقافة", "culture"),
        ("मनोरंजन", "culture"),
        ("Здоров'я", "health"),
        ("Miljö", "environment"),
        ("Kinh tế", "business"),
        ("Michezo", "sport"),
        ("สุขภาพ", "health"),
        ("Letters to the Editor", "opinion"),
        ("Local News", "local"),
    ],
)
def test_a_section_is_known_by_its_own_name(name: str, category: str) -> None:
    assert category_of(name) == category


@pytest.mark.parametrize("name", ["", " ", "Home", "National", "Magazine", "Make it count", "…"])
def test_a_name_that_means_none_of_them_is_left_open(name: str) -> None:
    assert category_of(name) == ""


def test_every_category_has_words_and_no_word_two_categories() -> None:
    assert set(WORDS) == set(CATEGORIES)
    folded = [(categories._fold(name), category) for category, names in WORDS.items() for name in names]
    twice = [name for name, count in Counter(name for name, _ in set(folded)).items() if count > 1]
    assert twice == []
    assert all(name for name, _ in folded)


def test_every_word_of_the_table_is_found_again() -> None:
    assert [
        name for category, names in WORDS.items() for name in names if category_of(name.upper()) != category
    ] == []


@given(st.text(max_size=200))
def test_any_text_gets_a_category_of_the_list_or_none(name: str) -> None:
    assert category_of(name) in {*CATEGORIES, ""}
