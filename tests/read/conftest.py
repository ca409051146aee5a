"""Pages are tested by readers of two languages, with an empty memory of the status line."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from broadsheet.read.remembered import forget_all


@pytest.fixture(autouse=True)
def _forget_what_is_remembered() -> None:
    cache.clear()
    forget_all()


@pytest.fixture
def english() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def arabic() -> Client:
    return Client(headers={"accept-language": "ar"})
