"""Gathers the newsroom's troubles once and prints what became of each: python -m … PORT OTHER_FEED…

Every trouble has a host name of its own, as in life: one that asks to be left alone says nothing of others.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from broadsheet.cli._django import prepare
from broadsheet.config import load_config
from broadsheet.fetch.types import FetchLimits
from broadsheet.newsroom.catalogue import list_troubles

CONNECTED: set[str] = set()


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        CONNECTED.add(str(arguments[1][0]))


def _install(port: int, others: list[str]) -> None:
    from broadsheet.store.catalogue import add_feed

    for listed in list_troubles(f"http://127.0.0.1:{port}"):
        name = listed.feeds[0].kind
        add_feed(f"http://{name}.localhost:{port}/{name}/feed", title=name)
    for url in others:
        add_feed(url)


def _told() -> dict[str, Any]:
    from broadsheet.store.models import Article, Feed, Page

    feeds = {
        feed.url: {
            "state": feed.state,
            "code": feed.error_code,
            "detail": feed.error_detail,
            "reason": feed.reason,
            "failures": feed.failures,
            "wait_s": (feed.next_fetch_at - feed.last_fetched_at).total_seconds()
            if feed.last_fetched_at
            else None,
            "entries": feed.entries.count(),
        }
        for feed in Feed.objects.all()
    }
    pages = {
        page.url: {
            "state": page.state,
            "code": page.error_code,
            "detail": page.error_detail,
            "again": page.next_try_at is not None,
            "attempts": page.attempts,
        }
        for page in Page.objects.all()
    }
    articles = {
        article.canonical_url: {"title": article.title, "html": article.html, "from": article.text_from}
        for article in Article.objects.all()
    }
    return {"feeds": feeds, "pages": pages, "articles": articles, "connected": sorted(CONNECTED)}


async def _gather() -> None:
    from broadsheet.pipeline.fetching import fetch_config
    from broadsheet.pipeline.runner import Runner, open_workshop

    # Room for a busy machine: what is slow on purpose is refused by its rate, not by these.
    limits = FetchLimits(connect_s=30.0, total_s=120.0, slow_grace_s=10.0)
    config = load_config()
    async with open_workshop(config, fetch=fetch_config(config, limits)) as shop:
        await Runner(shop).run(until_idle=True)


if __name__ == "__main__":
    sys.addaudithook(_watch)
    prepare()
    _install(int(sys.argv[1]), sys.argv[2:])
    asyncio.run(_gather())
    print(json.dumps(_told()))
