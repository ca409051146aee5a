"""The newsroom's web server: every publisher's site on one port of 127.0.0.1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

import msgspec
from aiohttp import web

from broadsheet.errors import ConfigurationError
from broadsheet.newsroom.addresses import DOMAIN, TROUBLE_KEY, Addresses
from broadsheet.newsroom.newsroom import Newsroom
from broadsheet.newsroom.site import Site
from broadsheet.newsroom.troubles import TroubleServer

HOST = "127.0.0.1"
_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", DOMAIN})


@dataclass
class RunningServer:
    """A newsroom being served.

    Attributes:
        port, trouble_port: of 127.0.0.1.
    """

    newsroom: Newsroom
    port: int
    trouble_port: int
    _runner: web.AppRunner
    _troubles: TroubleServer

    @property
    def address(self) -> str:
        """The base of the path form."""
        return f"http://{HOST}:{self.port}"

    @property
    def trouble_address(self) -> str:
        """The base of the troubles: their names follow it."""
        return f"http://{HOST}:{self.trouble_port}"

    async def stop(self) -> None:
        """Closes both ports and all connections."""
        await self._troubles.stop()
        await self._runner.cleanup()


async def serve(newsroom: Newsroom, port: int = 0, trouble_port: int = 0) -> RunningServer:
    """Serves the newsroom on 127.0.0.1 until `stop` is called.

    Args:
        port, trouble_port: 0 chooses a free one. The troubles have a port of their own, since many of them
            are no HTTP at all.

    Raises ConfigurationError if a port is taken.
    """
    troubles = TroubleServer()
    app = web.Application(client_max_size=64 * 1024)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
    front = _Front(newsroom)
    app.router.add_route("*", "/{tail:.*}", front.handle)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port, reuse_address=True)
        await site.start()
        front.port = int(runner.addresses[0][1])
        front.trouble_port = await troubles.start(trouble_port)
    except OSError as error:
        await runner.cleanup()
        raise ConfigurationError(
            f"The port cannot be used ({error.strerror}).",
            subject=f"{HOST}:{port}",
            advice="Choose another (of the demo: --newsroom-port).",
        ) from error
    return RunningServer(newsroom, front.port, front.trouble_port, runner, troubles)


class _Front:
    """Finds the site that a request is for."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.port = self.trouble_port = 0
        self._site = Site(newsroom)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        host = request.host.rpartition(":")[0] if ":" in request.host else request.host
        path = request.rel_url.raw_path
        if path.startswith("/-/"):
            return await self._control(request, host, path)
        if host.endswith(f".{DOMAIN}"):
            key, by_host = host.removesuffix(f".{DOMAIN}"), True
        elif path.startswith("/@"):
            key, _, rest = path[2:].partition("/")
            path, by_host = f"/{rest}", False
        else:
            return self._index(host) if path == "/" else _not_found()
        if key == TROUBLE_KEY:
            target = (
                f"http://{request.host if by_host else HOST}".rpartition(":")[0]
                if by_host
                else f"http://{HOST}"
            )
            raise web.HTTPTemporaryRedirect(f"{target}:{self.trouble_port}{path}")
        publisher = self.newsroom.publisher(key)
        if publisher is None:
            return _not_found()
        if request.method not in ("GET", "HEAD"):
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        return self._site.answer(request, publisher, Addresses(self.port, by_host), path)

    def _index(self, host: str) -> web.Response:
        """The list of publishers, in the form of addresses that was asked."""
        addresses = Addresses(self.port, host == DOMAIN)
        rows = "".join(
            f'<li lang="{publisher.language}"><a href="{addresses.of(publisher, "/")}">'
            f"{escape(publisher.name)}</a> ({publisher.country}, {publisher.language}): "
            f"{escape(publisher.tagline)}</li>\n"
            for publisher in self.newsroom.publishers[:1000]
        )
        body = (
            '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Newsroom</title><h1>Newsroom</h1>'
            f"<p>A small internet of news. Its clock says {self.newsroom.now():%Y-%m-%d %H:%M:%S} UTC.</p>"
            f"<ul>{rows}</ul></html>"
        )
        return web.Response(text=body, content_type="text/html")

    async def _control(self, request: web.Request, host: str, path: str) -> web.Response:
        """Clock and truth, for tests. JSON bodies alone, which no other site's page can send unasked."""
        if host not in _LOCAL_NAMES:
            return _not_found()
        if path == "/-/clock" and request.method == "POST" and request.content_type == "application/json":
            try:
                wanted = msgspec.json.decode(await request.read(), type=_ClockOrder)
            except msgspec.MsgspecError as error:
                return web.json_response({"error": str(error)}, status=400)
            moment = wanted.now if wanted.now.tzinfo else wanted.now.replace(tzinfo=UTC)
            self.newsroom.set_time(moment.astimezone(UTC))
        if path == "/-/clock":
            return web.json_response({"now": self.newsroom.now().isoformat()})
        if path == "/-/truth":
            truth = list(self.newsroom.articles_until(self.newsroom.now()))
            return web.Response(body=msgspec.json.encode(truth), content_type="application/json")
        return _not_found()


class _ClockOrder(msgspec.Struct):
    now: datetime


def _not_found() -> web.Response:
    return web.Response(status=404, text="There is nothing here.")
