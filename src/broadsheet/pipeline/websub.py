"""WebSub: hubs that tell us of news instead of being asked. Only where a public address is set."""

from __future__ import annotations

import logging
from datetime import timedelta

from broadsheet.errors import FetchError
from broadsheet.fetch.websub import subscribe
from broadsheet.pipeline.step import Workshop
from broadsheet.store.websub import HubToAsk, hubs_to_ask, note_asked

log = logging.getLogger("broadsheet.pipeline")

_AT_ONCE = 20
# A hub that does not confirm is asked again after so long.
_ASK_AGAIN = timedelta(hours=6)


async def renew_subscriptions(shop: Workshop) -> None:
    """Subscribes to the hubs of feeds that have one, and renews what runs out."""
    now = shop.now()
    for hub in await shop.store(hubs_to_ask, now, _ASK_AGAIN, _AT_ONCE):
        await _subscribe(shop, hub)
        await shop.store(note_asked, hub.feed_id, now)


async def _subscribe(shop: Workshop, hub: HubToAsk) -> None:
    callback = f"{shop.config.public_url}{hub.callback_path}"
    try:
        await subscribe(shop.fetcher, hub.hub_url, hub.topic_url, callback, hub.secret)
    except FetchError as error:
        log.warning("stage=websub feed_id=%s reason=%s", hub.feed_id, error)
