"""broadsheet summarize: a summary of an article or a story in the publishers' own sentences."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from broadsheet.assist.summarize import Length


def summarize(
    target: str = typer.Argument("", help="A text file, a saved page, or - for text from standard input."),
    length: Annotated[Length, typer.Option(help="How much is told.")] = "points",
    language: str = typer.Option(
        "", help="ISO 639 code. Of a file: its language. With --batch: the reader's, for stories."
    ),
    batch: Annotated[
        Path | None,
        typer.Option(
            help='Summarise every line of this file: {"id", "title"?, "text", "language"?}, or a story: '
            '{"id", "articles": [...]}.'
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help='With --batch: write a line {"id", "sentences"} for each line here.'),
    ] = None,
    workers: int = typer.Option(0, min=0, help="With --batch: processes to use; 0: one a processor."),
) -> None:
    """Summarise an article, or many articles and stories, in sentences that stand in them.

    No model is asked, and nothing is sent anywhere.
    """
    from broadsheet.errors import ConfigurationError

    if batch is not None:
        if out is None or target:
            raise ConfigurationError("--batch needs --out and no file.", subject="broadsheet summarize")
        from broadsheet.cli._summarize import run_batch

        raise typer.Exit(run_batch(batch, out, workers or len(os.sched_getaffinity(0)), length, language))
    if not target:
        raise ConfigurationError(
            "There is nothing to summarise.", subject="broadsheet summarize", advice="Give a file."
        )
    _show(target, length, language)


def register(app: typer.Typer) -> None:
    app.command()(summarize)


def _show(target: str, length: Length, language: str) -> None:
    from rich.console import Console
    from rich.control import strip_control_codes
    from rich.text import Text

    from broadsheet.assist.summarize import summarize as summarize_source
    from broadsheet.cli._given import read_given
    from broadsheet.cli._summarize import LineArticle, source_of

    given = read_given(target, language)
    article = LineArticle(title=given.title, text=given.text, language=given.language)
    answer = summarize_source(source_of(article), length)
    console = Console(highlight=False, width=min(100, Console().width))
    if not answer.sentences:
        console.print("No sentence of it can stand in a summary.")
    for sentence in answer.sentences:
        mark = "" if length != "points" else "• "
        console.print(Text(mark + strip_control_codes(sentence.text)))
