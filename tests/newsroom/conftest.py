"""A small newsroom with a stopped clock, and a client for it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from broadsheet.newsroom.background import start_in_thread
from broadsheet.newsroom.content import Content, load_content
from broadsheet.newsroom.newsroom import Newsroom
from broadsheet.newsroom.schedule import Schedule
from broadsheet.newsroom.server import RunningServer
from broadsheet.newsroom.written import WrittenSource

CONTENT = Path(__file__).with_name("content")
START = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)


@dataclass
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def get(address: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> Got:
    """One request, following nothing and undoing nothing; header names are given with underscores."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, target, body=body, headers=named)
        answer = connection.getresponse()
        return Got(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content(CONTENT)


@pytest.fixture
def newsroom(content: Content) -> Newsroom:
    return make_newsroom(content)


def make_newsroom(content: Content) -> Newsroom:
    source = WrittenSource(content, Schedule(START))
    return Newsroom(START, lambda: EVENING, source=source)


@pytest.fixture
def server(newsroom: Newsroom) -> Iterator[RunningServer]:
    with start_in_thread(newsroom) as running:
        yield running
