"""broadsheet opml: lists of feeds, in and out."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import typer

opml = typer.Typer(help="Import and export lists of feeds (OPML 2.0).", no_args_is_help=True)


@opml.command("import")
def import_(file: Path = typer.Argument(help="OPML file of any reader; - for standard input.")) -> None:
    """Add the feeds of an OPML file."""
    from broadsheet.cli._django import console, prepare
    from broadsheet.errors import OpmlError

    try:
        data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise OpmlError(f"The file cannot be read ({error.strerror}).", subject=str(file)) from None
    prepare()
    from broadsheet.pipeline.adding import add_found, feeds_of_opml

    try:
        found = feeds_of_opml(data)
    except OpmlError as error:
        error.subject = str(file)
        raise
    new = sum(created for _, created in add_found(found).feeds)
    console.print(f"{new} feeds added, {len(found.feeds) - new} known already.")


@opml.command("export")
def export(
    file: Path = typer.Argument(Path("-"), help="Where to write; standard output if not given."),
) -> None:
    """Write all feeds that are not switched off as OPML 2.0."""
    from broadsheet.catalogue.opml import OpmlDocument, OpmlFeed, write_opml
    from broadsheet.cli._django import prepare
    from broadsheet.errors import OpmlError

    prepare()
    from broadsheet.store.catalogue import feeds_for_export

    feeds = tuple(
        OpmlFeed(
            url=feed.url,
            title=feed.title or feed.publisher.name,
            site_url=feed.site_url or feed.publisher.homepage,
            language=feed.language,
            folders=(feed.category,) if feed.category else (),
        )
        for feed in feeds_for_export()
    )
    data = write_opml(OpmlDocument(title="Broadsheet", feeds=feeds, created=datetime.now(UTC)))
    if str(file) == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        file.write_bytes(data)
    except OSError as error:
        raise OpmlError(f"The file cannot be written ({error.strerror}).", subject=str(file)) from None


def register(app: typer.Typer) -> None:
    app.add_typer(opml, name="opml")
