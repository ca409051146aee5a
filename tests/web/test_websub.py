"""Subscribe at a hub, be confirmed, be told of news, renew; who does not know the secret changes nothing."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, web
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from broadsheet.config import Config
from broadsheet.fetch.client import Fetcher
from broadsheet.pipeline.fetching import fetch_config
from broadsheet.pipeline.step import Workshop
from broadsheet.pipeline.websub import renew_subscriptions
from broadsheet.store.models import Feed, Publisher
from broadsheet.store.websub import callback_token
from tests.pipeline.gatherings import wait_until
from tests.pipeline.servers import serve_app

TOPIC = "https://courier.example/feed"


@dataclass
class Hub:
    """A hub as the recommendation has it: takes the form, then asks the callback whether it was meant."""

    address: str = ""
    confirms: bool = True
    forms: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)

    async def subscribe(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.forms.append(form)
        if self.confirms:
            self._asking = asyncio.create_task(self._ask(form))
        return web.Response(status=202)

    async def _ask(self, form: dict[str, str]) -> None:
        query = {
            "hub.mode": "subscribe",
            "hub.topic": form["hub.topic"],
            "hub.challenge": "really?",
            "hub.lease_seconds": "864000",
        }
        async with ClientSession() as session, session.get(form["hub.callback"], params=query) as answer:
            self.answers.append((answer.status, await answer.text()))


@pytest.fixture
def hub() -> Iterator[Hub]:
    made = Hub()
    with serve_app([web.post("/hub", made.subscribe)]) as base:
        made.address = f"{base}/hub"
        yield made


@pytest.fixture
def feed(hub: Hub, transactional_db: None) -> Feed:
    publisher = Publisher.objects.create(key="courier", name="The Courier")
    later = datetime.now(UTC) + timedelta(hours=12)
    return Feed.objects.create(
        publisher=publisher, url=TOPIC, hub_url=hub.address, topic_url=TOPIC, next_fetch_at=later
    )


def renew(public_url: str, at: datetime | None = None) -> None:
    config = replace(Config(), public_url=public_url, allow_private=("127.0.0.0/8",), host_delay_s=0.0)

    async def main() -> None:
        async with Fetcher(fetch_config(config)) as fetcher:
            shop = Workshop(config, fetcher, pool=None, now=lambda: at or datetime.now(UTC))  # type: ignore[arg-type]
            try:
                await renew_subscriptions(shop)
            finally:
                await shop.store(_close_connection)
                shop.close()

    asyncio.run(main())


def _close_connection() -> None:
    from django.db import connection

    connection.close()


def callback(feed: Feed) -> str:
    feed.refresh_from_db()
    if not feed.websub_secret:
        feed.websub_secret = "s" * 40
        feed.save()
    return f"/websub/{feed.pk}/{callback_token(feed.websub_secret)}"


def is_due(feed: Feed) -> bool:
    feed.refresh_from_db()
    return feed.next_fetch_at <= datetime.now(UTC)


def deliver(feed: Feed, body: bytes, signature: str) -> int:
    path = callback(feed)
    return (
        Client().post(path, body, "application/rss+xml", headers={"X-Hub-Signature": signature}).status_code
    )


def sign(feed: Feed, body: bytes) -> str:
    callback(feed)
    return "sha256=" + hmac.new(feed.websub_secret.encode(), body, hashlib.sha256).hexdigest()


def test_a_hub_confirms_and_the_subscription_stands_until_it_runs_out(
    hub: Hub, feed: Feed, live_server: LiveServer
) -> None:
    renew(live_server.url)
    wait_until(lambda: hub.answers)
    assert hub.answers == [(200, "really?")]
    feed.refresh_from_db()
    assert feed.websub_expires_at is not None
    assert timedelta(days=9) < feed.websub_expires_at - datetime.now(UTC) < timedelta(days=11)
    assert hub.forms[0]["hub.secret"] == feed.websub_secret

    renew(live_server.url)
    assert len(hub.forms) == 1  # nothing to renew yet
    renew(live_server.url, datetime.now(UTC) + timedelta(days=9, hours=12))
    assert len(hub.forms) == 2
    assert hub.forms[1]["hub.callback"] == hub.forms[0]["hub.callback"]
    wait_until(lambda: len(hub.answers) == 2)
    assert hub.answers[1] == (200, "really?")


def test_a_hub_that_does_not_confirm_is_asked_again_after_hours(hub: Hub, feed: Feed) -> None:
    hub.confirms = False
    for hours in (0, 1, 5, 7):
        renew("http://127.0.0.1:1", datetime.now(UTC) + timedelta(hours=hours))
    assert len(hub.forms) == 2


def test_a_hub_that_cannot_be_reached_is_no_failure(feed: Feed) -> None:
    Feed.objects.update(hub_url="http://127.0.0.1:1/hub")
    renew("http://127.0.0.1:1")
    feed.refresh_from_db()
    assert feed.websub_tried_at is not None


def test_a_signed_delivery_has_the_feed_asked_at_once(feed: Feed) -> None:
    assert not is_due(feed)
    assert deliver(feed, b"<rss/>", sign(feed, b"<rss/>")) == 202
    assert is_due(feed)


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "md5=00", "sha256=\u00e9"])
def test_a_delivery_signed_wrongly_is_ignored(feed: Feed, signature: str) -> None:
    assert deliver(feed, b"<rss/>", signature) == 202
    assert not is_due(feed)


def test_a_delivery_that_was_changed_on_the_way_is_ignored(feed: Feed) -> None:
    assert deliver(feed, b"<rss>forged</rss>", sign(feed, b"<rss/>")) == 202
    assert not is_due(feed)


def test_a_delivery_that_is_too_large_is_ignored(feed: Feed) -> None:
    body = b" " * 2_000_001
    assert deliver(feed, body, sign(feed, body)) == 202
    assert not is_due(feed)


def test_a_feed_that_is_switched_off_stays_off(feed: Feed) -> None:
    Feed.objects.update(state=Feed.State.OFF)
    assert deliver(feed, b"<rss/>", sign(feed, b"<rss/>")) == 202
    assert not Feed.objects.due(datetime.now(UTC)).exists()


@pytest.mark.parametrize("token", ["0" * 32, "x", "\u00e9\u00e9"])
def test_who_does_not_know_the_callback_finds_nothing(feed: Feed, token: str) -> None:
    callback(feed)
    assert Client().get(f"/websub/{feed.pk}/{token}").status_code == 404
    assert Client().post(f"/websub/{feed.pk}/{token}", b"", "text/xml").status_code == 404
    assert Client().get(f"/websub/{feed.pk + 1}/{token}").status_code == 404
    assert not is_due(feed)


def test_a_feed_without_a_secret_has_no_callback(feed: Feed) -> None:
    assert Client().get(f"/websub/{feed.pk}/{callback_token('')}").status_code == 404


@pytest.mark.parametrize(
    ("mode", "topic", "hub_url"),
    [
        ("subscribe", "https://other.example/feed", "https://hub.example/"),
        ("unsubscribe", TOPIC, "https://hub.example/"),
        ("denied", TOPIC, "https://hub.example/"),
        ("subscribe", TOPIC, ""),
    ],
)
def test_what_was_not_asked_for_is_not_confirmed(feed: Feed, mode: str, topic: str, hub_url: str) -> None:
    Feed.objects.update(hub_url=hub_url)
    query = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": "x", "hub.lease_seconds": "100"}
    answer = Client().get(callback(feed), query)
    assert answer.status_code == 404
    feed.refresh_from_db()
    assert feed.websub_expires_at is None
