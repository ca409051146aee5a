"""Reading with large letters, in a narrow window, by keyboard alone, without motion, in forced colours."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.edition import Edition
from tests.browser.looking import CUT
from tests.browser.reader import ReaderMaker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STOPS = """() => [...document.querySelectorAll(
  "a[href], button, input, select, textarea, summary")].filter((one) =>
  one.tabIndex >= 0 && !one.disabled && one.type !== "hidden"
  && one.checkVisibility({ checkVisibilityCSS: true }) && !one.closest("dialog:not([open])")
  && !one.closest("details:not([open]) > :not(summary)")).length"""

FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const label = one.getAttribute("aria-label") || one.labels?.[0]?.textContent;
  return {
    number: [...document.querySelectorAll("*")].indexOf(one),
    ring: parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none",
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    name: Boolean((label || one.textContent).trim()),
    what: one.outerHTML.slice(0, 90),
  };
}"""

SHIFT = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
SOME = ("front", "story", "article", "hashtag", "search", "settings", "feeds")


@pytest.mark.parametrize(("language", "width"), [("en", 320), ("ar", 640)])
def test_larger_text_leaves_nothing_out(
    readers: ReaderMaker, edition: Edition, language: str, width: int
) -> None:
    reader = readers(language, "light", width)
    reader.context.add_cookies([{"name": "text", "value": "larger", "url": reader.server}])
    sizes = {}
    for name in SOME:
        page = reader.open(edition.pages[name])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.evaluate(CUT) == [], name
        sizes[name] = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    assert min(sizes.values()) > 16


@pytest.mark.parametrize("name", SOME)
def test_every_control_is_reached_by_tab_seen_and_named(
    readers: ReaderMaker, edition: Edition, name: str
) -> None:
    page = readers("en", "light", 1280).open(edition.pages[name])
    stops = page.evaluate(STOPS)
    reached: dict[int, None] = {}
    for place in range(stops + 40):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here is None:
            break
        if here["number"] in reached:
            break
        reached[here["number"]] = None
        assert here["name"], here["what"]
        if place < 25:  # the ring is one rule for all; scrolling to each takes time
            assert here["ring"], here["what"]
            assert here["seen"], here["what"]
    in_radios = page.evaluate("document.querySelectorAll('input[type=radio]:not(:checked)').length")
    assert (
        len(reached) >= stops - in_radios
    )  # of radio buttons the chosen one is a stop, the others are by arrows
    assert list(reached) == sorted(reached)  # in the order in which they are written


def test_the_focus_is_never_lost(readers: ReaderMaker, edition: Edition) -> None:
    page = readers().open(edition.pages["story"])
    page.keyboard.press("j")
    before = page.evaluate("document.activeElement.href")
    page.keyboard.press("?")
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.href") == before
    page.goto(page.url.split("/story/")[0] + edition.pages["article"])
    card = page.locator("details.card summary").first
    card.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details.card .inside").first).to_be_visible()
    expect(card).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("details.card .inside").first).to_be_hidden()
    expect(card).to_be_focused()


def test_s_saves_and_slash_searches(readers: ReaderMaker, edition: Edition) -> None:
    reader = readers(worker=True)
    page = reader.open(edition.pages["article"])
    button = page.locator("#save")
    expect(button).to_be_visible()
    page.keyboard.press("s")
    expect(button).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("s")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("dam")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=dam")


def test_filters_and_settings_are_chosen_by_keyboard_alone(readers: ReaderMaker, edition: Edition) -> None:
    page = readers("en", "auto").open(edition.pages["story"])
    page.get_by_label("Language", exact=True).focus()
    page.keyboard.type("ara")
    page.keyboard.press("Tab")
    while not page.evaluate("document.activeElement.matches('.filters button')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**language=ar**")
    page.goto(page.url.split("/story/")[0] + "/settings")
    page.get_by_label("As the device").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_what_moves_keeps_still_for_those_who_ask_for_it(readers: ReaderMaker, edition: Edition) -> None:
    page = readers().open("/")
    page.emulate_media(reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll("*")].filter((one) => {
      const style = getComputedStyle(one);
      return style.scrollBehavior === "smooth" || style.animationName !== "none"
        || (style.transitionDuration !== "0s" && style.transitionProperty !== "none");
    }).map((one) => one.localName)"""
    assert page.evaluate(moving) == []


def test_forced_colours_leave_marks_charts_and_the_focus_visible(
    readers: ReaderMaker, edition: Edition
) -> None:
    page = readers().open(edition.pages["story"])
    page.emulate_media(forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["ring"]
    invisible = """() => [...document.querySelectorAll("main svg :is(path, rect, polyline)")].filter(one => {
      const style = getComputedStyle(one);
      const ground = getComputedStyle(document.body).backgroundColor;
      return [style.fill, style.stroke].every((colour) => colour === "none" || colour === ground);
    }).length"""
    assert page.evaluate(invisible) == 0


@pytest.mark.parametrize("width", [390, 1440])
def test_pictures_and_letters_that_come_late_shift_nothing(
    readers: ReaderMaker, edition: Edition, width: int
) -> None:
    """Cumulative Layout Shift, measured by the browser; 0.1 is called good, ours is nothing to speak of."""
    reader = readers("en", "light", width)
    reader.context.add_init_script(SHIFT)
    for name in ("front", "story", "article", "latest", "search"):
        page = reader.open(edition.pages[name])
        scroll(page)
        assert page.evaluate("shift") < 0.01, name


def test_the_measure_sees_what_shifts(readers: ReaderMaker, edition: Edition) -> None:
    reader = readers()
    reader.context.add_init_script(SHIFT)
    page = reader.open("/about")
    page.evaluate(
        "() => { const one = document.createElement('p'); one.textContent = 'x'; "
        "document.querySelector('main').prepend(one); one.append(...Array(40).fill('x').map(() => "
        "document.createElement('br'))); }"
    )
    for _ in range(600):
        if page.evaluate("shift") > 0.05:
            return
        page.wait_for_timeout(100)
    pytest.fail("the measure sees nothing")


def scroll(page: Page) -> None:
    """To the end, so that what is loaded when it comes near is loaded."""
    for _ in range(8):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(20)
