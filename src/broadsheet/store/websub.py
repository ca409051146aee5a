"""Subscriptions at WebSub hubs (https://www.w3.org/TR/websub/)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from .guard import database_errors
from .models import Feed

_RENEW_BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HubToAsk:
    """A hub at which to subscribe. `callback_path` cannot be guessed without the secret."""

    feed_id: int
    hub_url: str
    topic_url: str
    secret: str
    callback_path: str


def callback_token(secret: str) -> str:
    """The part of the callback's address that only the hub learns."""
    return hashlib.sha256(f"callback:{secret}".encode()).hexdigest()[:32]


def hubs_to_ask(now: datetime, ask_again: timedelta, limit: int) -> list[HubToAsk]:
    """Feeds with a hub whose subscription is missing or runs out within a day."""
    with database_errors():
        missing = Q(websub_expires_at__isnull=True) | Q(websub_expires_at__lt=now + _RENEW_BEFORE)
        untried = Q(websub_tried_at__isnull=True) | Q(websub_tried_at__lt=now - ask_again)
        feeds = Feed.objects.active().exclude(hub_url="").filter(missing & untried)[:limit]
        return [_to_ask(feed) for feed in feeds]


def _to_ask(feed: Feed) -> HubToAsk:
    if not feed.websub_secret:
        feed.websub_secret = secrets.token_urlsafe(32)
        feed.save(update_fields=["websub_secret"])
    return HubToAsk(
        feed_id=feed.pk,
        hub_url=feed.hub_url,
        topic_url=feed.topic_url or feed.url,
        secret=feed.websub_secret,
        callback_path=f"/websub/{feed.pk}/{callback_token(feed.websub_secret)}",
    )


def note_asked(feed_id: int, now: datetime) -> None:
    with database_errors():
        Feed.objects.filter(pk=feed_id).update(websub_tried_at=now)


def note_confirmed(feed_id: int, expires_at: datetime | None) -> None:
    """The hub confirmed a subscription until `expires_at`, or refused or ended it (None)."""
    with database_errors():
        Feed.objects.filter(pk=feed_id).update(websub_expires_at=expires_at)


def note_news(feed_id: int, now: datetime) -> None:
    """The hub says that there is news: the feed is asked at once."""
    with database_errors():
        Feed.objects.active().filter(pk=feed_id).update(next_fetch_at=now)
