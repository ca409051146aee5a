"""robots.txt: what a site asks programs to leave alone (RFC 9309). Read by protego."""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego
from yarl import URL

from broadsheet.errors import (
    AddressRefused,
    FetchError,
    RobotsDisallowed,
    RobotsUnavailable,
    StatusError,
    TooManyRedirects,
    TooSlow,
    Unreachable,
)
from broadsheet.fetch.config import PRODUCT
from broadsheet.fetch.types import FetchedPage

KEPT_S = 86_400.0
"""Seconds a robots.txt is used before it is asked for again (RFC 9309 section 2.4: not over 24 hours)."""

FAILURE_KEPT_S = 1_800.0
"""Seconds for which a site whose robots.txt cannot be had is left alone (section 2.3.1.4)."""

MAX_CRAWL_DELAY_S = 10.0
"""Seconds; a longer Crawl-delay is cut to this. It is not in the RFC, and some sites ask for hours."""

_SITES_KEPT = 4096
_OTHER = "other-agent"
_AGENT_LINE = re.compile(r"^\s*user[- ]?agent\s*[:\s]\s*([^#\r\n]*)", re.IGNORECASE | re.MULTILINE)
_TOKEN = re.compile(r"[a-z_-]+|\*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What is known of a site: its rules (None: all is allowed), or why it must be left alone."""

    rules: Protego | None = None
    delay_s: float = 0.0
    failure: FetchError | None = None
    kept_s: float = KEPT_S


def parse_robots(text: str) -> Protego:
    """Reads a robots.txt for our own product token.

    The groups of other agents are given one name before: their rules are never asked for, and a file with
    thousands of agents over thousands of rules would otherwise be multiplied out.
    """

    def rename(match: re.Match[str]) -> str:
        token = _TOKEN.match(match[1].strip())
        name = token[0].lower() if token else _OTHER
        return f"User-agent: {name if name in {'*', PRODUCT.lower()} else _OTHER}"

    return Protego.parse(_AGENT_LINE.sub(rename, text.removeprefix("\ufeff")))


class Robots:
    """The robots.txt files of the sites asked lately.

    Args:
        fetch: gets one (address of the robots.txt in; raises FetchError).
        clock: monotonic seconds.
    """

    def __init__(
        self, fetch: Callable[[str], Awaitable[FetchedPage]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._sites: OrderedDict[str, tuple[float, asyncio.Task[_Verdict]]] = OrderedDict()

    async def check(self, url: URL) -> float:
        """Asks whether a page may be asked for.

        Returns:
            Seconds the site wants between requests (Crawl-delay, at most MAX_CRAWL_DELAY_S); 0 if it says
            nothing.

        Raises:
            RobotsDisallowed: the site asks not to fetch it; RobotsUnavailable if that cannot be known.
            AddressRefused, Unreachable, TooSlow: the site cannot be reached at all.
        """
        verdict = await self._verdict(url.origin())
        if verdict.failure is not None:
            raise _failure_for(url, verdict.failure)
        if verdict.rules is not None and not verdict.rules.can_fetch(str(url), PRODUCT):
            raise RobotsDisallowed(
                "The site's robots.txt asks programs not to fetch this page.", subject=str(url)
            )
        return verdict.delay_s

    async def _verdict(self, site: URL) -> _Verdict:
        key = str(site)
        known = self._sites.get(key)
        if known is not None and (not known[1].done() or self._is_fresh(known)):
            self._sites.move_to_end(key)
            task = known[1]
        else:
            task = asyncio.create_task(self._load(site))
            self._sites[key] = (self._clock(), task)
            self._sites.move_to_end(key)
            self._forget()
        return await asyncio.shield(task)  # others wait for the same one

    def _is_fresh(self, known: tuple[float, asyncio.Task[_Verdict]]) -> bool:
        since, task = known
        return not task.cancelled() and self._clock() - since < task.result().kept_s

    def _forget(self) -> None:
        while len(self._sites) > _SITES_KEPT:
            key, (_, task) = next(iter(self._sites.items()))
            if not task.done():  # someone waits for the oldest: then all are new
                return
            del self._sites[key]

    async def _load(self, site: URL) -> _Verdict:
        try:
            page = await self._fetch(str(site.with_path("/robots.txt")))
        except StatusError as error:
            if 400 <= error.status < 500 and error.status != 429:
                return _Verdict()  # section 2.3.1.3: unavailable, so nothing is forbidden
            return _Verdict(failure=error, kept_s=FAILURE_KEPT_S)
        except TooManyRedirects:
            return _Verdict()  # section 2.3.1.2
        except FetchError as error:
            return _Verdict(failure=error, kept_s=FAILURE_KEPT_S)
        rules = parse_robots(page.body.decode("utf-8", "replace"))
        return _Verdict(rules, min(rules.crawl_delay(PRODUCT) or 0.0, MAX_CRAWL_DELAY_S))

    async def close(self) -> None:
        """Ends requests still under way."""
        tasks = [task for _, task in self._sites.values() if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _failure_for(url: URL, failure: FetchError) -> FetchError:
    """The error of a page whose site's robots.txt could not be had."""
    if isinstance(failure, AddressRefused | Unreachable | TooSlow):  # the page itself would fare no better
        return type(failure)(failure.message, subject=str(url), advice=failure.advice)
    return RobotsUnavailable(
        f"The site's robots.txt could not be read, so its pages are left alone: {failure.message}",
        subject=str(url),
        advice="It is asked for again in half an hour.",
    )
