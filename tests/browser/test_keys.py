"""Keys, cards, listening and sharing in real Chromium."""

from __future__ import annotations

import pytest

from broadsheet.store.models import Publisher
from tests.browser.edition import Edition
from tests.browser.reader import ReaderMaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUSED = "document.activeElement.innerText"
VOICE = """
const said = [];
const voice = {
  paused: false, speaking: false, getVoices: () => [{ lang: "en-GB" }],
  speak(one) { this.speaking = true; said.push(one.text); },
  pause() { this.paused = true; }, resume() { this.paused = false; }, cancel() {},
};
Object.defineProperty(window, "speechSynthesis", { value: voice });
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
window.said = said;
"""


def test_j_and_k_step_through_what_a_page_lists_and_o_opens_it(
    readers: ReaderMaker, edition: Edition
) -> None:
    page = readers().open(edition.pages["story"])
    seen = []
    for _ in range(3):
        page.keyboard.press("j")
        seen.append(page.evaluate(FOCUSED))
    assert len(set(seen)) == 3
    page.keyboard.press("k")
    assert page.evaluate(FOCUSED) == seen[1]
    address = page.evaluate("document.activeElement.href")
    page.keyboard.press("o")
    page.wait_for_url(lambda url: url.startswith(address[:40]))


def test_o_opens_a_card_in_its_place(readers: ReaderMaker, edition: Edition) -> None:
    page = readers().open(edition.pages["article"])
    summary = page.locator("details.card summary").first
    assert not page.locator("details.card .inside").first.is_visible()
    summary.focus()
    page.keyboard.press("o")
    assert page.locator("details.card .inside").first.is_visible()
    assert "/article/" in page.url


def test_keys_are_told_and_can_be_turned_off_for_good(readers: ReaderMaker, edition: Edition) -> None:
    page = readers().open(edition.pages["story"])
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    assert dialog.is_visible()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")
    page.get_by_role("button", name="Keys").click()
    assert not page.get_by_role("checkbox").is_checked()


def test_keys_are_letters_in_a_field_and_belong_to_the_browser_with_ctrl(
    readers: ReaderMaker, edition: Edition
) -> None:
    page = readers().open(edition.pages["story"])
    page.evaluate("document.querySelector('main').prepend(document.createElement('input'))")
    page.locator("main > input").focus()
    page.keyboard.type("jk?")
    assert page.locator("main > input").input_value() == "jk?"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+j")
    assert page.evaluate("document.activeElement === document.body")


def test_without_script_cards_open_and_filters_filter(readers: ReaderMaker, edition: Edition) -> None:
    page = readers(scripts=False).open(edition.pages["article"])
    page.locator("details.card summary").first.click()
    assert page.locator("details.card .text").first.is_visible()
    assert not page.locator("#listen").is_visible()
    assert not page.locator("#keys-open").is_visible()
    page.goto(page.url.split("/article/")[0] + edition.pages["story"])
    page.get_by_label("Language", exact=True).select_option("ar")
    page.get_by_role("button", name="Show").click()
    assert "language=ar" in page.url
    assert page.locator("#coverage .rows > li").count() == 1


def test_listening_is_offered_only_with_a_voice_for_the_language(
    readers: ReaderMaker, edition: Edition
) -> None:
    reader = readers()
    reader.context.add_init_script(VOICE)
    page = reader.open(edition.pages["article"])
    page.get_by_role("button", name="Listen").click()
    assert page.evaluate("said[0]") == page.locator("h1").inner_text()
    assert "The crack has a name." in page.evaluate("said[1]")
    page.get_by_role("button", name="Pause").click()
    assert page.get_by_role("button", name="Go on").is_visible()
    assert not reader.open(edition.pages["article-arabic"]).locator("#listen").is_visible()
    assert not reader.complaints


def test_sharing_uses_the_device_where_it_can(readers: ReaderMaker, edition: Edition) -> None:
    reader = readers()
    reader.context.add_init_script("navigator.share = async (what) => { window.shared = what; };")
    page = reader.open(edition.pages["article"])
    page.get_by_role("link", name="Share").click()
    assert page.evaluate("shared.url") == page.url
    assert page.evaluate("shared.title") == page.locator("h1").inner_text()


def test_paper_shows_the_article_and_where_it_is_from(readers: ReaderMaker, edition: Edition) -> None:
    page = readers("en", "dark").open(edition.pages["article"])
    page.emulate_media(media="print")
    assert page.locator("#text").is_visible()
    assert page.get_by_role("link", name="Read at the publisher").is_visible()
    for hidden in (".nav", ".foot", "#share"):
        assert not page.locator(hidden).first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"


def test_an_excerpt_leads_to_the_publisher(readers: ReaderMaker, edition: Edition) -> None:
    Publisher.objects.update(rights="excerpt")
    page = readers().open(edition.pages["article"])
    assert page.get_by_role("link", name="Read the whole article").is_visible()
    assert "Eleven empty villages" not in page.locator("main").inner_text()
