"""broadsheet add: a feed, a site, an article, a saved page."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from broadsheet.pipeline.adding import Found


def add(
    target: str = typer.Argument(
        help="Address of a feed, site or article; or a file: a saved page, copied text, OPML, a feed."
    ),
    category: str = typer.Option("", help="Category of the feed, of the fixed list (broadsheet catalogue)."),
) -> None:
    """Add a feed, a site's feed, one article, or what a saved file holds."""
    from broadsheet.cli._django import console, prepare

    _check_category(category)
    prepare()
    found = _look_at(target)
    from broadsheet.store.catalogue import add_feed
    from broadsheet.store.saved import put_saved

    for feed in found.feeds:
        row, new = add_feed(
            feed.url,
            title=feed.title,
            site_url=feed.site_url,
            language=feed.language,
            category=category or feed.category,
        )
        word = "Added the feed" if new else "Known already, and asked again:"
        console.print(f"{word} “{row}” {row.url}", markup=False)
    for article, new in put_saved(found.articles):
        word = "Added the article" if new else "Known already:"
        console.print(f"{word} “{article.title}” ({article.publisher})", markup=False)
    if found.feeds:
        console.print("It is fetched by the running Broadsheet, or now with: broadsheet gather")


def _check_category(category: str) -> None:
    from broadsheet.categories import CATEGORIES
    from broadsheet.errors import CatalogueError

    if category and category not in CATEGORIES:
        raise CatalogueError(
            "There is no such category.", subject=category, advice=f"There are {', '.join(CATEGORIES)}."
        )


def _look_at(target: str) -> Found:
    from broadsheet.config import load_config
    from broadsheet.errors import NothingToAdd
    from broadsheet.fetch.client import Fetcher
    from broadsheet.pipeline.adding import look_at_address, look_at_file
    from broadsheet.pipeline.fetching import fetch_config

    if Path(target).is_file():
        return look_at_file(Path(target))
    if "://" not in target:
        if Path(target).exists() or "." not in target or "/" in target.split(".", 1)[0]:
            raise NothingToAdd("There is no such file, and it is no address.", subject=target)
        target = f"https://{target}"

    async def look() -> Found:
        async with Fetcher(fetch_config(load_config())) as fetcher:
            return await look_at_address(fetcher, target)

    return asyncio.run(look())


def register(app: typer.Typer) -> None:
    app.command()(add)
