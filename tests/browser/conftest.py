"""Debian's Chromium, driven by Playwright, on a live server with a small edition in ten languages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from broadsheet.read.remembered import forget_all
from tests.browser.edition import Edition, make_edition
from tests.browser.reader import ReaderMaker
from tests.conftest import skip_unless_ci

ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


expect.set_options(timeout=30_000)  # a machine that is busy is no fault of a page


@pytest.fixture(scope="module")
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
    return make_edition()


@pytest.fixture
def readers(browser: Browser, live_server: LiveServer) -> Iterator[ReaderMaker]:
    maker = ReaderMaker(browser, live_server.url)
    yield maker
    maker.close()
