"""broadsheet compare: a story's articles from a file, printed or as JSON."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from broadsheet.cli import app

ARTICLES = [
    {
        "id": "a",
        "title": "Ferry hits pier in Nanyu",
        "text": "A ferry with 286 passengers hit a pier in Nanyu. Two hospitals counted 41 injured.",
        "language": "en",
        "publisher": "Haiyan Evening",
        "ownership": "private",
        "country": "SG",
        "published": "2026-11-24T08:00:00Z",
    },
    {
        "id": "b",
        "title": "Shock: ferry smashes into pier",
        "text": "A ferry with 286 passengers hit a pier in Nanyu. Officials counted 38 injured.",
        "language": "en",
        "publisher": "Nanyu Daily",
        "ownership": "party",
        "country": "CN",
    },
]


def write(folder: Path, *more: str) -> Path:
    path = folder / "story.jsonl"
    path.write_text("\n".join([*map(json.dumps, ARTICLES), *more]) + "\n", encoding="utf-8")
    return path


def test_a_comparison_is_printed_with_who_says_what(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["compare", str(write(tmp_path))])
    assert done.exit_code == 0, done.output
    assert "2 reports, 2 independent voices" in done.stdout
    assert "41 injured (Haiyan Evening)" in done.stdout
    assert "38 injured (Nanyu Daily)" in done.stdout
    assert "Shock (Nanyu Daily)" in done.stdout


def test_json_names_the_articles_by_the_ids_of_the_file(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["compare", str(write(tmp_path)), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["owners"] == 2
    values = {value["value"]: value["sentence"]["passages"] for value in told["numbers"][0]["values"]}
    assert {key: [one["article"] for one in passages] for key, passages in values.items()} == {
        "41": ["a"],
        "38": ["b"],
    }


def test_a_line_that_cannot_be_used_is_named_and_the_rest_is_compared(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["compare", str(write(tmp_path, "no json", '{"id": 1}'))])
    assert done.exit_code == 0
    assert "Line 3 is left out" in done.stderr
    assert "Line 4 is left out" in done.stderr
    assert "2 reports" in done.stdout


def test_a_file_without_articles_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_text("\n")
    assert CliRunner().invoke(app, ["compare", str(path)]).exit_code != 0
    assert CliRunner().invoke(app, ["compare", str(tmp_path / "none.jsonl")]).exit_code != 0
