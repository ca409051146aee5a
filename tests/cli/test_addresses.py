"""Commands that are given an address ask it, as they would the real web."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from broadsheet.newsroom.__main__ import make_newsroom
from broadsheet.newsroom.background import start_in_thread
from broadsheet.newsroom.catalogue import list_publishers


@pytest.fixture(scope="module")
def newsroom() -> Iterator[list[str]]:
    """Addresses of a feed and of the articles of a publisher on loopback."""
    made = make_newsroom()
    with start_in_thread(made) as server:
        base = f"http://newsroom.localhost:{server.port}"
        publisher = next(p for p in list_publishers(made, base) if p.feeds[0].kind.startswith("rss"))
        true = next(a for a in made.articles_until(made.now()) if a.publisher == publisher.key)
        yield [publisher.feeds[0].url, publisher.homepage.rstrip("/") + true.path, true.title]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"BROADSHEET_ALLOW_PRIVATE": "127.0.0.0/8"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "broadsheet.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


def test_extract_reads_an_article_at_its_address(newsroom: list[str]) -> None:
    _, address, title = newsroom
    answer = run("extract", address, "--json")
    assert answer.returncode == 0, answer.stderr
    (article,) = json.loads(answer.stdout)
    assert article["title"] == title


def test_feeds_reads_a_feed_at_its_address(newsroom: list[str]) -> None:
    answer = run("feeds", newsroom[0])
    assert answer.returncode == 0, answer.stderr
    assert newsroom[2] in " ".join(answer.stdout.split())


def test_an_address_that_may_not_be_asked_is_refused_in_one_line() -> None:
    for command in ("extract", "feeds"):
        answer = run(command, "http://10.0.0.1/x")
        assert answer.returncode == 1
        assert answer.stderr.count("\n") == 1
        assert "10.0.0.1" in answer.stderr
