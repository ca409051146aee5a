"""The demo newsroom's content keeps the shape its program reads and the numbers it promises."""

from __future__ import annotations

import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import broadsheet.newsroom
from broadsheet.categories import CATEGORIES

CONTENT = Path(broadsheet.newsroom.__file__).parent / "content"
PUBLISHERS: dict[str, dict[str, Any]] = {
    item["key"]: item
    for item in tomllib.loads((CONTENT / "publishers.toml").read_text(encoding="utf-8"))["publisher"]
}
WORDS: dict[str, dict[str, str]] = tomllib.loads((CONTENT / "words.toml").read_text(encoding="utf-8"))
EVENT_FILES = sorted((CONTENT / "events").glob("*.toml"))
EVENTS: list[dict[str, Any]] = [tomllib.loads(file.read_text(encoding="utf-8")) for file in EVENT_FILES]
ARTICLES = [(event, article) for event in EVENTS for article in event["article"]]

OWNERSHIPS = {"private", "public-service", "non-profit", "news-agency", "state", "party"}
FEED_FORMATS = {"rss20", "rss10", "rss091", "atom10", "atom03", "jsonfeed11", "jsonfeed1", "sitemap"}
LAYOUTS = {"classic", "broadsheet", "tabloid", "live", "magazine", "agency", "blog", "broadcaster"}
PROMISED_LANGUAGES = {"ar", "zh", "ru", "es", "fr", "de", "pt", "hi", "fa", "en"}
ARTICLE_KEYS = {
    "publisher", "delay_minutes", "author", "title", "standfirst", "paragraphs", "tags", "picture", "caption",
    "wire_from", "opinion", "kind", "paywalled", "revision", "also_in_sections",
}  # fmt: skip
# Characters that carry about as much as one English word, where a script writes no spaces.
CHARACTERS_A_WORD = {"zh": 1.7, "ja": 2.2}


def base_language(publisher: str) -> str:
    return str(PUBLISHERS[publisher]["language"].split("-")[0])


def word_count(article: dict[str, Any]) -> float:
    text = " ".join([article["standfirst"], *article["paragraphs"]])
    characters = CHARACTERS_A_WORD.get(base_language(article["publisher"]))
    return len("".join(text.split())) / characters if characters else len(text.split())


def name_article(item: tuple[dict[str, Any], dict[str, Any]]) -> str:
    event, article = item
    return f"{event['key']}/{article['publisher']}/{article['delay_minutes']}"


@pytest.mark.parametrize("publisher", PUBLISHERS.values(), ids=PUBLISHERS)
def test_a_publisher_is_complete(publisher: dict[str, Any]) -> None:
    assert publisher["ownership"] in OWNERSHIPS
    assert publisher["feed"] in FEED_FORMATS
    assert publisher["layout"] in LAYOUTS
    assert isinstance(publisher["full_content"], bool)
    assert publisher["name"]
    assert publisher["tagline"]
    assert publisher["journalists"]
    assert len(publisher["country"]) == 2
    assert set(publisher["sections"]) <= set(CATEGORIES)
    assert len(publisher["sections"]) == len(publisher["section_names"]) == len(set(publisher["sections"]))


def test_publishers_span_languages_formats_and_owners() -> None:
    assert len(PUBLISHERS) >= 44
    assert {base_language(key) for key in PUBLISHERS} >= PROMISED_LANGUAGES
    assert {item["feed"] for item in PUBLISHERS.values()} == FEED_FORMATS
    assert {item["layout"] for item in PUBLISHERS.values()} == LAYOUTS
    ownership = Counter(item["ownership"] for item in PUBLISHERS.values())
    assert set(ownership) == OWNERSHIPS
    assert ownership["news-agency"] >= 2


def test_every_language_has_every_word() -> None:
    expected = set(WORDS["en"])
    assert {
        language: expected ^ set(words) for language, words in WORDS.items() if set(words) != expected
    } == {}
    assert all(all(words.values()) for words in WORDS.values())
    assert all("{n}" in words["minutes_to_read"] for words in WORDS.values())
    assert all("{agency}" in words["wire_credit"] for words in WORDS.values())
    assert {base_language(key) for key in PUBLISHERS} <= set(WORDS)


@pytest.mark.parametrize("event", EVENTS, ids=[file.stem for file in EVENT_FILES])
def test_an_event_is_complete(event: dict[str, Any]) -> None:
    assert set(event) <= {"key", "title", "category", "hour", "place", "after", "article"}
    assert event["title"]
    assert event["place"]
    assert event["category"] in CATEGORIES
    assert 0 <= event["hour"] <= 60
    publishers = [item["publisher"] for item in event["article"]]
    assert 2 <= len(set(publishers)) <= 10
    if "after" in event:
        former = {item["key"]: item for item in EVENTS}[event["after"]]
        assert former["hour"] < event["hour"]


@pytest.mark.parametrize("item", ARTICLES, ids=name_article)
def test_an_article_keeps_the_seam(item: tuple[dict[str, Any], dict[str, Any]]) -> None:
    event, article = item
    publisher = PUBLISHERS[article["publisher"]]
    assert set(article) <= ARTICLE_KEYS
    assert article["title"]
    assert isinstance(article["delay_minutes"], int)
    assert article["delay_minutes"] >= 0
    sections = {event["category"], *article.get("also_in_sections", [])} | (
        {"opinion"} if article.get("opinion") else set()
    )
    assert sections & set(publisher["sections"])
    assert set(article.get("also_in_sections", [])) <= set(publisher["sections"]) - {event["category"]}
    assert article.get("kind", "live-blog") in {"live-blog", "video"}
    if "wire_from" in article:
        original = next(
            other
            for other in event["article"]
            if other["publisher"] == article["wire_from"] and "wire_from" not in other
        )
        assert PUBLISHERS[original["publisher"]]["language"] == publisher["language"]
        assert original["delay_minutes"] < article["delay_minutes"]
        assert len(article.get("paragraphs", [])) <= 1
        return
    assert article["author"] in {"", *publisher["journalists"]}
    assert article["standfirst"]
    assert len(article["paragraphs"]) >= 4
    assert 2 <= len(article["tags"]) <= 5
    assert bool(article["picture"]) == bool(article["caption"])
    assert 120 <= word_count(article) <= 900
    delays = [revision["after_minutes"] for revision in article.get("revision", [])]
    assert delays == sorted(set(delays))
    for revision in article.get("revision", []):
        assert set(revision) <= {"after_minutes", "title", "paragraphs"}
        assert revision.get("title", article["title"]) != article["title"] or (
            revision.get("paragraphs", article["paragraphs"]) != article["paragraphs"]
        )


def test_keys_are_unique() -> None:
    assert len({event["key"] for event in EVENTS}) == len(EVENTS)
    addresses = Counter((event["key"], item["publisher"], item["title"]) for event, item in ARTICLES)
    assert max(addresses.values()) == 1


def test_the_promised_numbers_hold() -> None:
    assert len(EVENTS) >= 32
    assert {event["category"] for event in EVENTS} == set(CATEGORIES)
    coverage = [len({item["publisher"] for item in event["article"]}) for event in EVENTS]
    assert sum(coverage) / len(coverage) >= 5.5
    assert {item["publisher"] for _, item in ARTICLES} == set(PUBLISHERS)
    found = Counter(
        trait
        for _, item in ARTICLES
        for trait in ("wire_from", "opinion", "revision", "paywalled", "also_in_sections", item.get("kind"))
        if trait in item or (trait and trait == item.get("kind"))
    )
    promised = {
        "wire_from": 12,
        "opinion": 8,
        "revision": 5,
        "live-blog": 2,
        "video": 2,
        "paywalled": 4,
        "also_in_sections": 10,
    }
    assert {trait: found[trait] for trait in promised if found[trait] < promised[trait]} == {}


def test_events_go_on_in_chains() -> None:
    former = {event["key"]: event.get("after") for event in EVENTS}

    def length(key: str) -> int:
        return 1 + (length(former[key]) if former[key] else 0)  # type: ignore[arg-type]

    assert sum(1 for key in former if former[key]) >= 4
    assert max(length(key) for key in former) >= 3


def test_hours_are_spread_over_two_and_a_half_days() -> None:
    hours = sorted(event["hour"] for event in EVENTS)
    assert hours[0] <= 2
    assert hours[-1] >= 50
    assert max(later - earlier for earlier, later in pairwise(hours)) <= 6


def test_a_few_articles_are_long() -> None:
    own = [item for _, item in ARTICLES if "wire_from" not in item]
    assert sum(1 for item in own if word_count(item) >= 600) >= 3
