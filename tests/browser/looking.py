"""Looks at a page that is open: faults of access (axe), and what is wider than the screen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (1440, 390)
"""Pixels: a desk's screen and a phone's. A page is opened once and looked at in both, as when a window is
made narrow."""

Faults = dict[str, Any]
"""What is wrong, by the name of the page and the width."""

# Text that is cut off though nobody asked for it: wider than its box, where the box hides what is beyond.
CUT = """() => [...document.querySelectorAll("main *")].filter((one) => {
  const style = getComputedStyle(one);
  const hides = style.overflowX === "hidden" || style.overflowX === "clip";
  return hides && !one.closest(".vh, svg") && !one.matches("thead, .vh, input")
    && one.scrollWidth > one.clientWidth + 1;
}).map((one) => one.outerHTML.slice(0, 90))"""


def look(page: Page, name: str, faults: Faults, widths: tuple[int, ...] = WIDTHS) -> None:
    """Notes in `faults` what is wrong with the page at each of `widths`, the last of which it keeps.

    With BROADSHEET_SCREENSHOTS, the name of a folder, it is also drawn there.
    """
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        draw(page, f"{name}-{width}")
        if found := faults_of_access(page):
            faults[f"{name} at {width}"] = found
        note_width(page, name, width, faults)


def faults_of_access(page: Page) -> str:
    """What axe-core has to say against the page; nothing if it is good."""
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    assert len(results.response["passes"]) > 10, f"axe did not look at {page.url}"
    return str(results.generate_report()) if results.violations_count else ""


def note_width(page: Page, name: str, width: int, faults: Faults) -> None:
    """Notes it if the page, in a window of this width, is wider."""
    if (actual := page.evaluate("document.documentElement.scrollWidth")) > width:
        faults[f"{name} at {width}, width"] = f"the page is {actual} wide"


def draw(page: Page, name: str) -> None:
    """A picture of the whole page, if they are asked for."""
    if folder := os.environ.get("BROADSHEET_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def told(faults: Faults) -> str:
    """All of them, to be read."""
    return "\n".join(f"{name}: {fault}" for name, fault in faults.items())
