"""Accounts are tested with a mail server that keeps what it was given, and with nothing remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache, caches
from django.utils import timezone

from broadsheet.read.remembered import forget_all
from broadsheet.readers.models import Reader, Role
from tests.readers.push_service import PushService, push_service
from tests.readers.talking import someone


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> Iterator[None]:
    # A password takes a second to check on purpose; here one of hundreds of readers signs in.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    forget_all()
    caches["pages"].clear()
    yield
    cache.clear()
    caches["pages"].clear()


@pytest.fixture
def with_mail(settings: Any) -> list[mail.EmailMessage]:
    """A site that sends e-mail; what it sent."""
    settings.CONFIG = replace(
        settings.CONFIG, email_url="smtp://localhost", public_url="https://news.example.org"
    )
    settings.DEFAULT_FROM_EMAIL = "news@example.org"
    return mail.outbox


@pytest.fixture
def open_to_all(settings: Any) -> None:
    settings.CONFIG = replace(settings.CONFIG, accounts="open")


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def moderator(db: None) -> Reader:
    return someone("tolland@example.org", Role.MODERATOR)


@pytest.fixture
def operator(db: None) -> Reader:
    return someone("ines@example.org", Role.OPERATOR)


@pytest.fixture
def service() -> Iterator[PushService]:
    """A push service on loopback."""
    with push_service() as found:
        yield found


@pytest.fixture
def may_push(settings: Any, tmp_path: Path) -> None:
    """A site that may send messages to it."""
    settings.CONFIG = replace(
        settings.CONFIG,
        allow_private=("127.0.0.0/8",),
        data_dir=tmp_path,
        public_url="https://news.example.org",
    )
