"""Reading aids in real Chromium: they open in place, a mark opens its passage, all works without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.edition import Edition
from tests.browser.reader import ReaderMaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_summary_opens_in_place_and_a_mark_opens_its_passage(
    readers: ReaderMaker, edition: Edition
) -> None:
    reader = readers()
    page = reader.open(edition.pages["story"])
    page.locator("#aids summary", has_text="Summary").click()
    marks = page.locator("#aids .cite")
    expect(marks.first).to_be_visible()
    passage = page.locator("#aids .passage").first
    expect(passage).to_be_hidden()
    marks.first.click()
    expect(passage).to_be_visible()
    passage.get_by_role("link", name="Close").click()
    expect(passage).to_be_hidden()
    page.locator("#aids .lengths").get_by_text("One sentence").click()
    expect(page.locator("#aids .lengths [aria-current]")).to_have_text("One sentence")
    assert page.locator("#aids .points > li").count() == 1
    assert reader.complaints == []


def test_a_question_is_asked_in_place_by_keyboard(readers: ReaderMaker, edition: Edition) -> None:
    reader = readers()
    page = reader.open(edition.pages["article"])
    fold = page.locator("#aids summary", has_text="Ask")
    fold.focus()
    page.keyboard.press("Enter")
    page.locator("#aids input[name=q]").fill("Who won the football final in Lisbon?")
    page.keyboard.press("Enter")
    expect(page.locator("#aids .qa")).to_contain_text("The article does not say.")
    assert "/aid/" not in page.url
    assert reader.complaints == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_without_script_each_is_a_page_and_its_passages_open(
    readers: ReaderMaker, edition: Edition, language: str
) -> None:
    page = readers(language, scripts=False).open(edition.pages["story"])
    page.locator("#aids summary").first.click()
    page.locator("#aids a[href$='/aid/summary']").click()
    expect(page.locator("h1")).to_be_visible()
    page.locator(".cite").first.click()
    expect(page.locator(".passage").first).to_be_visible()
    page.locator(".passage a[href*='/article/']").first.click()
    assert "/article/" in page.url
