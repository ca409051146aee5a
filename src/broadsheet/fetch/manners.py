"""Manners towards hosts: how many requests at once, how far apart, and pauses a host asked for.

A request first takes its place in its host's line and only then one of the places there are in all, so that
a host with a thousand pages waiting holds no more of those than a host with one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from broadsheet.errors import StatusError

LONGEST_WAIT_S = 5.0
"""Seconds that a request waits out a pause; for a longer one it is refused, to be planned anew."""

MAX_PAUSE_S = 86_400.0
"""Seconds; a host that asks for more is asked again after a day."""

_SWEEP_AT = 4096  # hosts remembered before those without anything to remember are forgotten


@dataclass(slots=True)
class _Host:
    slots: asyncio.Semaphore
    pace: asyncio.Lock
    users: int = 0
    next_start: float = 0.0
    paused_until: float = 0.0
    pause_status: int = 0


class Manners:
    """Gives requests their turn.

    Args:
        per_host: requests to one host at the same time.
        total: requests at the same time, all hosts together.
        clock: monotonic seconds.
    """

    def __init__(self, per_host: int, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_host = per_host
        self._total = asyncio.Semaphore(total)
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str, delay_s: float = 0.0) -> AsyncIterator[None]:
        """Waits until a request to `host` may start and holds its place while it runs.

        Args:
            host: name or IP address.
            delay_s: least seconds from the start of one request to the start of the next.

        Raises:
            StatusError: the host asked for a pause that lasts too long to wait for.
        """
        state = self._host(host)
        state.users += 1
        try:
            async with state.slots:
                await self._wait(host, state, delay_s)
                async with self._total:
                    yield
        finally:
            state.users -= 1

    def pause(self, host: str, seconds: float, status: int) -> None:
        """Notes that a host answered `status` (429, 503) and asked to be left alone for some seconds."""
        state = self._host(host)
        until = self._clock() + min(max(seconds, 0.0), MAX_PAUSE_S)
        if until > state.paused_until:
            state.paused_until, state.pause_status = until, status

    async def _wait(self, host: str, state: _Host, delay_s: float) -> None:
        while (left := state.paused_until - self._clock()) > 0:
            if left > LONGEST_WAIT_S:
                raise StatusError(
                    f"The server {host} asked to be left alone for now (it answered {state.pause_status}).",
                    status=state.pause_status,
                    retry_after_s=left,
                )
            await asyncio.sleep(left)
        if delay_s > 0:
            async with state.pace:  # one after the other: a busy machine wakes several late, and at once
                while (left := state.next_start - self._clock()) > 0:
                    await asyncio.sleep(left)
                state.next_start = self._clock() + delay_s

    def _host(self, host: str) -> _Host:
        state = self._hosts.get(host)
        if state is None:
            if len(self._hosts) >= _SWEEP_AT:
                self._sweep()
            state = self._hosts[host] = _Host(asyncio.Semaphore(self._per_host), asyncio.Lock())
        return state

    def _sweep(self) -> None:
        now = self._clock()
        self._hosts = {
            host: state
            for host, state in self._hosts.items()
            if state.users or state.next_start > now or state.paused_until > now
        }
