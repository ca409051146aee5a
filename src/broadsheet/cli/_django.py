"""Starts Django for the commands that need the database."""

from __future__ import annotations

import os

from rich.console import Console

console = Console(stderr=True, highlight=False)


def start_django() -> None:
    """Loads settings and models; cheap when done before.

    Raises:
        ConfigurationError: a setting cannot be used.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")
    import django

    django.setup()


def prepare() -> None:
    """Loads Django and brings the database to this version.

    Raises:
        BroadsheetError: the database cannot be used.
    """
    start_django()
    from django.core.management import call_command

    from broadsheet.store.guard import database_errors
    from broadsheet.store.lock import check_server

    check_server()
    with database_errors():
        call_command("migrate", interactive=False, verbosity=0)
