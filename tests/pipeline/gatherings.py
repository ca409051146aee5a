"""Runs of the real command on a newsroom, each in a process and a database of its own."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.postgres import PostgresServer

ROOT = Path(__file__).parents[2]


@dataclass
class Gathering:
    """A database and the environment in which commands work on it."""

    folder: Path
    database_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")}
        return kept | {
            "DATABASE_URL": self.database_url,
            "BROADSHEET_DATA_DIR": str(self.folder),
            "BROADSHEET_ALLOW_PRIVATE": "127.0.0.0/8",
            "BROADSHEET_HOST_DELAY": "0",
            "DJANGO_SETTINGS_MODULE": "broadsheet.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        }

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Starts `broadsheet ARGUMENTS` in a session of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "broadsheet.cli", *arguments],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(self, *arguments: str) -> None:
        """Runs `broadsheet ARGUMENTS` to its end, which must be a good one."""
        process = self.start(*arguments)
        _, told = process.communicate(timeout=300)
        assert process.returncode == 0, told.decode()

    def run_and_kill(self, after_s: float, *arguments: str) -> bool:
        """Runs it and kills the whole session after `after_s`; says whether it had come to its end before."""
        process = self.start(*arguments)
        assert process.stderr is not None
        try:
            process.wait(after_s)
            told = process.stderr.read().decode()
            assert process.returncode == 0, told
            return True
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return False
        finally:
            process.stderr.close()

    def ask(self, module: str, *arguments: str) -> Any:
        """What `python -m tests.pipeline.MODULE` prints, as JSON."""
        command = [sys.executable, "-m", f"tests.pipeline.{module}", *arguments]
        answer = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout or "null")


def migrated(folder: Path, server: PostgresServer | None = None) -> Gathering:
    """One whose database has its tables already, as `broadsheet migrate` makes them.

    Making them takes a process five seconds: it is done once, and the result copied.

    Args:
        folder: for its files; made if need be.
        server: where its database is to be made; without one it is a file in the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if server is not None:
        return Gathering(folder, server.new_database(_migrated_on(server)))
    shutil.copy(_migrated_file(), folder / "broadsheet.sqlite3")
    return Gathering(folder)


@cache
def _migrated_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="broadsheet-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Gathering(folder).run("migrate")
    # What ends last empties SQLite's log into the file.
    assert not (folder / "broadsheet.sqlite3-wal").exists()
    return folder / "broadsheet.sqlite3"


@cache
def _migrated_on(server: PostgresServer) -> str:
    """The name of a database to copy."""
    made = server.new_database()
    with tempfile.TemporaryDirectory() as folder:
        Gathering(Path(folder), made).run("migrate")
    return made.rpartition("/")[2]


def wait_until(condition: Any, timeout_s: float = 120.0) -> None:
    """Waits for a condition; fails if it does not come."""
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def check_stories(found: Any) -> None:
    """Every article is in exactly one story, and every count is true.

    Which articles are together rests on the order in which they came, which a kill changes; that a restart
    itself changes nothing is what test_grouping.py promises.
    """
    stories = found["stories"]
    placed = [address for addresses in stories["together"] for address in addresses]
    assert len(placed) == len(set(placed))
    assert set(placed) == set(found["articles"])
    assert stories["waiting"] == stories["merged_with_articles"] == 0
    assert stories["miscounted"] == stories["hashtags_miscounted"] == []
