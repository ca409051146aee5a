"""Kept blocks and figures written as HTML of a small set of tags; nh3 has the last word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from urllib.parse import urljoin, urlsplit

import nh3

from broadsheet.extract.blocks import ANCESTOR_TAGS, TAG_IDS, Block, PageBlocks
from broadsheet.extract.classwords import GROUP_NAMES
from broadsheet.extract.pictured import PlacedFigure
from broadsheet.extract.texttypes import BlockKind, Figure

_TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "figure", "img", "figcaption",
    "table", "tbody", "tr", "td", "th", "a", "em", "strong", "code", "sub", "sup", "br",
}  # fmt: skip
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"*": set(), "a": {"href"}, "img": {"src", "alt", "width", "height"}},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
    url_relative="deny",
)
_SPACES = re.compile(r"\s+")
_HEADING_TAGS = {TAG_IDS["h1"]: "h2", TAG_IDS["h2"]: "h2", TAG_IDS["h3"]: "h3"}
_HEADINGS = frozenset(TAG_IDS[f"h{level}"] for level in range(1, 7))
_CELLS = frozenset((TAG_IDS["td"], TAG_IDS["th"]))
_COLUMN = {
    tag: len(GROUP_NAMES) + ANCESTOR_TAGS.index(tag)
    for tag in ("ul", "ol", "li", "dl", "blockquote", "table")
}


def sanitise(html: str) -> str:
    """Safe HTML: only the tags and attributes of an article, only http, https and mailto addresses."""
    return _CLEANER.clean(html)


def block_kind(page: PageBlocks, block: Block) -> BlockKind:
    """What a block is by its markup; captions are told by `pictured.is_caption`."""
    tag = page.tag[block.node]
    row = page.near_rows[page.near[block.node]]
    if tag in _HEADINGS:
        return "heading"
    if tag == TAG_IDS["pre"]:
        return "code"
    if tag in _CELLS:
        return "cell"
    if row[_COLUMN["li"]] > row[_COLUMN["table"]] or (row[_COLUMN["dl"]] >= 0 and tag != TAG_IDS["p"]):
        return "list-item"
    return "quote" if row[_COLUMN["blockquote"]] >= 0 else "paragraph"


def write_html(
    page: PageBlocks, kept: Sequence[tuple[int, BlockKind]], figures: Sequence[PlacedFigure], base: str
) -> str:
    """HTML of the kept blocks with the figures between them, sanitised.

    Args:
        page: the page.
        kept: numbers and kinds of the blocks, in reading order, without captions.
        figures: pictures and the blocks they stand before.
        base: address against which links are resolved.
    """
    parts: list[str] = []
    waiting = list(figures)
    for (kind, holder), group in groupby(kept, key=lambda item: _holder(page, *item)):
        items = list(group)
        while waiting and waiting[0].block <= items[0][0]:
            parts.append(_figure_html(waiting.pop(0).figure))
        parts.append(_group_html(page, kind, holder, [number for number, _ in items], base))
    parts.extend(_figure_html(placed.figure) for placed in waiting)
    return sanitise("\n".join(parts))


def holder_of(page: PageBlocks, number: int, kind: BlockKind) -> int:
    """The node that holds the block's whole list, table or quote; a number below 0 where there is none."""
    return _holder(page, number, kind)[1]


def _holder(page: PageBlocks, number: int, kind: BlockKind) -> tuple[BlockKind, int]:
    names = {"list-item": ("ul", "ol", "dl"), "cell": ("table",), "quote": ("blockquote",)}.get(kind)
    if names is None:
        return kind, -1 - number
    node = page.blocks[number].node
    row = page.near_rows[page.near[node]]
    return kind, ancestor_at(page, node, max(row[_COLUMN[name]] for name in names))


def ancestor_at(page: PageBlocks, node: int, depth: int) -> int:
    """The node at or above `node` at this depth."""
    while depth >= 0 and page.depth[node] > depth:
        node = page.parent[node]
    return node


def table_rows(page: PageBlocks, numbers: Sequence[int]) -> Iterator[list[int]]:
    """Cells by row."""
    for _, group in groupby(numbers, key=lambda number: page.parent[page.blocks[number].node]):
        yield list(group)


def _group_html(page: PageBlocks, kind: BlockKind, holder: int, numbers: list[int], base: str) -> str:
    inner = [_inline_html(page.blocks[number], base) for number in numbers]
    if kind == "heading":
        tag = _HEADING_TAGS.get(page.tag[page.blocks[numbers[0]].node], "h4")
        return f"<{tag}>{inner[0]}</{tag}>"
    if kind == "code":
        return f"<pre>{escape(page.blocks[numbers[0]].text)}</pre>"
    if kind == "list-item":
        tag = "ol" if page.tag[holder] == TAG_IDS["ol"] else "ul"
        return f"<{tag}>" + "".join(f"<li>{item}</li>" for item in inner) + f"</{tag}>"
    if kind == "cell":
        rows = []
        for row in table_rows(page, numbers):
            cells = "".join(f"<td>{_inline_html(page.blocks[number], base)}</td>" for number in row)
            rows.append(f"<tr>{cells}</tr>")
        return f"<table>{''.join(rows)}</table>"
    if kind == "quote":
        return "<blockquote>" + "".join(f"<p>{item}</p>" for item in inner) + "</blockquote>"
    return f"<p>{inner[0]}</p>"


def _figure_html(figure: Figure) -> str:
    size = "".join(
        f' {name}="{pixels}"'
        for name, pixels in (("width", figure.width), ("height", figure.height))
        if pixels
    )
    caption = f"<figcaption>{escape(figure.caption)}</figcaption>" if figure.caption else ""
    return f'<figure><img src="{escape(figure.url)}" alt="{escape(figure.alt)}"{size}>{caption}</figure>'


def _inline_html(block: Block, base: str) -> str:
    """The block's pieces with its links and emphasis, every tag closed."""
    parts: list[str] = []
    opened: list[str] = []
    marks = iter(block.marks)
    mark = next(marks, None)
    for number in range(len(block.pieces) + 1):
        while mark is not None and mark[0] <= number:
            _write_mark(mark[1], mark[2], base, parts, opened)
            mark = next(marks, None)
        if number < len(block.pieces):
            parts.append(escape(_SPACES.sub(" ", block.pieces[number]), quote=False))
    parts.extend(f"</{tag}>" for tag in reversed(opened))
    return "".join(parts).strip()


def _write_mark(tag: str, href: str, base: str, parts: list[str], opened: list[str]) -> None:
    if tag == "br":
        parts.append("<br>")
    elif tag.startswith("/"):
        if tag[1:] in opened:
            while (last := opened.pop()) != tag[1:]:
                parts.append(f"</{last}>")
            parts.append(f"</{last}>")
    elif tag != "a":
        opened.append(tag)
        parts.append(f"<{tag}>")
    elif (address := absolute(base, href)) and "a" not in opened:
        opened.append("a")
        parts.append(f'<a href="{escape(address)}">')


def absolute(base: str, href: str) -> str:
    """The absolute address of a link; empty if it leads nowhere outside the page or is no web address."""
    href = href.strip()
    if not href or href.startswith("#"):
        return ""
    try:
        url = urljoin(base, href)
        scheme = urlsplit(url).scheme
    except ValueError:
        return ""
    return url if scheme in ("http", "https", "mailto") else ""
