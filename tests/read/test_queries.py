"""How many queries a page takes does not grow with what it shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from broadsheet.store.models import Article, Feed, Page, Story, StoryChange
from tests.factories import (
    make_article,
    make_entry,
    make_feed,
    make_page,
    make_picture,
    make_publisher,
    make_revision,
)
from tests.stories import add_hashtag, make_link, make_story

pytestmark = pytest.mark.django_db

STATUS = 4  # newest article, sign of life, feeds, waiting pages: asked for once in five seconds
FRONT = 1  # which stories are on the front page: asked for once in five seconds
COMMENTS = 1  # the most helpful ones, and how many there are
MERGED = 1  # what became part of the story: asked for once after each change of it
EDITIONS = 1  # which countries have one: asked for once in ten minutes


@pytest.fixture
def held() -> Callable[[int], None]:
    def hold(count: int) -> None:
        for _ in range(count):
            publisher = make_publisher(country="AT")
            article = make_article(publisher, category="science", text_from="feed")
            make_picture(article)
            make_revision(article, text="Another text.")
            feed = make_feed(publisher, failures=1, error_code="status")
            page = make_page(article=article, state=Page.State.EXTRACTED)
            make_entry(feed, page=page)
            make_entry(feed, page=make_page(state=Page.State.FAILED, error_code="no-article"))

    return hold


@pytest.fixture
def held_stories(held: Callable[[int], None]) -> Callable[[int], None]:
    """Each story has that many reports with copies, and as many stories stand before and after it."""

    def hold(count: int) -> None:
        held(count)
        stories = []
        for _ in range(count):
            articles = [make_article(make_publisher(country="FR"), category="sport") for _ in range(count)]
            copy = make_article(category="sport")
            for article in articles:
                make_picture(article)
                add_hashtag(article, "ferries", "Ferries")
                add_hashtag(article, "strait", "Strait", position=1)
            stories.append(make_story(*articles, copy, copies={copy: articles[0]}))
        first = stories[0]
        for other in stories[1:]:
            make_link(other, first)
            StoryChange.objects.create(kind="split", story=first, other=other, at=other.opened_at)

    return hold


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 3 + 2 + FRONT + EDITIONS + STATUS),
        ("/category/sport", 6 + STATUS),
        ("/story/{story}", 16 + COMMENTS + MERGED + STATUS),
        ("/article/{article}", 20 + COMMENTS + STATUS),
        ("/hashtag/ferries", 8 + STATUS),
    ],
)
def test_a_page_of_stories_takes_as_many_queries_with_much_as_with_little(
    client: Client, held_stories: Callable[[int], None], address: str, queries: int
) -> None:
    counts = []
    for more in (3, 9):
        held_stories(more)
        story = Story.objects.order_by("-pk")[more - 1]
        article = story.headline
        assert article is not None
        path = address.format(article=article.public_id, story=story.public_id)
        if path.startswith(("/article", "/story")):
            path = client.get(path).headers["Location"]
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))
    assert counts == [queries, queries]


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 1 + FRONT + STATUS),
        ("/latest", 1 + STATUS),
        ("/category/science", 3 + STATUS),
        ("/article/{article}", 10 + COMMENTS + STATUS),
        ("/publisher/{publisher}", 3 + STATUS),
        ("/publishers", 3 + STATUS),
        ("/feeds", 7 + STATUS),
        ("/feeds/{feed}", 4 + STATUS),
        ("/feeds/unread", 3 + STATUS),
        ("/about", 3 + STATUS),
        ("/status.json", 10),
    ],
)
def test_a_page_takes_as_many_queries_with_much_as_with_little(
    client: Client, held: Callable[[int], None], address: str, queries: int
) -> None:
    counts = []
    for more in (2, 12):
        held(more)
        article = Article.objects.first()
        feed = Feed.objects.first()
        assert article is not None
        assert feed is not None
        path = address.format(article=article.public_id, publisher=article.publisher.key, feed=feed.pk)
        if path.startswith("/article"):
            path = client.get(path).headers["Location"]
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))
    assert counts == [queries, queries]


def test_lists_leave_the_long_columns_where_they_are(client: Client) -> None:
    make_article(category="science")
    make_story(make_article(category="science"))
    for address in ("/", "/latest", "/category/science"):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert not any('"store_article"."html"' in query["sql"] for query in captured)
    make_page(state=Page.State.FAILED, error_code="status")
    with CaptureQueriesContext(connection) as captured:
        client.get("/feeds/unread")
    assert not any('"body"' in query["sql"] for query in captured)
