"""Debian's Chromium, driven by Playwright, on a live server with a small edition in ten languages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from broadsheet.read.remembered import forget_all
from broadsheet.store.search import forget_memory
from tests.browser.edition import Edition, make_edition
from tests.browser.reader import ReaderMaker
from tests.conftest import skip_unless_ci
from tests.databases import Copied

ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


_EDITION = Copied(make_edition)

expect.set_options(timeout=60_000)  # a machine that is busy is no fault of a page


@pytest.fixture(scope="package")  # not longer: while Playwright lives its event loop runs in this thread
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        skip_unless_ci("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def edition(transactional_db: None) -> Edition:
    cache.clear()
    forget_all()
    forget_memory()
    return _EDITION.give()


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    # A password takes a second to check on purpose: that is Django's, and not what is looked at here.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def readers(browser: Browser, live_server: LiveServer) -> Iterator[ReaderMaker]:
    maker = ReaderMaker(browser, live_server.url)
    yield maker
    maker.close()
