"""broadsheet stories --batch: every line gets a story, bad lines cost only themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from broadsheet.cli import app

ARTICLES = [
    {"id": "q1", "title": "Earthquake of magnitude 6.1 shakes the island of Minasora", "language": "en"},
    {"id": "c1", "title": "Central bank cuts interest rates to two percent", "language": "en"},
    {"id": "q2", "title": "Strong earthquake of magnitude 6.1 hits Minasora island"},
    {"id": "q3", "title": "Erdbeben der Stärke 6,1 erschüttert die Insel Minasora", "published": None},
    {
        "id": "c2",
        "title": "Interest rates cut to two percent by central bank",
        "published": "2026-03-01T12:00:00Z",
    },
]


def group(folder: Path, lines: list[str]) -> tuple[dict[object, object], str]:
    """The story of each id, and what was said."""
    batch, out = folder / "in.jsonl", folder / "out.jsonl"
    batch.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["stories", "--batch", str(batch), "--out", str(out), "--workers", "1"])
    assert done.exit_code == 0, done.output
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert all(set(answer) == {"id", "story"} for answer in answers)
    return {answer["id"]: answer["story"] for answer in answers}, done.stderr


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[object, object], str]:
    lines = [json.dumps(article) for article in ARTICLES]
    lines[2:2] = ["no json", '{"id": "empty", "title": ""}', "", '{"id": "q1", "title": "The same id again"}']
    lines.append('{"id": "late", "title": "Ferry sinks", "published": "yesterday"}')
    return group(tmp_path_factory.mktemp("stories"), lines)


def test_reports_of_one_event_share_a_story_across_languages(
    grouped: tuple[dict[object, object], str],
) -> None:
    stories, _ = grouped
    assert stories["q1"] == stories["q2"] == stories["q3"] == "q1"
    assert stories["c1"] == stories["c2"] == "c1"


def test_a_line_that_cannot_be_used_is_named_by_its_number_and_the_rest_goes_on(
    grouped: tuple[dict[object, object], str],
) -> None:
    stories, said = grouped
    assert set(stories) == {"q1", "c1", "q2", "q3", "c2", "late"}
    for number in (3, 4, 6):
        assert f"Line {number} is left out" in said
    assert "Line 10 counts as published with the one before" in said


@pytest.mark.parametrize(
    "wrong", ["9999-12-31T23:59:59Z", "2026-09-01T00:00:00Z", "0001-01-01T00:00:00+14:00", 17, "soon", {}]
)
def test_one_wrong_time_costs_no_other_article_its_story(wrong: object, tmp_path: Path) -> None:
    times = [f"2026-03-01T{hour:02}:00:00Z" for hour in range(len(ARTICLES))]
    lines = [article | {"published": at} for article, at in zip(ARTICLES, times, strict=True)]
    lines[2:2] = [{"id": "odd", "title": "A ferry sinks off Kirrin", "published": wrong}]
    stories, said = group(tmp_path, [json.dumps(line) for line in lines])
    assert stories == {"q1": "q1", "c1": "c1", "odd": "odd", "q2": "q1", "q3": "q1", "c2": "c1"}
    assert "Line 3 counts as published with the one before" in said


def test_later_articles_do_not_change_earlier_answers_but_by_merging(tmp_path: Path) -> None:
    lines = [json.dumps(article) for article in ARTICLES]
    whole, _ = group(tmp_path, lines)
    part, _ = group(tmp_path, lines[:3])
    assert all(part[one] != part[other] or whole[one] == whole[other] for one in part for other in part)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["stories", "--batch", str(tmp_path / "none"), "--out", str(tmp_path / "out")]
    )
    assert done.exit_code == 1
    assert "none" in str(done.exception)
