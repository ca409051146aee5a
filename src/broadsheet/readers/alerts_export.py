"""What is kept of a reader's alerts, digests and private feeds, for them to take away (`export`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from .models import Alert, AlertMessage, AlertSettings, PrivateFeed, PushDevice, Reader


def alerts_of(reader: Reader) -> dict[str, Any]:
    """All of it, in plain values. What lets one send to a browser or read a feed is told of, not given."""
    chosen = AlertSettings.objects.filter(reader=reader).values(
        *("language", "zone", "quiet_from", "quiet_until", "most_a_day", "level", "by_mail", "since"),
        *("morning_hour", "morning_at", "weekly_hour", "weekly_day", "weekly_at", "told"),
    )
    alerts = Alert.objects.filter(reader=reader).select_related("story").order_by("pk")
    messages = AlertMessage.objects.filter(reader=reader)
    feeds = PrivateFeed.objects.filter(reader=reader)
    return {
        "alert_settings": [{name: _plain(value) for name, value in row.items()} for row in chosen],
        "alert_browsers": [
            {
                "name": one.name, "push_service": urlsplit(one.endpoint).hostname,
                "made_at": _plain(one.made_at),
            }
            for one in PushDevice.objects.filter(reader=reader)
        ],
        "alerts": [
            {
                "story": one.story.public_id, "reason": one.reason, "number": one.number, "kind": one.kind,
                "key": one.key, "made_at": _plain(one.made_at), "state": one.state,
            }
            for one in alerts
        ],
        "messages": [
            {"kind": one.kind, "made_at": _plain(one.made_at), "items": one.items} for one in messages
        ],
        "private_feeds": [
            {
                "name": one.name, "view": one.view, "key": one.key,
                "made_at": _plain(one.made_at), "used_at": _plain(one.used_at),
            }
            for one in feeds
        ],
    }  # fmt: skip


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
