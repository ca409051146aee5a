"""`kill -9` at random moments of a newsroom run, and the end is that of a run nobody disturbed."""

from __future__ import annotations

import os
import random
import signal
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from broadsheet.newsroom.__main__ import make_newsroom
from broadsheet.newsroom.background import start_in_thread
from broadsheet.newsroom.newsroom import Newsroom
from broadsheet.newsroom.server import RunningServer
from tests.pipeline.gatherings import Gathering, check_stories, migrated, wait_until
from tests.postgres import PostgresServer, free_port

pytestmark = pytest.mark.slow

START = datetime(2026, 11, 21, 8, tzinfo=UTC)
EVENING = START + timedelta(hours=70)
PUBLISHERS = 40
MAX_KILLS = 12


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return make_newsroom(start=START, speed=0.0)


@pytest.fixture(scope="module")
def server(newsroom: Newsroom) -> Iterator[RunningServer]:
    with start_in_thread(newsroom) as running:
        yield running


@pytest.fixture(scope="module")
def moments(newsroom: Newsroom) -> tuple[datetime, datetime]:
    """Just before the last of the edits, and the evening."""
    keys = {publisher.key for publisher in newsroom.publishers[:PUBLISHERS]}
    edits = [a.updated for a in newsroom.articles_until(EVENING) if a.updated and a.publisher in keys]
    return max(edits) - timedelta(minutes=1), EVENING


@pytest.fixture(scope="module")
def undisturbed(
    newsroom: Newsroom,
    server: RunningServer,
    moments: tuple[datetime, datetime],
    tmp_path_factory: pytest.TempPathFactory,
) -> Any:
    """What a run gives that nobody disturbs: once before an edit, and again after it."""
    gathering = migrated(tmp_path_factory.mktemp("undisturbed"))
    _install(gathering, server)
    took: list[float] = []
    for moment in moments:
        newsroom.set_time(moment)
        gathering.ask("make_due")
        began = time.monotonic()
        gathering.run("gather")
        took.append(time.monotonic() - began)
    return gathering.ask("dump_articles") | {"took": took}


def _install(gathering: Gathering, server: RunningServer) -> None:
    gathering.ask("install_newsroom", f"http://newsroom.localhost:{server.port}", str(PUBLISHERS))


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_killed_at_random_moments_it_ends_with_the_same_articles(
    database: str,
    newsroom: Newsroom,
    server: RunningServer,
    moments: tuple[datetime, datetime],
    undisturbed: Any,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    postgres: PostgresServer | None = None
    if database == "postgres":
        postgres = request.getfixturevalue("postgres_server")
    gathering = migrated(tmp_path, postgres)
    seed = int.from_bytes(os.urandom(4))
    print(f"seed of the kills: {seed}")
    chance = random.Random(seed)
    _install(gathering, server)
    kills = 0
    for moment, took in zip(moments, undisturbed["took"], strict=True):
        newsroom.set_time(moment)
        gathering.ask("make_due")
        for _ in range(MAX_KILLS // 2):
            if gathering.run_and_kill(chance.uniform(0.3, 0.7) * took, "gather"):
                break
            kills += 1
        gathering.run("gather")
    assert kills, "the run was over before it could be disturbed"
    found = gathering.ask("dump_articles")
    assert found["entries"] == undisturbed["entries"]
    assert found["articles"].keys() == undisturbed["articles"].keys()
    for address, article in undisturbed["articles"].items():
        assert found["articles"][address] == article
    check_stories(found)
    assert found["stories"]["understood"] == undisturbed["stories"]["understood"]


def test_an_undisturbed_run_holds_what_the_newsroom_published(newsroom: Newsroom, undisturbed: Any) -> None:
    keys = {publisher.key for publisher in newsroom.publishers[:PUBLISHERS]}
    true = {
        (article.publisher, _path(article.path)): article.title
        for article in newsroom.articles_until(EVENING)
        if article.publisher in keys
    }
    found = {
        (article["publisher"], _path(address)): article["title"]
        for address, article in undisturbed["articles"].items()
    }
    check_stories(undisturbed)
    assert len(true) >= 50
    assert set(found) <= set(true), "something that is no article became one"
    assert {key: title for key, title in true.items() if found.get(key) != title} == {}
    assert any(article["revisions"] for article in undisturbed["articles"].values())


def test_killed_as_a_whole_up_leaves_no_process_and_starts_again(
    newsroom: Newsroom, server: RunningServer, tmp_path: Path
) -> None:
    newsroom.set_time(EVENING)
    gathering = migrated(tmp_path)
    _install(gathering, server)
    port = free_port()
    for _ in range(2):
        process = gathering.start("up", "--port", str(port))
        wait_until(lambda: _answers(port))
        children = _children(process.pid)
        assert children
        os.kill(process.pid, signal.SIGKILL)  # the parent alone: the others must notice
        process.wait()
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))  # noqa: B023
        assert process.stderr is not None
        process.stderr.close()
    process = gathering.start("up", "--port", str(port))
    wait_until(lambda: _answers(port))
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told.decode()


def _path(address: str) -> str:
    """What tells an address from others of its publisher."""
    parts = urlsplit(address)
    return unquote(f"{parts.path}?{parts.query}")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _children(pid: int) -> list[int]:
    """All processes below `pid`, by /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
    found = [pid]
    for parent in found:
        found += [child for child, its in parents.items() if its == parent]
    return found[1:]
