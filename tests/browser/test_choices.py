"""Settings, editions and what is new, in real Chromium, with and without script."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.core.cache import cache, caches
from django.utils import timezone
from playwright.sync_api import expect

from broadsheet.store.models import StoryArticle
from tests.browser.edition import Edition
from tests.browser.reader import ReaderMaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_settings_are_chosen_and_kept_without_script(readers: ReaderMaker, edition: Edition) -> None:
    page = readers("en", "auto", scripts=False).open("/settings")
    page.get_by_label("Dark", exact=True).check()
    page.get_by_label("Larger").check()
    page.get_by_label("English").first.check()
    page.get_by_label("Muted words").fill("seabirds")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    expect(page.get_by_label("Larger")).to_be_checked()
    page.get_by_role("link", name="To the front page").click()
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")
    expect(html).to_have_attribute("data-text", "larger")
    expect(page.get_by_role("heading", name="Engineers at Kesh")).to_be_visible()
    assert page.get_by_text("Seabirds return").count() == 0
    expect(page.get_by_role("heading", name="In other languages only")).to_be_visible()


def test_an_edition_is_chosen_from_the_front_page_by_keyboard(readers: ReaderMaker, edition: Edition) -> None:
    page = readers("en", "auto", scripts=False).open("/")
    page.locator(".edition summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="New Zealand").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".edition summary")).to_contain_text("New Zealand")
    expect(page.get_by_role("heading", name="You are up to date")).to_be_visible()


def test_the_front_page_remembers_by_itself_when_it_was_looked_at(
    readers: ReaderMaker, edition: Edition
) -> None:
    page = readers("en", "auto").open("/")
    first = _seen(page.context.cookies())
    assert first is not None
    assert first[0] == first[1]
    assert abs(first[1] - time.time() / 60) < 3
    long_ago = first[1] - 500
    page.context.add_cookies([{"name": "seen", "value": f"{long_ago}.{long_ago}", "url": page.url}])
    page.reload()
    expect(page.locator(".notice").first).to_contain_text("Since you last looked")
    again = _seen(page.context.cookies())
    assert again is not None
    assert again[0] == long_ago
    page.reload()
    expect(page.locator(".notice").first).to_contain_text("Since you last looked")


def test_a_story_opened_again_says_what_came_since(readers: ReaderMaker, edition: Edition) -> None:
    page = readers("en", "auto").open(f"/story/{edition.story.public_id}")
    kept = {cookie["name"]: cookie for cookie in page.context.cookies()}["opened"]
    story, before, latest = kept["value"].split(".")
    assert (story, before, kept["path"]) == (edition.story.public_id, latest, "/story")
    assert page.get_by_text("Since you last looked").count() == 0
    report = StoryArticle.objects.filter(story=edition.story, copy_of=None).order_by("-article__sort_at")[0]
    StoryArticle.objects.filter(pk=report.pk).update(joined_at=timezone.now() + timedelta(minutes=1))
    cache.clear()
    caches["pages"].clear()
    page.reload()
    expect(page.locator(".notice").first).to_contain_text("Since you last looked: 1 new report")
    expect(page.locator("#coverage .tag", has_text="New")).to_have_count(1)
    page.goto(page.url.split("/story/")[0])
    assert _seen(page.context.cookies()) is not None


def _seen(cookies: list) -> tuple[int, int] | None:  # type: ignore[type-arg]
    for cookie in cookies:
        if cookie["name"] == "seen" and (match := re.fullmatch(r"(\d+)\.(\d+)", cookie["value"])):
            return int(match[1]), int(match[2])
    return None
