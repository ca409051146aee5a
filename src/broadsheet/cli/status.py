"""broadsheet status: what is stored and what is being done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.table import Table


def status() -> None:
    """Print counts, waiting work and troubles."""
    from rich.table import Table

    from broadsheet.cli._django import console, prepare

    prepare()
    from broadsheet.store.guard import database_errors
    from broadsheet.store.progress import current_trouble

    table = Table(show_header=False, box=None, pad_edge=False)
    with database_errors():
        _fill(table)
    console.print(table)
    if trouble := current_trouble():
        console.print(trouble, style="yellow", markup=False)


def _fill(table: Table) -> None:
    from django.conf import settings
    from django.utils import timezone

    from broadsheet.store.answers import account
    from broadsheet.store.errands import ahead
    from broadsheet.store.models import Article, Feed, Publisher, Revision, Story
    from broadsheet.store.pages import queue_lengths
    from broadsheet.store.understanding import waiting_lengths

    table.add_row("publishers", f"{Publisher.objects.count():,}")
    table.add_row("feeds", f"{Feed.objects.active().count():,}")
    table.add_row("  failing", f"{Feed.objects.failing().count():,}")
    table.add_row("  switched off", f"{Feed.objects.off().count():,}")
    table.add_row("articles", f"{Article.objects.count():,}")
    table.add_row("  edits kept", f"{Revision.objects.count():,}")
    table.add_row("stories", f"{Story.objects.standing().count():,}")
    for state, number in waiting_lengths().items():
        table.add_row(f"articles {state}, not yet in a story", f"{number:,}")
    for state, number in queue_lengths().items():
        table.add_row(f"pages {state}", f"{number:,}")
    made = ahead(timezone.now())
    table.add_row("made ahead of readers within a day", f"{made.done:,}")
    table.add_row("  waiting", f"{made.waiting:,}")
    table.add_row("  in hand", f"{made.in_hand:,}")
    table.add_row("  failed the last time", f"{made.failed:,}")
    if settings.CONFIG.model_url:
        model = account(timezone.now())
        table.add_row("requests to the language model today", f"{model.requests:,}")
        table.add_row("  tokens", f"{model.tokens:,} of {settings.CONFIG.model_daily_tokens:,}")
        table.add_row("answers that it wrote, kept", f"{model.answers:,}")
        table.add_row("  sentences that the check refused", f"{model.dropped:,}")


def register(app: typer.Typer) -> None:
    app.command()(status)
