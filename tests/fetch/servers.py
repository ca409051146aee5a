"""Servers on loopback for the tests: they answer byte for byte what a test says, hostile or not."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from broadsheet.fetch.client import Fetcher
from broadsheet.fetch.config import FetchConfig
from broadsheet.fetch.types import FetchLimits

Answer = bytes | Callable[[str, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """A running server.

    Attributes:
        url: its address, without a slash at the end.
        port: where it listens on 127.0.0.1.
        requests: the head of each request it got.
    """

    port: int
    scheme: str = "http"
    requests: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def at(self, host: str) -> str:
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [head.split(" ")[1] for head in self.requests]


@asynccontextmanager
async def serve(
    routes: dict[str, Answer] | Answer, ssl_context: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    """Answers each path with the bytes given for it, or lets a function write; then closes the connection."""
    server = Server(0, "https" if ssl_context else "http")
    tasks: set[asyncio.Task[Any]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            server.requests.append(head)
            path = head.split(" ")[1]
            answer = routes.get(path, ok(b"", status="404 Not Found")) if isinstance(routes, dict) else routes
            if isinstance(answer, bytes):
                writer.write(answer)
            else:
                await answer(head, writer)
            await writer.drain()
            writer.close()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            tasks.discard(task)

    listening = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=ssl_context)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def ok(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """An answer with its length; `headers` like "ETag: x"."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body


def moved(to: str, status: int = 302) -> bytes:
    return ok(b"", f"Location: {to}", status=f"{status} Moved")


def quick_limits(**changed: Any) -> FetchLimits:
    """Caps small enough for tests; times that a starved machine keeps, unless time is what is tested."""
    small = dict.fromkeys(("feed", "page", "robots", "picture", "websub"), 100_000)
    patient: dict[str, Any] = {"max_bytes": small, "connect_s": 60.0, "total_s": 60.0, "slow_grace_s": 30.0}
    return FetchLimits(**(patient | changed))


def fetcher(limits: FetchLimits | None = None, **changed: Any) -> Fetcher:
    """A client that may ask loopback, without manners unless a test wants them."""
    resolver, ssl_context = changed.pop("resolver", None), changed.pop("ssl_context", None)
    defaults: dict[str, Any] = {
        "allow_private": ("127.0.0.0/8",),
        "per_host_delay_s": 0.0,
        "robots": False,
        "limits": limits or quick_limits(),
    }
    return Fetcher(FetchConfig(**(defaults | changed)), resolver=resolver, ssl_context=ssl_context)
