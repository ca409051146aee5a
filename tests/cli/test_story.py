"""`broadsheet story` and `broadsheet regroup`, as an operator runs them beside a database with stories."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import Shell, open_shell
from tests.cli.test_commands import one_line, refused, run
from tests.pipeline.gatherings import migrated

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
        env=migrated(tmp_path).environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert made.returncode == 0, made.stderr
    found = json.loads(made.stdout)
    assert [len(articles) for _, articles in found] == [3] * 8
    return found


@pytest.fixture
def shell(stories: Any, tmp_path: Path) -> Iterator[Shell]:
    with open_shell(tmp_path) as made:
        yield made


def good(shell: Shell, *arguments: str) -> str:
    done = shell.run(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_an_operator_merges_looks_and_takes_it_back(stories: Any, shell: Shell, tmp_path: Path) -> None:
    (one, _), (other, articles), *_ = stories
    said = good(shell, "story", "merge", f"http://127.0.0.1:8000/story/{one}/x", other, "--by", "Vera")
    assert f"Vera: {other} became part of {one}" in said
    shown = good(shell, "story", "show", other)
    assert "6 articles" in shown
    assert "held by a person" in shown
    assert articles[0] in shown
    number = said.split()[0]
    assert f"change {number} was taken back" in good(shell, "story", "undo", number)
    assert "3 articles" in good(shell, "story", "show", other)
    log = run(tmp_path, "story", "log").stdout  # as a process of its own
    assert "[undone]" in log
    assert log.index("became part of") < log.index("was taken back")


def test_an_operator_splits_and_moves(stories: Any, shell: Shell) -> None:
    (one, articles), (other, _), *_ = stories
    said = good(shell, "story", "split", one, articles[0], "--because", "another event")
    assert "another event" in said
    assert "2 articles" in good(shell, "story", "show", one)
    assert f"1 article went from {one} to {other}" in good(shell, "story", "move", articles[1], other)
    assert "4 articles" in good(shell, "story", "show", other)
    assert "are kept apart" in good(shell, "story", "apart", one, other)


def test_what_cannot_be_done_is_one_line(stories: Any, shell: Shell, tmp_path: Path) -> None:
    (one, articles), (other, _), *_ = stories
    assert "There is no such story" in refused(tmp_path, "story", "show", "nothing")
    assert "There is no such article" in one_line(shell.run("story", "move", "nothing", one))
    assert "one story already" in one_line(shell.run("story", "merge", one, one))
    assert "not in the story" in one_line(shell.run("story", "split", other, articles[0]))
    assert "There is no such change" in one_line(shell.run("story", "undo", "77"))
    assert "Say who" in one_line(shell.run("story", "merge", one, other, "--by", "machine"))


def test_an_archive_is_grouped_anew_and_keeps_its_addresses(
    stories: Any, shell: Shell, tmp_path: Path
) -> None:
    (one, _), (other, _), *_ = stories
    good(shell, "story", "merge", one, other)
    done = run(tmp_path, "regroup")
    assert done.returncode == 0, done.stderr
    assert "Done" in done.stderr
    assert "6 articles" in good(shell, "story", "show", other)
    for story, articles in stories[2:]:
        assert "3 articles" in good(shell, "story", "show", story)
        assert articles[0] in good(shell, "story", "show", story)


def test_an_archive_is_understood_anew(stories: Any, tmp_path: Path) -> None:
    done = run(tmp_path, "regroup", "--embed")
    assert done.returncode == 0, done.stderr
    told = run(tmp_path, "status").stderr
    waiting = [line.split()[-1] for line in told.splitlines() if "not yet in a story" in line]
    assert waiting == ["0", "0"]
