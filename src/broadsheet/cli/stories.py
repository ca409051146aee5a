"""broadsheet stories: the articles of a file grouped into stories."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer


def stories(
    batch: Annotated[
        Path,
        typer.Option(
            help='Articles, a line of JSON each, in the order in which they came: "id", "title", "text"?, '
            '"language"?, "published"?.'
        ),
    ],
    out: Annotated[Path, typer.Option(help='Write a line {"id", "story"} for each article here.')],
    workers: int = typer.Option(0, min=0, help="Processes to use; 0: one a processor."),
) -> None:
    """Group articles into stories, each judged only by those before it.

    A line that cannot be used is reported with its number, and the others are grouped.
    """
    from broadsheet.cli._stories import run_stories

    raise typer.Exit(run_stories(batch, out, workers or len(os.sched_getaffinity(0))))


def register(app: typer.Typer) -> None:
    app.command()(stories)
