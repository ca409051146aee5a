"""Errands that are due → what readers will ask for: done beside the pipeline, one at a time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from time import monotonic
from typing import ParamSpec, TypeVar

from django.db import connection

from broadsheet.assist.briefing import Briefing, brief_built_in
from broadsheet.assist.compare import compare_coverage
from broadsheet.config import Config
from broadsheet.errors import BroadsheetError, SpeechError, StoreError, WorkStopped
from broadsheet.pipeline.errands import (
    BriefingWork,
    brief_by_model,
    plan_errands,
    read_briefing_work,
    write_summary,
)
from broadsheet.pipeline.step import Step, Workshop
from broadsheet.read.audio import briefing_name, can_speak, has_voice, shelf
from broadsheet.read.listening import parts_of_briefing, parts_of_subject
from broadsheet.read.writing import has_model
from broadsheet.speech.speak import speak
from broadsheet.store.answers import version_of
from broadsheet.store.backups import backups_folder, make_backup
from broadsheet.store.briefings import KeptBriefing, keep_briefing, note_audio, read_briefing
from broadsheet.store.comparisons import keep_comparison
from broadsheet.store.errands import (
    KINDS,
    Held,
    Wanted,
    claim_errands,
    fail_errand,
    finish_errand,
    hold_on,
    order_errands,
    release_errand,
)
from broadsheet.store.jobs import working
from broadsheet.store.sources import sources_of_story_id

log = logging.getLogger("broadsheet.pipeline")

P = ParamSpec("P")
T = TypeVar("T")

PRELOAD = ("broadsheet.assist.briefing", "broadsheet.assist.compare", "broadsheet.speech.speak")
PLAN_EVERY_S = 60.0
_MAKE_S, _SPEAK_S = 120.0, 900.0
_NOT_FULL, _NOTHING = timedelta(minutes=30), timedelta(minutes=1)
_LIFE_S = 60.0
_BEHIND_EVERY_S = 60.0
_AUDIO = ("briefing-audio", "audio")


class ErrandStep(Step):
    """errands due → briefings, audio files, answers.

    Args:
        behind: whether news waits for the machine just now; then errands come one a minute, not one after
            another.
    """

    name = "errands"

    def __init__(self, shop: Workshop, behind: Callable[[], bool] = lambda: False) -> None:
        super().__init__(shop, 1)
        self._behind = behind
        self._taken_at = -math.inf
        self.who = f"gathering-{secrets.token_hex(6)}"

    @property
    def kinds(self) -> tuple[str, ...]:
        """Those that this machine can do."""
        return KINDS if can_speak() else tuple(kind for kind in KINDS if kind not in _AUDIO)

    async def plan(self) -> None:
        """Asks for what the front page needs, now and again, until cancelled."""
        while True:
            try:
                if await self.shop.store(plan_errands, self.shop.now()):
                    self.wake.set()
            except BroadsheetError as error:
                log.warning("Nothing is planned ahead: %s", error)
            await asyncio.sleep(PLAN_EVERY_S)

    async def claim(self, room: int) -> Sequence[Held]:
        if self._behind() and monotonic() - self._taken_at < _BEHIND_EVERY_S:
            return ()
        taken = await self.shop.store(
            claim_errands, self.who, self.shop.now(), room, self.kinds, frozenset(self.busy)
        )
        if taken:
            self._taken_at = monotonic()
        return taken

    async def work(self, items: Sequence[Held]) -> None:
        for held in items:
            life = asyncio.create_task(self._hold_on(held))
            try:
                again = await self._do(held)
            except asyncio.CancelledError:
                await self.shop.store(release_errand, held, self.who)
                raise
            except StoreError as error:
                if held.kind != "backup":  # without room for a backup the gathering goes on
                    raise
                await self._failed(held, error)
            except BroadsheetError as error:
                await self._failed(held, error)
            except Exception:  # a mistake of ours: given up after some tries, like any other failure
                log.exception("step=errands kind=%s subject=%s", held.kind, held.subject)
                await self.shop.store(fail_errand, held, self.who, self.shop.now(), "error")
            else:
                now = self.shop.now()
                change_at = now + again if again else None
                await self.shop.store(finish_errand, held, self.who, now, change_at=change_at)
                self.shop.counts.ahead += 1
            finally:
                life.cancel()

    async def _failed(self, held: Held, error: BroadsheetError) -> None:
        log.warning("step=errands kind=%s subject=%s: %s", held.kind, held.subject, error)
        await self.shop.store(fail_errand, held, self.who, self.shop.now(), error.code)

    async def _hold_on(self, held: Held) -> None:
        while True:
            await asyncio.sleep(_LIFE_S)
            with contextlib.suppress(StoreError):
                await self.shop.store(hold_on, held, self.who, self.shop.now())

    async def _do(self, held: Held) -> timedelta | None:
        """Makes it; says after how long it is to be made again, if it is not yet what it should be."""
        if held.kind == "backup":
            await self._backup()
        elif held.kind == "briefing":
            return await self._briefing(held)
        elif held.kind == "briefing-audio":
            await self._briefing_audio(held)
        elif held.kind == "audio":
            await self._audio(held)
        else:
            await self._answer(held)
        return None

    async def _backup(self) -> None:
        """In a thread of its own, which hears when the gathering is to stop."""
        stopped = threading.Event()
        try:
            await asyncio.to_thread(_apart, back_up, self.shop.config, self.shop.now(), stopped)
        finally:
            stopped.set()

    async def _briefing(self, held: Held) -> timedelta | None:
        now = self.shop.now()
        work = await self.shop.store(read_briefing_work, held.mark, held.subject, held.language, now)
        made = await self._make_briefing(work)
        await self.shop.store(keep_briefing, work.day, work.edition, work.language, made, now)
        if not made.items:
            return _NOTHING
        if has_voice(held.language):
            sound = Wanted("briefing-audio", held.subject, held.language, f"{held.mark} {now.timestamp()}")
            await self.shop.store(order_errands, [sound], now)
        return None if made.is_full else _NOT_FULL

    async def _make_briefing(self, work: BriefingWork) -> Briefing:
        if has_model() and self.shop.config.model_ahead_tokens:
            return await asyncio.to_thread(
                _apart, brief_by_model, work.stories, work.language, self.shop.now()
            )
        return await self.shop.pool.run(_MAKE_S, brief_built_in, work.stories, work.language.split("-")[0])

    async def _briefing_audio(self, held: Held) -> None:
        day = held.mark.split(" ")[0]
        kept = await self.shop.store(read_briefing_of, day, held.subject, held.language)
        if kept is None:
            return
        parts = await self.shop.store(parts_of_briefing, kept)
        sound = await self.shop.pool.run(_SPEAK_S, speak, parts, self.shop.config.espeak)
        await asyncio.to_thread(_put, briefing_name(kept), sound.mp3)
        await self.shop.store(note_audio, kept, len(sound.mp3), sound.seconds)

    async def _audio(self, held: Held) -> None:
        parts = await self.shop.store(parts_of_subject, held.subject, held.language)
        if not parts:
            return
        sound = await self.shop.pool.run(_SPEAK_S, speak, parts, self.shop.config.espeak)
        await asyncio.to_thread(_put, held.mark, sound.mp3)  # which is its name (`audio_name`)

    async def _answer(self, held: Held) -> None:
        story = int(held.subject.removeprefix("story:"))
        sources = await self.shop.store(sources_of_story_id, story)
        if not sources:
            return
        if held.kind == "summary":
            await asyncio.to_thread(_apart, write_summary, story, sources, held.language, self.shop.now())
            return
        found = await self.shop.pool.run(_MAKE_S, compare_coverage, sources, held.language)
        await self.shop.store(
            keep_comparison, story, held.language, version_of(sources), found, self.shop.now()
        )


def read_briefing_of(day: str, edition: str, language: str) -> KeptBriefing | None:
    """A day's briefing; `day` as ISO 8601."""
    return read_briefing(date.fromisoformat(day), edition, language)


def back_up(config: Config, now: datetime, stopped: threading.Event) -> None:
    """The nightly backup."""
    with working(config.data_dir, "backup") as report:

        def tell(done: int, total: int) -> None:
            if stopped.is_set():
                raise WorkStopped
            report(done, total)

        make_backup(backups_folder(config.data_dir), now, tell, keep=config.backups_kept)


def _put(name: str, mp3: bytes) -> None:
    try:
        shelf().put(name, mp3)
    except OSError as error:
        raise SpeechError(f"The audio file cannot be kept ({error.strerror}).", subject=name) from error


def _apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Calls a function that waits for a model, with a connection of its own to the database."""
    try:
        return function(*args, **kwargs)
    finally:
        connection.close()
