"""The `broadsheet` command, one file a subcommand.

A command module defines `register(app)`, which adds its function to the typer application, and imports what
it needs inside that function, so that `broadsheet --help` stays quick.
"""

from __future__ import annotations

import importlib
import sys

import typer

from broadsheet import __version__
from broadsheet.errors import BroadsheetError

app = typer.Typer(
    name="broadsheet",
    help="The world's news in one calm, self-hosted newspaper that shows its sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# In the order in which a new user needs them.
COMMANDS = (
    "up",
    "demo",
    "add",
    "gather",
    "opml",
    "catalogue",
    "feeds",
    "extract",
    "compare",
    "stories",
    "summarize",
    "newsroom",
    "migrate",
    "story",
    "rights",
    "reader",
    "regroup",
    "search",
    "ask",
    "translate",
    "status",
    "backup",
    "restore",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"broadsheet {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    pass


for _name in COMMANDS:
    importlib.import_module(f"broadsheet.cli.{_name}").register(app)


def main() -> None:
    """Runs the command; an expected failure becomes one line on stderr and exit status 1."""
    try:
        app()
    except BroadsheetError as error:
        print(f"broadsheet: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except BrokenPipeError:
        raise SystemExit(141) from None
