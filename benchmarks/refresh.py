"""Refresh of many loopback feeds, beside the `reader` library in the same run.

python benchmarks/refresh.py [--feeds 1000] [--entries 20]

Both ask the same server, each into an empty SQLite file: cold (everything new), then unchanged (the server
answers 304 to whoever sends the validators back). `reader` runs with ten workers. What is measured is the
refresh alone: Broadsheet's pages are not fetched. The server runs in a process of its own and serves what it
has made ready before, so that it is not what is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from multiprocessing.connection import Connection
from pathlib import Path

NEWS = "The water stood four metres below the crest on Monday, and three of the five gates are open. "


def make_feed(number: int, entries: int) -> bytes:
    """An RSS 2.0 feed of about 1 KB an entry."""
    base = datetime(2026, 11, 23, 8, tzinfo=UTC)
    items = "".join(
        f"<item><title>Report {i} of publisher {number}: the dam holds &amp; the valley waits</title>"
        f"<link>http://publisher{number}.example/news/{i}?utm_source=rss</link>"
        f"<guid isPermaLink='false'>p{number}-{i}</guid>"
        f"<pubDate>{format_datetime(base - timedelta(minutes=17 * i))}</pubDate>"
        f"<dc:creator>Mara Tolland</dc:creator><category>World</category>"
        f"<description><![CDATA[<p>{NEWS * 6}<a href='http://publisher{number}.example/more'>More</a></p>]]>"
        f"</description></item>"
        for i in range(entries)
    )
    return (
        f"<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' "
        f"xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Publisher {number}</title>"
        f"<link>http://publisher{number}.example/</link><description>News</description>"
        f"<language>en</language>{items}</channel></rss>"
    ).encode()


def serve(pipe: Connection, feeds: int, entries: int) -> None:
    """The server's process: feeds at /feed/N with an ETag each."""
    from aiohttp import web

    bodies = [make_feed(number, entries) for number in range(feeds)]
    tags = [f'"{hashlib.md5(body).hexdigest()}"' for body in bodies]

    async def answer(request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        headers = {"ETag": tags[number], "Content-Type": "application/rss+xml"}
        if request.headers.get("If-None-Match") == tags[number]:
            return web.Response(status=304, headers=headers)
        return web.Response(body=bodies[number], headers=headers)

    async def main() -> None:
        app = web.Application()
        app.router.add_get("/feed/{number}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        pipe.send(runner.addresses[0][1])
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
        await runner.cleanup()

    asyncio.run(main())


def measure_reader(urls: list[str], folder: Path) -> dict[str, float]:
    """Seconds of `reader`'s update_feeds, cold and unchanged."""
    from reader import make_reader

    with make_reader(str(folder / "reader.sqlite")) as reader:
        for url in urls:
            reader.add_feed(url)
        took = {}
        for name in ("cold", "unchanged"):
            start = time.perf_counter()
            reader.update_feeds(workers=10, scheduled=False)
            took[name] = time.perf_counter() - start
        took["entries"] = reader.get_entry_counts().total or 0
    return took


def measure_broadsheet(urls: list[str], folder: Path) -> dict[str, float]:
    """Seconds of the pipeline's feed step, cold and unchanged."""
    os.environ["BROADSHEET_DATA_DIR"] = str(folder)
    os.environ["DATABASE_URL"] = ""
    os.environ["BROADSHEET_ALLOW_PRIVATE"] = "127.0.0.0/8"
    os.environ["BROADSHEET_HOST_DELAY"] = "0"
    from broadsheet.cli._django import prepare

    prepare()
    from broadsheet.catalogue.types import CatalogueFeed, CataloguePublisher, Ownership
    from broadsheet.config import load_config
    from broadsheet.pipeline.entries import read_feeds
    from broadsheet.pipeline.feed_step import FeedStep
    from broadsheet.pipeline.fetching import fetch_config
    from broadsheet.pipeline.runner import open_workshop
    from broadsheet.store.catalogue import install
    from broadsheet.store.models import Entry
    from broadsheet.store.polling import make_all_due

    feeds = tuple(CatalogueFeed(url=url, language="en") for url in urls)
    home, domains = "http://publisher.example/", ("publisher.example",)
    install(
        [CataloguePublisher("bench", "Bench", domains, home, "GB", ("en",), Ownership.UNKNOWN, "", feeds)]
    )

    async def refresh() -> dict[str, float]:
        took: dict[str, float] = {}
        config = load_config()
        # All feeds are on one host here; a real one would be asked by two requests at a time.
        fetch = fetch_config(config, per_host=32)
        async with open_workshop(config, fetch=fetch) as shop:
            await asyncio.gather(
                *(shop.pool.run(30.0, read_feeds, []) for _ in range(2))
            )  # workers are there
            for name in ("cold", "unchanged"):
                await shop.store(make_all_due, shop.now())
                step = FeedStep(shop)
                start = time.perf_counter()
                task = asyncio.create_task(step.run())
                while shop.counts.feeds < len(urls):
                    await asyncio.sleep(0.005)
                took[name] = time.perf_counter() - start
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                shop.counts.feeds = 0
        return took

    took = asyncio.run(refresh())
    took["entries"] = Entry.objects.count()
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--entries", type=int, default=20)
    arguments = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(
        target=serve, args=(theirs, arguments.feeds, arguments.entries)
    )
    server.start()
    port = ours.recv()
    urls = [f"http://127.0.0.1:{port}/feed/{number}" for number in range(arguments.feeds)]
    try:
        with tempfile.TemporaryDirectory() as folder:
            mine = measure_broadsheet(urls, Path(folder))
            peer = measure_reader(urls, Path(folder))
    finally:
        ours.send("stop")
        server.join(10)
    size = len(make_feed(1, arguments.entries)) // 1000
    print(f"{arguments.feeds} feeds of {arguments.entries} entries, {size} KB each; seconds")
    print(f"{'':<12}{'Broadsheet':>12}{'reader':>12}{'ratio':>8}")
    for name in ("cold", "unchanged"):
        print(f"{name:<12}{mine[name]:>12.2f}{peer[name]:>12.2f}{peer[name] / mine[name]:>8.1f}")
    print(f"{'entries':<12}{mine['entries']:>12.0f}{peer['entries']:>12.0f}")
    print(f"memory of this process at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    sys.exit(main())
