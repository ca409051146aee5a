"""From a page to what the store takes: pure decisions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from broadsheet.extract.types import ArticlePicture, ExtractedArticle
from broadsheet.pipeline.articles import (
    compress_page,
    count_words,
    make_articles,
    next_recheck,
    published_instant,
    storable_article,
)
from broadsheet.pipeline.feedtext import article_from_entry, plain_text
from broadsheet.store.records import PageToExtract

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def article(**fields: object) -> ExtractedArticle:
    known = {
        "url": "https://a.example/1",
        "canonical_url": "https://a.example/1",
        "title": "T",
        "text": "Text.",
        "html": "",
    }
    return ExtractedArticle(**(known | fields))  # type: ignore[arg-type]


def page(body: bytes | None = None, **fields: object) -> PageToExtract:
    known = {"id": 1, "address": "https://a.example/1", "content_type": "text/html", "fetched_at": NOW}
    known |= {"discovered_at": NOW, "body": compress_page(body) if body is not None else None}
    return PageToExtract(**(known | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One two, three.", 3),
        ("新华社北京电", 3),
        ("Die AfD 要闻", 3),
        ("слово за слово", 3),
        ("한국어 기사", 2),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert count_words(text) == words


def test_a_page_is_looked_at_again_after_an_hour_and_a_day() -> None:
    assert next_recheck(NOW, NOW) == NOW + HOUR
    assert next_recheck(NOW, NOW + HOUR) == NOW + DAY
    assert next_recheck(NOW, NOW + DAY) is None
    assert next_recheck(NOW, NOW - 5 * DAY) == NOW + HOUR  # the clock went back


@pytest.mark.parametrize(
    ("published", "has_time", "of_feed", "expected"),
    [
        (None, False, NOW, (NOW, True)),
        (None, False, None, (None, False)),
        (NOW.astimezone(timezone(timedelta(hours=3))), True, None, (NOW, True)),
        (datetime(2026, 11, 23, 15, 0), True, NOW, (NOW, True)),  # three hours east
        (datetime(2026, 11, 23, 15, 7), True, NOW, (NOW + timedelta(hours=3, minutes=7), True)),
        (datetime(2026, 11, 20, 12, 0), True, NOW, (NOW - 3 * DAY, True)),
        (datetime(2026, 11, 23), False, NOW, (NOW, True)),
        (datetime(2026, 11, 19), False, NOW, (datetime(2026, 11, 19, tzinfo=UTC), False)),
    ],
)
def test_the_moment_of_publication(
    published: datetime | None,
    has_time: bool,
    of_feed: datetime | None,
    expected: tuple[datetime | None, bool],
) -> None:
    found = article(published=published, published_has_time=has_time)
    assert published_instant(found, of_feed) == expected


def test_what_a_database_refuses_is_taken_out() -> None:
    pictures = (
        ArticlePicture("https://a.example/1.jpg", 10**12, -3, alt="a\0b", caption="\ud800c"),
        ArticlePicture("data:image/png;base64,AAAA"),
        ArticlePicture("https://a.example/" + "x" * 3000),
    )
    found = storable_article(
        article(
            title="T\0\ud800",
            text="a\0b",
            pictures=pictures,
            published=datetime(9999, 12, 31),
            modified=datetime(1, 1, 1),
        ),
        "https://a.example/1",
    )
    assert (found.title, found.text, found.published, found.modified) == ("T", "ab", None, None)
    (picture,) = found.pictures
    assert (picture.width, picture.height, picture.alt, picture.caption) == (None, None, "ab", "c")


def test_a_page_that_cannot_be_read_is_made_from_the_feed_and_says_why() -> None:
    entry = {"entry_title": "Title", "entry_summary": "<p>Said in the feed.</p>", "entry_published": NOW}
    (record,) = make_articles([page(None, error_code="too-slow", error_detail="Too slow.", **entry)], NOW)
    assert record.article is not None
    assert (record.from_feed, record.error_code, record.article.text) == (
        True,
        "too-slow",
        "Said in the feed.",
    )
    assert record.published == NOW


def test_one_bad_page_of_a_batch_is_a_result_like_any_other() -> None:
    damaged = page(b"x", id=2)
    damaged = PageToExtract(2, damaged.address, b"no zstd", "text/html", NOW, NOW)
    sentence = "The engineers found clay under the pillars of the old market hall, and told the council so. "
    good = f"<html><body><article><h1>Hall sinks</h1>{f'<p>{sentence * 3}</p>' * 4}</article></body></html>"
    records = make_articles([page(good.encode()), damaged, page(None, id=3)], NOW)
    assert [record.page_id for record in records] == [1, 2, 3]
    assert [record.article is None for record in records] == [False, True, True]
    assert [record.error_code for record in records] == ["", "no-article", "no-article"]


def test_the_text_of_a_feed_keeps_its_paragraphs() -> None:
    html = "<h2>Head</h2><p>One <b>bold</b>\n word.</p><!-- no --><ul><li>A</li><li>B</li></ul>tail<br>end"
    assert plain_text(html) == "Head\n\nOne bold word.\n\nA\n\nB\n\ntail\n\nend"
    assert plain_text("  ") == plain_text("<!-- -->") == ""
    assert plain_text("a\0b") in ("ab", "a\ufffdb", "a", "")


@pytest.mark.parametrize("missing", [{"entry_title": ""}, {"entry_summary": "<img src=x>"}])
def test_an_entry_that_says_nothing_makes_no_article(missing: dict[str, str]) -> None:
    entry = {"entry_title": "T", "entry_summary": "Said."} | missing
    assert article_from_entry(page(**entry), "https://a.example/1") is None
