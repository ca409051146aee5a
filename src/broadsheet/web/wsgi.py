"""The WSGI application that granian serves."""

from __future__ import annotations

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")
application = get_wsgi_application()

from broadsheet.store.search import warm_up  # noqa: E402 (Django is to be set up)
from broadsheet.web.memory import settle  # noqa: E402


def _get_ready() -> None:
    warm_up()
    settle()  # once more: most of what is held for good was loaded just now


settle()
threading.Thread(target=_get_ready, name="search", daemon=True).start()
