from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadsheet.errors import ConfigurationError
from broadsheet.newsroom.content import Content, load_content
from broadsheet.newsroom.newsroom import Newsroom, make_demo
from broadsheet.newsroom.schedule import Schedule, plan_demo
from broadsheet.newsroom.written import WrittenSource

from .conftest import CONTENT, EVENING, START, make_newsroom


def titles(newsroom: Newsroom, key: str) -> list[str]:
    publisher = newsroom.publisher(key)
    assert publisher is not None
    return [article.title for article in newsroom.latest(publisher, 20)]


def test_an_article_appears_at_its_hour_and_delay(newsroom: Newsroom) -> None:
    out = START + timedelta(hours=2, minutes=10)
    newsroom.set_time(out - timedelta(seconds=1))
    assert titles(newsroom, "north-wire") == []
    newsroom.set_time(out)
    assert titles(newsroom, "north-wire") == ["Lantern bridge closed after crack is found"]


def test_a_revision_replaces_the_text_and_leaves_the_address(newsroom: Newsroom) -> None:
    publisher = newsroom.publisher("north-wire")
    assert publisher is not None
    before = START + timedelta(hours=3)
    first = next(t for t in newsroom.articles_until(before) if t.publisher == "north-wire")
    second = next(t for t in newsroom.articles_until(EVENING) if t.publisher == "north-wire")
    assert (first.revision, second.revision) == (0, 1)
    assert first.path == second.path
    assert second.title == "Lantern bridge to stay closed until Monday"
    assert "closed until Monday, the council said" in second.text
    assert second.updated == START + timedelta(hours=3, minutes=10)


def test_a_reprint_has_the_text_that_stood_when_it_appeared(newsroom: Newsroom) -> None:
    reprint = next(t for t in newsroom.articles_until(EVENING) if t.wire_from)
    original = next(
        t for t in newsroom.articles_until(START + timedelta(hours=2.5)) if t.publisher == "north-wire"
    )
    assert (reprint.publisher, reprint.wire_from) == ("daily-lantern", "north-wire")
    assert reprint.title == "Our bridge is shut"
    assert reprint.text == original.text
    assert reprint.event == original.event


def test_the_truth_grows_with_time_and_is_the_same_each_time(content: Content, newsroom: Newsroom) -> None:
    counts = [len(list(newsroom.articles_until(START + timedelta(hours=hour)))) for hour in (0, 3, 6, 14)]
    assert counts == [0, 2, 4, 7]
    assert list(newsroom.articles_until(EVENING)) == list(make_newsroom(content).articles_until(EVENING))


def test_the_version_changes_with_articles_and_revisions_only(newsroom: Newsroom) -> None:
    publisher = newsroom.publisher("north-wire")
    assert publisher is not None
    seen = []
    for minutes in (100, 130, 150, 189, 190, 500):
        newsroom.set_time(START + timedelta(minutes=minutes))
        seen.append(newsroom.version(publisher))
    assert seen == ["0.0", "1.0", "1.0", "1.0", "1.1", "1.1"]


def test_speed_and_set_time_move_the_clock(content: Content) -> None:
    real = [EVENING]
    source = WrittenSource(content, Schedule(START))
    newsroom = Newsroom(START, lambda: real[0], 60.0, source=source)
    real[0] += timedelta(minutes=1)
    assert newsroom.now() == EVENING + timedelta(hours=1)
    newsroom.set_time(START)
    real[0] += timedelta(seconds=1)
    assert newsroom.now() == START + timedelta(minutes=1)


def test_the_demo_begins_with_most_of_the_news_out_and_the_rest_within_the_hour() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    hours = [float(hour) for hour in range(0, 80, 2)]
    schedule = plan_demo(hours, now)
    moments = [schedule.at(hour) for hour in hours]
    assert moments == sorted(moments)
    assert now - moments[0] <= timedelta(hours=48)
    assert sum(moment > now for moment in moments) in range(8, 11)
    assert moments[-1] <= now + timedelta(hours=1)
    assert schedule.at(100.0) - schedule.at(99.0) == timedelta(hours=1)


def test_a_demo_started_again_goes_on_with_the_same_addresses(content: Content) -> None:
    later = EVENING + timedelta(hours=30)
    first = make_demo(lambda: EVENING, content=content)
    again = make_demo(lambda: later, content=content, began=EVENING)
    assert list(first.articles_until(later)) == list(again.articles_until(later))
    anew = make_demo(lambda: later, content=content)
    assert [t.published for t in anew.articles_until(later)] != [
        t.published for t in again.articles_until(later)
    ]


def test_the_demo_of_one_event_or_none_has_a_schedule() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert plan_demo([], now).at(0.0) == now
    assert plan_demo([5.0], now).at(5.0) == now


def test_the_shipped_content_is_sound_and_as_large_as_promised() -> None:
    content = load_content()
    assert len(content.publishers) >= 40
    assert len({publisher.language.split("-")[0] for publisher in content.publishers}) >= 10
    newsroom = make_demo(lambda: EVENING, content=content)
    assert all(truth.title and truth.text for truth in newsroom.articles_until(EVENING + timedelta(days=9)))


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("publishers.toml", 'key = "sahifa"', 'key = "north-wire"', "given 2 times"),
        ("publishers.toml", 'layout = "agency"', 'layout = "gazette"', "layout"),
        ("publishers.toml", 'key = "sahifa"', 'key = "../sahifa"', "no slug"),
        ("publishers.toml", 'ownership = "state"', 'ownership = "royal"', "royal"),
        ("words.toml", 'share = "Share"', "", "share"),
        ("events/02-vote.toml", 'publisher = "sahifa"', 'publisher = "nobody"', "nobody"),
        ("events/02-vote.toml", 'after = "bridge"', 'after = "tunnel"', "tunnel"),
        ("events/02-vote.toml", "hour = 10.0", 'hour = "ten"', "hour"),
        ("events/02-vote.toml", 'category = "politics"', 'category = "weather"', "weather"),
        ("events/01-bridge.toml", "delay_minutes = 30", "delay_minutes = 5", "before that was published"),
        ("events/01-bridge.toml", 'wire_from = "north-wire"', 'wire_from = "sahifa"', "reprints sahifa"),
        ("events/01-bridge.toml", 'key = "bridge"', "key = ", "Invalid"),
    ],
)
def test_a_fault_in_the_content_is_named_with_its_file(
    tmp_path: Path, file: str, old: str, new: str, complaint: str
) -> None:
    for path in CONTENT.rglob("*.toml"):
        copy = tmp_path / path.relative_to(CONTENT)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(path.read_text())
    text = (tmp_path / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1))
    with pytest.raises(ConfigurationError, match=complaint):
        load_content(tmp_path)
