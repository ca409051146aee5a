"""broadsheet ask: a question answered from articles, in their own words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def ask(
    question: Annotated[list[str] | None, typer.Argument(help="The question, in any language.")] = None,
    article: Annotated[str, typer.Option(help="Ask this article alone: its public id.")] = "",
    story: Annotated[str, typer.Option(help="Ask this story alone: its public id.")] = "",
    language: Annotated[str, typer.Option(help="Yours, ISO 639: sentences in it go first.")] = "",
    batch: Annotated[
        Path | None,
        typer.Option(
            help='Questions, a line of JSON each: "id", "question", "language"?, "articles"? '
            '(each "id", "title", "text", "language"?); without articles everything stored is asked.'
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help='Write a line {"id", "answer", "passages", "answered"} for each here.')
    ] = None,
) -> None:
    """Answer a question from what is stored, in quoted sentences with where they stand.

    A line of a batch that cannot be used is answered with an error, and the others go on.
    """
    from broadsheet.errors import ConfigurationError

    words = " ".join(question or ())
    if (batch is None) != (out is None):
        raise ConfigurationError("--batch and --out go together.")
    if bool(words) == (batch is not None):
        raise ConfigurationError("Give either a question or --batch.")
    if article and story:
        raise ConfigurationError("Give either --article or --story.")
    from broadsheet.cli._ask import ask_one, run_asking

    if batch is not None and out is not None:
        raise typer.Exit(run_asking(batch, out))
    raise typer.Exit(ask_one(words, article, story, language))


def register(app: typer.Typer) -> None:
    app.command()(ask)
