"""`broadsheet extract` as a user runs it: real processes, real files."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

PAGES = Path(__file__).parent / "pages"


def broadsheet(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from broadsheet.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=120, check=False)


def make_input(folder: Path) -> tuple[Path, Path]:
    (folder / "pages").mkdir()
    page = (PAGES / "json-ld-graph.html").read_bytes()
    (folder / "pages/a.html.gz").write_bytes(gzip.compress(page))
    (folder / "pages/cut.html.gz").write_bytes(gzip.compress(page)[:200])
    (folder / "pages/b.html").write_bytes((PAGES / "markup-only.html").read_bytes())
    lines = [
        {"id": "a", "url": "https://www.tarncourier.example/x", "html_path": "pages/a.html.gz"},
        {"id": "missing", "url": "", "html_path": "pages/none.html"},
        {"id": "cut", "url": "", "html_path": "pages/cut.html.gz"},
        {"id": "b", "url": None, "html_path": "pages/b.html"},
        {"id": "pathless"},
    ]
    rows = [json.dumps(line) for line in lines]
    (folder / "in.jsonl").write_text("\n".join([*rows, "no json", ""]))
    return folder / "in.jsonl", folder / "out.jsonl"


def answers(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.read_text().splitlines()]


def test_a_batch_answers_every_line_in_order_and_bad_ones_with_an_error(tmp_path: Path) -> None:
    batch, out = make_input(tmp_path)
    done = broadsheet("extract", "--batch", batch, "--out", out, "--workers", 2)
    assert done.returncode == 0, done.stderr.decode()
    found = answers(out)
    assert [one["id"] for one in found] == ["a", "missing", "cut", "b", "pathless", None]
    assert ["error" in one for one in found] == [False, True, True, False, True, True]
    assert [found[0]["title"], found[3]["title"]] == [
        "Harrowmere rebuilds its bridge",
        "Hallenbad bleibt stehen",
    ]


def test_a_stopped_batch_goes_on_where_it_was(tmp_path: Path) -> None:
    batch, out = make_input(tmp_path)
    kept = '{"id":"a","title":"kept"}\n'
    out.write_text(kept + '{"id":"b","ti')
    assert broadsheet("extract", "--batch", batch, "--out", out, "--resume", "--workers", 1).returncode == 0
    assert out.read_text().startswith(kept)
    assert [one["id"] for one in answers(out)] == ["a", "missing", "cut", "b", "pathless", None]


def test_one_page_is_printed_as_json_or_to_read() -> None:
    path = PAGES / "aggregator-english.txt"
    listed = broadsheet("extract", "--json", "--saved-at", "2025-06-11T12:00:00Z", path)
    wanted = json.loads(path.with_suffix(".json").read_text())
    assert [{name: one[name] for name in wanted[0]} for one in json.loads(listed.stdout)] == wanted
    shown = broadsheet("extract", "-", stdin=(PAGES / "json-ld-graph.html").read_bytes())
    assert b"Harrowmere rebuilds its bridge" in shown.stdout


def test_a_mistake_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    for arguments in (["nowhere.html"], [], ["--batch", tmp_path / "none"], ["--saved-at", "noon", "-"]):
        failed = broadsheet("extract", *arguments)
        assert failed.returncode == 1
        assert failed.stderr.startswith(b"broadsheet: ")
        assert b"Traceback" not in failed.stderr


def test_words_of_a_page_cannot_steer_the_terminal() -> None:
    page = b"<html><body><h1>Title \x1b[31m[bold]red</h1><p>" + b"Some words \x1b]0;evil\x07 of a page. " * 20
    shown = broadsheet("extract", "-", stdin=page)
    assert b"[bold]red" in shown.stdout
    assert b"\x1b]0" not in shown.stdout
