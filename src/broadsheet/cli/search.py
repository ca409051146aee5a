"""broadsheet search: find articles from the command line; make the index of search anew."""

from __future__ import annotations

from typing import Annotated

import typer


def search(
    query: Annotated[
        list[str],
        typer.Argument(
            help='Words, "words in this order", -without, publisher: country: language: category: owner: '
            "#hashtag after: before: title:"
        ),
    ],
    number: Annotated[int, typer.Option("--number", "-n", min=1, help="Articles at most.")] = 20,
    latest: Annotated[bool, typer.Option("--latest", help="The latest first, not the best.")] = False,
) -> None:
    """Find articles by their words and by what they mean."""
    from datetime import UTC, datetime

    from rich.console import Console
    from rich.markup import escape

    from broadsheet.cli._django import prepare

    prepare()
    from broadsheet.search.parse import parse_query
    from broadsheet.store.models import Article
    from broadsheet.store.search import find

    now = datetime.now(UTC)
    found = find(parse_query(" ".join(query), now), now, by_time=latest)
    said, out = Console(stderr=True), Console()
    for hint in found.hints:
        said.print(f"[yellow]Not understood ({hint.code}): {escape(hint.subject)}[/]")
    for typed, better in found.corrected:
        said.print(f"No article has “{escape(typed)}”; looked for “{escape(better)}”.")
    shown = found.hits[:number]
    articles = (
        Article.objects.select_related("publisher").for_list().in_bulk([hit.article_id for hit in shown])
    )
    for hit in shown:
        article = articles.get(hit.article_id)
        if article is None:
            continue
        how = "" if hit.by_words else " [dim](by meaning)[/]"
        out.print(f"[bold]{escape(article.title)}[/]{how}", soft_wrap=True)
        day = article.sort_at.strftime("%Y-%m-%d %H:%M")
        out.print(
            f"  [dim]{day} · {escape(article.publisher.name)} · {escape(article.canonical_url)}[/]",
            soft_wrap=True,
        )
    said.print(f"{len(found.hits):,}{' or more' if found.cut else ''} articles")


def reindex(
    anew: Annotated[
        bool, typer.Option("--anew", help="Forget the index first, not only add what it lacks.")
    ] = False,
) -> None:
    """Put all articles into the index of search that it lacks. Cut off, it goes on where it was."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from broadsheet.cli._django import prepare

    prepare()
    from broadsheet.store.search_index import reindex as run

    bar = Progress(
        TextColumn("Indexing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    with bar:
        task = bar.add_task("index")
        for done, total in run(anew):
            bar.update(task, completed=done, total=total)


def register(app: typer.Typer) -> None:
    app.command()(search)
    app.command("reindex")(reindex)
