"""Pages are tested with an empty memory of the status line."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _forget_status() -> None:
    cache.clear()
