"""What all tests share: a data folder of their own, and both databases for the tests of the store."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Before Django reads its settings.
_DATA_DIR = tempfile.mkdtemp(prefix="broadsheet-tests-")
os.environ["BROADSHEET_DATA_DIR"] = _DATA_DIR
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's own loop runs in the tests' thread

import pytest  # noqa: E402

from tests.postgres import PostgresServer, find_postgres  # noqa: E402

CI = bool(os.environ.get("CI"))


def pytest_unconfigure() -> None:
    shutil.rmtree(_DATA_DIR, ignore_errors=True)


def skip_unless_ci(reason: str) -> None:
    """Skips visibly on a developer's machine; on CI a test never skips."""
    if CI:
        pytest.fail(f"{reason} (CI never skips)")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """Debian's PostgreSQL on a free loopback port, started as an unprivileged user."""
    binaries = find_postgres()
    if binaries is None:
        skip_unless_ci("PostgreSQL is not installed (as root: apt-get install postgresql)")
        raise AssertionError
    with PostgresServer(binaries, Path(tempfile.mkdtemp(prefix="broadsheet-pg-"))) as server:
        yield server
