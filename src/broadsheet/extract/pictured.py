"""The pictures that belong to the text: which, where between the blocks, and with which caption."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import lxml.html

from broadsheet.extract.blocks import ANCESTOR_TAGS, TAG_IDS, PageBlocks, PictureSpot
from broadsheet.extract.classwords import GROUP_NAMES
from broadsheet.extract.texttypes import Figure

_FOREIGN = [
    GROUP_NAMES.index(name)
    for name in (
    "related", "share", "author", "advert", "navigation", "comments", "newsletter", "consent",
    "sidebar", "account",
    )
] + [len(GROUP_NAMES) + ANCESTOR_TAGS.index(name) for name in ("aside", "nav", "footer", "form")]  # fmt: skip
_CAPTION = GROUP_NAMES.index("caption")
_MEDIA = GROUP_NAMES.index("media")
_FIGURE = len(GROUP_NAMES) + ANCESTOR_TAGS.index("figure")
_FIGCAPTION = len(GROUP_NAMES) + ANCESTOR_TAGS.index("figcaption")
_SMALL = 90
_LONGEST_CAPTION = 1_000
_ORNAMENT = re.compile(
    r"avatar|gravatar|logo|icon|emoji|sprite|spacer|pixel|placeholder|blank\.|1x1|badge|button", re.IGNORECASE
)
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-original-src", "data-lazy", "src")
_WIDTH = re.compile(r"\s*([^\s,]\S*)(?:\s+(\d+(?:\.\d+)?)([wx]))?\s*(?:,|$)")


@dataclass(frozen=True, slots=True)
class PlacedFigure:
    """A figure, the number of the block that follows it, and the blocks that are its caption."""

    figure: Figure
    block: int
    caption_blocks: tuple[int, ...]


def is_caption(page: PageBlocks, number: int) -> bool:
    """Whether a block is marked up as a picture's caption."""
    row = page.near_rows[page.near[page.blocks[number].node]]
    depth = page.depth[page.blocks[number].node]
    if row[_FIGCAPTION] >= 0:
        return True
    return (
        row[_FIGURE] >= 0 and depth - row[_FIGURE] <= 3 and TAG_IDS["p"] != page.tag[page.blocks[number].node]
    )


def place_figures(page: PageBlocks, kept: list[int], headline: int, base: str) -> list[PlacedFigure]:
    """Pictures inside the part of the page that holds the kept blocks, or between headline and text.

    Args:
        page: the page.
        kept: numbers of the blocks kept, ascending.
        headline: number of the block that is the headline, -1 if there is none.
        base: address against which others are resolved.
    """
    if not kept:
        return []
    container = _container(page, kept)
    floor = page.depth[container]
    placed: list[PlacedFigure] = []
    seen: set[str] = set()
    for spot in page.pictures:
        if not kept[0] <= spot.block <= kept[-1] + 1 and not 0 <= headline < spot.block <= kept[0]:
            continue
        inside = container <= spot.node < page.end[container]
        row = page.near_rows[page.near[spot.node]]
        if any(row[column] > (floor if inside else -1) for column in _FOREIGN):
            continue
        figure = _read_picture(spot.element, base)
        if figure is None or _same_picture(figure.url) in seen:
            continue
        seen.add(_same_picture(figure.url))
        captions = _caption_blocks(page, spot)
        caption = " ".join(page.blocks[i].text for i in captions)[:_LONGEST_CAPTION]
        figure = Figure(figure.url, figure.width, figure.height, figure.alt, caption)
        placed.append(PlacedFigure(figure, spot.block, captions))
    return placed


def _container(page: PageBlocks, kept: list[int]) -> int:
    """The deepest node that holds at least four fifths of the kept text."""
    whole = sum(len(page.blocks[i].text) for i in kept)
    held: dict[int, int] = {}
    for i in kept:
        node = page.blocks[i].node
        while node >= 0:
            held[node] = held.get(node, 0) + len(page.blocks[i].text)
            node = page.parent[node]
    return max((page.depth[n], n) for n, chars in held.items() if chars >= 0.8 * whole)[1]


def _caption_blocks(page: PageBlocks, spot: PictureSpot) -> tuple[int, ...]:
    """Blocks of the figure (or the small part marked as media) that hold the picture's caption."""
    node = spot.node
    row = page.near_rows[page.near[node]]
    depth = max(row[_FIGURE], row[_MEDIA] if page.depth[node] - row[_MEDIA] <= 3 else -1)
    if depth < 0:
        return ()
    while page.depth[node] > depth:
        node = page.parent[node]
    blocks = range(page.first_block[node], min(page.end_block[node], page.first_block[node] + 12))
    return tuple(
        i
        for i in blocks
        if is_caption(page, i) or page.near_rows[page.near[page.blocks[i].node]][_CAPTION] > page.depth[node]
    )


def _read_picture(element: lxml.html.HtmlElement, base: str) -> Figure | None:
    """The picture if it is more than an ornament."""
    width, height = _pixels(element.get("width")), _pixels(element.get("height"))
    if (width is not None and width < _SMALL) or (height is not None and height < _SMALL):
        return None
    if _ORNAMENT.search(element.get("class") or ""):
        return None
    address = _largest(element)
    if not address or address.startswith(("data:", "blob:")):
        return None
    try:
        url = urljoin(base, address)
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or _ORNAMENT.search(parts.path.rsplit("/", 1)[-1]):
        return None
    return Figure(url, width, height, " ".join((element.get("alt") or "").split())[:_LONGEST_CAPTION])


def _pixels(stated: str | None) -> int | None:
    digits = (stated or "").strip().removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None


def _largest(element: lxml.html.HtmlElement) -> str:
    """The address of the largest version: of `srcset`, also of the `source`s beside it, else a plain one."""
    sets = [element.get("data-srcset"), element.get("srcset")]
    parent = element.getparent()
    if parent is not None and parent.tag == "picture":
        for source in parent.iterchildren("source"):
            sets += [source.get("data-srcset"), source.get("srcset")]
    found: list[tuple[float, str]] = []
    for stated in sets:
        for address, size, unit in _WIDTH.findall((stated or "")[:5_000]):
            if not address.startswith("data:") and unit == "w":
                found.append((float(size), address.rstrip(",")))
    if found:
        return max(found)[1]
    for name in _LAZY:
        address = (element.get(name) or "").strip()
        if address and not address.startswith("data:"):
            return address
    return ""


def _same_picture(url: str) -> str:
    return url.split("?")[0].rsplit("/", 1)[-1] or url
