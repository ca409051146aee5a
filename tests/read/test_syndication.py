"""Every list goes out as RSS, Atom and JSON Feed, which readers of feeds understand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.feeds.parse import parse_feed
from broadsheet.read.syndication import FORMATS, Channel, Item, item_id
from broadsheet.store.models import Article, Story
from tests.factories import NOW, make_article, make_picture, make_publisher
from tests.stories import add_hashtag, make_story

KINDS = ("rss", "atom", "json")
LINK = re.compile('<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">')
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def shown() -> Callable[[], dict[str, Article]]:
    """A report in Russian by a publisher in Austria, in a story with the hashtag #dam."""

    def make() -> dict[str, Article]:
        publisher = make_publisher(key="talbote", name="Der Talbote", country="AT")
        article = make_article(
            publisher,
            title="Плотина & «трещина» <b>",
            language="ru",
            category="science",
            summary="Вода ниже <трещины>.",
            text="The whole text stays here.",
            authors=["Mara Tolland", "Idris Venn"],
            published_at=NOW,
        )
        make_picture(article)
        add_hashtag(article, "dam", "Плотина")
        make_story(article)
        return {"article": article}

    return make


def lists(story: Story) -> list[str]:
    return [
        *("/", "/latest/", "/category/science/", "/hashtag/dam/", "/publisher/talbote/", "/country/at/"),
        f"/story/{story.public_id}/",
    ]


@pytest.mark.django_db
def test_every_list_goes_out_in_every_format_and_says_the_same(
    client: Client, shown: Callable[[], dict[str, Article]]
) -> None:
    article = shown()["article"]
    story = Story.objects.get()
    for address in lists(story):
        ids = set()
        for kind in ("rss", "atom"):
            read = feedparser.parse(client.get(f"{address}feed.{kind}").content)
            assert not read.bozo, (address, kind, read.get("bozo_exception"))
            (entry,) = read.entries
            assert "трещина" in entry.title
            assert "&lt;трещины&gt;" in entry.summary
            assert entry.link.startswith(
                "http://testserver/story/" if address == "/" else "http://testserver/article/"
            )
            ids.add(entry.id)
        feed = json.loads(client.get(f"{address}feed.json").content)
        (item,) = feed["items"]
        assert item["language"] == feed["language"] == "ru"
        assert item["title"] == article.title
        assert {*ids, item["id"]} == {
            item_id("story", story.public_id) if address == "/" else item_id("article", article.public_id)
        }


@pytest.mark.django_db
def test_an_item_says_whose_it_is_when_it_was_written_and_where_the_original_is(
    client: Client, shown: Callable[[], dict[str, Article]]
) -> None:
    article = shown()["article"]
    (item,) = json.loads(client.get("/latest/feed.json").content)["items"]
    assert item["external_url"] == article.canonical_url
    assert item["authors"] == [{"name": "Mara Tolland"}, {"name": "Idris Venn"}]
    assert "Der Talbote" in item["content_html"]
    assert item["date_published"] == "2026-11-23T12:00:00+00:00"
    assert item["tags"] == ["Плотина", "Science"]
    assert item["image"].startswith("http")
    (entry,) = feedparser.parse(client.get("/latest/feed.rss").content).entries
    assert entry.published_parsed[:5] == (2026, 11, 23, 12, 0)
    atom = ElementTree.fromstring(client.get("/latest/feed.atom").content)
    link = atom.find(f"{ATOM}entry/{ATOM}link[@rel='via']")
    assert link is not None
    assert link.get("href") == article.canonical_url


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_no_more_goes_out_than_the_excerpt(
    client: Client, shown: Callable[[], dict[str, Article]], kind: str
) -> None:
    shown()
    make_article(summary="word " * 1000)
    body = client.get(f"/latest/feed.{kind}").content.decode()
    assert "whole text" not in body
    assert body.count("word") < 200


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_the_gathering_reads_what_goes_out(
    client: Client, shown: Callable[[], dict[str, Article]], kind: str
) -> None:
    article = shown()["article"]
    response = client.get(f"/latest/feed.{kind}")
    read = parse_feed(response.content, "http://testserver/latest/feed")
    assert [entry.title for entry in read.entries] == [article.title]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_a_reader_that_has_the_list_is_told_so_until_something_changes(client: Client, kind: str) -> None:
    make_article(published_at=NOW)
    first = client.get(f"/latest/feed.{kind}")
    for condition in (
        {"if-none-match": first.headers["ETag"]},
        {"if-modified-since": first.headers["Last-Modified"]},
    ):
        again = client.get(f"/latest/feed.{kind}", headers=condition)
        assert (again.status_code, again.content) == (304, b"")
    make_article(published_at=NOW + timedelta(minutes=1))
    for condition in (
        {"if-none-match": first.headers["ETag"]},
        {"if-modified-since": first.headers["Last-Modified"]},
    ):
        assert client.get(f"/latest/feed.{kind}", headers=condition).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_list_is_a_valid_feed_and_stays_the_same(client: Client, kind: str) -> None:
    first, second = (client.get(f"/latest/feed.{kind}").content for _ in range(2))
    assert first == second
    if kind == "json":
        assert json.loads(first)["items"] == []
    else:
        assert not feedparser.parse(first).bozo


@pytest.mark.django_db
def test_what_there_is_not_is_not_found(client: Client) -> None:
    for address in (
        *(
            "/latest/feed.xml",
            "/category/nothing/feed.rss",
            "/hashtag/nothing/feed.rss",
            "/country/x1/feed.rss",
        ),
        *("/publisher/nobody/feed.atom", "/story/nothing/feed.json"),
    ):
        assert client.get(address).status_code == 404, address


@pytest.mark.django_db
def test_a_feed_is_in_the_language_its_address_names(client: Client) -> None:
    make_article()
    feed = client.get("/category/science/feed.atom?language=ar").content
    assert ElementTree.fromstring(feed).get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert "علوم".encode() in feed


@pytest.mark.django_db
def test_pages_name_their_feeds_and_these_name_the_pages(
    client: Client, shown: Callable[[], dict[str, Article]]
) -> None:
    shown()
    for address in lists(Story.objects.get()):
        page = client.get(address.rstrip("/") or "/", follow=True)
        links = LINK.findall(page.content.decode())
        assert [media_type for media_type, _ in links] == [one.media_type for one in FORMATS.values()]
        for media_type, link in links:
            assert client.get(link).headers["Content-Type"] == f"{media_type}; charset=utf-8"
        feed = json.loads(client.get(links[2][1]).content)
        back = client.get(feed["home_page_url"], follow=True)
        assert LINK.findall(back.content.decode()) == links


@pytest.mark.django_db
def test_addresses_are_those_readers_reach_the_site_at(client: Client, settings: Any) -> None:
    make_article()
    settings.CONFIG = replace(settings.CONFIG, public_url="https://news.example.org")
    for kind in KINDS:
        body = client.get(f"/latest/feed.{kind}").content.decode()
        assert "https://news.example.org/article/" in body
        assert "testserver" not in body


texts = st.text(max_size=40)


@given(title=texts, name=texts, excerpt=texts, language=st.sampled_from(["", "en", "ar", '"><']))
def test_whatever_publishers_write_the_feed_is_well_formed(
    title: str, name: str, excerpt: str, language: str
) -> None:
    item = Item(
        id=item_id("article", "x"),
        url="https://news.example.org/article/x",
        source_url="https://example.org/\"'<>&ä",
        title=title,
        excerpt=excerpt,
        language=language,
        publisher=name,
        authors=(name,),
        tags=(name,),
        published_at=NOW,
        updated_at=NOW,
    )
    channel = Channel(name, title, "en", "https://news.example.org/", "https://news.example.org/feed", [item])
    for kind in ("rss", "atom"):
        root = ElementTree.fromstring(FORMATS[kind].write(channel))
        assert len(root.findall(".//item") + root.findall(f"{ATOM}entry")) == 1
    assert len(json.loads(FORMATS["json"].write(channel))["items"]) == 1
