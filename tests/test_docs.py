"""The documents name what there is: commands, dependencies, what is locked."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import typer

from broadsheet.cli import app

ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def normal(name: str) -> str:
    """A package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def command_names() -> list[str]:
    command = typer.main.get_command(app)
    names = []
    for name, child in command.commands.items():  # type: ignore[attr-defined]
        names.append(name)
        names += [f"{name} {below}" for below in getattr(child, "commands", ())]
    return names


def test_every_command_stands_in_the_operators_document() -> None:
    said = (ROOT / "docs" / "operating.md").read_text()
    told = re.findall(r"`((?:broadsheet )?[a-z][^`]*)`", said)
    words = {tuple(text.removeprefix("broadsheet ").split()) for text in told}
    missing = []
    for name in command_names():
        parts = tuple(name.split())
        short = parts[1:]  # "`broadsheet opml import FILE`, `export [FILE]`"
        if not any(text[: len(parts)] == parts or (short and text[: len(short)] == short) for text in words):
            missing.append(name)
    assert missing == []


def test_every_dependency_says_why_it_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = (text for texts in project["optional-dependencies"].values() for text in texts)
    names = {re.split(r"[\[<>=~!; ]", text)[0] for text in (*project["dependencies"], *extras)}
    rows = (ROOT / "docs" / "dependencies.md").read_text().split("## Tests")[0].splitlines()
    told = {
        normal(name.strip())
        for row in rows
        if row.startswith("| ")
        for name in row.split("|")[1].split(",")
        if name.strip() != "package"
    }
    assert {normal(name) for name in names} == told


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_a_hash_and_none_an_address(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert "index-url" not in text
    lines = [
        line for line in text.replace("\\\n", " ").splitlines() if line and not line.startswith(("#", " "))
    ]
    assert len(lines) >= 2
    for line in lines:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+\s.*--hash=sha256:[0-9a-f]{64}", line), line


def test_what_the_project_needs_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = {
        normal(name) for name in re.findall(r"^([\w.-]+)", (ROOT / "requirements/run.txt").read_text(), re.M)
    }
    needed = {normal(re.split(r"[\[<>=~!; ]", text)[0]) for text in project["dependencies"]}
    assert needed <= locked
