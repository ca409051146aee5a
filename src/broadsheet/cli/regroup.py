"""broadsheet regroup: understand and group an archive anew."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.progress import Progress

    from broadsheet.config import Config


def regroup(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only articles from this day on (UTC); all if not given."),
    ] = None,
    embed: Annotated[
        bool, typer.Option("--embed", help="Find out again what each article is about, then group.")
    ] = False,
) -> None:
    """Group all articles anew. What people decided stays, and so do addresses of stories.

    Stopped or killed, the same command goes on where it was. Stop a running Broadsheet first.
    """
    from broadsheet.cli._django import console, prepare
    from broadsheet.config import load_config

    config = load_config()
    prepare()
    from broadsheet.store.lock import gathering_lock

    day = since.replace(tzinfo=UTC) if since else None
    try:
        with gathering_lock(), _bars() as bars:
            _understand(config, day, embed, bars)
            _group(day, bars)
    except KeyboardInterrupt:
        console.print("Stopped. The same command goes on from here.")
        raise typer.Exit(130) from None
    console.print("Done: every article has its story anew. See: broadsheet story log")


def register(app: typer.Typer) -> None:
    app.command()(regroup)


def _understand(config: Config, since: datetime | None, embed: bool, bars: Progress) -> None:
    """Finds out about all articles that wait for it; with `embed` about all that are meant."""
    import asyncio

    from broadsheet.pipeline.runner import understand_waiting
    from broadsheet.store.regroup import is_under_way
    from broadsheet.store.understanding import understand_all_again, waiting_lengths

    if embed and not is_under_way():
        understand_all_again(since)
    total = waiting_lengths()["extracted"]
    bar = bars.add_task("understanding", total=total)
    asyncio.run(understand_waiting(config, lambda done: bars.update(bar, completed=done)))


def _group(since: datetime | None, bars: Progress) -> None:
    from django.utils import timezone

    from broadsheet.pipeline.regroup import regroup as group_anew
    from broadsheet.store.regroup import count_articles, current_model

    tasks = {
        "group": bars.add_task("grouping", total=count_articles(since, current_model())),
        "refresh": bars.add_task("stories", total=None),
    }
    for progress in group_anew(since, timezone.now):
        bars.update(tasks[progress.phase], completed=progress.done)


def _bars() -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from broadsheet.cli._django import console

    columns = (
        TextColumn("{task.description:<13}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=console)
