"""A page as a list of blocks: what a reader sees as one paragraph, heading, list item, cell or line.

One pass over the tree. Elements that begin a new line in a browser become nodes of a smaller tree, kept as
parallel lists in document order, so that sums over subtrees are differences of running sums (see
`features`). Text between two such elements, or between two line breaks, becomes a block. The tree that is
read is left as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import lxml.etree
import lxml.html

from broadsheet.extract.classwords import GROUP_NAMES, match_class_words

MAX_NODES = 40_000
"""Block-level elements that are read; a page has 1,000."""
MAX_BLOCKS = 6_000
"""Blocks that are read; a page has 200."""
_MAX_DEPTH = 150
"""Levels of elements told apart (Python's own stack bounds them); what is deeper is plain text."""

BLOCK_TAGS = (
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p",
    "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    "caption", "custom",
)  # fmt: skip
TAG_IDS = {tag: number for number, tag in enumerate(BLOCK_TAGS)}
_CUSTOM = TAG_IDS["custom"]
_DROPPED = frozenset((
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "math",
    "audio", "video", "button", "select", "option", "optgroup", "input", "textarea", "head", "title",
    "link", "meta", "base", "map", "area", "datalist", "progress", "meter", "applet", "frame",
    "frameset", "noframes",
))  # fmt: skip
_INLINE_HTML = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "cite": "em", "code": "code", "kbd": "code",
    "samp": "code", "tt": "code", "sub": "sub", "sup": "sup",
}  # fmt: skip
# Ancestors told apart by how far up they are.
ANCESTOR_TAGS = (
    "article", "main", "aside", "nav", "header", "footer", "figure", "figcaption", "table", "td", "ul",
    "ol", "li", "blockquote", "form", "section", "dl", "p",
)  # fmt: skip
_ANCESTOR_COLUMN = {tag: len(GROUP_NAMES) + i for i, tag in enumerate(ANCESTOR_TAGS)}
BODY_MARKUP_COLUMN = len(GROUP_NAMES) + len(ANCESTOR_TAGS)
HIDDEN_COLUMN = BODY_MARKUP_COLUMN + 1
LINK_COLUMN = BODY_MARKUP_COLUMN + 2
NEAR_COLUMNS = BODY_MARKUP_COLUMN + 3
_HINT_ATTRIBUTES = frozenset((
    "class", "id", "role", "itemprop", "data-testid", "data-component", "data-type", "aria-label",
))  # fmt: skip
_DIGITS = re.compile(r"\d+")
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LINE_TAGS = frozenset(
    TAG_IDS[tag] for tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "td", "th", "li")
)
_PRE = TAG_IDS["pre"]
_PICTURE_TAGS = frozenset(("img", "amp-img"))


@dataclass(slots=True)
class Block:
    """A run of text; the markup it came with is kept as `marks`, to write it again as HTML.

    Attributes:
        text: white space squeezed, except in `pre`.
        node: index of the block-level element that holds it.
        pieces: the strings it was joined from.
        marks: (index into `pieces`, tag, address) of links and emphasis; "/a" ends "a".
        link_chars, links: characters inside links, and the number of links.
        strong_chars: characters inside strong emphasis.
        breaks: single line breaks inside.
        groups: class-word groups of inline elements that hold most of the text.
    """

    text: str
    node: int
    pieces: list[str]
    marks: list[tuple[int, str, str]]
    link_chars: int
    links: int
    strong_chars: int
    breaks: int
    groups: tuple[int, ...]


@dataclass(slots=True)
class PictureSpot:
    """A picture's element, the node that holds it, and the number of the block that follows it."""

    element: lxml.html.HtmlElement
    node: int
    block: int


@dataclass(slots=True)
class PageBlocks:
    """The blocks of a page and the tree of block-level elements (nodes) above them, in document order.

    `elements`, `parent`, `depth`, `tag`, `kind`, `near`, `end`, `first_block` and `end_block` have one entry
    a node. `kind` numbers the distinct pairs of tag and class. `near[n]` is an index into `near_rows`; a row
    holds, for every class-word group, ancestor tag and flag, the depth of the nearest matching node at or
    above n, -1 if there is none. Nodes `n` to `end[n] - 1` are the subtree of n, and its blocks are
    `first_block[n]` to `end_block[n] - 1`.
    """

    blocks: list[Block] = field(default_factory=list)
    pictures: list[PictureSpot] = field(default_factory=list)
    elements: list[lxml.html.HtmlElement] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    depth: list[int] = field(default_factory=list)
    tag: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    near: list[int] = field(default_factory=list)
    near_rows: list[list[int]] = field(default_factory=lambda: [[-1] * NEAR_COLUMNS])
    end: list[int] = field(default_factory=list)
    first_block: list[int] = field(default_factory=list)
    end_block: list[int] = field(default_factory=list)


def split_blocks(tree: lxml.html.HtmlElement) -> PageBlocks:
    """Split a page into blocks; scripts, form controls and embedded things hold no text."""
    splitter = _Splitter()
    body = tree.find("body")
    splitter.read_node(tree if body is None else body, "body", -1, 0)
    return splitter.page


def _hides(key: str, value: str) -> bool:
    """Whether an attribute keeps its element from being shown."""
    if key == "style":
        return _NOT_SHOWN.search(value) is not None
    return key == "hidden" or (key == "aria-hidden" and value == "true")


class _Splitter:
    """The state of one pass: the page so far and the block being gathered."""

    def __init__(self) -> None:
        self.page = PageBlocks()
        self.kinds: dict[tuple[int, str], int] = {}
        self.links_open = 0
        self.strong_open = 0
        self._begin()

    def _begin(self) -> None:
        self.pieces: list[str] = []
        self.marks: list[tuple[int, str, str]] = []
        self.spans: list[tuple[int, frozenset[int]]] = []
        self.link_chars = self.strong_chars = self.breaks = 0
        self.links = 1 if self.links_open else 0
        self.link_start = self.strong_start = self.line_start = 0

    def end_block(self, node: int) -> None:
        """Close the block being gathered and keep it if it has any text."""
        if not self.pieces:
            if self.marks:
                self._begin()
            return
        page = self.page
        joined = "".join(self.pieces)
        text = joined.strip("\n") if page.tag[node] == _PRE else " ".join(joined.split())
        if text.strip() and len(page.blocks) < MAX_BLOCKS:
            if self.links_open:
                self.link_chars += self._chars_since(self.link_start)
            if self.strong_open:
                self.strong_chars += self._chars_since(self.strong_start)
            groups = tuple(g for chars, found in self.spans if chars * 2 > len(text) for g in found)
            block = Block(
                text=text,
                node=node,
                pieces=self.pieces,
                marks=self.marks,
                link_chars=min(self.link_chars, len(text)),
                links=self.links,
                strong_chars=min(self.strong_chars, len(text)),
                breaks=self.breaks,
                groups=groups,
            )
            page.blocks.append(block)
        self._begin()

    def _chars_since(self, start: int) -> int:
        return len(" ".join("".join(self.pieces[start:]).split()))

    def read_node(self, element: lxml.html.HtmlElement, tag: str, parent: int, level: int) -> None:
        """Read a block-level element and all below it."""
        page = self.page
        node = len(page.parent)
        if node >= MAX_NODES:
            return
        page.parent.append(parent)
        depth = page.depth[parent] + 1 if parent >= 0 else 0
        page.depth.append(depth)
        page.tag.append(TAG_IDS.get(tag, _CUSTOM))
        page.elements.append(element)
        self._describe(element, tag, parent, depth)
        page.first_block.append(len(page.blocks))
        page.end.append(0)
        page.end_block.append(0)
        self._read_inside(element, node, level)
        self.end_block(node)
        page.end[node] = len(page.parent)
        page.end_block[node] = len(page.blocks)

    def _describe(self, element: lxml.html.HtmlElement, tag: str, parent: int, depth: int) -> None:
        """Note the node's kind and what its tag and attributes say, on top of what its ancestors say."""
        page = self.page
        columns = []
        if tag in _ANCESTOR_COLUMN:
            columns.append(_ANCESTOR_COLUMN[tag])
        names = classes = ""
        if "-" in tag:
            names = tag + " "
        for key, value in element.items():
            if key in _HINT_ATTRIBUTES:
                names += value + " "
                if key == "class":
                    classes = value
                elif key == "itemprop" and value.lower() == "articlebody":
                    columns.append(BODY_MARKUP_COLUMN)
            elif _hides(key, value):
                columns.append(HIDDEN_COLUMN)
        if names:
            columns.extend(match_class_words(names))
        if self.links_open:
            columns.append(LINK_COLUMN)
        key_ = (page.tag[-1], _DIGITS.sub("", classes) if classes else "")
        page.kind.append(self.kinds.setdefault(key_, len(self.kinds)))
        inherited = page.near[parent] if parent >= 0 else 0
        if columns:
            row = page.near_rows[inherited].copy()
            for column in columns:
                row[column] = depth
            inherited = len(page.near_rows)
            page.near_rows.append(row)
        page.near.append(inherited)

    def _read_inside(self, element: lxml.html.HtmlElement, node: int, level: int) -> None:
        """Read the text and children of an element that belongs to `node`."""
        text = element.text
        if text and (self.pieces or not text.isspace()):
            self.pieces.append(text)
        for child in element:
            tag = child.tag
            if tag in _DROPPED:
                pass
            elif level >= _MAX_DEPTH:
                self._read_flat(child, node)
            elif tag in TAG_IDS:
                self.end_block(node)
                self.read_node(child, tag, node, level + 1)
            elif tag == "br":
                self._break_line(node)
            elif tag in _PICTURE_TAGS:
                self.page.pictures.append(PictureSpot(child, node, len(self.page.blocks)))
            elif "-" in tag and self.page.tag[node] not in _LINE_TAGS:
                self.end_block(node)
                self.read_node(child, tag, node, level + 1)
            else:
                self._read_inline(child, tag, node, level)
            tail = child.tail
            if tail and (self.pieces or not tail.isspace()):
                self.pieces.append(tail)

    def _read_inline(self, element: lxml.html.HtmlElement, tag: str, node: int, level: int) -> None:
        """Read an element that does not begin a new line."""
        pieces, start = self.pieces, len(self.pieces)
        written = _INLINE_HTML.get(tag)
        if tag == "a":
            self._open_link(element)
        elif written:
            self.marks.append((start, written, ""))
            if written == "strong":
                if not self.strong_open:
                    self.strong_start = start
                self.strong_open += 1
        self._read_inside(element, node, level + 1)
        if tag == "a":
            self._close_link()
        elif written:
            self.marks.append((len(self.pieces), "/" + written, ""))
            if written == "strong":
                self.strong_open -= 1
                if not self.strong_open:
                    self.strong_chars += self._chars_since(self.strong_start)
        names = element.get("class")
        if names and self.pieces is pieces:
            groups = match_class_words(names)
            if groups:
                self.spans.append((self._chars_since(start), groups))

    def _open_link(self, element: lxml.html.HtmlElement) -> None:
        href = element.get("href") or ""
        self.marks.append((len(self.pieces), "a", href))
        if not self.links_open:
            self.link_start = len(self.pieces)
            self.links += 1
        self.links_open += 1

    def _close_link(self) -> None:
        self.marks.append((len(self.pieces), "/a", ""))
        self.links_open -= 1
        if not self.links_open:
            self.link_chars += self._chars_since(self.link_start)

    def _break_line(self, node: int) -> None:
        """One break stays inside the block, two end it."""
        if not self.pieces:
            return
        if self.line_start and not "".join(self.pieces[self.line_start :]).strip():
            self.end_block(node)
            return
        self.marks.append((len(self.pieces), "br", ""))
        self.pieces.append("\n")
        self.breaks += 1
        self.line_start = len(self.pieces)

    def _read_flat(self, element: lxml.html.HtmlElement, node: int) -> None:
        """Read what is nested too deep: its blocks all belong to `node`, without links and emphasis."""
        walk = lxml.etree.iterwalk(element, events=("start", "end"))
        for event, part in walk:
            if part.tag in TAG_IDS:
                self.end_block(node)
            if event == "start":
                if part.tag in _DROPPED:
                    walk.skip_subtree()
                elif part.text:
                    self.pieces.append(part.text)
            elif part.tail and part is not element:
                self.pieces.append(part.tail)
