"""Every kind of page in real Chromium: accessible, whole without script, and from this server alone."""

from __future__ import annotations

import pytest

from tests.browser.edition import Edition
from tests.browser.looking import CUT, WIDTHS, Faults, draw, faults_of_access, look, note_width, told
from tests.browser.reader import ReaderMaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [(language, theme) for language in ("en", "ar") for theme in ("light", "dark")]
ERRORS = {"not-found", "bad-request", "invitation-ended"}  # Chromium reports their status as an error


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_no_page_has_a_fault_is_too_wide_or_breaks_a_rule(
    readers: ReaderMaker, edition: Edition, language: str, theme: str
) -> None:
    """Each is opened once in each look: accessible, within a desk's, a phone's and a screen of 320 pixels
    (WCAG 2.2, 1.4.10: 1280 pixels at 400 %; 200 %, 1.4.4, is between), true to its own security policy, and
    all of it from this server."""
    reader = readers(language, theme)
    # The directions of writing and the themes are seen on a phone too, each once.
    widths = WIDTHS if (language, theme) in {("en", "dark"), ("ar", "light")} else WIDTHS[:1]
    faults: Faults = {}
    complaints: list[str] = []
    for name, path in edition.pages.items():
        page = reader.open(path)
        if name not in ERRORS:
            complaints += reader.complaints
        reader.complaints.clear()
        look(page, f"{name}-{language}-{theme}", faults, widths)
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            note_width(page, name, width, faults)
            if width not in widths:
                draw(page, f"{name}-{language}-{theme}-{width}")
        if cut := page.evaluate(CUT):
            faults[f"{name}, cut"] = cut
        complaints += reader.complaints
        reader.complaints.clear()
        page.set_viewport_size({"width": 1440, "height": 900})
    assert not faults, told(faults)
    assert complaints == []
    assert any("/picture/" in url for url in reader.requests)
    assert {url for url in reader.requests if not url.startswith(f"{reader.server}/")} == set()


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_page_of_a_fault_of_ours_and_what_opens_have_no_accessibility_fault(
    readers: ReaderMaker, edition: Edition, monkeypatch: pytest.MonkeyPatch, language: str, theme: str
) -> None:
    reader = readers(language, theme, 390)
    page = reader.open(edition.pages["article"])
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.keyboard.press("?")
    assert not faults_of_access(page), faults_of_access(page)
    monkeypatch.setattr("broadsheet.read.views.site.Publisher", None)
    page = reader.open("/about")
    assert page.locator(".crumbs").inner_text() == "500"
    assert not faults_of_access(page), faults_of_access(page)


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
