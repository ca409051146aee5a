"""broadsheet up: everything in one command."""

from __future__ import annotations

import os

import typer


def up(
    port: int | None = typer.Option(None, help="Port of the web application; BROADSHEET_PORT, else 8000."),
    pack: str = typer.Option("starter", help="Publishers to begin with when there are none yet."),
) -> None:
    """Start Broadsheet: gather news and serve it. Ctrl-C stops it."""
    if port is not None:
        os.environ["BROADSHEET_PORT"] = str(port)
    from broadsheet.cli._django import console, prepare
    from broadsheet.config import load_config

    config = load_config()
    prepare()
    from broadsheet.catalogue.packs import find_pack
    from broadsheet.cli._service import Service
    from broadsheet.store.catalogue import has_feeds, install

    if not has_feeds():
        chosen = find_pack(pack)
        installed = install(chosen.publishers)
        console.print(
            f"First start: {installed.publishers} publishers with {installed.feeds} feeds from the pack "
            f"“{chosen.name}”. More: broadsheet catalogue"
        )
    Service(config).run()


def register(app: typer.Typer) -> None:
    app.command()(up)
