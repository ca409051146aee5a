"""What all tests share: a data folder of their own, and the database they run on.

SQLite by default; with BROADSHEET_TEST_POSTGRES=1 the same tests run on a PostgreSQL server started for them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest

from tests.postgres import PostgresServer, start_postgres

CI = bool(os.environ.get("CI"))

# Django reads its settings once, when it is set up here: everything it reads comes before.
_DATA_DIR = tempfile.mkdtemp(prefix="broadsheet-tests-")
_ON_POSTGRES: PostgresServer | None = None
if os.environ.get("BROADSHEET_TEST_POSTGRES"):
    if "PYTEST_XDIST_WORKER" not in os.environ:  # workers share the server of who started them
        _ON_POSTGRES = start_postgres()
        os.environ["DATABASE_URL"] = _ON_POSTGRES.url("postgres")
else:
    os.environ.pop("DATABASE_URL", None)
os.environ["BROADSHEET_DATA_DIR"] = _DATA_DIR
os.environ["BROADSHEET_PAGE_CACHE_SECONDS"] = "0"  # a page shows what a test has just made
os.environ["BROADSHEET_ACCOUNTS"] = "invited"  # nobody is the machine's one reader unless a test says so
os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's own loop runs in the tests' thread

import django  # noqa: E402

django.setup()

from django.test import TransactionTestCase  # noqa: E402

from tests.databases import empty_databases  # noqa: E402

TransactionTestCase._fixture_teardown = empty_databases  # type: ignore[attr-defined]


def pytest_unconfigure() -> None:
    if _ON_POSTGRES is not None:
        from django.db import connections

        connections.close_all()
        _ON_POSTGRES.stop()
    shutil.rmtree(_DATA_DIR, ignore_errors=True)


def pytest_report_header() -> str:
    return f"database: {'PostgreSQL' if _ON_POSTGRES else 'SQLite'}"


def skip_unless_ci(reason: str) -> None:
    """Skips visibly on a developer's machine; on CI a test never skips."""
    if CI:
        pytest.fail(f"{reason} (CI never skips)")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Debian's PostgreSQL on a free loopback port, started as an unprivileged user."""
    try:
        server = start_postgres()
    except FileNotFoundError as error:
        skip_unless_ci(str(error))
        raise AssertionError from error
    yield server
    server.stop()
