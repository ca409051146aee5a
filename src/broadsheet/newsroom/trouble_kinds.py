"""The troubles one by one. Each is a function that writes bytes; `TROUBLES` names them."""

from __future__ import annotations

import asyncio
import gzip
import random
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus

import brotli

from broadsheet.newsroom import trouble_bodies as bodies

DRIP_S = 1.0  # seconds between two bytes
BOMB_BYTES = 256 * 1024 * 1024  # what a bomb unfolds to
HTML, XML = "text/html; charset=utf-8", "application/rss+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: Host header, the trouble's name, the path below it, how often it has been asked."""

    host: str
    name: str
    rest: str
    visit: int
    head_only: bool = False

    @property
    def feed(self) -> bool:
        return self.rest.startswith("feed")

    def url(self, rest: str) -> str:
        """An address of the same trouble."""
        return f"http://{self.host}/{self.name}/{rest}"


@dataclass(frozen=True, slots=True)
class Plain:
    """A well-formed answer."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    def encode(self, *, headers: bool = False) -> bytes:
        """The answer as bytes; with `headers` its head alone."""
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        fields = {"Content-Length": str(len(self.body)), "Connection": "close"} | self.headers
        lines += [f"{name}: {value}" for name, value in fields.items()]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        return head if headers else head + self.body


def plain(status: int, body: str | bytes, content_type: str = HTML, **headers: str) -> Plain:
    """A well-formed answer; header names are given with underscores."""
    data = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Plain(status, data, {"Content-Type": content_type} | named)


Answer = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A kind of trouble.

    Attributes:
        meaning: what a client meets, for the list of troubles.
        answer: writes the answer.
        as_feed: whether it makes sense as a publisher's feed (else it is a trouble of pages).
    """

    meaning: str
    answer: Answer
    as_feed: bool = True


def _simply(make: Callable[[Asked], Plain]) -> Answer:
    """A trouble that is said by one well-formed answer."""

    async def send(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(make(asked).encode(headers=asked.head_only))
        await writer.drain()

    return send


def _status(status: int, **headers: str) -> Answer:
    return _simply(lambda asked: plain(status, f"{status}\n", "text/plain", **headers))


def _redirect(status: int, target: Callable[[Asked], str]) -> Answer:
    return _simply(lambda asked: plain(status, "", "text/plain", Location=target(asked)))


def _content(
    page: Callable[[Asked], str | bytes], feed: Callable[[Asked], str | bytes] | None = None
) -> Answer:
    """A 200 whose content is the trouble; `feed` is what feeds' addresses answer."""

    def make(asked: Asked) -> Plain:
        if asked.feed and feed is not None:
            return plain(200, feed(asked), XML)
        return plain(200, page(asked))

    return _simply(make)


def _head(content_type: str, *more: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Type: {content_type}", *more, "Connection: close", "", ""]
    return "\r\n".join(lines).encode()


async def _drip(asked: Asked, writer: asyncio.StreamWriter) -> None:
    body = bodies.good_feed(asked.url("page")) if asked.feed else bodies.good_page()
    writer.write(_head(XML if asked.feed else HTML, f"Content-Length: {len(body)}"))
    for byte in body:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(DRIP_S)


async def _endless(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(_head(HTML))
    block = b"<p>and so on, and so on</p>\n" * 2000
    while True:
        writer.write(block)
        await writer.drain()
        await asyncio.sleep(0)  # never the only task that runs


def _bomb(encoding: str) -> Answer:
    async def send(asked: Asked, writer: asyncio.StreamWriter) -> None:
        body = await asyncio.to_thread(_fold, encoding)
        head = _head(HTML, f"Content-Encoding: {encoding}", f"Content-Length: {len(body)}")
        writer.write(head + body)
        await writer.drain()

    return send


def _fold(encoding: str) -> bytes:
    """`BOMB_BYTES` of spaces, compressed piece by piece so that they never lie in memory."""
    block = b" " * (1024 * 1024)
    pieces = range(BOMB_BYTES // len(block))
    if encoding == "br":
        packer = brotli.Compressor(quality=1)
        return b"".join([*(packer.process(block) for _ in pieces), packer.finish()])
    folder = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*(folder.compress(block) for _ in pieces), folder.flush()])


async def _header_flood(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
    for number in range(200_000):
        writer.write(f"X-Flood-{number}: {'x' * 60}\r\n".encode())
        if number % 500 == 0:
            await writer.drain()
    writer.write(b"\r\n")
    await writer.drain()


async def _truncated(asked: Asked, writer: asyncio.StreamWriter) -> None:
    body = bodies.good_feed(asked.url("page")) if asked.feed else bodies.good_page()
    writer.write(_head(XML if asked.feed else HTML, f"Content-Length: {len(body)}") + body[: len(body) // 2])
    await writer.drain()


async def _garbage(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(random.Random(asked.name).randbytes(400) + b"\r\n\r\n")
    await writer.drain()


async def _reset(asked: Asked, writer: asyncio.StreamWriter) -> None:
    transport = writer.transport
    assert isinstance(transport, asyncio.Transport)
    transport.abort()


def _nothing(asked: Asked) -> str:
    return ""


def _as_picture(asked: Asked) -> Plain:
    body = bodies.good_feed(asked.url("page")) if asked.feed else bodies.good_page()
    return plain(200, body, "image/jpeg")


def _broken_gzip(asked: Asked) -> Plain:
    body = gzip.compress(bodies.good_page(), mtime=0)
    return plain(200, body[:20] + b"\0" * 20 + body[40:], HTML, Content_Encoding="gzip")


def _loop(asked: Asked) -> str:
    kind = "feed" if asked.feed else "page"
    return asked.url(f"{kind}-{'b' if asked.rest.endswith('-a') else 'a'}")


def _moved(asked: Asked) -> Plain:
    """A feed or page that has moved for good: `old` leads to `new`, which is there."""
    if asked.rest.endswith("-new"):
        return (
            plain(200, bodies.good_feed(asked.url("page-new")), XML)
            if asked.feed
            else plain(200, bodies.good_page())
        )
    return plain(301, "", "text/plain", Location=asked.url("feed-new" if asked.feed else "page-new"))


TROUBLES: dict[str, Trouble] = {
    "missing": Trouble("404: it is not there", _status(404)),
    "gone": Trouble("410: it is gone for good", _status(410)),
    "error": Trouble("500: the server fails", _status(500)),
    "unavailable": Trouble("503, to be asked again after 120 seconds", _status(503, Retry_After="120")),
    "too-many": Trouble("429, to be asked again after 60 seconds", _status(429, Retry_After="60")),
    "forbidden": Trouble("403: not for us", _status(403)),
    "loop": Trouble("redirects that never end", _redirect(302, _loop)),
    "moved": Trouble("301 to a new address that works", _simply(_moved)),
    "to-metadata": Trouble(
        "redirects to a cloud's metadata", _redirect(302, lambda _: "http://169.254.169.254/")
    ),
    "to-private": Trouble("redirects to a private address", _redirect(302, lambda _: "http://10.0.0.1/")),
    "to-file": Trouble("redirects to a file", _redirect(302, lambda _: "file:///etc/passwd")),
    "drip": Trouble("one byte a second", _drip),
    "endless": Trouble("a body without end", _endless),
    "bomb-gzip": Trouble("gzip that unfolds to 256 MB", _bomb("gzip")),
    "bomb-br": Trouble("brotli that unfolds to 256 MB", _bomb("br")),
    "broken-gzip": Trouble("gzip that is damaged", _simply(_broken_gzip)),
    "header-flood": Trouble("headers without end (14 MB)", _header_flood),
    "truncated": Trouble("half of the promised body", _truncated),
    "garbage": Trouble("bytes that are no HTTP", _garbage),
    "reset": Trouble("the connection is cut", _reset),
    "wrong-type": Trouble("says it is a picture", _simply(_as_picture)),
    "html-feed": Trouble("a page where a feed should be", _content(lambda _: bodies.good_page())),
    "billion-laughs": Trouble(
        "entities that unfold without end",
        _content(lambda _: bodies.good_page(), lambda _: bodies.billion_laughs()),
    ),
    "xxe": Trouble(
        "an entity that names a local file", _content(lambda _: bodies.good_page(), lambda _: bodies.xxe())
    ),
    "nested": Trouble(
        "200,000 tags inside one another",
        _content(lambda _: bodies.nested_page(), lambda _: bodies.nested_feed()),
    ),
    "login": Trouble("a form to log in", _content(lambda _: bodies.login_page())),
    "robots-disallowed": Trouble(
        "robots.txt asks not to come", _content(lambda _: bodies.good_page()), as_feed=False
    ),
    "empty": Trouble("an empty answer", _content(_nothing, _nothing)),
    "huge": Trouble("a page of 40 MB", _content(lambda _: bodies.huge_page(), lambda _: bodies.huge_page())),
    "no-article": Trouble(
        "a page without an article", _content(lambda _: bodies.no_article_page()), as_feed=False
    ),
    "no-ids": Trouble(
        "entries without ids",
        _content(lambda _: bodies.good_page(), lambda asked: bodies.feed_without_ids(asked.url("page"))),
    ),
    "future": Trouble(
        "dates in the future",
        _content(lambda _: bodies.good_page(), lambda asked: bodies.future_feed(asked.url("page"))),
    ),
    "restless": Trouble(
        "another text at each request",
        _content(
            lambda asked: bodies.good_page(asked.visit),
            lambda asked: bodies.good_feed(asked.url("page"), asked.visit),
        ),
    ),
    "script": Trouble(
        "text with scripts in it",
        _content(lambda _: bodies.script_page(), lambda asked: bodies.script_feed(asked.url("page"))),
    ),
}
