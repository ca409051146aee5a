"""broadsheet summarize: a file, and many lines of which bad ones cost only themselves."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from broadsheet.cli import app

FERRY = (
    "A ferry with 120 people on board sank off the island of Minasora on Monday morning.\n"
    "Rescuers saved 96 people from the ferry before it sank off Minasora, the coast guard said.\n"
    "The weather in the capital was sunny with light winds from the west all day."
)
FÄHRE = "Eine Fähre mit 120 Menschen an Bord ist am Montagmorgen vor der Insel Minasora gesunken."
PAPERS = [
    {"id": "a", "title": "Ferry sinks off Minasora", "text": FERRY, "publisher": "Tide"},
    {"id": "b", "text": "A ferry carrying 120 people sank off the island of Minasora early on Monday."},
    {"text": FÄHRE, "language": "de"},
    {"text": ""},
]


def run(folder: Path, lines: list[str], *more: str) -> tuple[dict[Any, Any], str]:
    batch, out = folder / "in.jsonl", folder / "out.jsonl"
    batch.write_text("\n".join(lines) + "\n", encoding="utf-8")
    arguments = ["summarize", "--batch", str(batch), "--out", str(out), "--workers", "1", *more]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(answers) == sum(bool(line.strip()) for line in lines)
    return {answer["id"]: answer for answer in answers}, done.stderr


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[Any, Any], str]:
    lines = [
        json.dumps({"id": 7, "title": "Ferry sinks", "text": FERRY}),
        "no json",
        "",
        json.dumps({"id": "empty", "text": ""}),
        json.dumps({"id": "wrong", "text": ["a", "list"]}),
        json.dumps({"id": "story", "articles": PAPERS}),
        json.dumps({"id": "noise", "text": "\u0000\u202e" + "x" * 300_000}),
    ]
    return run(tmp_path_factory.mktemp("summaries"), lines)


def test_sentences_stand_where_the_answer_says(answered: tuple[dict[Any, Any], str]) -> None:
    answers, _ = answered
    assert set(answers[7]) == {"id", "sentences"}
    assert len(answers[7]["sentences"]) == 3
    for sentence in answers[7]["sentences"]:
        (passage,) = sentence["passages"]
        assert passage["article"] == 7
        assert FERRY[passage["start"] : passage["end"]] == sentence["text"]


def test_a_storys_sentences_name_the_articles_that_say_it(answered: tuple[dict[Any, Any], str]) -> None:
    answers, _ = answered
    sunk = next(one for one in answers["story"]["sentences"] if "120" in one["text"])
    assert {passage["article"] for passage in sunk["passages"]} == {"a", "b"}


def test_a_line_that_cannot_be_used_is_answered_with_an_error_and_the_rest_goes_on(
    answered: tuple[dict[Any, Any], str],
) -> None:
    answers, said = answered
    for key, number in ((None, 2), ("empty", 4), ("wrong", 5)):
        assert answers[key]["sentences"] == []
        assert f"Line {number}" in answers[key]["error"]
        assert f"Line {number} could not be summarised" in said
    assert "noise" in answers


def test_the_readers_language_and_the_length_are_chosen(tmp_path: Path) -> None:
    story = json.dumps({"id": "story", "articles": PAPERS})
    answers, _ = run(tmp_path, [story], "--language", "de", "--length", "sentence")
    (sentence,) = answers["story"]["sentences"]
    assert sentence["text"] == FÄHRE
    assert sentence["passages"] == [{"article": 2, "start": 0, "end": len(FÄHRE)}]


def test_a_text_file_a_saved_page_and_standard_input(tmp_path: Path) -> None:
    text, page = tmp_path / "ferry.txt", tmp_path / "ferry.html.gz"
    text.write_text(FERRY, encoding="utf-8")
    body = "".join(f"<p>{line}</p>" for line in FERRY.split("\n"))
    page.write_bytes(
        gzip.compress(f"<html><body><article><h1>Ferry</h1>{body}</article></body></html>".encode())
    )
    first = FERRY.split("\n")[0]
    for target in (text, page):
        done = CliRunner().invoke(app, ["summarize", str(target), "--length", "sentence"])
        assert " ".join(done.stdout.split()) == first
    done = CliRunner().invoke(app, ["summarize", "-", "--length", "sentence"], input=FERRY)
    assert " ".join(done.stdout.split()) == first


@pytest.mark.parametrize("arguments", [[], ["file", "--batch", "in"], ["--batch", "in"], ["missing.txt"]])
def test_what_cannot_be_done_is_said(arguments: list[str], tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["summarize", *arguments])
    assert done.exit_code != 0
