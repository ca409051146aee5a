"""broadsheet restore: a backup in the place of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup (broadsheet backup --list).")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether you are sure.")] = False,
) -> None:
    """Put a backup in the place of the database. Stop Broadsheet first; the former database is kept."""
    from broadsheet.cli._django import console, prepare, start_django
    from broadsheet.config import load_config

    config = load_config()
    start_django()
    from django.utils import timezone

    from broadsheet.cli.backup import _bar
    from broadsheet.store.backups import backups_folder
    from broadsheet.store.restore import restore as put_back

    if not yes and file.is_file():  # what is not there is refused without a question
        typer.confirm(f"Put {file} in the place of the database?", abort=True)
    with _bar() as bar:
        task = bar.add_task("Restoring", total=None)
        kept = put_back(
            file,
            timezone.now(),
            lambda done, total: bar.update(task, completed=done, total=total),
            data_dir=config.data_dir,
            backups=backups_folder(config.data_dir),
        )
    prepare()  # a backup of an earlier version is brought to this one
    console.print("Restored.")
    if kept is not None:
        console.print(f"What was there before is kept: {kept}", markup=False, soft_wrap=True)


def register(app: typer.Typer) -> None:
    app.command()(restore)
