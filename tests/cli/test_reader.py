"""broadsheet reader: what the operator does with accounts."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from broadsheet.cli import app
from broadsheet.readers.models import Invitation, Reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _is_migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broadsheet.cli._django.prepare", lambda: None)


def run(*words: str, fails: bool = False) -> str:
    result = CliRunner().invoke(app, ["reader", *words])
    assert (result.exit_code != 0) == fails, result.output
    return result.output if not fails else str(result.exception)


def test_readers_are_added_listed_changed_and_deleted() -> None:
    assert "/account/password/reset/key/" in run("add", "mara@example.org")
    assert run("list").split("\t")[:2] == ["mara@example.org", "reader"]
    assert "moderator" in run("role", "mara@example.org", "moderator")
    run("email", "mara@example.org", "tolland@example.org")
    assert Reader.objects.get().role == "moderator"
    assert "/account/password/reset/key/" in run("password", "tolland@example.org")
    run("confirm", "tolland@example.org")
    run("delete", "tolland@example.org", "--yes")
    assert run("list") == ""


def test_invitations_are_printed() -> None:
    assert "/account/invitation/" in run("invite", "ines@example.org", "--role", "operator")
    assert (Invitation.objects.get().email, Invitation.objects.get().role) == ("ines@example.org", "operator")


@pytest.mark.parametrize(
    "words",
    [("confirm", "nobody@example.org"), ("role", "nobody@example.org", "reader"), ("add", "no address"),
     ("add", "a@example.org", "--role", "emperor"), ("invite", "no address")],
)  # fmt: skip
def test_what_cannot_be_done_is_said(words: tuple[str, ...]) -> None:
    assert "." in run(*words, fails=True)
