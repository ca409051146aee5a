"""broadsheet translate: an article or a text in another language."""

from __future__ import annotations

from typing import Annotated

import typer


def translate(
    target: Annotated[
        str,
        typer.Argument(help="An article's public id or its address here, a text file, a saved page, or -."),
    ],
    to: Annotated[str, typer.Option(help="Into which language, ISO 639.")],
    language: Annotated[str, typer.Option(help="Of a file: its language, if it is known.")] = "",
    headline: Annotated[bool, typer.Option(help="The headline alone.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Translate sentence by sentence, each paragraph beside its original; what may be lost is marked.

    No language model is asked, and nothing is sent anywhere.
    """
    from broadsheet.cli._translate import run_translate

    run_translate(target, to, language, headline=headline, as_json=as_json)


def register(app: typer.Typer) -> None:
    app.command()(translate)
