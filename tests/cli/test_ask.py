"""broadsheet ask: answers with their places; bad lines cost only themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from broadsheet.cli import app
from broadsheet.store.search import forget_memory
from tests.store.test_search import put
from tests.stories import make_story

TEXT = "The crack was seen on Saturday. Engineers say the crack in the Kesh dam is 14 metres long."
ARTICLE = {"id": "a7", "title": "Crack found in the Kesh dam", "text": TEXT, "language": "en"}
QUESTION = "How long is the crack in the Kesh dam?"
ANSWER = "Engineers say the crack in the Kesh dam is 14 metres long."


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget_memory()
    yield
    forget_memory()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["ask", *arguments])


def batch(folder: Path, lines: list[str]) -> tuple[list[dict[str, Any]], str]:
    (folder / "in.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run("--batch", str(folder / "in.jsonl"), "--out", str(folder / "out.jsonl"))
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in (folder / "out.jsonl").read_text("utf-8").splitlines()], done.stderr


def test_every_question_of_a_file_is_answered_in_order_and_bad_lines_are_named(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": 1, "question": QUESTION, "articles": [ARTICLE]}),
        "no json",
        json.dumps({"id": "half"}),
        "",
        json.dumps({"id": "u", "question": "Who designed the Kesh dam?", "articles": [ARTICLE]}),
        json.dumps({"id": "none", "question": QUESTION, "articles": []}),
    ]
    answers, said = batch(tmp_path, lines)
    assert [answer["id"] for answer in answers] == [1, None, "half", "u", "none"]
    first = answers[0]
    assert first["answered"]
    assert first["answer"][0] == {
        "text": ANSWER, "article": "a7", "start": TEXT.index(ANSWER), "end": len(TEXT),
    }  # fmt: skip
    assert first["passages"][0] == {"article": "a7", "start": 0, "end": len(TEXT)}
    for answer, line in zip(answers[1:3], (2, 3), strict=True):
        assert answer["line"] == line
        assert "cannot be read" in answer["error"]
        assert f"Line {line}:" in said
    assert answers[3]["answer"] == answers[4]["answer"] == answers[4]["passages"] == []
    assert not answers[3]["answered"]
    assert answers[3]["passages"]


@pytest.mark.django_db(transaction=True)
def test_without_articles_everything_stored_is_asked(tmp_path: Path) -> None:
    article = put("Crack found in the Kesh dam", TEXT)
    put("Rovers win the cup", "The goalkeeper of Tarrow Rovers scored. The crowd sang.")
    (answer,), _ = batch(tmp_path, [json.dumps({"id": "s", "question": QUESTION})])
    assert answer["answer"][0]["text"] == ANSWER
    assert answer["answer"][0]["article"] == article.public_id


@pytest.mark.django_db(transaction=True)
def test_one_question_is_answered_with_who_wrote_it() -> None:
    article = put("Crack found in the Kesh dam", TEXT)
    other = put("Rovers win the cup", "The goalkeeper of Tarrow Rovers scored. The crowd sang.")
    story = make_story(article)
    for arguments in ((), ("--article", article.public_id), ("--story", story.public_id)):
        done = run(QUESTION, *arguments)
        assert done.exit_code == 0, done.output
        assert ANSWER in done.output
        assert article.publisher.name in done.output
    done = run(QUESTION, "--article", other.public_id)
    assert done.exit_code == 1
    assert "The coverage does not say." in done.output
    assert run(QUESTION, "--article", "nosuch").exit_code != 0


def test_what_does_not_go_together_is_said(tmp_path: Path) -> None:
    for arguments in ((), (QUESTION, "--article", "a", "--story", "b"), ("--batch", str(tmp_path / "in"))):
        done = run(*arguments)
        assert done.exit_code == 1
        assert done.exception is not None
    missing = run("--batch", str(tmp_path / "none"), "--out", str(tmp_path / "out"))
    assert "could not be used" in str(missing.exception)
