"""Words made comparable across forms, languages and scripts."""

from __future__ import annotations

import csv

import pytest

from broadsheet.assist.lexicon import WORDS, meanings, sound, word_keys, words_in


@pytest.mark.parametrize(
    ("names"),
    [
        ("Velmara", "Вельмара", "فيلمارا"),
        ("Lindava", "Линдава", "ليندافا"),
        ("Oskarn", "Оскарн", "أوسكارن"),
        ("Kesh", "Кеш"),
    ],
)
def test_names_of_several_scripts_sound_the_same(names: tuple[str, ...]) -> None:
    assert len({sound(name) for name in names}) == 1


def test_what_has_few_consonants_or_is_written_in_han_has_no_sound() -> None:
    assert sound("Io") == sound("Amalia"[:3]) == sound("米纳索拉") == ""


@pytest.mark.parametrize(
    ("word", "language", "key"),
    [
        ("captain", "en", "captain"),
        ("capitán", "es", "captain"),
        ("船长", "zh", "captain"),
        ("船長", "zh", "captain"),
        ("قبطان", "ar", "captain"),
        ("капитана", "ru", "captain"),
        ("tiendas de campaña", "es", "tents"),
        ("muertos", "es", "dead"),
        ("killed", "en", "dead"),
        ("页", "zh", "pages"),
    ],
)
def test_words_of_the_same_meaning_have_the_same_key(word: str, language: str, key: str) -> None:
    assert key in meanings(word, language)


def test_forms_of_a_word_have_a_key_in_common() -> None:
    keys = {key for key, _, _ in words_in("The engineers inspected both dams.", "en")}
    assert word_keys("inspects", "en") & keys
    assert word_keys("dam", "en") & keys
    assert not word_keys("ship", "en") & keys


def test_every_row_of_the_table_is_whole() -> None:
    with (WORDS / "meanings.psv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE))
    keys = [row["key"] for row in rows]
    assert len(keys) == len(set(keys)) > 100
    for row in rows:
        assert None not in row, row["key"]
        assert all((words or "").strip() for words in row.values()), row["key"]
