"""The title of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable

from broadsheet.extract.jsonld import LinkedData, Node
from broadsheet.extract.markup import (
    HEADLINE,
    KICKER,
    SITE,
    Mark,
    PageMarkup,
    class_flags,
    names_of,
    own_text_of,
    text_of,
)
from broadsheet.extract.plain import comparable, strip_markup

MAX_TITLE = 500
# What stands between a headline and a site's name.
_SEPARATOR = re.compile(r"\s+[|·•«»›~:–—-]+\s+|\s*\|\s*|\s+::\s+")
# Characters that hardly ever stand inside a headline.
_HARD_SEPARATOR = re.compile(r"\s*[|»«]\s*")
_CUT = re.compile(r"\s*(?:…|\.\.\.)$")
# Some pages put a dash for screen readers between kicker and headline.
_DASH = re.compile(r"^\s*[-–—|:]\s+")


def read_title(page: PageMarkup, data: LinkedData, article: Node, sites: Iterable[str]) -> str:
    """The headline: as JSON-LD states it, else the page's `h1`, else its sharing title, else `<title>`.

    JSON-LD first is the order that was right most often (docs/measurements.md); a vote of the four was not
    better.

    Args:
        article: the JSON-LD node of the article; may be empty.
        sites: names of the publisher and its host, to be taken off the ends.

    Returns:
        one line of plain text; empty if the page has no title.
    """
    names = {key for site in sites if (key := comparable(site))}
    headings = page_headings(page)
    document = strip_markup(page.title)
    stated = [
        data.text(article, "headline") or data.text(article, "name"),
        headings[0] if headings else "",
        strip_markup(page.first_meta("og:title", "twitter:title", "parsely-title", "dc.title")),
        _HARD_SEPARATOR.split(document)[0] if not headings else document,
        document,
    ]
    candidates = [strip_site(_DASH.sub("", text), names) for text in stated if text]
    candidates = [text for text in candidates if text and comparable(text) not in names]
    if not candidates:
        return ""
    return _uncut(candidates[0], candidates[1:])[:MAX_TITLE]


def page_headings(page: PageMarkup) -> list[str]:
    """What the page shows as its headline, best first.

    These are `h1` elements that are not the site's name, else an `h2` or `h3` that the stated title repeats.
    """
    shared = comparable(strip_markup(page.first_meta("og:title", "twitter:title")))
    document = strip_markup(page.title)
    parts = [comparable(part) for part in _SEPARATOR.split(document)]
    stated = [key for key in (shared, comparable(document)) if key]
    ranked: list[tuple[bool, bool, bool, int, str]] = []
    for mark in page.headings[:20]:
        text = own_text_of(mark.element, KICKER) or text_of(mark.element)
        key = comparable(text)
        if not key or (_is_site_heading(mark) and len(page.headings) + len(page.subheadings) > 1):
            continue
        names_site = len(parts) > 1 and key == parts[-1] and key != parts[0] and key != shared
        ranked.append(
            (names_site, not _agrees(key, stated), page.in_furniture(mark.element), mark.order, text)
        )
    if not ranked or ranked[0][0]:
        for mark in page.subheadings[:20]:
            text = own_text_of(mark.element, KICKER)
            key = comparable(text)
            headline = bool(class_flags(names_of(mark.element)) & HEADLINE)
            if len(key) > 5 and _agrees(key, stated) and (headline or len(key.split()) > 2):
                ranked.append((False, False, page.in_furniture(mark.element), mark.order, text))
    return [text for *_, text in sorted(ranked)]


def _is_site_heading(mark: Mark) -> bool:
    """Whether a heading is the site's name: its class says so, or it is a link to the home page."""
    if class_flags(names_of(mark.element)) & SITE:
        return True
    parent = mark.element.getparent()
    links = [link for link in mark.element.iter("a") if link.get("href")]
    if parent is not None and parent.tag == "a" and parent.get("href"):
        links.append(parent)
    return any(
        re.fullmatch(r"(?:https?:)?(?://[^/]+)?/?(?:index\.\w+)?", link.get("href").strip()) for link in links
    )


def _agrees(key: str, stated: list[str]) -> bool:
    return any(key in other or (len(other) > 15 and other in key) for other in stated)


def strip_site(title: str, names: set[str]) -> str:
    """Takes a site's name off either end of a title, if a separator stands between.

    Args:
        names: the site's names as `comparable` gives them.
    """
    cuts = list(_SEPARATOR.finditer(title))
    for cut in reversed(cuts):
        if _is_site(title[cut.end() :], names):
            return strip_site(title[: cut.start()].strip(), names)
    if cuts and _is_site(title[: cuts[0].start()], names):
        return title[cuts[0].end() :].strip()
    return title


def _is_site(part: str, names: set[str]) -> bool:
    joined = comparable(part).replace(" ", "")
    return not joined or any(joined == name.replace(" ", "") for name in names)


def _uncut(title: str, others: list[str]) -> str:
    """The whole of a title that ends in an ellipsis, where another statement goes on as it begins."""
    cut = _CUT.search(title)
    if cut is None:
        return title
    beginning = comparable(title[: cut.start()])
    for other in others:
        if len(beginning) > 10 and comparable(other).startswith(beginning) and not _CUT.search(other):
            return other
    return title
