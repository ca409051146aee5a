"""Stored articles as the AI features read them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from broadsheet.store.features import pack_details
from broadsheet.store.models import Article, Understanding
from broadsheet.store.sources import source_of, sources_of, sources_of_story
from broadsheet.understand.article import understand_article
from broadsheet.understand.types import ArticleFeatures, ArticleText
from tests.factories import NOW, make_article, make_publisher, make_revision
from tests.stories import make_story

pytestmark = pytest.mark.django_db
TEXT = (
    "“It moved,” Maria Lopez said.\n\nThe crack at Kesh is 14 metres long. It was seen on 24 November 2026."
)


def understood(article: Article, **facts: Any) -> ArticleFeatures:
    """Stores what understanding finds in the article."""
    found = understand_article(
        ArticleText(article.title, article.summary, article.text, article.language, "en")
    )
    known = {
        "publisher": article.publisher,
        "at": article.sort_at,
        "language": found.language,
        "has_text": True,
        "content_hash": article.content_hash,
        "version": 1,
        "understood_at": NOW,
        "details": pack_details(found),
    } | facts
    Understanding.objects.create(article=article, **known)
    return found


def test_an_article_comes_with_its_publisher_and_what_was_found_in_it() -> None:
    publisher = make_publisher(
        name="Ansel Courier", homepage="https://news.ansel.com/", ownership="state", country="NZ"
    )
    article = make_article(publisher, title="A crack at Kesh", summary="It grows.", text=TEXT)
    found = understood(article, opinion=True)
    source = source_of(article)
    assert (source.id, source.revision, source.title, source.text, source.summary) == (
        article.pk,
        1,
        "A crack at Kesh",
        TEXT,
        "It grows.",
    )
    assert (source.publisher, source.owner, source.ownership, source.country) == (
        "Ansel Courier",
        "ansel.com",
        "state",
        "NZ",
    )
    assert (source.at, source.language, source.opinion, source.copy) == (article.sort_at, "en", True, False)
    for name in ("sentences", "names", "places", "numbers", "dates", "quotes"):
        assert getattr(source, name) == getattr(found, name)
    assert source.numbers[0].value == "14"
    assert source.quotes[0].speaker == "Maria Lopez"
    assert [source.passage(span).text for span in source.sentences] == [
        "“It moved,” Maria Lopez said.",
        "The crack at Kesh is 14 metres long.",
        "It was seen on 24 November 2026.",
    ]


def test_an_edit_makes_the_next_revision() -> None:
    article = make_article()
    other = make_article()
    make_revision(article)
    make_revision(article)
    assert [source.revision for source in sources_of([article.pk, other.pk])] == [3, 1]


def test_what_was_found_in_a_former_text_is_not_taken_for_that_of_this_one() -> None:
    article = make_article(text=TEXT)
    understood(article)
    text = "All is well. Nobody was hurt."
    Article.objects.filter(pk=article.pk).update(text=text, content_hash="another")
    source = source_of(article)
    assert [source.passage(span).text for span in source.sentences] == ["All is well.", "Nobody was hurt."]
    assert source.numbers == source.names == source.quotes == ()


def test_an_article_that_is_not_understood_yet_has_sentences() -> None:
    article = make_article(text="水位下降。没有人受伤。", language="zh")
    source = source_of(article)
    assert source.language == "zh"
    assert [source.passage(span).text for span in source.sentences] == ["水位下降。", "没有人受伤。"]


def test_the_standfirst_stands_in_for_a_text_as_understanding_reads_it() -> None:
    article = make_article(text="", summary="Two gates are open. One is not.")
    found = understood(article)
    source = source_of(article)
    assert source.text == "Two gates are open. One is not."
    assert source.sentences == found.sentences


def test_articles_come_in_the_order_that_was_asked_for_without_those_that_are_gone() -> None:
    first, second, gone = make_article(), make_article(), make_article()
    key = gone.pk
    gone.delete()
    asked = [second.pk, key, first.pk, second.pk]
    assert [source.id for source in sources_of(asked)] == [second.pk, first.pk]
    assert sources_of([]) == ()
    gone.pk = key
    with pytest.raises(Article.DoesNotExist):
        source_of(gone)


def test_a_story_is_read_in_the_order_of_time_and_says_what_is_copied() -> None:
    articles = [make_article(published_at=NOW - timedelta(hours=hours)) for hours in (1, 3, 2)]
    story = make_story(*articles, copies={articles[0]: articles[1]})
    make_story(make_article())
    found = sources_of_story(story)
    assert [source.id for source in found] == [articles[1].pk, articles[2].pk, articles[0].pk]
    assert [source.copy for source in found] == [False, False, True]


def test_of_a_long_story_the_latest_are_read_copies_last() -> None:
    articles = [make_article(published_at=NOW - timedelta(hours=hours)) for hours in (4, 3, 2, 1)]
    story = make_story(*articles, copies={articles[3]: articles[0]})
    assert [source.id for source in sources_of_story(story, most=2)] == [articles[1].pk, articles[2].pk]
    assert len(sources_of_story(story, most=4)) == 4


def test_a_story_costs_two_queries_however_many_articles_it_has() -> None:
    story = make_story(*(make_article() for _ in range(6)))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(sources_of_story(story)) == 6
    assert len(asked) == 2
