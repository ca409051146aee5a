"""The one client through which every request leaves.

A fetch is: address check → robots.txt (pages and pictures) → turn at the host → exchange → redirect, which
begins anew with the address check. `Fetcher._exchange` is the only place that sends anything.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from broadsheet.errors import BadAnswer, BroadsheetError, FetchError, TooLarge, TooManyRedirects, TooSlow
from broadsheet.fetch.config import FetchConfig
from broadsheet.fetch.decoding import ACCEPT_ENCODING, BodyDecoder, undo_gzip_file
from broadsheet.fetch.failures import explain, status_error
from broadsheet.fetch.guard import AddressGuard, check_url
from broadsheet.fetch.headers import retry_after_s
from broadsheet.fetch.kept import KEEPALIVE_S, KeptHosts
from broadsheet.fetch.manners import Manners
from broadsheet.fetch.resolver import GuardedResolver, Resolver
from broadsheet.fetch.robots import Robots
from broadsheet.fetch.types import FetchedPage, FetchKind, FetchRequest

ROBOTS_REDIRECTS = 5  # RFC 9309 section 2.3.1.2
DNS_KEPT_S = 300
PAUSE_WITHOUT_WORD_S = 30.0
"""Seconds a host is left alone that answers 429 (too many requests) without saying for how long."""

_MAX_HEADERS = 200
_MAX_LINE = 8190
_MAX_FIELD = 32_768  # some sites' Content-Security-Policy alone has over 8 KiB

_ACCEPT: dict[FetchKind, str] = {
    "feed": "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.5, */*;q=0.1",
    "page": "text/html, application/xhtml+xml;q=0.9, */*;q=0.1",
    "robots": "text/plain, */*;q=0.1",
    "picture": "image/webp, image/*;q=0.9, */*;q=0.1",
    "websub": "*/*",
    "push": "*/*",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_WITH_BODY = frozenset({200, 203})


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Posted:
    """What is sent along: a form, or bytes; with headers of its own."""

    data: Mapping[str, str] | bytes
    headers: Mapping[str, str]


@dataclass(slots=True)
class _Chain:
    """A fetch on its way: where it has got to, and the time it has used."""

    url: URL
    permanent_url: str
    hops: int = 0
    only_permanent: bool = True
    used_s: float = 0.0


class Fetcher:
    """Fetches pages and feeds, one at a time or many at once; an async context manager.

    Args:
        config: how to behave.
        resolver: looks names up; the system's if None.
        ssl_context: which certificates to trust; the system's if None.

    Raises:
        ConfigurationError: a setting cannot be used.
    """

    def __init__(
        self,
        config: FetchConfig,
        *,
        resolver: AbstractResolver | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self.config = config
        self._user_agent = config.user_agent
        self._guard = AddressGuard(config.allow_private)
        self._resolver = GuardedResolver(resolver or Resolver(), self._guard)
        self._ssl_context = ssl_context
        self._manners = Manners(config.per_host_concurrency, config.total_concurrency)
        self._kept = KeptHosts()
        self._robots = Robots(self._fetch_robots)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            resolver=self._resolver,
            socket_factory=self._guard.open_socket,
            ssl=True if self._ssl_context is None else self._ssl_context,
            ttl_dns_cache=DNS_KEPT_S,
            dns_cache_max_size=10_000,
            keepalive_timeout=KEEPALIVE_S,
            limit=0,  # Manners limits
        )
        limits = self.config.limits
        self._session = aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=None, connect=limits.connect_s),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,  # a proxy would connect for us, past the guard
            max_line_size=_MAX_LINE,
            max_field_size=min(_MAX_FIELD, limits.max_header_bytes),
            max_headers=_MAX_HEADERS,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._robots.close()
        if self._session is not None:
            await self._session.close()
            self._session = None
        await self._resolver.close()

    async def fetch(self, request: FetchRequest) -> FetchedPage:
        """Asks for one thing, following redirects.

        Args:
            request: what to ask for.

        Raises:
            FetchError: a subclass says why it could not be had; `subject` is the request's address.
        """
        return await self._follow(request, self.config.limits.max_redirects)

    async def post(self, url: str, form: Mapping[str, str]) -> FetchedPage:
        """Sends a form (application/x-www-form-urlencoded), following 307 and 308.

        Args:
            url: where to.
            form: names and values.

        Raises:
            FetchError: as `fetch`; StatusError unless the answer is 2xx.
        """
        request = FetchRequest(url, kind="websub")
        return await self._follow(request, self.config.limits.max_redirects, _Posted(form, {}))

    async def push(self, url: str, headers: Mapping[str, str], body: bytes) -> None:
        """Gives a message to a push service (RFC 8030). No redirect is followed: its headers are for this
        origin alone.

        Args:
            url: the subscription's, so from anybody.
            headers: ours, of the message.

        Raises:
            FetchError: as `fetch`; StatusError unless the answer is 2xx.
        """
        await self._follow(FetchRequest(url, kind="push"), 0, _Posted(body, headers))

    async def _fetch_robots(self, url: str) -> FetchedPage:
        return await self._follow(FetchRequest(url, kind="robots"), ROBOTS_REDIRECTS)

    async def _follow(
        self, request: FetchRequest, max_redirects: int, posted: _Posted | None = None
    ) -> FetchedPage:
        """Goes from redirect to redirect until something else is answered."""
        chain = _Chain(check_url(request.url), request.url)
        seen = {chain.url}
        try:
            while True:
                answer = await self._ask(request, chain, posted)
                if answer.status not in _REDIRECTS:
                    return self._page(request, chain, answer)
                target = _redirect_target(answer, chain.url, posted is not None)
                if target in seen or chain.hops >= max_redirects:
                    raise _too_many(target in seen, chain.hops)
                if target.host != chain.url.host:  # validators belong to the server that gave them
                    request = replace(request, etag="", last_modified="")
                _advance(chain, target, answer.status)
                seen.add(target)
        except FetchError as error:
            raise _about(error, request.url, chain) from error.__cause__

    async def _ask(self, request: FetchRequest, chain: _Chain, posted: _Posted | None) -> _Answer:
        """One request of a chain, when its turn has come."""
        host = chain.url.host or ""
        delay_s = self.config.per_host_delay_s
        if self.config.robots and request.kind in {"page", "picture"}:
            delay_s = max(delay_s, await self._robots.check(chain.url))
        headers = self._headers(request)
        if not self._kept.may_keep(host):
            headers["Connection"] = "close"
        async with self._manners.turn(host, delay_s):
            started = time.monotonic()
            try:
                answer = await self._exchange(request, chain, headers, posted)
            finally:
                chain.used_s += time.monotonic() - started
        if answer.status in {429, 503}:
            self._pause(host, answer)
        return answer

    def _headers(self, request: FetchRequest) -> dict[str, str]:
        headers = {
            "User-Agent": self._user_agent,
            "Accept": _ACCEPT[request.kind],
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        # Validators come back from where we stored them; a line break in one would begin another header.
        if request.etag.isprintable() and request.etag:
            headers["If-None-Match"] = request.etag
        if request.last_modified.isprintable() and request.last_modified:
            headers["If-Modified-Since"] = request.last_modified
        return headers

    async def _exchange(
        self, request: FetchRequest, chain: _Chain, headers: dict[str, str], posted: _Posted | None
    ) -> _Answer:
        """Sends one request and reads its answer: the only place where anything is sent."""
        if self._session is None:
            raise RuntimeError("A Fetcher is to be used within `async with`.")
        left_s = self.config.limits.total_s - chain.used_s
        ends_at = asyncio.get_running_loop().time() + left_s
        method = "GET" if posted is None else "POST"
        data = posted.data if posted else None
        headers |= posted.headers if posted else {}
        try:
            async with asyncio.timeout_at(ends_at) as deadline:
                async with self._session.request(
                    method, chain.url, headers=headers, data=data, allow_redirects=False
                ) as response:
                    return await self._read(request, response, deadline)
        except BroadsheetError:
            raise
        except TimeoutError as error:
            if deadline.expired() and (deadline.when() or 0.0) < ends_at:
                raise TooSlow(
                    "The server sends its answer too slowly.", advice="It is asked again later."
                ) from error
            raise explain(error, str(chain.url)) from error
        except Exception as error:  # whatever a hostile answer makes of the HTTP library
            raise explain(error, str(chain.url)) from error

    async def _read(
        self, request: FetchRequest, response: aiohttp.ClientResponse, deadline: asyncio.Timeout
    ) -> _Answer:
        """Reads headers and, where it is of use, the body."""
        limits = self.config.limits
        headers = _joined(response, limits.max_header_bytes)
        if response.status not in _WITH_BODY:
            return _Answer(response.status, headers, b"")
        truncate = request.kind == "robots"
        max_bytes = limits.max_bytes[request.kind]
        if (response.content_length or 0) > max_bytes and not truncate:
            raise TooLarge(
                f"The answer has {response.content_length:,} bytes, more than the {max_bytes:,} allowed."
            )
        decoder = BodyDecoder(headers.get("content-encoding", ""), max_bytes, truncate=truncate)
        await self._read_body(response, decoder, deadline)
        body = decoder.finish()
        if request.kind in {"feed", "page"}:
            body = undo_gzip_file(body, max_bytes)
        return _Answer(response.status, headers, body)

    async def _read_body(
        self, response: aiohttp.ClientResponse, decoder: BodyDecoder, deadline: asyncio.Timeout
    ) -> None:
        """Reads while the bytes come at the least rate: each moves the moment by which the next is due."""
        limits = self.config.limits
        ends_at = deadline.when() or 0.0
        started = asyncio.get_running_loop().time()
        received = 0
        while not response.content.at_eof() and not decoder.full:
            due_s = max(limits.slow_grace_s, received / limits.min_bytes_per_s)
            deadline.reschedule(min(ends_at, started + due_s))
            piece = await response.content.readany()
            received += len(piece)
            decoder.feed(piece)

    def _pause(self, host: str, answer: _Answer) -> None:
        seconds = retry_after_s(answer.headers.get("retry-after", ""), datetime.now(UTC))
        if seconds is not None:
            self._manners.pause(host, seconds, answer.status)
        elif answer.status == 429:
            self._manners.pause(host, PAUSE_WITHOUT_WORD_S, answer.status)

    def _page(self, request: FetchRequest, chain: _Chain, answer: _Answer) -> FetchedPage:
        """The page an answer brings.

        Raises:
            StatusError: an error status. BadAnswer: a status that brings no page.
        """
        now = datetime.now(UTC)
        status = answer.status
        if status >= 400:
            wait = retry_after_s(answer.headers.get("retry-after", ""), now)
            raise status_error(status, wait, str(chain.url))
        asked_whether_changed = bool(request.etag or request.last_modified)
        accepted = status in _WITH_BODY or (status == 304 and asked_whether_changed)
        if not accepted and not (request.kind in {"websub", "push"} and 200 <= status < 300):
            raise BadAnswer(f"The server answered {status}, which brings no page.")
        return FetchedPage(
            url=request.url,
            final_url=str(chain.url) if chain.hops else request.url,
            permanent_url=chain.permanent_url,
            status=304 if status == 304 else 200,
            headers=answer.headers,
            body=answer.body,
            fetched_at=now,
            elapsed_s=chain.used_s,
        )


def _joined(response: aiohttp.ClientResponse, max_bytes: int) -> dict[str, str]:
    """Headers as `FetchedPage` has them.

    Raises:
        TooLarge: all together have more than `max_bytes`.
    """
    if sum(len(name) + len(value) + 4 for name, value in response.raw_headers) > max_bytes:
        raise TooLarge("The answer's headers are larger than allowed.")
    joined: dict[str, str] = {}
    for key, value in response.headers.items():
        name = key.lower()
        if not value.isascii():  # bytes that are no UTF-8 come as lone surrogates, which no database takes
            value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


def _redirect_target(answer: _Answer, url: URL, posting: bool) -> URL:
    """Where a redirect leads.

    Raises:
        BadAnswer: it says not where, or would turn a form into a question.
        AddressRefused: it leads where nothing may be asked.
    """
    location = answer.headers.get("location", "").strip()
    if not location:
        raise BadAnswer(f"The server answered {answer.status} (look elsewhere) but does not say where.")
    if posting and answer.status not in {307, 308}:
        raise BadAnswer(f"The server answered a form with a redirect ({answer.status}).")
    try:
        target = str(url.join(URL(location)))
    except ValueError:
        target = location
    return check_url(target)


def _advance(chain: _Chain, target: URL, status: int) -> None:
    chain.url = target
    chain.hops += 1
    chain.only_permanent = chain.only_permanent and status in _PERMANENT
    if chain.only_permanent:
        chain.permanent_url = str(target)


def _too_many(loop: bool, hops: int) -> TooManyRedirects:
    if loop:
        return TooManyRedirects("The address redirects in a circle.")
    return TooManyRedirects(f"The address redirects more than {hops} times.")


def _about(error: FetchError, url: str, chain: _Chain) -> FetchError:
    """Names the address that was asked for, and where a redirect led if the trouble is there."""
    error.subject = url
    if chain.hops:
        error.message = f"{error.message.rstrip('.')} (after a redirect to {str(chain.url)[:200]})."
    return error
