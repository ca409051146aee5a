from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest

from broadsheet.errors import ConfigurationError
from broadsheet.newsroom.content import Content, load_content
from broadsheet.newsroom.generate import GeneratedSource
from broadsheet.newsroom.newsroom import Newsroom

from .conftest import EVENING, START


@pytest.fixture(scope="module")
def shipped() -> Content:
    return load_content()


def make(content: Content, seed: int = 1, per_day: float = 48.0) -> GeneratedSource:
    return GeneratedSource(content, 60, per_day, seed, START)


def test_an_article_follows_from_seed_publisher_and_number_alone(shipped: Content) -> None:
    one, other = make(shipped), make(shipped)
    first, last = one.publishers[3], one.publishers[-1]
    asked_late = [other.article(last, 9, EVENING), other.article(first, 5, EVENING)]
    assert [one.article(last, 9, EVENING), one.article(first, 5, EVENING)] == asked_late
    assert make(shipped, seed=2).article(first, 5, EVENING).text != asked_late[1].text


def test_texts_are_long_and_no_two_articles_are_the_same(shipped: Content) -> None:
    source = make(shipped)
    english = [publisher for publisher in source.publishers if publisher.language == "en"]
    texts = [source.article(publisher, n, EVENING).text for publisher in english for n in range(10)]
    lengths = [len(text.split()) for text in texts]
    assert min(lengths) >= 200
    assert max(lengths) <= 1100
    own = [
        article.title + article.text
        for publisher in english
        for article in (source.article(publisher, n, EVENING) for n in range(10))
        if not article.wire_from
    ]
    assert len(set(own)) >= len(own) - len(english)  # the agency's own articles may repeat its wire


def test_events_are_covered_by_several_publishers_of_one_language(shipped: Content) -> None:
    source = make(shipped)
    covered: dict[str, set[str]] = defaultdict(set)
    languages: dict[str, set[str]] = defaultdict(set)
    for publisher in source.publishers:
        for number in range(6):
            article = source.article(publisher, number, EVENING)
            covered[article.event].add(publisher.key)
            languages[article.event].add(publisher.language)
    assert all(len(found) == 1 for found in languages.values())
    assert sum(len(keys) > 1 for keys in covered.values()) > len(covered) / 2


def test_the_millionth_article_costs_as_little_as_the_first(shipped: Content) -> None:
    source = make(shipped, per_day=10_000)
    newsroom = Newsroom(START, lambda: START + timedelta(days=101), source=source)
    publisher = source.publishers[0]
    assert source.count(publisher, newsroom.now()) > 1_000_000
    article = newsroom.article(publisher, 1_000_000)
    assert article is not None
    assert article.published <= newsroom.now()
    assert [found.number for found in newsroom.latest(publisher, 3)] == sorted(
        (found.number for found in newsroom.latest(publisher, 3)), reverse=True
    )


def test_numbers_follow_the_time_of_publication(shipped: Content) -> None:
    source = make(shipped)
    for publisher in source.publishers[:5]:
        count = source.count(publisher, EVENING)
        assert source.article(publisher, count - 1, EVENING).published <= EVENING
        assert source.article(publisher, count, EVENING).published > EVENING
        assert source.count(publisher, START - timedelta(seconds=1)) == 0


@pytest.mark.parametrize(("count", "per_day"), [(0, 1.0), (100_001, 1.0), (1, 0.0), (1, 1e9)])
def test_numbers_out_of_range_are_refused(shipped: Content, count: int, per_day: float) -> None:
    with pytest.raises(ConfigurationError):
        GeneratedSource(shipped, count, per_day, 1)
