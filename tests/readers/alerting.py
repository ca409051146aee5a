"""A newspaper with a dam, and its alerts carried out as the gathering process does it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from broadsheet.pipeline.alert_step import AlertStep
from broadsheet.pipeline.step import Workshop
from broadsheet.pipeline.stories import refresh_stories
from broadsheet.pool import WorkerPool
from broadsheet.readers import alerts, following
from broadsheet.readers.models import AlertSettings, Delivery, Reader
from broadsheet.store.models import Article, Story, StoryArticle
from tests.factories import NOW, make_article
from tests.readers.push_service import Browser, PushService
from tests.readers.signing_in import make_reader
from tests.stories import add_hashtag, add_vector, make_story

BEFORE = NOW - timedelta(days=2)
WISHES: dict[str, Any] = {
    "zone": "UTC", "quiet_from": 22, "quiet_until": 7, "most_a_day": 6, "level": 2, "by_mail": False,
    "morning": False, "morning_hour": 7, "weekly": False, "weekly_hour": 9, "weekly_day": 5,
}  # fmt: skip


def reports(count: int, at: datetime = NOW, **facts: Any) -> list[Article]:
    """So many reports of the last minutes, each of another publisher."""
    return [
        make_article(
            published_at=at - timedelta(minutes=one + 1), title=f"The dam at Kesh, report {one}", **facts
        )
        for one in range(count)
    ]


def dam(count: int = 4, at: datetime = NOW, key: str = "kesh-dam", **facts: Any) -> Story:
    """A story that several report, with a hashtag."""
    articles = reports(count, at, **facts)
    add_hashtag(articles[0], key, "KeshDam")
    story = make_story(*articles, opened_at=at)
    StoryArticle.objects.filter(story=story).update(joined_at=at - timedelta(minutes=1))
    refresh_stories([story.pk], at)
    return story


def join(story: Story, *articles: Article, at: datetime) -> None:
    """More reports of a story."""
    for article in articles:
        add_vector(article, 1.0)
        StoryArticle.objects.create(article=article, story=story, score=0.8, reason="near", joined_at=at)
    Article.objects.filter(pk__in=[one.pk for one in articles]).update(state=Article.State.GROUPED)
    refresh_stories([story.pk], at)


def wish(reader: Reader, now: datetime = BEFORE, language: str = "en", **changed: Any) -> AlertSettings:
    return alerts.save_wishes(reader, alerts.Wishes(**(WISHES | changed)), language, now)


def subscribe(reader: Reader, service: PushService, now: datetime = BEFORE, language: str = "en") -> Browser:
    browser = service.new_browser()
    sent = browser.subscription(service.address)
    alerts.add_device(reader, **sent, name="Firefox, Linux", language=language, now=now)
    return browser


def alerted(service: PushService, kind: str = "hashtag", key: str = "kesh-dam") -> Reader:
    """One who follows a thing and has a browser."""
    reader = make_reader()
    following.follow(reader, kind, key, key, BEFORE)
    alerts.choose_follows(reader, list(reader.follows.values_list("pk", flat=True)), BEFORE)
    wish(reader)
    subscribe(reader, service)
    return reader


def carry_out(now: datetime = NOW, until: Callable[[], bool] | None = None, rounds: int = 1) -> None:
    """Plans, and sends what is due, until `until` (there is nothing due)."""

    def nothing_due() -> bool:
        return not Delivery.objects.filter(done_at=None, taken_at=None, due_at__lte=now).exists() and not (
            Delivery.objects.filter(done_at=None, taken_at__isnull=False).exists()
        )

    async def run() -> None:
        with WorkerPool(1) as pool:
            shop = Workshop(settings.CONFIG, None, pool, lambda: now)  # type: ignore[arg-type]
            step = AlertStep(shop)
            for _ in range(rounds):
                await step.plan_once()
            task = asyncio.create_task(step.run())
            async with asyncio.timeout(120):
                while not await shop.store(until or nothing_due):
                    await asyncio.sleep(0.02)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            shop.close()

    asyncio.run(run())
