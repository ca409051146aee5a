"""Read marks and highlights in real Chromium: by keyboard, without script, in both directions of writing."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from broadsheet.readers import highlighting, saving
from broadsheet.readers.models import Highlight, Reader, StoryRead
from broadsheet.store.models import Article, Publisher
from tests.browser.edition import Edition
from tests.browser.looking import Faults, look, told
from tests.browser.reader import ReaderMaker
from tests.browser.test_accounts import sign_in
from tests.readers.signing_in import make_reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SELECT = """(words) => {
  const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.nodeValue.indexOf(words);
    if (at < 0) continue;
    const range = new Range();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return true;
  }
  return false;
}"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_marks_and_highlights_are_shown_without_fault(
    readers: ReaderMaker, edition: Edition, language: str
) -> None:
    someone = make_reader()
    now = timezone.now()
    saving.mark_read(someone, edition.edited.pk, now)
    Publisher.objects.update(rights="whole")
    article = edition.arabic if language == "ar" else edition.edited
    saved = saving.save(someone, "article", article.public_id, article.title, now)
    text = Article.objects.values_list("text", flat=True).get(pk=article.pk)
    highlighting.mark(saved, text, [(0, 60)], "Ask Ines.", now)
    reader = readers(language)
    sign_in(reader.open("/account/login/"))
    faults: Faults = {}
    paths = {
        "front": "/", "latest": "/latest", "story": edition.pages["story"], "history": "/history",
        "category": "/category/science", "search": "/search?q=dam", "saved": "/saved",
        "highlights": f"/saved/{saved.pk}/highlights", "article": f"/article/{article.public_id}",
    }  # fmt: skip
    for name, path in paths.items():
        page = reader.open(path)
        look(page, f"reading-{name}-{language}", faults)
        if name in ("front", "latest", "category"):
            expect(page.locator(".was-read .done").first).to_be_visible()
    expect(reader.page.locator("#highlights blockquote")).to_be_visible()
    assert reader.page.evaluate("CSS.highlights.get('kept')?.size") == 1
    Reader.objects.update(hides_read=True)
    page = reader.open("/latest")
    expect(page.locator(".item.was-read").first).to_be_hidden()
    expect(page.locator(".hidden-read")).to_be_visible()
    look(page, f"reading-hidden-{language}", faults)
    assert not faults, told(faults)
    assert reader.complaints == []


def test_a_story_is_marked_as_read_in_its_place_by_keyboard(readers: ReaderMaker, edition: Edition) -> None:
    make_reader()
    reader = readers()
    sign_in(reader.open("/account/login/"))
    page = reader.open("/")
    card = page.locator(".item:has(> .clear)").nth(3)
    button = card.locator(".clear")
    button.focus()
    page.keyboard.press("Enter")
    expect(card.locator(".done")).to_be_visible()
    expect(button).to_be_hidden()
    assert page.evaluate("document.activeElement.closest('.item.was-read') !== null")
    assert StoryRead.objects.count() == 1
    page.reload()
    expect(page.locator(".item.was-read")).to_have_count(1)
    assert reader.complaints == []


def test_without_script_the_button_marks_it_too(readers: ReaderMaker, edition: Edition) -> None:
    make_reader()
    reader = readers("en", scripts=False)
    sign_in(reader.open("/account/login/"))
    page = reader.open("/")
    page.locator(".item > .clear").nth(3).click()
    expect(page.locator(".item.was-read")).to_have_count(1)
    page = reader.open(edition.pages["story"])
    page.get_by_role("button", name="Mark the whole story as read").click()
    expect(page.get_by_role("button", name="Mark the story as unread")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_selected_is_marked_with_a_note_and_painted(
    readers: ReaderMaker, edition: Edition, language: str
) -> None:
    make_reader()
    Publisher.objects.update(rights="whole")
    article = edition.arabic if language == "ar" else edition.edited
    words = " ".join(Article.objects.get(pk=article.pk).text.split("\n")[0].split()[3:9])
    reader = readers(language, width=390)
    sign_in(reader.open("/account/login/"))
    page = reader.open(f"/article/{article.public_id}")
    assert page.evaluate(SELECT, words)
    form = page.locator("#highlight")
    expect(form).to_be_visible()
    form.locator("[name=note]").fill("For Sunday")
    form.locator("[name=note]").press("Enter")
    page.wait_for_url("**#highlights", timeout=120_000)
    expect(page.locator("#highlights").get_by_text("For Sunday")).to_be_visible()
    row = Highlight.objects.get()
    assert " ".join(row.exact.split()) == words
    painted = page.evaluate("[...CSS.highlights.get('kept')].map((one) => one.toString())")
    assert [" ".join(one.split()) for one in painted] == [words]
    assert reader.complaints == []


def test_without_script_sentences_are_chosen(readers: ReaderMaker, edition: Edition) -> None:
    someone = make_reader()
    Publisher.objects.update(rights="whole")
    article = edition.edited
    saved = saving.save(someone, "article", article.public_id, article.title, timezone.now())
    reader = readers("en", scripts=False)
    sign_in(reader.open("/account/login/"))
    page = reader.open("/saved")
    page.get_by_role("link", name="Highlights").click()
    page.locator("[name=sentence]").nth(1).check()
    page.locator("[name=sentence]").nth(2).check()
    page.locator("#note").fill("For Sunday")
    page.get_by_role("button", name="Mark", exact=True).click()
    expect(page.get_by_role("heading", name="What you marked")).to_be_visible()
    assert Highlight.objects.get().saved == saved
    page.get_by_role("button", name="Remove the mark").click()
    expect(page.get_by_role("heading", name="What you marked")).to_have_count(0)
