"""broadsheet demo: everything on a made-up newsroom, with no network."""

from __future__ import annotations

import os
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from broadsheet.catalogue.types import CataloguePublisher
    from broadsheet.config import Config
    from broadsheet.newsroom.newsroom import Newsroom

# How often the demo's feeds are asked: far oftener than a real publisher would be.
_ASK_EVERY_S = 30.0
_PORT = 8000


def demo(
    port: Annotated[int | None, typer.Option(help="Port of the web application; else 8000.")] = None,
    newsroom_port: Annotated[int, typer.Option(help="Port of the made-up publishers.")] = 8460,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget the demo's database first.")] = False,
) -> None:
    """Start Broadsheet on the demo newsroom: made-up publishers in 13 languages, on this machine only."""
    from broadsheet.config import load_config

    folder = load_config().data_dir / "demo"
    if fresh:
        _forget(folder)
    os.environ["BROADSHEET_DATA_DIR"] = str(folder)
    os.environ["DATABASE_URL"] = ""
    os.environ["BROADSHEET_ALLOW_PRIVATE"] = "127.0.0.0/8"
    os.environ["BROADSHEET_HOST_DELAY"] = "0"
    if port is not None:
        os.environ["BROADSHEET_PORT"] = str(port)

    from broadsheet.cli._django import console, prepare
    from broadsheet.newsroom.background import start_in_thread

    config = load_config()
    prepare()
    from broadsheet.cli._service import Service
    from broadsheet.store.catalogue import install
    from broadsheet.store.rights import set_rights

    newsroom = _newsroom(folder)
    with start_in_thread(newsroom, newsroom_port) as server:
        base = f"http://newsroom.localhost:{server.port}"
        publishers = demo_publishers(newsroom, base)
        installed = install(publishers)
        set_rights([publisher.key for publisher in publishers], "whole")  # all of them are invented
        console.print(
            f"The demo newsroom: {len(newsroom.publishers)} made-up publishers with "
            f"{installed.feeds + installed.known_feeds} feeds at {base}/; new events come over the next hour."
        )
        console.print(f"Other commands for it begin with: {commands_for(config)}", soft_wrap=True)
        Service(config, say_offline=False, ask_every_s=_ASK_EVERY_S).run()


def commands_for(config: Config) -> str:
    """What stands before a command that shall find this demo: its data, its port, who has an account."""
    port = f" BROADSHEET_PORT={config.port}" if config.port != _PORT else ""
    accounts = f" BROADSHEET_ACCOUNTS={config.accounts}" if config.accounts else ""
    return f"BROADSHEET_DATA_DIR={shlex.quote(str(config.data_dir))}{port}{accounts} broadsheet"


def _newsroom(folder: Path) -> Newsroom:
    """The newsroom, which goes on where an earlier demo left it."""
    from broadsheet.newsroom.newsroom import make_demo

    note = folder / "newsroom-began"
    now = datetime.now(UTC)
    began = datetime.fromisoformat(note.read_text()) if note.exists() else now
    if not note.exists() or began > now:
        began = now
        note.write_text(began.isoformat())
    return make_demo(began=began)


def demo_publishers(newsroom: Newsroom, base: str) -> list[CataloguePublisher]:
    """The newsroom's publishers as the catalogue states real ones."""
    from broadsheet.catalogue.types import CatalogueFeed, CataloguePublisher, Ownership
    from broadsheet.newsroom.catalogue import list_publishers

    return [
        CataloguePublisher(
            key=listed.key,
            name=listed.name,
            domains=listed.domains,
            homepage=listed.homepage,
            country=listed.country,
            languages=listed.languages,
            ownership=Ownership(listed.ownership),
            ownership_source="Invented for the demo",
            feeds=tuple(
                CatalogueFeed(
                    url=feed.url,
                    language=feed.language,
                    category=feed.category,
                    kind="sitemap" if feed.kind == "sitemap" else "feed",
                )
                for feed in listed.feeds
            ),
        )
        for listed in list_publishers(newsroom, base)
    ]


def _forget(folder: Path) -> None:
    for file in (*folder.glob("broadsheet.sqlite3*"), folder / "newsroom-began"):
        file.unlink(missing_ok=True)


def register(app: typer.Typer) -> None:
    app.command()(demo)
