"""The commands as a user runs them: what is wrong is one line and exit status 1, never a traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from aiohttp import web
from lxml import etree

from broadsheet.cli import app
from tests.cli.shell import open_shell
from tests.pipeline.gatherings import Gathering, migrated
from tests.pipeline.servers import serve_app

FEED = """<rss version="2.0"><channel><title>The Ansel Courier</title><link>{base}/</link>
<language>en</language><item><title>One</title><link>{base}/one</link></item></channel></rss>"""
SENTENCE = "The engineers found clay under the pillars of the old market hall, and told the council so."
PAGE = (
    "<!DOCTYPE html><html lang=en><head><title>Hall sinks</title></head><body><article><h1>Hall sinks</h1>"
    + "".join(f"<p>Paragraph {number}. {SENTENCE} {SENTENCE.lower()}</p>" for number in range(6))
    + "</article></body></html>"
)


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "broadsheet.cli", *arguments],
        env=Gathering(folder).environment | settings,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One with a database that has its tables: for tests to which a new one is nothing."""
    migrated(tmp_path)
    return tmp_path


def refused(folder: Path, *arguments: str, **settings: str) -> str:
    """What a command says that cannot do as told."""
    return one_line(run(folder, *arguments, **settings))


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """What was said by a command that failed, in a line."""
    assert done.returncode == 1, (done.stdout, done.stderr)
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("broadsheet: ")
    return lines[0]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    async def feed(request: web.Request) -> web.Response:
        base = f"http://{request.host}"
        return web.Response(text=FEED.format(base=base), content_type="application/rss+xml")

    async def page(_: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    with serve_app([web.get("/feed.xml", feed), web.get("/one", page)]) as base:
        yield base


@pytest.fixture
def bare_site() -> Iterator[str]:
    async def plain(_: web.Request) -> web.Response:
        return web.Response(text="Nothing here.", content_type="text/plain")

    with serve_app([web.get("/plain", plain)]) as base:
        yield base


def command_paths() -> list[tuple[str, ...]]:
    command = typer.main.get_command(app)
    paths: list[tuple[str, ...]] = [()]
    for name, child in command.commands.items():  # type: ignore[attr-defined]
        paths.append((name,))
        paths += [(name, below) for below in getattr(child, "commands", ())]
    return paths


@pytest.mark.parametrize("path", command_paths(), ids=" ".join)
def test_every_command_explains_itself(path: tuple[str, ...]) -> None:
    from typer.testing import CliRunner

    shown = CliRunner().invoke(app, [*path, "--help"])
    assert shown.exit_code == 0
    assert "Usage:" in shown.output


def test_the_command_itself_runs(tmp_path: Path) -> None:
    shown = run(tmp_path, "--version")
    assert shown.stdout.startswith("broadsheet 0.")
    assert list(tmp_path.iterdir()) == []


def test_a_feed_added_twice_is_there_once(tmp_path: Path, site: str) -> None:
    first = run(tmp_path, "add", f"{site}/feed.xml", "--category", "local")
    assert (first.returncode, "Added the feed “The Ansel Courier”" in first.stderr) == (0, True), first.stderr
    again = run(tmp_path, "add", f"{site}/feed.xml")
    assert (again.returncode, "Known already" in again.stderr) == (0, True)
    status = run(tmp_path, "status")
    assert [line.split() for line in status.stderr.splitlines() if line.startswith("feeds")] == [
        ["feeds", "1"]
    ]


def test_an_article_added_twice_is_there_once(folder: Path, site: str) -> None:
    for word in ("Added the article", "Known already"):
        told = run(folder, "add", f"{site}/one")
        assert told.returncode == 0
        assert f"{word}" in told.stderr
        assert "Hall sinks" in told.stderr
    assert ["articles", "1"] in [line.split() for line in run(folder, "status").stderr.splitlines()]


def test_what_cannot_be_added_is_said_in_a_line(folder: Path, site: str, bare_site: str) -> None:
    empty = folder / "empty.html"
    empty.write_text("")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        targets = (
            f"{bare_site}/plain",
            f"{bare_site}/missing",
            dead,
            "no-such-file",
            str(empty),
            str(folder),
        )
        with open_shell(folder) as shell:
            said = {target: one_line(shell.run("add", target)) for target in targets}
            said["category"] = one_line(shell.run("add", f"{site}/feed.xml", "--category", "gossip"))
            said["scheme"] = one_line(shell.run("add", "ftp://a.example/feed"))
    said["private"] = refused(folder, "add", f"{site}/feed.xml", BROADSHEET_ALLOW_PRIVATE="")
    assert "No feed and no article" in said[f"{bare_site}/plain"]
    assert "404" in said[f"{bare_site}/missing"]
    assert "There is no such file" in said["no-such-file"]
    assert str(empty) in said[str(empty)]
    assert "There are world, politics" in said["category"]
    assert "loopback" in said["private"]
    assert "http" in said["scheme"]


def test_lists_of_feeds_go_out_and_come_in_again(tmp_path: Path, site: str) -> None:
    one, two = (migrated(tmp_path / name).folder for name in ("one", "two"))
    run(one, "add", f"{site}/feed.xml", "--category", "science")
    listed = tmp_path / "feeds.opml"
    assert run(one, "opml", "export", str(listed)).returncode == 0
    root = etree.fromstring(listed.read_bytes())
    assert root.findtext("head/dateCreated")
    outline = root.find(".//outline[@xmlUrl]")
    assert outline is not None
    assert (outline.get("xmlUrl"), outline.get("text")) == (f"{site}/feed.xml", "The Ansel Courier")
    first, again = (run(two, "opml", "import", str(listed)) for _ in range(2))
    assert first.stderr.strip() == "1 feeds added, 0 known already."
    assert again.stderr.strip() == "0 feeds added, 1 known already."
    back = run(two, "opml", "export").stdout
    outlines = etree.fromstring(back.encode()).findall(".//outline")
    assert [(o.get("text"), o.get("xmlUrl")) for o in outlines] == [
        ("science", None),
        ("The Ansel Courier", f"{site}/feed.xml"),
    ]


def test_lists_that_cannot_be_read_or_written_are_said_in_a_line(folder: Path) -> None:
    bad = folder / "bad.opml"
    bad.write_text("no list at all")
    with open_shell(folder) as shell:
        assert str(bad) in one_line(shell.run("opml", "import", str(bad)))
        missing, nowhere = str(folder / "missing.opml"), str(folder / "no" / "where.opml")
        assert "cannot be read" in one_line(shell.run("opml", "import", missing))
        assert "cannot be written" in one_line(shell.run("opml", "export", nowhere))


def test_a_pack_installs_into_a_new_database(tmp_path: Path) -> None:
    done = run(tmp_path, "catalogue", "install", "country:KE")
    assert done.returncode == 0, done.stderr
    feeds = [line.split() for line in run(tmp_path, "status").stderr.splitlines()]
    assert int(next(words[1] for words in feeds if words[0] == "feeds")) > 0
    assert "nowhere" in refused(tmp_path, "catalogue", "install", "nowhere")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "oracle://x"),
        ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"),
        ("DATABASE_URL", "sqlite:////dev/null/x/news.sqlite3"),
        ("BROADSHEET_DATA_DIR", "/dev/null/x"),
        ("BROADSHEET_PORT", "x"),
        ("BROADSHEET_ALLOW_PRIVATE", "x"),
    ],
)
def test_a_setting_that_cannot_be_used_is_said_in_a_line(tmp_path: Path, name: str, value: str) -> None:
    assert len(refused(tmp_path, "status", **{name: value})) > 30


def test_a_file_that_is_no_database_is_said_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "broadsheet.sqlite3").write_text("This is no database, and is longer than a header.\n" * 100)
    assert "database" in refused(tmp_path, "status")


def test_a_port_that_is_taken_is_said_in_a_line(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        run(folder, "add", str(_saved(folder)))
        said = refused(folder, "up", "--port", port, "--pack", "country:KE").split("broadsheet: ")[-1]
    assert f"Port {port} of 127.0.0.1 cannot be used" in said


def _saved(folder: Path) -> Path:
    file = folder / "feeds.opml"
    outline = '<outline type="rss" text="A" xmlUrl="https://a.example/feed"/>'
    file.write_text(f'<opml version="2.0"><head/><body>{outline}</body></opml>')
    return file


def test_a_second_gathering_is_told_of_the_first(tmp_path: Path) -> None:
    import fcntl

    run(tmp_path, "migrate")
    with (tmp_path / "broadsheet.sqlite3.gathering").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "Another Broadsheet is already gathering" in refused(tmp_path, "gather")


def test_output_that_nobody_reads_is_no_failure_with_a_traceback(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "broadsheet.cli", "catalogue", "show"]
    done = subprocess.run(
        command, env=Gathering(tmp_path).environment, stdout=writer, stderr=subprocess.PIPE, timeout=300
    )
    os.close(writer)
    assert b"Traceback" not in done.stderr
