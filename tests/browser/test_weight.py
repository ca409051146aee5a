"""What a page weighs, and that nothing in it moves while it comes: measured by the browser itself."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Response

from tests.browser.edition import Edition
from tests.browser.reader import ReaderMaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_BYTES = 100 * 1024
WEIGHED = {"document", "stylesheet", "script"}
# https://wicg.github.io/layout-instability: what a reader caused within half a second does not count. Nor
# does what stands above all pictures: on a busy machine the names in the page's head get their letters late.
WATCH = """window.shifts = []; new PerformanceObserver(list => {
  const inside = source => (source.node?.closest ? source.node : source.node?.parentElement)?.closest("main");
  for (const one of list.getEntries()) if (!one.hadRecentInput && one.sources.some(inside))
    shifts.push([one.value, ...one.sources.map(source => (source.node?.outerHTML ?? "").slice(0, 200))]);
}).observe({type: "layout-shift", buffered: true});"""


def test_text_style_and_script_of_a_page_are_small(readers: ReaderMaker, edition: Edition) -> None:
    reader = readers()
    sizes: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        if answer.request.resource_type in WEIGHED:
            sizes[answer.url] = len(gzip.compress(answer.body()))

    reader.page.on("requestfinished", lambda request: weigh(request.response()))
    for name, path in edition.pages.items():
        page = reader.open(path)
        parts = page.evaluate(
            "[location.href, ...[...document.styleSheets].map(one => one.href),"
            " ...[...document.scripts].map(one => one.src)]"
        )
        assert sum(sizes[part] for part in parts) <= MOST_BYTES, name


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_picture_moves_anything_as_it_comes(
    readers: ReaderMaker, edition: Edition, language: str, width: int
) -> None:
    reader = readers(language, "light", width)
    reader.context.route("**/*.woff2", lambda route: route.abort())  # what letters move is little (docs)
    reader.context.add_init_script(WATCH)
    for name in ("front", "story", "article", "latest"):
        page = reader.open(edition.pages[name])
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")  # pictures further down come now
        page.wait_for_load_state("networkidle")
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.evaluate("shifts") == [], name
