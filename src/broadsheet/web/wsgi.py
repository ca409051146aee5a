"""The WSGI application that granian serves."""

from __future__ import annotations

import gc
import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.settings")
application = get_wsgi_application()

from broadsheet.store.search import warm_up  # noqa: E402 (Django is to be set up)

# What is loaded stays: the collector of garbage need not walk through it while a reader waits.
gc.collect()
gc.freeze()
threading.Thread(target=warm_up, name="search", daemon=True).start()
