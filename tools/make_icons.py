"""Draws the application's icons from the one SVG, in headless Chromium. Run after a change of favicon.svg.

python tools/make_icons.py
"""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).parents[1] / "src" / "broadsheet" / "read" / "static" / "read"
ACCENT = "#0a5564"
# Name, pixels, share of the side that the drawing takes (maskable icons are cut to a circle of 80 %: W3C, Web
# Application Manifest, section "icon masks"), background.
ICONS = (
    ("icon-192.png", 192, 1.0, "transparent"),
    ("icon-512.png", 512, 1.0, "transparent"),
    ("maskable-512.png", 512, 0.72, ACCENT),
    ("apple-180.png", 180, 0.86, ACCENT),
)


def main() -> None:
    drawing = base64.b64encode((STATIC / "favicon.svg").read_bytes()).decode()
    (STATIC / "icons").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, side, share, ground in ICONS:
            page = browser.new_page(viewport={"width": side, "height": side})
            page.set_content(
                f"<style>body{{margin:0;display:grid;place-items:center;height:100vh;background:{ground}}}"
                f"img{{width:{share:.0%}}}</style><img src='data:image/svg+xml;base64,{drawing}'>"
            )
            page.screenshot(path=STATIC / "icons" / name, omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
