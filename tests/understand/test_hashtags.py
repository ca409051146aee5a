"""Hashtags: articles in many languages with what they must and must not give."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.categories import CATEGORIES
from broadsheet.understand.hashtags import FEWEST, MOST, choose_hashtags
from broadsheet.understand.hashtags_labels import label_for
from broadsheet.understand.types import ArticleText, Name, Place

WRITTEN: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "data" / "hashtags.toml").read_text(encoding="utf-8")
)["article"]
UKRAINE = Place("UA", "Ukraine", "UA", 3, True)


def article_of(written: dict[str, Any]) -> ArticleText:
    return ArticleText(
        title=written["title"],
        text=written["text"],
        language=written["language"],
        topics=tuple(written["topics"]),
        publisher=written["publisher"],
    )


@pytest.mark.parametrize(
    "written", WRITTEN, ids=lambda written: f"{written['language']}-{written['title'][:20]}"
)
def test_article_gives_the_tags_a_reader_would_follow(written: dict[str, Any]) -> None:
    tags = choose_hashtags(article_of(written), (), (), (), "world", written["language"])
    given_tags = {tag.key: tag.label for tag in tags}
    assert {key: given_tags.get(key) for key in written["tags"]} == written["tags"]
    assert not given_tags.keys() & set(written["never"])
    assert len(given_tags) == len(tags)
    assert FEWEST <= len(tags) <= MOST


def test_there_are_articles_in_at_least_eight_languages() -> None:
    assert len({written["language"] for written in WRITTEN}) >= 8


def test_one_event_has_one_tag_in_every_language() -> None:
    quakes = [written for written in WRITTEN if "earthquake" in written["tags"]]
    assert len({written["language"] for written in quakes}) >= 5
    for written in quakes:
        keys = {
            tag.key for tag in choose_hashtags(article_of(written), (), (), (), "world", written["language"])
        }
        assert "earthquake" in keys


def test_country_is_named_in_the_articles_language() -> None:
    for language, label in (("en", "Ukraine"), ("ar", "أوكرانيا"), ("ru", "Украина"), ("zh", "乌克兰")):
        article = ArticleText("…", text="…", language=language)
        (tag,) = choose_hashtags(article, (UKRAINE,), (), (), "", language)
        assert (tag.key, tag.label) == ("ukraine", label)


def test_name_of_several_words_is_one_word() -> None:
    names = (
        Name("Nord Stream", "nord stream", 3, True),
        Name("جو بايدن", "joe biden", 2, True),
        Name("Северный поток", "severnyi potok", 2, True),
    )
    tags = choose_hashtags(ArticleText("…", text="…"), (), names, (), "", "en")
    assert {(tag.key, tag.label) for tag in tags} >= {
        ("severnyi-potok", "СеверныйПоток"),
        ("joe-biden", "جو_بايدن"),
    }


def test_weightiest_comes_first() -> None:
    article = ArticleText(
        "Earthquake",
        text="Earthquake. Earthquake. Earthquake. A museum was hurt; the museum closed. " + 3 * "Floods. ",
    )
    tags = choose_hashtags(article, (UKRAINE,), (), (), "", "en")
    assert tags[0].key == "earthquake"
    assert [tag.key for tag in tags].index("floods") < [tag.key for tag in tags].index("museums")


@pytest.mark.parametrize(
    "name",
    [
        "Reuters",
        "Breaking News",
        "Tuesday",
        "The Harbour Ledger",
        "harbourledger",
        "Getty Images",
        "Photo",
        "12",
    ],
)
def test_furniture_is_never_a_tag(name: str) -> None:
    article = ArticleText(
        f"{name} {name} {name}",
        text=f"{name} said {name} of {name}.",
        topics=(name,),
        publisher="The Harbour Ledger",
        url="https://www.harbour-ledger.example/news/1",
    )
    tags = choose_hashtags(article, (), (Name(name, name.casefold(), 9, True),), (name,), "business", "en")
    assert [tag.key for tag in tags] == ["business"]


def test_keyword_the_article_does_not_speak_of_is_no_tag() -> None:
    article = ArticleText("Two cats", text="Two cats sat on a wall.", topics=("Velmara", "Two cats"))
    assert "velmara" not in {tag.key for tag in choose_hashtags(article, (), (), (), "", "en")}


def test_part_of_a_longer_tag_is_not_a_second_one() -> None:
    names = (Name("Kesh Dam", "kesh dam", 3, True), Name("Kesh", "kesh", 2, False))
    keys = [tag.key for tag in choose_hashtags(ArticleText("…", text="…"), (), names, (), "", "en")]
    assert keys == ["kesh-dam"]


def test_article_without_concepts_falls_back_to_country_and_category() -> None:
    article = ArticleText("Qwerty", text="Qwerty uiop.", language="en")
    tags = choose_hashtags(article, (Place("g1", "Lviv", "UA", 1, False),), (), (), "culture", "en")
    assert {tag.key for tag in tags} == {"lviv", "ukraine", "culture"}


def test_no_text_gives_no_tags() -> None:
    assert choose_hashtags(ArticleText(""), (), (), (), "world", "") == ()


@pytest.mark.parametrize(
    ("key", "language", "label"),
    [
        ("interest-rates", "de", "Leitzins"),
        ("interest-rates", "pt-BR", "TaxaDeJuros"),
        ("elections", "zh-Hant", "選舉"),
        ("elections", "zh-Hans", "选举"),
        ("ukraine", "ar", "أوكرانيا"),
        ("united-states", "fr", "ÉtatsUnis"),
        ("turkey", "en", "Turkey"),
        ("health", "es", "Salud"),
        ("nord-stream", "fr", "NordStream"),
        ("earthquake", "el", "Earthquake"),
        ("", "en", ""),
    ],
)
def test_tag_is_shown_in_the_readers_language(key: str, language: str, label: str) -> None:
    assert label_for(key, language) == label


texts = st.text(max_size=200)


@settings(max_examples=200, deadline=None)
@given(
    texts,
    texts,
    st.lists(texts, max_size=3),
    texts,
    st.sampled_from(["", "en", "zh", "ar", "hi", "xx", "de-AT"]),
)
def test_any_text_gives_valid_tags(title: str, text: str, words: list[str], url: str, language: str) -> None:
    article = ArticleText(title, text=text, topics=tuple(words), publisher=title, url=url)
    names = tuple(Name(word, word, 2, True) for word in words)
    places = tuple(Place(word, word, word, 1, True) for word in words)
    tags = choose_hashtags(article, places, names, words, CATEGORIES[0], language)
    assert len(tags) <= MOST
    for tag in tags:
        assert tag.key
        assert tag.label
        assert not set(tag.label) & set(" #\n")
        assert isinstance(label_for(tag.key, language), str)


def keys_of(article: ArticleText, category: str) -> set[str]:
    return {tag.key for tag in choose_hashtags(article, (UKRAINE,), (), (), category, article.language)}


@pytest.mark.parametrize(
    ("title", "text", "language", "category", "never"),
    [
        (
            "Parliament votes on the new pension law",
            "The debate went on over a glass of wine until midnight. Parliament votes on Friday.",
            "en",
            "politics",
            "wine",
        ),
        (
            "Das Parlament stimmt über die Rente ab",
            "Die Debatte war lebhaft wie beim Fußball. Das Parlament stimmt am Freitag ab.",
            "de",
            "politics",
            "football",
        ),
    ],
)
def test_a_word_in_passing_is_no_tag(title: str, text: str, language: str, category: str, never: str) -> None:
    assert never not in keys_of(ArticleText(title, text=text, language=language), category)


def test_the_same_word_is_one_where_the_article_is_of_its_kind() -> None:
    text = "The valley expects little wine after the frost. Pickers wait."
    assert "wine" in keys_of(ArticleText("A late harvest in the valley", text=text, language="en"), "culture")


def test_a_great_city_is_called_as_in_the_readers_language() -> None:
    moscow = Place("524901", "Moscow", "RU", 3, True)
    tags = choose_hashtags(ArticleText("Москва", language="ru"), (moscow,), (), (), "world", "ru")
    assert {tag.key: tag.label for tag in tags}["moscow"] == "Москва"
    assert label_for("moscow", "de") == "Moskau"
    assert label_for("moscow", "ar") == "موسكو"
    assert label_for("kirrin-bay", "de") == "KirrinBay"
