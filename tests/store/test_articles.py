"""One article for all addresses of it, every edit kept, whatever the order and however often."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from broadsheet.extract.types import ArticlePicture, ExtractedArticle
from broadsheet.store.articles import put_articles
from broadsheet.store.models import Article, Entry, Feed, Page, Publisher, PublisherDomain, Revision
from broadsheet.store.records import ArticleRecord

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CANONICAL = "https://courier.example/kesh"


@pytest.fixture
def publisher() -> Publisher:
    made = Publisher.objects.create(key="courier", name="The Ansel Courier")
    PublisherDomain.objects.create(domain="courier.example", publisher=made)
    return made


def page(url: str) -> Page:
    return Page.objects.get_or_create(
        url=url, defaults={"host": "courier.example", "discovered_at": NOW, "state": Page.State.FETCHED}
    )[0]


def record(url: str = CANONICAL, text: str = "The crack has a name.", **fields: object) -> ArticleRecord:
    article = ExtractedArticle(
        url=url,
        canonical_url=str(fields.pop("canonical_url", CANONICAL)),
        title=str(fields.pop("title", "Engineers at Kesh")),
        text=text,
        html=f"<p>{text}</p>",
        language="en",
        pictures=(ArticlePicture("https://courier.example/dam.jpg", 1200, 800, caption="The dam"),),
    )
    known = ArticleRecord(
        page_id=page(url).pk,
        address=url,
        at=NOW,
        article=article,
        content_hash=hashlib.md5(f"{article.title}|{text}".encode()).hexdigest(),
        published=NOW - timedelta(hours=2),
        words=100,
    )
    return replace(known, **fields)  # type: ignore[arg-type]


def test_a_page_becomes_an_article_of_the_publisher_whose_domain_it_is(publisher: Publisher) -> None:
    counts = put_articles([record()])
    article = Article.objects.get()
    assert counts.new == 1
    assert (article.publisher, article.title, article.words) == (publisher, "Engineers at Kesh", 100)
    assert article.pictures.get().caption == "The dam"
    assert page(CANONICAL).article == article
    assert page(CANONICAL).state == Page.State.EXTRACTED


def test_an_unknown_domain_gets_a_publisher(publisher: Publisher) -> None:
    put_articles([record("https://www.new.example.org/a", canonical_url="https://www.new.example.org/a")])
    assert Article.objects.get().publisher.domains.get().domain == "example.org"


def test_doing_it_again_changes_nothing(publisher: Publisher) -> None:
    put_articles([record()])
    counts = put_articles([record()])
    assert (counts.new, counts.revised, counts.same) == (0, 0, 1)
    assert Article.objects.count() == 1
    assert Revision.objects.count() == 0


def test_an_edit_keeps_the_former_text(publisher: Publisher) -> None:
    put_articles([record()])
    later = NOW + timedelta(hours=1)
    counts = put_articles([record(text="The crack has grown.", at=later)])
    article = Article.objects.get()
    assert counts.revised == 1
    assert (article.text, article.updated_at) == ("The crack has grown.", later)
    revision = article.revisions.get()
    assert (revision.number, revision.text, revision.seen_at) == (1, "The crack has a name.", NOW)


def test_a_new_headline_is_an_edit(publisher: Publisher) -> None:
    put_articles([record()])
    put_articles([record(title="Days, not hours")])
    assert Article.objects.get().revisions.get().title == "Engineers at Kesh"


def test_an_edit_seen_after_the_clock_went_back_stays_the_later_one(publisher: Publisher) -> None:
    put_articles([record()])
    put_articles([record(text="Second text.", at=NOW - timedelta(days=1))])
    article = Article.objects.get()
    assert article.text == "Second text."
    assert article.updated_at >= article.revisions.get().seen_at


AMP = "https://courier.example/kesh/amp"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("together", [True, False])
def test_the_order_in_which_addresses_come_does_not_matter(
    publisher: Publisher, order: tuple[int, ...], together: bool
) -> None:
    records = [
        record(),
        record(AMP, text="The crack has a name. (AMP)"),
        record("https://courier.example/kesh-2", canonical_url="https://courier.example/kesh-2"),
    ]
    chosen = [records[place] for place in order]
    for batch in [chosen] if together else [[one] for one in chosen]:
        put_articles(batch)
    article = Article.objects.get()
    assert article.text == "The crack has a name."
    assert article.canonical_url == CANONICAL
    assert article.pages.count() == 3
    assert Revision.objects.count() == 0


def test_two_edits_in_one_batch_of_one_article_are_both_kept(publisher: Publisher) -> None:
    put_articles([record(), record(AMP, text="AMP")])
    put_articles([record(text="Second."), record(AMP, text="AMP second.")])
    assert [revision.text for revision in Revision.objects.all()] == ["The crack has a name."]
    assert Article.objects.get().text == "Second."


def test_short_texts_that_are_alike_stay_two_articles(publisher: Publisher) -> None:
    put_articles(
        [
            record("https://courier.example/1", canonical_url="https://courier.example/1", words=5),
            record("https://courier.example/2", canonical_url="https://courier.example/2", words=5),
        ]
    )
    assert Article.objects.count() == 2


def test_the_feeds_text_gives_way_to_the_page_and_never_the_other_way(publisher: Publisher) -> None:
    put_articles([record(text="Summary.", from_feed=True, error_code="too-slow", error_detail="Too slow.")])
    assert Article.objects.get().text_from == Article.TextFrom.FEED
    assert page(CANONICAL).error_code == "too-slow"
    put_articles([record()])
    article = Article.objects.get()
    assert (article.text_from, article.text) == (Article.TextFrom.PAGE, "The crack has a name.")
    assert page(CANONICAL).error_code == ""
    put_articles([record(text="Summary.", from_feed=True)])
    assert Article.objects.get().text == "The crack has a name."
    assert Revision.objects.count() == 0


def test_a_page_that_gives_no_article_says_why_and_takes_nothing_away(publisher: Publisher) -> None:
    nothing = replace(record(), article=None, error_code="no-article", error_detail="A list of links.")
    assert put_articles([nothing]).failed == 1
    assert page(CANONICAL).state == Page.State.FAILED
    put_articles([record()])
    put_articles([nothing])
    assert page(CANONICAL).state == Page.State.EXTRACTED
    assert Article.objects.get().text == "The crack has a name."


def test_an_article_dated_ahead_takes_the_place_of_when_it_was_seen(publisher: Publisher) -> None:
    put_articles([record(published=NOW + timedelta(days=400))])
    assert Article.objects.get().sort_at == NOW


def test_the_category_is_the_feeds(publisher: Publisher) -> None:
    feed = Feed.objects.create(
        publisher=publisher, url="https://courier.example/feed", category="science", next_fetch_at=NOW
    )
    Entry.objects.create(feed=feed, page=page(CANONICAL), key="1", content_hash="1", seen_at=NOW)
    put_articles([record()])
    assert Article.objects.get().category == "science"
