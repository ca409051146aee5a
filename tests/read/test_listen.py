"""The queue of what one listens to: a page without a script, words for voices, audio files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.read import audio
from broadsheet.read.listening import parts_of_article
from broadsheet.read.queue import MOST, Entry, changed_queue, format_queue, parse_entry
from broadsheet.store.errands import claim_errands, finish_errand
from broadsheet.store.models import Article, Errand, Publisher, Story
from tests.conftest import skip_unless_ci
from tests.factories import make_article, make_publisher
from tests.read.asking import text_of
from tests.stories import make_story

pytestmark = pytest.mark.django_db

TEXT = (
    "The dam above Kesh cracked on Monday morning, the operator said.\n"
    "Four thousand people left the villages below it before noon.\n"
    "Engineers opened three gates to lower the water by four metres."
)


@pytest.fixture
def article() -> Article:
    publisher = make_publisher(name="Il Faro", rights="whole")
    return make_article(publisher, title="Dam at Kesh cracks", text=TEXT, summary="")


@pytest.fixture
def story(article: Article) -> Story:
    return make_story(article)


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, settings: Any) -> Iterator[None]:
    audio.shelf.cache_clear()
    settings.CONFIG = replace(settings.CONFIG, data_dir=tmp_path)
    yield
    audio.shelf.cache_clear()


def test_articles_and_stories_are_queued_moved_and_taken_out(
    english: Client, article: Article, story: Story
) -> None:
    assert f"/listen?add=a.{article.public_id}" in text_of(english, f"/article/{article.public_id}")
    assert f"/listen?add=s.{story.public_id}" in text_of(english, f"/story/{story.public_id}")
    text_of(english, f"/listen?add=a.{article.public_id}")
    page = text_of(english, f"/listen?add=s.{story.public_id}")
    assert page.index(f"words/a.{article.public_id}") < page.index(f"words/s.{story.public_id}")
    page = text_of(english, f"/listen?up=s.{story.public_id}")
    assert page.index(f"words/s.{story.public_id}") < page.index(f"words/a.{article.public_id}")
    page = text_of(english, f"/listen?remove=s.{story.public_id}")
    assert f"words/s.{story.public_id}" not in page
    assert "Nothing is queued" in text_of(english, "/listen?clear=1")


def test_the_queue_is_never_remembered_for_others(english: Client, article: Article) -> None:
    text_of(english, f"/listen?add=a.{article.public_id}")
    assert "no-store" in english.get("/listen").headers["Cache-Control"]


@pytest.mark.parametrize(
    "cookie", ["", "a./s.x y/b.2026", "a.gone/s.gone/b.2026-11-23.world", "b.2026-99-99.nz"]
)
def test_whatever_the_cookie_says_there_is_a_page(english: Client, cookie: str) -> None:
    english.cookies["queue"] = cookie
    assert "Nothing is queued" in text_of(english, "/listen")


@given(st.text())
def test_an_entry_is_an_entry_or_none(text: str) -> None:
    entry = parse_entry(text)
    assert entry is None or entry.key == text


def test_a_full_queue_takes_nothing_more() -> None:
    full = [Entry("a", f"id{number}") for number in range(MOST)]
    assert changed_queue(full, "add", Entry("a", "more")) == full
    assert changed_queue(full, "add", full[3]) == full
    assert len(changed_queue(full, "remove", full[3])) == MOST - 1
    assert changed_queue(full, "up", full[0]) == full
    assert len(format_queue(full)) < 1_000


def test_words_have_their_languages(english: Client, article: Article, story: Story) -> None:
    said = english.get(f"/listen/words/a.{article.public_id}").json()
    assert [part["text"] for part in said["parts"]] == [article.title, *TEXT.splitlines()]
    assert {part["language"] for part in said["parts"]} == {"en"}
    told = english.get(f"/listen/words/s.{story.public_id}").json()["parts"]
    assert told[0]["heading"]
    assert all(part["text"] in TEXT for part in told[1:])
    assert english.get("/listen/words/a.nothing").status_code == 404
    assert english.get("/listen/words/b.2026-11-23.world").status_code == 404


def test_no_more_is_said_than_may_be_shown(english: Client, article: Article) -> None:
    Publisher.objects.update(rights="excerpt")
    said = english.get(f"/listen/words/a.{article.public_id}").json()
    assert "Engineers" not in " ".join(part["text"] for part in said["parts"])


@pytest.mark.parametrize("text", ["", "\n\n", "x" * 90_000, "word. " * 20_000, "！？" * 900])
def test_any_text_is_cut_into_parts_of_bounded_length(text: str) -> None:
    parts = parts_of_article(make_article(text=text, summary=""))
    assert parts[0].heading
    assert sum(len(part.text) for part in parts) < 65_000


def test_an_audio_file_is_asked_for_made_and_played(english: Client, article: Article) -> None:
    if not audio.has_voice("en"):
        skip_unless_ci("espeak-ng is missing: apt-get install espeak-ng")
    page = text_of(english, f"/listen?add=a.{article.public_id}")
    make = f"?make=a.{article.public_id}"
    assert make in page
    page = text_of(english, f"/listen{make}")
    assert "is being made" in page
    (held,) = claim_errands("me", Errand.objects.get().due_at, 1)
    assert held.mark == audio.audio_name(parts_of_article(article))
    audio.shelf().put(held.mark, b"sound")
    finish_errand(held, "me", Errand.objects.get().due_at)
    page = text_of(english, "/listen")
    address = f"/listen/{held.mark}"
    assert f'src="{address}"' in page
    assert english.get(address).content == b"sound"
    audio.shelf().drop(held.mark)
    assert make in text_of(english, "/listen")
    text_of(english, f"/listen{make}")
    assert claim_errands("me", Errand.objects.get().due_at, 1)


def test_another_site_makes_nothing(english: Client, article: Article) -> None:
    english.get(f"/listen?make=a.{article.public_id}", headers={"sec-fetch-site": "cross-site"})
    assert not Errand.objects.exists()


def test_without_the_program_all_of_it_is_said_plainly(
    english: Client, article: Article, settings: Any
) -> None:
    settings.CONFIG = replace(settings.CONFIG, espeak="")
    page = text_of(english, f"/listen?add=a.{article.public_id}")
    assert "lacks the program espeak-ng" in page
    assert "?make=" not in page
    text_of(english, f"/listen?make=a.{article.public_id}")
    assert not Errand.objects.exists()


@pytest.mark.parametrize("name", ["x", "../../secret-key", "a" * 32, "a" * 500, "é" * 9])
def test_only_audio_files_are_sent(english: Client, name: str) -> None:
    assert english.get(f"/listen/{name}.mp3").status_code == 404


def test_all_of_it_in_arabic(arabic: Client, article: Article) -> None:
    page = text_of(arabic, f"/listen?add=a.{article.public_id}")
    assert 'dir="rtl"' in page
    assert "Articles, stories and briefings" not in page
