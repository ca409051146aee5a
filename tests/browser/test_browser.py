"""Every kind of page in real Chromium: accessible, whole without script, and from this server alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.edition import Edition
from tests.browser.reader import ReaderMaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [(language, theme) for language in ("en", "ar") for theme in ("light", "dark")]
WIDTHS = (390, 1440)


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [*((*look, 1440) for look in LOOKS), ("en", "dark", 390), ("ar", "light", 390)],
)
def test_no_page_has_an_accessibility_fault(
    readers: ReaderMaker, edition: Edition, language: str, theme: str, width: int
) -> None:
    reader = readers(language, theme, width)
    faults = {}
    for name, path in edition.pages.items():
        results = Axe().run(reader.open(path))
        assert len(results.response["passes"]) > 10, f"{name}: axe did not look"
        if results.violations_count:
            faults[name] = results.generate_report()
    assert not faults, "\n".join(f"{name}: {report}" for name, report in faults.items())


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_page_of_a_fault_of_ours_and_what_opens_have_no_accessibility_fault(
    readers: ReaderMaker, edition: Edition, monkeypatch: pytest.MonkeyPatch, language: str, theme: str
) -> None:
    reader = readers(language, theme, 390)
    page = reader.open(edition.pages["article"])
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.keyboard.press("?")
    opened = Axe().run(page)
    assert not opened.violations_count, opened.generate_report()
    monkeypatch.setattr("broadsheet.read.views.site.Publisher", None)
    page = reader.open("/about")
    assert page.locator(".crumbs").inner_text() == "500"
    broken = Axe().run(page)
    assert not broken.violations_count, broken.generate_report()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_no_page_is_wider_than_the_screen(
    readers: ReaderMaker, edition: Edition, language: str, theme: str, width: int
) -> None:
    reader = readers(language, theme, width)
    folder = os.environ.get("BROADSHEET_SCREENSHOTS")
    for name, path in edition.pages.items():
        page = reader.open(path)
        if folder:
            picture = Path(folder) / f"{name}-{width}-{language}-{theme}.png"
            page.screenshot(path=picture, full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_pages_ask_no_other_host(readers: ReaderMaker, edition: Edition) -> None:
    reader = readers()
    for path in edition.pages.values():
        reader.open(path)
    assert any("/picture/" in url for url in reader.requests)
    assert {url for url in reader.requests if not url.startswith(f"{reader.server}/")} == set()


def test_pages_break_no_rule_of_their_own_security_policy(readers: ReaderMaker, edition: Edition) -> None:
    reader = readers()
    errors = {"not-found", "bad-request", "invitation-ended"}  # Chromium reports their status as an error
    for name, path in edition.pages.items():
        if name not in errors:
            reader.open(path)
    assert reader.complaints == []


def test_everything_works_without_script(readers: ReaderMaker, edition: Edition) -> None:
    page = readers("en", "auto", scripts=False).open("/")
    page.get_by_role("link", name="Engineers at Kesh").first.click()
    assert "/story/" in page.url
    page.get_by_text("Also at Radio Tarrow").click()
    assert page.get_by_text("The same text, or nearly. Counted once.").is_visible()
    page.locator("#coverage h3").get_by_role("link", name="Engineers at Kesh").first.click()
    assert page.locator("ins").first.is_visible()
    page.get_by_role("link", name="#KeshDam").click()
    assert page.get_by_role("heading", level=1).inner_text() == "#KeshDam"
    page.go_back()
    page.get_by_role("link", name="The Ansel Courier").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "The Ansel Courier"
    page.get_by_role("link", name="Feeds", exact=True).first.click()
    page.get_by_label("State").select_option("failing")
    page.get_by_role("button", name="Show").click()
    assert page.locator("tbody tr").filter(has_text="failing").count() == 1
    page.get_by_role("link", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("link", name="العربية").click()
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert "state=failing" in page.url


def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(
    readers: ReaderMaker, edition: Edition
) -> None:
    page = readers().open("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_pictures_that_come_late_move_nothing(readers: ReaderMaker, edition: Edition) -> None:
    tops = []
    for pictures in (True, False):
        page = readers(pictures=pictures).open(edition.pages["article"])
        tops.append(page.evaluate("document.querySelector('.text').getBoundingClientRect().top"))
    assert tops[0] == tops[1]
