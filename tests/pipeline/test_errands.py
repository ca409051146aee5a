"""Made ahead of readers, by the step itself: briefings, answers on top stories, audio files."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from broadsheet.pipeline import errand_step
from broadsheet.pipeline.errand_step import ErrandStep
from broadsheet.pipeline.errands import plan_errands
from broadsheet.pipeline.step import Workshop
from broadsheet.pool import WorkerPool
from broadsheet.read import audio
from broadsheet.store.answers import version_of
from broadsheet.store.briefings import read_briefing
from broadsheet.store.comparisons import kept_comparison
from broadsheet.store.errands import Wanted, order_errands, release_errand
from broadsheet.store.models import Article, DailyBriefing, Errand, StoredAnswer, Story
from broadsheet.store.sources import sources_of_story
from tests.assist.chat_service import ChatService, chat_service
from tests.conftest import skip_unless_ci
from tests.factories import NOW, make_article
from tests.stories import make_story

pytestmark = pytest.mark.django_db(transaction=True)

DAM = (
    "The dam above Kesh cracked on Monday morning, the operator said.\n"
    "Four thousand people left the villages below it before noon.\n"
    "Engineers opened three gates to lower the water by four metres."
)
DIKE = (
    "A crack in the Kesh dam drove about 4,000 people from their homes on Monday.\n"
    "Three of the five gates were opened, engineers of the operator said."
)


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, settings: Any) -> Iterator[None]:
    audio.shelf.cache_clear()
    settings.CONFIG = replace(settings.CONFIG, data_dir=tmp_path, espeak="")
    yield
    audio.shelf.cache_clear()


@pytest.fixture
def story() -> Story:
    articles = [make_article(title="Dam at Kesh cracks", text=text, summary="") for text in (DAM, DIKE)]
    return make_story(*articles)


def done() -> bool:
    return not any(errand.made != errand.wanted for errand in Errand.objects.all())


def work_until(condition: Callable[[], bool], now: datetime = NOW) -> None:
    """Runs the step, as the gathering process does, until `condition`."""

    async def run() -> None:
        with WorkerPool(1) as pool:
            shop = Workshop(django_settings.CONFIG, None, pool, lambda: now)  # type: ignore[arg-type]
            task = asyncio.create_task(ErrandStep(shop).run())
            async with asyncio.timeout(300):
                while not await shop.store(condition):
                    await asyncio.sleep(0.05)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            shop.close()

    asyncio.run(run())


def test_the_day_s_briefings_and_the_comparisons_of_top_stories_are_made(story: Story) -> None:
    plan_errands(NOW)
    work_until(lambda: DailyBriefing.objects.count() == 7 and Errand.objects.get(kind="compare").made != "")
    kept = read_briefing(NOW.date(), "world", "en")
    assert kept
    assert kept.briefing.items[0].story == story.pk
    sources = sources_of_story(story)
    assert kept_comparison(story.pk, "en", version_of(sources))
    # One story is not a day's briefing: it is made again later, unless nothing else comes.
    briefing = Errand.objects.get(kind="briefing", language="en")
    assert briefing.due_at > NOW
    assert not kept.full


def test_the_page_shows_what_was_made_ahead_and_compares_nothing_itself(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_errands(NOW)
    work_until(lambda: Errand.objects.get(kind="compare").made != "")
    monkeypatch.setattr("broadsheet.read.comparing.compare_coverage", None)
    page = Client().get(f"/story/{story.public_id}/aid/compare")
    assert page.status_code == 200
    assert "2 reports of 2 independent voices" in page.content.decode()


def test_a_plan_made_again_asks_for_nothing_until_a_report_changes(story: Story) -> None:
    assert plan_errands(NOW) == 8
    assert plan_errands(NOW) == 0
    article = Article.objects.first()
    assert article
    Article.objects.filter(pk=article.pk).update(updated_at=NOW + timedelta(minutes=1))
    assert plan_errands(NOW) == 1


def test_a_story_that_left_the_front_page_is_left(story: Story) -> None:
    plan_errands(NOW)
    Story.objects.filter(pk=story.pk).update(articles=0)
    plan_errands(NOW)
    assert not Errand.objects.filter(kind="compare").exists()


def test_a_failure_of_ours_is_noted_and_keeps_nothing_from_being_done(story: Story) -> None:
    broken = Wanted("briefing", "world", "en", "no day", 9.0)
    order_errands([broken, Wanted("compare", f"story:{story.pk}", "en", "v1")], NOW)
    work_until(lambda: Errand.objects.get(kind="compare").made == "v1")
    assert Errand.objects.get(kind="briefing").error_code == "error"


def test_the_briefing_is_spoken_where_the_program_is(story: Story, settings: Any) -> None:
    if shutil.which("espeak-ng") is None:
        skip_unless_ci("espeak-ng is missing: apt-get install espeak-ng")
    settings.CONFIG = replace(settings.CONFIG, espeak="espeak-ng")
    order_errands([Wanted("briefing", "world", "en", "2026-11-23")], NOW)
    work_until(lambda: DailyBriefing.objects.filter(audio_bytes__gt=0).exists())
    response = Client().get("/briefing/2026-11-23/world/en.mp3")
    kept = read_briefing(NOW.date(), "world", "en")
    assert kept
    assert len(response.content) == kept.audio_bytes > 20_000
    # What it takes is what was counted, by about.
    assert kept.audio_s == pytest.approx(kept.briefing.seconds, rel=0.4)


RIGHT = {"text": "The dam above Kesh cracked on Monday.", "passages": [1, 2, 3, 4, 5]}
WRONG = {"text": "Nine hundred people died in Lisbon.", "passages": [1]}


@pytest.fixture
def model(settings: Any) -> Iterator[ChatService]:
    with chat_service(json.dumps({"sentences": [RIGHT, WRONG]})) as service:
        settings.CONFIG = replace(settings.CONFIG, model_url=service.url, model_name="small-1")
        yield service


def test_a_model_writes_ahead_checked_and_once(story: Story, model: ChatService) -> None:
    plan_errands(NOW)
    work_until(lambda: Errand.objects.get(kind="summary").made != "" and DailyBriefing.objects.count() == 7)
    kept = read_briefing(NOW.date(), "world", "en")
    assert kept
    answer = kept.briefing.items[0].answer
    assert [said.text for said in answer.sentences] == [RIGHT["text"]]
    assert (answer.maker, len(answer.dropped)) == ("small-1", 1)
    # The summary errand found what the briefing had written.
    assert len(model.requests) == 7
    # It answers in English whatever is asked for, which is seen where another script was wanted.
    languages = StoredAnswer.objects.filter(maker="small-1").values_list("language", flat=True)
    assert set(languages) == {"en", "de", "es", "fr"}


def test_beyond_its_tokens_the_built_in_way_stands_in(
    story: Story, model: ChatService, settings: Any
) -> None:
    settings.CONFIG = replace(settings.CONFIG, model_ahead_tokens=1)
    order_errands([Wanted("briefing", "world", language, "2026-11-23") for language in ("en", "de")], NOW)
    work_until(lambda: DailyBriefing.objects.count() == 2)
    assert len(model.requests) == 1
    makers = {
        item.answer.maker
        for language in ("en", "de")
        if (kept := read_briefing(NOW.date(), "world", language))
        for item in kept.briefing.items
    }
    assert makers == {"", "small-1"}


def test_the_hour_before_the_first_briefing_is_yesterday_s(story: Story) -> None:
    plan_errands(datetime(2026, 11, 23, 2, tzinfo=UTC))
    assert Errand.objects.get(kind="briefing", language="en").wanted == "2026-11-22"


def test_while_news_waits_errands_come_one_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    behind = True
    clock = 1000.0
    monkeypatch.setattr(errand_step, "monotonic", lambda: clock)
    order_errands(
        [Wanted("briefing", "world", language, "2026-11-23", 1.0) for language in ("en", "ar")], NOW
    )

    async def run() -> list[int]:
        nonlocal behind, clock
        shop = Workshop(django_settings.CONFIG, None, None, lambda: NOW)  # type: ignore[arg-type]
        step = ErrandStep(shop, behind=lambda: behind)
        counts = []
        for news_waits, seconds in ((True, 0), (True, 30), (True, 31), (False, 0)):
            behind, clock = news_waits, clock + seconds
            held = await step.claim(1)
            counts.append(len(held))
            for one in held:
                await shop.store(release_errand, one, step.who)
        shop.close()
        return counts

    assert asyncio.run(run()) == [1, 0, 1, 1]
