"""Stories that changed → alerts → messages → sent: beside the pipeline, never where a reader waits."""

from __future__ import annotations

import asyncio
import logging
import smtplib
import socket
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from broadsheet.assist.changed import Changes, what_changed
from broadsheet.errors import AddressRefused, BroadsheetError, FetchError, StatusError, Unreachable
from broadsheet.fetch.client import Fetcher
from broadsheet.fetch.types import FetchLimits
from broadsheet.personal.alerting import MOST_AGE
from broadsheet.pipeline.fetching import fetch_config
from broadsheet.pipeline.step import Step, Workshop
from broadsheet.pool import WorkerLost
from broadsheet.read.alerting import digests, matching, messages, outgoing
from broadsheet.read.alerting.outgoing import Outgoing

log = logging.getLogger("broadsheet.pipeline")

PRELOAD = ("broadsheet.assist.changed",)
PLAN_EVERY_S = 20.0
_TIDY = timedelta(hours=1)
# A change that was being written when we looked is seen the next time.
_OVERLAP = timedelta(minutes=1)
_COMPARE_S = 60.0
_CHECKS, _DIGESTS, _AT_ONCE, _PER_HOST, _MAILS = 20, 50, 32, 16, 4
_LIMITS = FetchLimits(connect_s=10.0, total_s=20.0)
_GONE = frozenset({404, 410})  # RFC 8030, section 7.3
_LATER = frozenset({408, 425, 429})


class AlertStep(Step):
    """deliveries due → sent. Its plan makes them: from stories that changed, and by readers' clocks."""

    name = "alerts"

    def __init__(self, shop: Workshop) -> None:
        super().__init__(shop, _AT_ONCE)
        self._fetcher: Fetcher | None = None
        self._mailing = asyncio.Semaphore(_MAILS)
        self._seen_at: datetime | None = None
        self._tidied_at: datetime | None = None

    # --- what is to be told ------------------------------------------------------------------------

    async def plan(self) -> None:
        """Works out what is to be told, now and again, until cancelled."""
        while True:
            try:
                await self.plan_once()
            except BroadsheetError as error:
                log.warning("step=alerts reason=%s", error)
            except Exception:  # a mistake of ours: the gathering goes on
                log.exception("step=alerts")
            await asyncio.sleep(PLAN_EVERY_S)

    async def plan_once(self) -> None:
        """One round: stories, news, messages, digests. All of it, done twice, gives what it gives once."""
        store = self.shop.store
        if await store(matching.anyone_waits):
            await self._match()
            await self._look_for_news()
        while await store(messages.make_messages, self.shop.now()):
            await asyncio.sleep(0)
        for reader, kind in await store(digests.due_digests, self.shop.now(), _DIGESTS):
            await store(digests.make_digest, reader, kind, self.shop.now())
        await self._tidy()
        self.wake.set()

    async def _match(self) -> None:
        """Looks at the stories that changed since the last time; after a start, at those of a day."""
        since = self._seen_at or self.shop.now() - MOST_AGE
        changed = await self.shop.store(matching.changed_stories, since, self.shop.now())
        for start in range(0, len(changed), matching.AT_ONCE):
            ids = [pk for pk, _ in changed[start : start + matching.AT_ONCE]]
            await self.shop.store(matching.match_stories, ids, self.shop.now())
        latest = max((at for _, at in changed), default=since)
        self._seen_at = max(since, min(latest, self.shop.now() - _OVERLAP))

    async def _look_for_news(self) -> None:
        for story in await self.shop.store(matching.stories_to_check, self.shop.now(), _CHECKS):
            known, came = await self.shop.store(matching.texts_to_compare, story)
            try:
                changes = await self.shop.pool.run(_COMPARE_S, what_changed, known, came)
            except (
                WorkerLost
            ) as error:  # its reports count all the same, and the other stories wait for nothing
                log.warning("step=alerts story=%s reason=%s", story, error)
                changes = Changes((), len(came), len(known))
            await self.shop.store(matching.note_checked, story, changes, self.shop.now())

    async def _tidy(self) -> None:
        now = self.shop.now()
        if self._tidied_at is None or now - self._tidied_at > _TIDY:
            self._tidied_at = now
            await self.shop.store(messages.forget_messages, now)
            await self.shop.store(matching.forget_watches, now)

    # --- sending -----------------------------------------------------------------------------------

    async def run(self) -> None:
        """With a client of its own: push services take many messages a second from one site."""
        config = replace(fetch_config(self.shop.config, _LIMITS, per_host=_PER_HOST), per_host_delay_s=0.0)
        async with Fetcher(config) as fetcher:
            self._fetcher = fetcher
            await super().run()

    async def claim(self, room: int) -> Sequence[Outgoing]:
        return await self.shop.store(outgoing.take_deliveries, self.shop.now(), room)

    async def work(self, items: Sequence[Outgoing]) -> None:
        for item in items:
            if item.mail is not None:
                await self._mail(item)
            elif item.to is not None:
                await self._push(item)
            else:
                await self.shop.store(outgoing.note_left, item.id, self.shop.now(), "nothing")

    async def _push(self, item: Outgoing) -> None:
        """What certainly did not arrive is sent again; where that is not known, it is not."""
        now = self.shop.now()
        assert self._fetcher is not None
        try:
            request = outgoing.request_of(item, now)
            await self._fetcher.push(request.url, request.headers, request.body)
        except StatusError as error:
            await self._refused(item, error)
        except AddressRefused:
            await self.shop.store(outgoing.drop_device, item.id, now)
        except FetchError as error:
            certain = isinstance(error, Unreachable) and not error.connected
            note = outgoing.note_failed if certain else outgoing.note_refused
            await self.shop.store(note, item.id, now, error.code)
        except BroadsheetError as error:  # our key cannot be used
            log.warning("step=alerts delivery=%s reason=%s", item.id, error)
            await self.shop.store(outgoing.note_left, item.id, now, error.code)
        else:
            await self.shop.store(outgoing.note_sent, item.id, now)

    async def _refused(self, item: Outgoing, error: StatusError) -> None:
        now = self.shop.now()
        if error.status in _GONE:
            await self.shop.store(outgoing.drop_device, item.id, now)
        elif error.status in _LATER or error.status >= 500:
            await self.shop.store(outgoing.note_failed, item.id, now, error.code, error.retry_after_s)
        else:
            log.warning("step=alerts delivery=%s reason=the push service answered %s", item.id, error.status)
            await self.shop.store(outgoing.note_refused, item.id, now, error.code)

    async def _mail(self, item: Outgoing) -> None:
        now = self.shop.now()
        assert item.mail is not None
        try:
            async with self._mailing:
                await asyncio.to_thread(item.mail.send)
        except smtplib.SMTPResponseException as error:
            await self._mail_refused(item, error.smtp_code)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            await self._mail_refused(item, codes[0] if codes else 550)
        except (ConnectionRefusedError, socket.gaierror):
            await self.shop.store(outgoing.note_failed, item.id, now, "unreachable")
        except OSError as error:  # smtplib's others are such too: it may have gone, so not again
            log.warning("step=alerts delivery=%s reason=%s", item.id, type(error).__name__)
            await self.shop.store(outgoing.note_left, item.id, now, "unknown")
        else:
            await self.shop.store(outgoing.note_sent, item.id, now)

    async def _mail_refused(self, item: Outgoing, code: int) -> None:
        """RFC 5321, section 4.2.1: 4yz is for now, 5yz for good."""
        log.warning("step=alerts delivery=%s reason=the mail server answered %s", item.id, code)
        now = self.shop.now()
        if 400 <= code < 500:
            await self.shop.store(outgoing.note_failed, item.id, now, "status")
        else:
            await self.shop.store(outgoing.note_left, item.id, now, "status")
