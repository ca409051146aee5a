"""broadsheet compare: how the reports of a story compare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def compare(
    articles: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help='A story, a line of JSON an article: "id", "title", "text", "published"?, "language"?, '
            '"publisher"?, "owner"?, "ownership"?, "country"?, "copy"?.',
        ),
    ],
    language: Annotated[str, typer.Option(help="Show sentences in this language where there are such.")] = "",
    vectors: Annotated[bool, typer.Option(help="Align sentences across languages by meaning, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show what reports of one event share, where they part, and who alone says what. No verdict.

    A line that cannot be used is reported with its number, and the others are compared.
    """
    from broadsheet.cli._compare import run_compare

    run_compare(articles, language, vectors=vectors, as_json=as_json)


def register(app: typer.Typer) -> None:
    app.command()(compare)
