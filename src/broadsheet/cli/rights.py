"""broadsheet rights: how much of a publisher's texts is shown."""

from __future__ import annotations

from typing import Annotated

import typer


def rights(
    setting: Annotated[
        str,
        typer.Argument(
            help="whole: the whole text; excerpt: never more than an excerpt; feed (unless something was "
            "chosen): whole where the publisher's own feed gives the whole text, else an excerpt."
        ),
    ] = "",
    publishers: Annotated[
        list[str] | None,
        typer.Argument(help="Keys of publishers, as in the address of their page."),
    ] = None,
) -> None:
    """Choose how much of a publisher's texts is shown, or list what was chosen.

    Say "whole" only of publishers whose licence or word allows it.
    """
    from broadsheet.cli._django import console, prepare
    from broadsheet.errors import ConfigurationError

    prepare()
    from broadsheet.store.rights import publishers_with_rights, set_rights

    if not setting:
        for key, name, chosen in publishers_with_rights():
            typer.echo(f"{key}\t{chosen}\t{name}")
        return
    if not publishers:
        raise ConfigurationError(
            "No publisher is named.", subject="broadsheet rights", advice=f"broadsheet rights {setting} KEY"
        )
    changed = set_rights(publishers, setting)
    console.print(f"Changed: {changed} of {len(set(publishers))}.")


def register(app: typer.Typer) -> None:
    app.command()(rights)
