"""broadsheet migrate: bring the database to this version."""

from __future__ import annotations

import typer

from broadsheet.cli._django import start_django


def migrate() -> None:
    """Create or update the database's tables. `up` and `demo` do this by themselves."""
    start_django()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)


def register(app: typer.Typer) -> None:
    app.command()(migrate)
