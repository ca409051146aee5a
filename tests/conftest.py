"""What all tests share: a data folder of their own, and the database they run on.

SQLite by default; with BROADSHEET_TEST_POSTGRES=1 the same tests run on a PostgreSQL server started for them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

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
from django.utils import translation  # noqa: E402

from tests.databases import empty_databases  # noqa: E402

TransactionTestCase._fixture_teardown = empty_databases  # type: ignore[attr-defined]


def pytest_unconfigure() -> None:
    if _ON_POSTGRES is not None:
        from django.db import connections

        connections.close_all()
        _ON_POSTGRES.stop()
    shutil.rmtree(_DATA_DIR, ignore_errors=True)


# Files are handed to workers whole (--dist loadfile), so that what a file prepares is prepared once; in the
# end no worker should be left alone with a long one. The longest, which begin:
_LONGEST = (
    *("browser/test_browser.py", "browser/test_attacks.py", "pipeline/test_nothing_lost.py"),
    *("pipeline/test_troubles.py", "browser/test_access.py", "assist/test_ask_quality.py"),
    *("pipeline/test_store_troubles.py", "store/test_backups.py", "read/test_safety.py"),
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begins with the files that take long. On PostgreSQL, only what asks the tests' database."""
    if os.environ.get("BROADSHEET_TEST_POSTGRES"):
        # All others choose their database themselves, or have none: the same as in a run on SQLite.
        config.hook.pytest_deselected(items=[item for item in items if not _asks_the_database(item)])
        items[:] = [item for item in items if _asks_the_database(item)]
    files = {item.path for item in items if item.get_closest_marker("slow")}
    files |= {item.path for item in items if item.get_closest_marker("browser")}
    here = Path(__file__).parent
    place = {here / name: number for number, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place) + (item.path not in files)))


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """The language of the last request is not the next test's."""
    translation.deactivate()


def _asks_the_database(item: pytest.Item) -> bool:
    """Django's database is closed to the others: pytest-django sees to that."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"})


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
