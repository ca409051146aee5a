"""What asking feeds leaves in the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from broadsheet.store.models import Entry, Feed, Page, Publisher
from broadsheet.store.polling import feeds_due, record_polls
from broadsheet.store.records import EntryRecord, FeedFacts, PollRecord

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def make_feed(url: str = "https://a.example/feed", **fields: object) -> Feed:
    publisher, _ = Publisher.objects.get_or_create(key="a", defaults={"name": "A"})
    return Feed.objects.create(publisher=publisher, url=url, **{"next_fetch_at": NOW, **fields})


def entry(key: str = "1", **fields: object) -> EntryRecord:
    url = f"https://a.example/{key}"
    known = EntryRecord(
        key=key.rjust(32, "0"),
        url=url,
        page_url=url,
        host="a.example",
        fetchable=True,
        title=f"Title {key}",
        summary="<p>Summary</p>",
        content="",
        authors=("Mara Tolland",),
        categories=(),
        picture_url="",
        language="en",
        published=NOW,
        updated=None,
        content_hash="h1",
    )
    return replace(known, **fields)  # type: ignore[arg-type]


def poll(feed: Feed, *entries: EntryRecord, at: datetime = NOW, **fields: object) -> PollRecord:
    record = PollRecord(
        feed_id=feed.pk,
        at=at,
        next_fetch_at=at + timedelta(minutes=30),
        interval_s=1800,
        reason="30 minutes",
        failures=0,
        entries_per_day=None,
        status=200,
        facts=FeedFacts(title="A feed"),
        body_hash="b1",
        entries=entries,
    )
    return replace(record, **fields)  # type: ignore[arg-type]


def test_due_feeds_come_longest_waiting_first_without_the_busy_and_the_switched_off() -> None:
    late = make_feed("https://a.example/1", next_fetch_at=NOW - timedelta(hours=1))
    later = make_feed("https://a.example/2", next_fetch_at=NOW - timedelta(hours=2))
    busy = make_feed("https://a.example/3")
    make_feed("https://a.example/4", state=Feed.State.OFF)
    make_feed("https://a.example/5", next_fetch_at=NOW + timedelta(seconds=1))
    assert [feed.id for feed in feeds_due(NOW, 10, {busy.pk})] == [later.pk, late.pk]


def test_new_entries_get_a_page_to_fetch_and_the_feed_its_facts() -> None:
    feed = make_feed()
    counts = record_polls([poll(feed, entry("1"), entry("2"))])
    assert (counts.new_entries, counts.changed_entries) == (2, 0)
    assert Page.objects.to_fetch(NOW).count() == 2
    feed.refresh_from_db()
    assert (feed.title, feed.last_success_at, feed.next_fetch_at) == (
        "A feed",
        NOW,
        NOW + timedelta(minutes=30),
    )


def test_the_same_poll_twice_changes_nothing() -> None:
    feed = make_feed()
    for _ in range(2):
        counts = record_polls([poll(feed, entry("1"))])
    assert (counts.new_entries, counts.changed_entries) == (0, 0)
    assert Entry.objects.count() == Page.objects.count() == 1


def test_two_feeds_that_link_to_one_address_share_its_page() -> None:
    first, second = make_feed("https://a.example/x"), make_feed("https://a.example/y")
    record_polls([poll(first, entry("1")), poll(second, entry("1"))])
    assert Entry.objects.count() == 2
    assert Page.objects.count() == 1


def test_an_entry_that_says_something_else_has_its_page_fetched_again() -> None:
    feed = make_feed()
    record_polls([poll(feed, entry("1"))])
    Page.objects.update(state=Page.State.EXTRACTED, next_try_at=None)
    later = NOW + timedelta(hours=1)
    counts = record_polls([poll(feed, entry("1", title="New title", content_hash="h2"), at=later)])
    assert counts.changed_entries == 1
    assert Entry.objects.get().title == "New title"
    assert Page.objects.to_fetch(later).count() == 1


def test_a_feed_that_renews_every_date_does_not_have_its_pages_fetched_for_ever() -> None:
    feed = make_feed()
    record_polls([poll(feed, entry("1"))])
    Page.objects.update(state=Page.State.EXTRACTED, next_try_at=None, rechecks=20)
    record_polls([poll(feed, entry("1", content_hash="h2"))])
    assert Page.objects.to_fetch(NOW).count() == 0


def test_an_entry_without_address_waits_to_be_read_from_the_feed() -> None:
    feed = make_feed()
    record_polls([poll(feed, entry("1", url="", page_url="https://a.example/feed#1", fetchable=False))])
    page = Page.objects.get()
    assert (page.state, page.body, page.error_code) == (Page.State.FETCHED, None, "no-address")
    assert Page.objects.to_fetch(NOW).count() == 0


def test_a_failure_keeps_what_was_known_and_a_success_clears_it() -> None:
    feed = make_feed()
    record_polls([poll(feed, entry("1"), etag='"1"')])
    failed = poll(
        feed, at=NOW + timedelta(hours=1), failures=1, error_code="too-slow", error_detail="Too slow.",
        facts=None, status=None,
    )  # fmt: skip
    record_polls([failed])
    record_polls([replace(failed, failures=2, at=NOW + timedelta(hours=2))])
    feed.refresh_from_db()
    assert (feed.failures, feed.error_code, feed.etag) == (2, "too-slow", '"1"')
    assert feed.first_failed_at == NOW + timedelta(hours=1)
    assert feed.last_success_at == NOW
    record_polls([poll(feed, at=NOW + timedelta(hours=3), facts=None, status=304)])
    feed.refresh_from_db()
    assert (feed.failures, feed.error_code, feed.first_failed_at) == (0, "", None)


def test_switching_off_and_a_permanent_redirect_are_remembered() -> None:
    gone, moved = make_feed("https://a.example/gone"), make_feed("https://a.example/old")
    record_polls(
        [
            poll(gone, switch_off=True, error_code="status", error_detail="Gone.", facts=None, failures=1),
            poll(moved, new_url="https://a.example/new"),
        ]
    )
    gone.refresh_from_db()
    moved.refresh_from_db()
    assert gone.state == Feed.State.OFF
    assert moved.url == "https://a.example/new"


def test_a_feed_that_moves_to_the_address_of_another_keeps_its_own() -> None:
    make_feed("https://a.example/new")
    moved = make_feed("https://a.example/old")
    record_polls([poll(moved, new_url="https://a.example/new")])
    moved.refresh_from_db()
    assert moved.url == "https://a.example/old"


def test_a_feed_removed_meanwhile_does_not_harm_the_others() -> None:
    feed, removed = make_feed("https://a.example/1"), make_feed("https://a.example/2")
    record = poll(removed, entry("2"))
    removed.delete()
    record_polls([poll(feed, entry("1")), record])
    assert Entry.objects.count() == 1
