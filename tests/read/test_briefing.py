"""The briefing's pages, kept as it was made; its audio file and the podcast."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from broadsheet.assist.briefing import brief_built_in
from broadsheet.read import audio
from broadsheet.read.briefing import briefing_day, stories_of_briefing
from broadsheet.read.ranges import asked_range
from broadsheet.store.briefings import keep_briefing, note_audio, read_briefing, stories_to_tell
from broadsheet.store.models import Article, DailyBriefing, Errand, Story
from tests.factories import NOW, make_article, make_publisher, make_revision
from tests.read.asking import text_of
from tests.stories import make_story

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 23)
DAM = (
    "The dam above Kesh cracked on Monday morning, the operator said.\n"
    "Four thousand people left the villages below it before noon.\n"
    "Engineers opened three gates to lower the water by four metres."
)
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


@pytest.fixture
def stories() -> list[Story]:
    made = []
    for number in range(3):
        texts = [
            f"{DAM}\nStory {number} was told by newsroom {who} in many words of its own." for who in "ab"
        ]
        articles = [make_article(make_publisher(), title=f"Dam {number}", text=text) for text in texts]
        made.append(make_story(*articles))
    return made


def brief(edition: str = "world", language: str = "en", day: date = DAY, now: datetime = NOW) -> bool:
    ids = list(Story.objects.standing().by_importance().values_list("pk", flat=True))
    base = language.split("-")[0]
    made = brief_built_in(stories_to_tell(ids, base), base)
    return keep_briefing(day, edition, language, made, now)


@pytest.fixture
def shelf(tmp_path: Path, settings: Any) -> Iterator[None]:
    audio.shelf.cache_clear()
    settings.CONFIG = replace(settings.CONFIG, data_dir=tmp_path)
    yield
    audio.shelf.cache_clear()


def record(data: bytes, language: str = "en") -> None:
    kept = read_briefing(DAY, "world", language)
    assert kept
    audio.shelf().put(audio.briefing_name(kept), data)
    note_audio(kept, len(data), 271.4)


def test_the_page_cites_every_sentence_and_ends(english: Client, stories: list[Story]) -> None:
    assert brief()
    page = text_of(english, "/briefing/2026-11-23")
    quotes = re.findall(r'<q class="own"[^>]*>(.*?)</q>', page)
    assert len(quotes) >= len(stories)
    assert all(
        any(quote in text for text in Article.objects.values_list("text", flat=True)) for quote in quotes
    )
    for key in re.findall(r'class="cite" href="#([^"]+)"', page):
        assert f'id="{key}"' in page
    assert "That was the briefing" in page
    assert "word for word" in page


def test_a_story_in_another_language_is_marked(english: Client) -> None:
    text = "Der Damm oberhalb von Kesch bekam am Montagmorgen einen Riss, teilte der Betreiber gestern mit."
    make_story(make_article(title="Riss im Damm", text=text, language="de"))
    brief()
    page = text_of(english, "/briefing/2026-11-23")
    assert '<span class="tag">German</span>' in page
    assert '<q class="own" lang="de"' in page


def test_the_latest_is_shown_and_each_day_has_an_address(english: Client, stories: list[Story]) -> None:
    brief(day=date(2026, 11, 22))
    brief()
    page = text_of(english, "/briefing")
    assert "Monday, November 23, 2026" in page
    assert "/briefing/2026-11-22?edition=world" in page
    assert "Today’s is not made yet" in page
    assert english.get("/briefing/2026-11-21").status_code == 404


@pytest.mark.parametrize("day", ["x", "20261123", "2026-W48-1", "2026-11-31", "0000-00-00", "9" * 400])
def test_what_is_no_day_has_no_page(english: Client, day: str) -> None:
    assert english.get(f"/briefing/{day}").status_code == 404
    assert english.get(f"/briefing/{day}/world/en.mp3").status_code == 404


def test_before_the_first_one_the_page_says_so(english: Client) -> None:
    assert "is not made yet" in text_of(english, "/briefing")
    assert not Errand.objects.exists()  # the world's is made without being asked for


def test_an_edition_that_somebody_reads_is_asked_for_once(english: Client, stories: list[Story]) -> None:
    for _ in range(3):
        text_of(english, "/briefing?edition=nz")
    text_of(english, "/briefing?edition=fr")  # which has no publisher
    assert [(one.subject, one.language) for one in Errand.objects.all()] == [("nz", "en")]


def test_a_full_briefing_stays_as_it_was(stories: list[Story]) -> None:
    assert brief()
    assert brief()  # three stories are not all it is to hold
    DailyBriefing.objects.update(full=True)
    before = bytes(DailyBriefing.objects.get().body)
    make_story(make_article(title="Another", text=DAM.replace("Kesh", "Ilse")))
    assert not brief()
    assert bytes(DailyBriefing.objects.get().body) == before


def test_what_was_taken_away_is_left_out_and_what_was_edited_is_marked(
    english: Client, stories: list[Story]
) -> None:
    brief()
    gone, edited = stories[0], stories[1]
    for article in Article.objects.filter(in_story__story=edited):
        make_revision(article)
    Article.objects.filter(in_story__story=gone).delete()
    page = text_of(english, "/briefing/2026-11-23")
    assert page.count("A source was edited since") == 1
    assert "Dam 0" not in page
    assert "Dam 2" in page


def test_a_muted_word_leaves_its_story_out(english: Client, stories: list[Story]) -> None:
    brief()
    english.cookies["mutes"] = "w:dam%201"
    page = text_of(english, "/briefing/2026-11-23")
    assert "Dam 1" not in page
    assert "1 story is left out because you muted it." in page


def test_stories_told_in_the_reader_s_language_come_first(stories: list[Story]) -> None:
    german = make_article(title="Riss", text="Der Damm bekam am Montag einen Riss.", language="de")
    last = make_story(german)
    Story.objects.filter(pk=last.pk).update(importance=-1e6)
    assert stories_of_briefing("world", "de", NOW)[0] == last.pk
    assert stories_of_briefing("world", "en", NOW)[-1] == last.pk


@pytest.mark.parametrize(("hour", "day"), [(3, 22), (4, 23), (23, 23)])
def test_the_day_begins_at_the_hour_that_is_set(hour: int, day: int) -> None:
    assert briefing_day(datetime(2026, 11, 23, hour, tzinfo=UTC)) == date(2026, 11, day)


def test_the_podcast_has_what_players_need(english: Client, stories: list[Story], shelf: None) -> None:
    brief()
    data = bytes(range(256)) * 40
    record(data)
    response = english.get("/briefing/podcast.xml?language=en")
    assert response.headers["Content-Type"].startswith("application/rss+xml")
    assert response.headers["ETag"]
    (item,) = ElementTree.fromstring(response.content).iter("item")
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert enclosure.get("type") == "audio/mpeg"
    assert item.findtext(f"{ITUNES}duration") == "271"
    heard = english.get(enclosure.get("url") or "")
    assert heard.content == data
    assert enclosure.get("length") == str(len(data)) == heard.headers["Content-Length"]
    tag = response.headers["ETag"]
    assert english.get("/briefing/podcast.xml?language=en", headers={"if-none-match": tag}).status_code == 304
    assert b"<item>" not in english.get("/briefing/podcast.xml?language=de").content


def test_without_the_program_the_podcast_and_the_page_say_so(
    english: Client, stories: list[Story], shelf: None, settings: Any
) -> None:
    settings.CONFIG = replace(settings.CONFIG, espeak="")
    brief()
    assert b"lacks the program espeak-ng" in english.get("/briefing/podcast.xml?language=en").content
    page = text_of(english, "/briefing/2026-11-23")
    assert "lacks the program espeak-ng" in page
    assert "/listen?add=b.2026-11-23.world" in page
    assert "<audio" not in page


def test_a_part_of_the_audio_file_is_sent(english: Client, stories: list[Story], shelf: None) -> None:
    brief()
    record(b"0123456789")
    address = "/briefing/2026-11-23/world/en.mp3"
    part = english.get(address, headers={"range": "bytes=2-4"})
    assert (part.status_code, part.content) == (206, b"234")
    assert part.headers["Content-Range"] == "bytes 2-4/10"
    assert english.get(address, headers={"range": "bytes=10-"}).status_code == 416
    assert english.get(address, headers={"range": "bytes=2-4", "if-range": '"other"'}).status_code == 200
    tag = part.headers["ETag"]
    assert english.get(address, headers={"if-none-match": tag}).status_code == 304
    head = english.head(address)
    assert head.headers["Content-Length"] == "10"
    assert english.get("/briefing/2026-11-23/world/de.mp3").status_code == 404


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=5-", (5, 9)),
        ("bytes=5-500", (5, 9)),
        ("bytes=-3", (7, 9)),
        ("bytes=-30", (0, 9)),
        ("bytes=4-2", None),
        ("bytes=0-1,3-4", None),
        ("bytes=-", None),
        ("lines=1-2", None),
        ("", None),
        ("bytes=" + "9" * 400 + "-", None),
    ],
)
def test_ranges(header: str, asked: tuple[int, int] | None) -> None:
    assert asked_range(header, 10) == asked


@pytest.mark.parametrize(("header", "size"), [("bytes=10-", 10), ("bytes=-0", 10), ("bytes=0-", 0)])
def test_ranges_that_are_not_there(header: str, size: int) -> None:
    with pytest.raises(ValueError):
        asked_range(header, size)
