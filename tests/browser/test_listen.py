"""Listening in real Chromium: the queue is played by voices, by button and key; else it is a list."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.edition import Edition
from tests.browser.reader import Reader, ReaderMaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Headless Chromium has no voices: these say nothing and note what they are given.
VOICES = """
const said = [];
const voice = {
  paused: false, getVoices: () => [{ lang: "en-GB" }, { lang: "ar-EG" }], addEventListener() {},
  speak(one) { said.push([one.text, one.lang, one.rate]); this.last = one; },
  pause() { this.paused = true; }, resume() { this.paused = false; }, cancel() { this.last = null; },
  done() { const one = this.last; this.last = null; one.onend(); },
};
Object.defineProperty(window, "speechSynthesis", { value: voice });
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
window.said = said;
"""


def queue(reader: Reader, edition: Edition) -> Page:
    reader.open(f"/listen?add=a.{edition.edited.public_id}")
    return reader.open(f"/listen?add=a.{edition.arabic.public_id}")


def wait_until(page: Page, script: str) -> None:
    """`wait_for_function` needs eval, which the page's policy forbids."""
    for _ in range(1200):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never: {script}")


def said(page: Page) -> list[tuple[str, str, float]]:
    found: list[tuple[str, str, float]] = page.evaluate("said")
    return found


def test_the_queue_is_played_one_after_another_each_in_its_language(
    readers: ReaderMaker, edition: Edition
) -> None:
    reader = readers()
    reader.context.add_init_script(VOICES)
    page = queue(reader, edition)
    page.get_by_role("button", name="Play").click()
    wait_until(page, "said.length === 1")
    assert said(page)[0][0] == edition.edited.title
    expect(page.locator("#player-now")).to_contain_text("1 / 2")
    assert page.locator(".queue > li[aria-current]").count() == 1
    for _ in range(3000):
        if said(page)[-1][1] == "ar-EG":
            break
        page.evaluate("speechSynthesis.last && speechSynthesis.done()")
        page.wait_for_timeout(20)
    assert said(page)[-1][0] == edition.arabic.title
    expect(page.locator("#player-now")).to_contain_text("2 / 2")
    assert reader.complaints == []


def test_keys_pause_and_skip_and_the_speed_is_kept(readers: ReaderMaker, edition: Edition) -> None:
    reader = readers()
    reader.context.add_init_script(VOICES)
    page = queue(reader, edition)
    page.keyboard.press("p")
    wait_until(page, "said.length === 1")
    page.keyboard.press("p")
    expect(page.locator("[data-play]")).to_have_text("Play")
    page.keyboard.press("p")
    expect(page.locator("[data-play]")).to_have_text("Pause")
    page.locator("[data-speed]").select_option("1.5")
    wait_until(page, "said.at(-1)[2] === 1.5")
    page.locator("h1").click()
    page.keyboard.press("n")
    wait_until(page, "said.at(-1)[1] === 'ar-EG'")
    page.reload()
    assert page.locator("[data-speed]").input_value() == "1.5"


def test_a_language_without_a_voice_is_said_to_have_none(readers: ReaderMaker, edition: Edition) -> None:
    reader = readers()
    reader.context.add_init_script(VOICES.replace('{ lang: "en-GB" }, ', ""))
    page = queue(reader, edition)
    page.get_by_role("button", name="Play").click()
    expect(page.locator("#player-now")).to_contain_text("no voice for this language")


def test_without_voices_the_page_says_so(readers: ReaderMaker, edition: Edition) -> None:
    page = queue(readers(), edition)
    expect(page.locator("#no-voices")).to_be_visible()
    expect(page.locator("#player")).to_be_hidden()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_without_script_it_is_a_list_that_can_be_changed(
    readers: ReaderMaker, edition: Edition, language: str
) -> None:
    reader = readers(language, scripts=False)
    page = reader.open(edition.pages["article"])
    page.locator("a[href^='/listen?add=']").click()
    page = queue(reader, edition)
    assert page.locator(".queue > li").count() == 2
    page.locator("a[href^='?remove=']").first.click()
    assert page.locator(".queue > li").count() == 1


def test_a_citation_of_the_briefing_opens_and_closes_in_its_place(
    readers: ReaderMaker, edition: Edition
) -> None:
    reader = readers(scripts=False)
    page = reader.open(edition.pages["briefing"])
    marks = page.locator(".told > li").nth(1).locator(".cite")
    marks.first.click()
    passage = page.locator(".told > li").nth(1).locator(".passage").first
    expect(passage).to_be_visible()
    passage.get_by_role("link", name="Close").click()
    expect(passage).to_be_hidden()
