"""`python -m broadsheet.newsroom`: serves the newsroom until SIGTERM or Ctrl-C.

The same as `broadsheet newsroom serve`, without the rest of Broadsheet.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from broadsheet.errors import BroadsheetError, ConfigurationError
from broadsheet.newsroom.content import CONTENT_FOLDER, load_content
from broadsheet.newsroom.generate import GeneratedSource
from broadsheet.newsroom.newsroom import Newsroom, make_demo
from broadsheet.newsroom.schedule import Schedule, read_clock
from broadsheet.newsroom.server import RunningServer, serve
from broadsheet.newsroom.written import WrittenSource

DEFAULT_PORT = 8460


def make_newsroom(
    *,
    content_folder: Path = CONTENT_FOLDER,
    publishers: int = 0,
    articles_per_day: float = 24.0,
    seed: int = 1,
    speed: float = 1.0,
    start: datetime | None = None,
) -> Newsroom:
    """The newsroom that the options ask for.

    Args:
        publishers: so many generated ones; 0: the written content.
        articles_per_day: of each generated publisher.
        speed: seconds of the newsroom's time for each real one.
        start: hour 0 of the content, or the first generated article; None: for the content the demo's
            schedule, for generated articles two days ago.

    Raises ConfigurationError for options or content that cannot be used.
    """
    content = load_content(content_folder)
    start = start.replace(tzinfo=UTC) if start and start.tzinfo is None else start
    if publishers:
        source = GeneratedSource(content, publishers, articles_per_day, seed, start)
        return Newsroom(source.start, speed=speed, source=source)
    if start is None:
        return make_demo(speed=speed, content=content)
    return Newsroom(start, read_clock, speed, source=WrittenSource(content, Schedule(start)))


def announce(server: RunningServer, as_json: bool) -> None:
    """Prints where the newsroom is."""
    if as_json:
        line = msgspec.json.encode({"address": server.address, "troubles": server.trouble_address}).decode()
    else:
        line = (
            f"Newsroom of {len(server.newsroom.publishers)} publishers: {server.address}/\n"
            f"In a browser also: http://newsroom.localhost:{server.port}/\n"
            f"Troubles: {server.trouble_address}/\nStop with Ctrl-C."
        )
    print(line, flush=True)


async def run(newsroom: Newsroom, port: int, trouble_port: int, as_json: bool) -> None:
    """Serves until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for kind in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(kind, stop.set)
    server = await serve(newsroom, port, trouble_port)
    announce(server, as_json)
    await stop.wait()
    await server.stop()


def read_moment(text: str) -> datetime | None:
    """An ISO 8601 moment; None for an empty text. Raises ConfigurationError."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise ConfigurationError(
            "This is no moment.", subject=text, advice="Write it as 2026-11-23T08:00+00:00."
        ) from error


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m broadsheet.newsroom", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--trouble-port", type=int, default=0)
    parser.add_argument("--publishers", type=int, default=0)
    parser.add_argument("--articles-per-day", type=float, default=24.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--start", default="")
    parser.add_argument("--content", type=Path, default=CONTENT_FOLDER)
    parser.add_argument("--json", action="store_true", help="tell the addresses as one line of JSON")
    return parser.parse_args()


def main() -> None:
    """Reads the arguments and serves."""
    options = _read_arguments()
    try:
        newsroom = make_newsroom(
            content_folder=options.content,
            publishers=options.publishers,
            articles_per_day=options.articles_per_day,
            seed=options.seed,
            speed=options.speed,
            start=read_moment(options.start),
        )
        asyncio.run(run(newsroom, options.port, options.trouble_port, options.json))
    except BroadsheetError as error:
        print(f"newsroom: {error}", file=sys.stderr)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
