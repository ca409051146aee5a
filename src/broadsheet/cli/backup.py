"""broadsheet backup: the database as it is now, into one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.progress import Progress


def backup(
    to: Annotated[Path | None, typer.Option(help="Folder for it; else `backups` in the data folder.")] = None,
    pictures: Annotated[bool, typer.Option("--pictures", help="Keep the pictures too, beside it.")] = False,
    show: Annotated[bool, typer.Option("--list", help="Only list the backups that are there.")] = False,
) -> None:
    """Make a backup of the database, also while Broadsheet runs, and look it through."""
    from broadsheet.cli._django import console, start_django
    from broadsheet.config import load_config

    config = load_config()
    start_django()
    from django.utils import timezone

    from broadsheet.store.backups import backups_folder, list_backups, make_backup
    from broadsheet.store.jobs import working

    folder = to or backups_folder(config.data_dir)
    if show:
        for one in list_backups(folder):
            extra = "\twith pictures" if one.pictures else ""
            typer.echo(f"{folder / one.name}\t{one.size:,} bytes{extra}")
        return
    kept = config.data_dir / "pictures" if pictures else None
    with working(config.data_dir, "backup") as report, _bar() as bar:
        task = bar.add_task("Copying", total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            report(done, total)

        made = make_backup(folder, timezone.now(), tell, keep=config.backups_kept, pictures=kept)
    console.print(f"Made and looked through: {made}", markup=False, soft_wrap=True)


def _bar() -> Progress:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from broadsheet.cli._django import console

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    return Progress(*columns, console=console, transient=True)


def register(app: typer.Typer) -> None:
    app.command()(backup)
