"""broadsheet add: a feed, a site, an article, a saved page."""

from __future__ import annotations

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

    prepare()
    from broadsheet.pipeline.adding import add_found, check_category

    check_category(category)
    added = add_found(_look_at(target), category)
    for row, new in added.feeds:
        word = "Added the feed" if new else "Known already, and asked again:"
        console.print(f"{word} “{row}” {row.url}", markup=False)
    for article, new in added.articles:
        word = "Added the article" if new else "Known already:"
        console.print(f"{word} “{article.title}” ({article.publisher})", markup=False)
    if added.feeds:
        console.print("It is fetched by the running Broadsheet, or now with: broadsheet gather")


def _look_at(target: str) -> Found:
    from broadsheet.config import load_config
    from broadsheet.errors import NothingToAdd
    from broadsheet.pipeline.adding import find_out, look_at_file

    if Path(target).is_file():
        return look_at_file(Path(target))
    if "://" not in target and (Path(target).exists() or "." not in target or "/" in target.split(".", 1)[0]):
        raise NothingToAdd("There is no such file, and it is no address.", subject=target)
    return find_out(target, load_config())


def register(app: typer.Typer) -> None:
    app.command()(add)
