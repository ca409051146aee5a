"""The operator's pages are tested with nothing remembered, and quick passwords."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as current
from django.core.cache import cache, caches
from django.test import Client

from broadsheet.readers.models import Reader, Role
from tests.readers.signing_in import PASSWORD, make_reader, signed_in


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    caches["pages"].clear()
    yield
    cache.clear()
    for name in ("jobs", "backups"):
        shutil.rmtree(current.CONFIG.data_dir / name, ignore_errors=True)


@pytest.fixture
def ines(db: None) -> Reader:
    """An operator."""
    return make_reader("ines@example.org", Role.OPERATOR)


@pytest.fixture
def client(ines: Reader) -> Client:
    """Her browser."""
    return signed_in(ines)


@pytest.fixture
def sure(client: Client) -> Client:
    """Her browser, after she said once more who she is."""
    answer = client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302
    return client
