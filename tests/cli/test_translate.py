"""broadsheet translate: a file, a stored article, and what cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from broadsheet.cli import app
from broadsheet.errors import StoreError, TranslationError
from tests.factories import make_article

TEXT = "The dam cracked on Monday morning.\n\nFour thousand people left the villages."


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["translate", *arguments])


def test_a_file_is_put_into_another_language(tmp_path: Path) -> None:
    path = tmp_path / "dam.txt"
    path.write_text(TEXT, encoding="utf-8")
    done = run(str(path), "--to", "pt-BR")
    assert done.exit_code == 0, done.output
    assert "Quatro mil pessoas" in done.output
    assert "The dam cracked" in done.output
    assert "Firefox Translations (en → pt)" in done.output
    whole = json.loads(run(str(path), "--to", "pt", "--json").output)
    assert [[pair["original"] for pair in one] for one in whole["paragraphs"]] == [
        [line] for line in TEXT.split("\n\n")
    ]
    assert "Quatro" not in run(str(path), "--to", "pt", "--headline").output


@pytest.mark.django_db(transaction=True)
def test_a_stored_article_by_its_id_or_address() -> None:
    article = make_article(title="Dam cracks", text=TEXT, summary="")
    for target in (article.public_id, f"http://127.0.0.1:8000/article/{article.public_id}/dam-cracks"):
        assert "Quatro mil pessoas" in run(target, "--to", "pt").output
    assert isinstance(run("nothing-there", "--to", "pt").exception, StoreError)


def test_what_nothing_translates_is_told(tmp_path: Path) -> None:
    path = tmp_path / "dam.txt"
    path.write_text("Дамба треснула в понедельник утром, сообщил оператор.", encoding="utf-8")
    failed = run(str(path), "--to", "en").exception
    assert isinstance(failed, TranslationError)
    assert "'ru' into 'en'" in str(failed)
