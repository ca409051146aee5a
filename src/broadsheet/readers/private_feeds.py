"""Private feeds: lists of a reader's at addresses that hold a secret, each of which can be revoked."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from broadsheet.errors import TooManyKept

from .accounts import hash_token
from .models import PrivateFeed, Reader
from .models.alerts import MOST_NAME

MOST_FEEDS = 100
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_NOTED_EVERY = timedelta(days=1)


def make_feed(reader: Reader, view: str, key: str, name: str, now: datetime) -> str:
    """A private feed.

    Args:
        view, key: as `PrivateFeed` has them.

    Returns:
        The secret of its address, 192 random bits, which is kept nowhere.

    Raises:
        TooManyKept: as it says.
    """
    if PrivateFeed.objects.filter(reader=reader).count() >= MOST_FEEDS:
        raise TooManyKept(f"Nobody can have more than {MOST_FEEDS} private feeds.")
    token = secrets.token_urlsafe(24)
    PrivateFeed.objects.create(
        reader=reader,
        token_hash=hash_token(token),
        name=name[:MOST_NAME],
        view=view,
        key=key[:300],
        made_at=now,
    )
    return token


def find_feed(token: str) -> PrivateFeed | None:
    """The feed of a secret.

    It is looked up by its hash, which nobody can choose: how long that takes says nothing about any secret.
    """
    if not _TOKEN.fullmatch(token):
        return None
    found = PrivateFeed.objects.select_related("reader").filter(token_hash=hash_token(token)).first()
    if found is None or not found.reader.is_active:
        return None
    return found if secrets.compare_digest(found.token_hash, hash_token(token)) else None


def note_used(feed: PrivateFeed, now: datetime) -> None:
    """Notes on which day it was last asked for."""
    if feed.used_at is None or now - feed.used_at > _NOTED_EVERY:
        PrivateFeed.objects.filter(pk=feed.pk).update(used_at=now)


def revoke_feed(reader: Reader, pk: int) -> bool:
    """Its address leads nowhere from now on; False: the reader has none of that id."""
    return PrivateFeed.objects.filter(reader=reader, pk=pk).delete()[0] > 0
