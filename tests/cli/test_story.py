"""`broadsheet story` and `broadsheet regroup`, as an operator runs them beside a database with stories."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_commands import refused, run
from tests.pipeline.gatherings import Gathering

MAKE = """
import json
from broadsheet.cli._django import prepare
prepare()
from broadsheet.pipeline.grouping import Grouping
from broadsheet.store.grouping import articles_waiting
from broadsheet.store.models import Article, Story
from tests.store.features import make_understood
from tests.factories import NOW
for number in range(24):
    make_understood(number % 8, title=f"Event {number % 8} report {number // 8}")
grouping = Grouping()
grouping.group([item.id for item in articles_waiting(100)], NOW)
stories = list(Story.objects.standing().order_by("key"))
print(json.dumps([[s.public_id, [a.article.public_id for a in s.members.all()]] for s in stories]))
"""


@pytest.fixture
def stories(tmp_path: Path) -> Any:
    """Eight stories of three articles: their public ids, and those of their articles."""
    made = subprocess.run(
        [sys.executable, "-c", MAKE],
        env=Gathering(tmp_path).environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert made.returncode == 0, made.stderr
    found = json.loads(made.stdout)
    assert [len(articles) for _, articles in found] == [3] * 8
    return found


def good(folder: Path, *arguments: str) -> str:
    done = run(folder, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_operator_merges_looks_and_takes_it_back(stories: Any, tmp_path: Path) -> None:
    (one, _), (other, articles), *_ = stories
    said = good(tmp_path, "story", "merge", f"http://127.0.0.1:8000/story/{one}/x", other, "--by", "Vera")
    assert f"Vera: {other} became part of {one}" in said
    shown = good(tmp_path, "story", "show", other)
    assert "6 articles" in shown
    assert "held by a person" in shown
    assert articles[0] in shown
    number = said.split()[0]
    assert f"change {number} was taken back" in good(tmp_path, "story", "undo", number)
    assert "3 articles" in good(tmp_path, "story", "show", other)
    log = good(tmp_path, "story", "log")
    assert "[undone]" in log
    assert log.index("became part of") < log.index("was taken back")


def test_an_operator_splits_and_moves(stories: Any, tmp_path: Path) -> None:
    (one, articles), (other, _), *_ = stories
    said = good(tmp_path, "story", "split", one, articles[0], "--because", "another event")
    assert "another event" in said
    assert "2 articles" in good(tmp_path, "story", "show", one)
    assert f"1 article went from {one} to {other}" in good(tmp_path, "story", "move", articles[1], other)
    assert "4 articles" in good(tmp_path, "story", "show", other)
    assert "are kept apart" in good(tmp_path, "story", "apart", one, other)


def test_what_cannot_be_done_is_one_line(stories: Any, tmp_path: Path) -> None:
    (one, articles), (other, _), *_ = stories
    assert "There is no such story" in refused(tmp_path, "story", "show", "nothing")
    assert "There is no such article" in refused(tmp_path, "story", "move", "nothing", one)
    assert "one story already" in refused(tmp_path, "story", "merge", one, one)
    assert "not in the story" in refused(tmp_path, "story", "split", other, articles[0])
    assert "There is no such change" in refused(tmp_path, "story", "undo", "77")
    assert "Say who" in refused(tmp_path, "story", "merge", one, other, "--by", "machine")


def test_an_archive_is_grouped_anew_and_keeps_its_addresses(stories: Any, tmp_path: Path) -> None:
    (one, _), (other, _), *_ = stories
    good(tmp_path, "story", "merge", one, other)
    done = run(tmp_path, "regroup")
    assert done.returncode == 0, done.stderr
    assert "Done" in done.stderr
    assert "6 articles" in good(tmp_path, "story", "show", other)
    for story, articles in stories[2:]:
        assert "3 articles" in good(tmp_path, "story", "show", story)
        assert articles[0] in good(tmp_path, "story", "show", story)


def test_an_archive_is_understood_anew(stories: Any, tmp_path: Path) -> None:
    done = run(tmp_path, "regroup", "--embed")
    assert done.returncode == 0, done.stderr
    told = run(tmp_path, "status").stderr
    waiting = [line.split()[-1] for line in told.splitlines() if "not yet in a story" in line]
    assert waiting == ["0", "0"]
