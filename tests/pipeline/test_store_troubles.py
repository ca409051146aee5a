"""A full disk, a locked database and a clock that jumps back: said clearly, waited for, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from broadsheet.newsroom.__main__ import make_newsroom
from broadsheet.newsroom.background import start_in_thread
from broadsheet.newsroom.server import RunningServer
from tests.pipeline.gatherings import Gathering, check_stories, migrated

pytestmark = pytest.mark.slow

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
SAID = {"full": "The disk is full", "locked": "Another program holds the database"}


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    newsroom = make_newsroom(start=datetime(2026, 11, 21, 8, tzinfo=UTC), speed=0.0)
    newsroom.set_time(datetime(2026, 11, 23, 8, tzinfo=UTC))
    with start_in_thread(newsroom) as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed(server: RunningServer, tmp_path_factory: pytest.TempPathFactory) -> Any:
    gathering = install(migrated(tmp_path_factory.mktemp("undisturbed")), server)
    gathering.run("gather")
    return gathering.ask("dump_articles")


@pytest.fixture(params=DATABASES)
def gathering(request: pytest.FixtureRequest, server: RunningServer, tmp_path: Path) -> Gathering:
    postgres = request.getfixturevalue("postgres_server") if request.param == "postgres" else None
    return install(migrated(tmp_path, postgres), server)


def install(gathering: Gathering, server: RunningServer) -> Gathering:
    gathering.ask("install_newsroom", f"http://newsroom.localhost:{server.port}", "4")
    return gathering


@pytest.mark.parametrize("kind", SAID)
def test_it_is_said_once_and_waited_for_and_nothing_is_lost(
    kind: str, gathering: Gathering, undisturbed: Any
) -> None:
    told = gathering.ask("gather_in_trouble", kind, "1.5")
    assert told["meanwhile"] == 0
    assert told["ended"] is False
    assert any(trouble.startswith(SAID[kind]) for trouble in told["troubles"])
    assert told["trouble"] == ""
    assert sum(line.startswith(SAID[kind]) for line in told["log"]) == 1
    assert any("goes on" in line for line in told["log"][1:])
    found = gathering.ask("dump_articles")
    assert len(undisturbed["articles"]) >= 5
    check_stories(found)
    assert {**found, "stories": 0} == {**undisturbed, "stories": 0}


def test_what_waits_for_a_time_that_is_far_off_since_the_clock_went_back_is_asked_for(
    gathering: Gathering,
) -> None:
    told = gathering.ask("gather_clock_back", "30")
    assert told["feeds"] >= 4
    assert told["at_start"] == told["while_running"] == told["feeds"]
    for said in (told["said_at_start"], told["said_while_running"]):
        assert [line.split(" by ")[0] for line in said] == ["The machine's clock went back"]


def test_a_clock_that_was_put_right_by_some_seconds_is_no_news(gathering: Gathering) -> None:
    told = gathering.ask("gather_clock_back", "0.0005")
    assert told["said_at_start"] == told["said_while_running"] == []
