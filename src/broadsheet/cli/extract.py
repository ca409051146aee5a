"""broadsheet extract: the article of a page, or of very many."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from broadsheet.extract.types import ExtractedArticle
    from broadsheet.fetch.types import FetchedPage


def extract(
    target: str = typer.Argument("", help="A page: an address, a saved file, or - for standard input."),
    as_json: bool = typer.Option(False, "--json", help="Print a JSON list of the articles."),
    url: str = typer.Option("", help="The address that a saved page came from."),
    saved_at: str = typer.Option(
        "", help="When the page was saved (ISO 8601); ages count from it. Default: the file's time."
    ),
    batch: Annotated[
        Path | None,
        typer.Option(help='Read the saved pages listed in this file: lines {"id", "url", "html_path"}.'),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="With --batch: write one line of JSON for each page here.")
    ] = None,
    workers: int = typer.Option(0, min=0, help="With --batch: processes to use; 0: one a processor."),
    resume: bool = typer.Option(False, "--resume", help="With --batch: keep the answers that --out has."),
) -> None:
    """Show the article of a page, or extract many saved pages into one file.

    A saved page of a news aggregator, as HTML or as copied text, may hold several articles.
    """
    from broadsheet.errors import ConfigurationError

    if batch is not None:
        if out is None or target:
            raise ConfigurationError("--batch needs --out and no other target.", subject="broadsheet extract")
        from broadsheet.cli._batch import run_batch

        raise typer.Exit(run_batch(batch, out, workers or len(os.sched_getaffinity(0)), resume=resume))
    if not target:
        raise ConfigurationError(
            "There is nothing to read.", subject="broadsheet extract", advice="Give an address or a file."
        )
    articles = _articles(target, url, _moment(saved_at))
    if as_json:
        import msgspec

        from broadsheet.extract.batch import describe_fully

        encoded = msgspec.json.encode([describe_fully(article) for article in articles])
        typer.echo(msgspec.json.format(encoded, indent=1))
    else:
        _show(articles)


def register(app: typer.Typer) -> None:
    app.command()(extract)


def _moment(text: str) -> datetime | None:
    from broadsheet.errors import ConfigurationError

    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(
            "This is no ISO 8601 time.", subject=text, advice="Write it like 2025-06-11T12:00:00+00:00."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _articles(target: str, url: str, saved_at: datetime | None) -> list[ExtractedArticle]:
    from broadsheet.errors import ExtractError
    from broadsheet.extract.article import extract_page
    from broadsheet.extract.batch import read_saved

    content_type = ""
    if target.startswith(("http://", "https://")):
        page = asyncio.run(_fetch(target))
        body, url, content_type = page.body, page.final_url, page.content_type
        saved_at = saved_at or page.fetched_at
    elif target == "-":
        body = sys.stdin.buffer.read()
    else:
        try:
            body = read_saved(Path(target))
            saved_at = saved_at or datetime.fromtimestamp(Path(target).stat().st_mtime, UTC)
        except OSError as error:
            raise ExtractError(
                f"The file could not be read: {error.strerror or error}.", subject=target
            ) from None
    try:
        return extract_page(body, url, content_type=content_type, fetched_at=saved_at)
    except ExtractError as error:
        raise type(error)(error.message, subject=target, advice=error.advice) from None


async def _fetch(url: str) -> FetchedPage:
    from broadsheet.config import load_config
    from broadsheet.fetch.client import Fetcher
    from broadsheet.fetch.types import FetchRequest
    from broadsheet.pipeline.fetching import fetch_config

    async with Fetcher(fetch_config(load_config())) as fetcher:
        return await fetcher.fetch(FetchRequest(url, kind="page"))


def _show(articles: list[ExtractedArticle]) -> None:
    """Prints articles for reading; what comes from pages is never taken as markup or terminal commands."""
    from rich.console import Console
    from rich.control import strip_control_codes
    from rich.rule import Rule
    from rich.text import Text

    from broadsheet.extract.batch import write_time

    console = Console(highlight=False, width=min(100, Console().width))
    for number, article in enumerate(articles):
        if number:
            console.print(Rule())
        facts = [
            article.site_name,
            ", ".join(article.authors),
            write_time(article.published, article.published_has_time) or "",
            article.language,
            article.kind if article.kind != "article" else "",
            "for subscribers: only the beginning" if article.paywalled else "",
        ]
        console.print(Text(strip_control_codes(article.title), style="bold"))
        console.print(Text(strip_control_codes(" · ".join(fact for fact in facts if fact)), style="dim"))
        console.print(Text(strip_control_codes(article.canonical_url), style="dim"))
        console.print()
        console.print(Text(strip_control_codes(article.text)))
