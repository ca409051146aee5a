"""The pages in the languages that `test_browser` does not look at: their words must fit too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser.edition import Edition
from tests.browser.reader import ReaderMaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANGUAGES = [code for code, _ in settings.LANGUAGES if code not in {"en", "ar"}]
WIDTHS = (390, 1440)
# Those that say most, each once in every language; tests of two languages open the others.
PAGES = ("front", "article", "story", "hashtag", "search", "settings", "feeds", "about", "get-app", "offline")
# What is pressed or heads a column, where its words stand out of it or of the screen; navigation scrolls.
OVERFLOWING = """[...document.querySelectorAll("button, .btn, select, summary, nav a, th, dt")]
  .filter((one) => one.checkVisibility() && !one.closest(".vh, .skip")
    && (one.scrollWidth > one.clientWidth + 4 && getComputedStyle(one).display !== "inline"
      || one.getBoundingClientRect().right > innerWidth + 4 && !one.closest(".nav ul, .jump, table")))
  .map((one) => `${one.scrollWidth} in ${one.clientWidth}: ${one.textContent.trim()}`)"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_every_language_fit(readers: ReaderMaker, edition: Edition, language: str) -> None:
    reader = readers(language)
    folder = os.environ.get("BROADSHEET_SCREENSHOTS")
    faults = {}
    for name in PAGES:
        page = reader.open(edition.pages[name])
        assert page.locator("html").get_attribute("lang") == language
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if folder:
                picture = Path(folder) / f"{name}-{width}-{language}-light.png"
                page.screenshot(path=picture, full_page=True)
            if (actual := page.evaluate("document.documentElement.scrollWidth")) > width:
                faults[f"{name} at {width}"] = [f"the page is {actual} wide"]
            elif overflowing := page.evaluate(OVERFLOWING):
                faults[f"{name} at {width}"] = overflowing
    assert faults == {}
