"""Every kind of trouble that a gatherer of news meets, served as raw bytes on a port of its own.

`/NAME/feed` and `/NAME/page` (or any other path below `/NAME/`) show the trouble NAME; `/` lists them all.
A raw server, since several of the answers are no HTTP that a web framework would send.
"""

from __future__ import annotations

import asyncio
import contextlib
from html import escape

from broadsheet.errors import ConfigurationError
from broadsheet.newsroom.trouble_kinds import TROUBLES, Asked, Plain, Trouble, plain

__all__ = ["FEED_TROUBLES", "TROUBLES", "Trouble", "TroubleServer"]

FEED_TROUBLES = tuple(name for name, trouble in TROUBLES.items() if trouble.as_feed)
ROBOTS = "User-agent: *\nDisallow: /robots-disallowed/\n"
_MAX_HEAD = 32_768
_HEAD_PATIENCE_S = 10.0


class TroubleServer:
    """Serves the troubles on 127.0.0.1."""

    def __init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._visits: dict[str, int] = {}

    async def start(self, port: int = 0) -> int:
        """Listens; returns the port. Raises OSError if it is taken."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", port, limit=_MAX_HEAD)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Closes the port and ends answers that would go on for ever."""
        if self._server is None:
            raise ConfigurationError("The troubles are not being served.")
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with contextlib.suppress(
                OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
            ):
                async with asyncio.timeout(_HEAD_PATIENCE_S):
                    head = await reader.readuntil(b"\r\n\r\n")
                await self._answer(head, writer)
        except asyncio.CancelledError:
            pass  # the server stops
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        """One request a connection."""
        lines = head.decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        path = words[1] if len(words) == 3 else "/"
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])
        }
        name, _, rest = path.lstrip("/").partition("/")
        trouble = TROUBLES.get(name)
        if trouble is None:
            writer.write(_front_page(path).encode(headers=words[0] == "HEAD"))
            await writer.drain()
            return
        visit = self._visits[path] = self._visits.get(path, 0) + 1
        host = headers.get("host", "127.0.0.1")
        await trouble.answer(Asked(host, name, rest, visit, words[0] == "HEAD"), writer)


def _front_page(path: str) -> Plain:
    if path == "/robots.txt":
        return plain(200, ROBOTS, "text/plain")
    if path != "/":
        return plain(404, "There is no such trouble.", "text/plain")
    rows = "".join(
        f'<li><a href="/{name}/page">{name}</a>: {escape(trouble.meaning)}</li>\n'
        for name, trouble in TROUBLES.items()
    )
    return plain(200, f"<!DOCTYPE html><meta charset=utf-8><title>Troubles</title><ul>\n{rows}</ul>")
