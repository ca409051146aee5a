"""Starts Django for the commands that need the database."""

from __future__ import annotations

import os


def start_django() -> None:
    """Loads settings and models; cheap when done before.

    Raises:
        ConfigurationError: a setting cannot be used.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")
    import django

    django.setup()
