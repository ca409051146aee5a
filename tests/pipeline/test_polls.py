"""What asking a feed brought, as the row that says so."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from broadsheet.errors import BroadsheetError, NotAFeed, StatusError, TooSlow, UnknownHost, Unreachable
from broadsheet.fetch.types import FetchedPage
from broadsheet.pipeline.entries import FeedBody, ReadFeed, digest_bytes, read_feeds
from broadsheet.pipeline.polls import FeedAnswer, make_record
from broadsheet.store.records import FeedToPoll, PollRecord

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://a.example/feed"
FEED = FeedToPoll(
    id=1,
    url=URL,
    etag='"e"',
    last_modified="Mon",
    body_hash="",
    last_success_at=None,
    first_failed_at=None,
    failures=0,
    entries_per_day=None,
    ttl_s=None,
    skip_hours=frozenset(),
    skip_days=frozenset(),
)
RSS = (
    b'<rss version="2.0"><channel><title>A</title><ttl>99999999999</ttl>'
    b"<item><title>1</title><link>https://a.example/1?utm_source=x</link><guid>1</guid></item>"
    b"<item><title>1</title><link>https://a.example/1?utm_source=x</link><guid>1</guid></item>"
    b"<item><title>no address</title><guid isPermaLink='false'>2</guid></item></channel></rss>"
)


def answered(body: bytes = RSS, status: int = 200, **fields: object) -> FeedAnswer:
    page = FetchedPage(URL, URL, URL, status, {"etag": '"new"'} if status == 200 else {}, body, NOW, 0.5)
    return FeedAnswer(FEED, NOW, page=replace(page, **fields))  # type: ignore[arg-type]


def record(answer: FeedAnswer, read: ReadFeed | None = None, *, reached: bool = True) -> PollRecord:
    return make_record(answer, read, reached=reached, chance=random.Random(1))


def failed(error: BroadsheetError, *, reached: bool = True) -> PollRecord:
    return record(FeedAnswer(FEED, NOW, error=error), reached=reached)


def test_a_feed_that_was_read_brings_its_entries_each_once() -> None:
    (read,) = read_feeds([FeedBody(URL, RSS, {})])
    made = record(answered(), read)
    assert made.entries[0].page_url == "https://a.example/1"
    assert [entry.fetchable for entry in made.entries] == [True, False]
    assert made.entries[1].page_url.startswith(f"{URL}#")
    assert (made.etag, made.body_hash, made.error_code) == ('"new"', digest_bytes(RSS), "")
    assert made.facts is not None
    assert made.facts.ttl_s is None or made.facts.ttl_s < 2**31


def test_unchanged_answers_keep_the_validators() -> None:
    made = record(answered(b"", 304))
    assert (made.etag, made.last_modified, made.facts) == ('"e"', "Mon", None)
    same = FeedAnswer(replace(FEED, body_hash=digest_bytes(RSS)), NOW, page=answered().page)
    assert same.unchanged
    assert not answered().unchanged


def test_a_permanent_redirect_is_remembered_unless_it_is_too_long_to_keep() -> None:
    (read,) = read_feeds([FeedBody(URL, RSS, {})])
    assert record(answered(permanent_url="https://b.example/"), read).new_url == "https://b.example/"
    assert record(answered(permanent_url="https://b.example/" + "x" * 3000), read).new_url == ""


@pytest.mark.parametrize("error", [UnknownHost(), Unreachable()])
def test_without_any_network_no_feed_is_switched_off(error: BroadsheetError) -> None:
    made = failed(error, reached=False)
    assert not made.switch_off
    assert made.error_code == error.code
    assert made.next_fetch_at > NOW + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("error", "off"),
    [
        (UnknownHost(), True),
        (StatusError(status=404), True),
        (StatusError(status=410), True),
        (NotAFeed(), True),
        (StatusError(status=503, retry_after_s=7200), False),
        (TooSlow(), False),
        (Unreachable(), False),
    ],
)
def test_what_is_dead_when_first_asked_is_switched_off(error: BroadsheetError, off: bool) -> None:
    made = failed(error)
    assert (made.switch_off, made.failures, made.error_code) == (off, 1, error.code)
    if isinstance(error, StatusError) and error.retry_after_s:
        assert made.next_fetch_at >= NOW + timedelta(seconds=error.retry_after_s)


def test_one_bad_feed_of_a_batch_is_a_result_like_any_other() -> None:
    first, bad, last = read_feeds(
        [FeedBody(URL, RSS, {}), FeedBody(URL, b"\0" * 50, {}), FeedBody(URL, RSS, {})]
    )
    assert first == last
    assert bad.facts is None
    assert bad.error is not None
    made = record(answered(b"\0" * 50), bad)
    assert made.error_code == bad.error.code
    assert made.status == 200
