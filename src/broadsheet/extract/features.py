"""A row of numbers for every block of a page: its text, its markup, its surroundings.

Every number is generic: none knows a site, a language or a name. Sums over subtrees are differences of
running sums over the blocks, so a page costs a few dozen array operations whatever its nesting.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from broadsheet.extract.blocks import BLOCK_TAGS, NEAR_COLUMNS, TAG_IDS, PageBlocks
from broadsheet.extract.blocktext import TEXT_COLUMNS, SignalWords, describe_text

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_FAR = 40.0
_LONG = 80.0
"""Characters from which a block may be a paragraph of an article."""
_TAGS_TOLD_APART = (
    "p",
    "div",
    "li",
    "td",
    "h1",
    "h2",
    "h3",
    "h4",
    "figcaption",
    "dd",
    "dt",
    "blockquote",
    "pre",
    "section",
)
_LINK = TEXT_COLUMNS.index("link_share")
_ENDS = TEXT_COLUMNS.index("ends_sentence")
_COLON = TEXT_COLUMNS.index("ends_colon")
_TITLE = TEXT_COLUMNS.index("title_cover")
_STOPS = TEXT_COLUMNS.index("stops")
_MORE = TEXT_COLUMNS.index("says_more")
_HEADINGS = np.array([TAG_IDS[f"h{level}"] for level in range(1, 7)])


def page_features(page: PageBlocks, signals: SignalWords) -> Floats:
    """One row a block; the columns are in the order of `feature_groups`."""
    if not page.blocks:
        return np.zeros((0, 0), dtype=np.float32)
    return np.concatenate(feature_groups(page, signals), axis=1, dtype=np.float32)


def feature_groups(page: PageBlocks, signals: SignalWords) -> list[npt.NDArray[Any]]:
    """The columns by subject: text, markup, trees above, look-alikes, position, neighbours."""
    text = np.array(
        [
            describe_text(b.text, b.link_chars, b.links, b.strong_chars, b.breaks, signals)
            for b in page.blocks
        ],
        dtype=np.float64,
    )
    tree = _Tree(page, text)
    return [
        np.column_stack((np.log1p(text[:, 0]), np.log1p(text[:, 1]), text[:, 2:])),
        _markup(page, tree),
        _above(tree),
        _look_alikes(page, tree),
        _position(tree, text),
        _neighbours(tree, text),
    ]


class _Tree:
    """Arrays a node and a block, and running sums over the blocks."""

    def __init__(self, page: PageBlocks, text: npt.NDArray[Any]) -> None:
        self.node: Ints = np.array([b.node for b in page.blocks])
        self.parent: Ints = np.array(page.parent)
        self.depth: Ints = np.array(page.depth)
        self.tag: Ints = np.array(page.tag)
        self.kind: Ints = np.array(page.kind)
        self.first: Ints = np.array(page.first_block)
        self.last: Ints = np.array(page.end_block)
        self.length = text[:, 0]
        self.link = text[:, _LINK]
        self.block_tag = self.tag[self.node]
        # What is surely prose: long, few links, ends like a sentence or has several.
        self.prose = (
            (self.length > _LONG) & (self.link < 0.35) & ((text[:, _ENDS] > 0) | (text[:, _STOPS] > 1))
        ).astype(np.float64)
        self.prose_length = self.length * self.prose
        sums = np.stack(
            (
                self.length,
                self.length * self.link,
                self.prose_length,
                self.prose,
                np.ones(len(self.length)),
                (self.block_tag == TAG_IDS["p"]) * 1.0,
            )
        )
        self.running = np.concatenate((np.zeros((len(sums), 1)), np.cumsum(sums, axis=1)), axis=1)
        self.total = np.maximum(self.running[:, -1], 1.0)
        self.sums = self.running[:, self.last] - self.running[:, self.first]  # quantity x node
        self.best = self._best_container()

    def _best_container(self) -> int:
        """The node that holds the most prose of its own and little else (after Readability's idea)."""
        prose, everything = self.sums[2], np.maximum(self.sums[0], 1.0)
        # Prose right below a node counts whole, one level deeper half, and so on.
        score = np.zeros(len(self.parent))
        place = self.node.copy()
        share = 1.0
        for _ in range(4):
            up = self.parent[place]
            place = np.where(up >= 0, up, place)
            np.add.at(score, place, self.prose_length * share)
            share *= 0.6
        score *= 0.3 + 0.7 * prose / everything
        return int(np.argmax(score))


def _markup(page: PageBlocks, tree: _Tree) -> npt.NDArray[Any]:
    """Tag, depth, and levels up to the nearest ancestor of every class-word group, tag and flag."""
    rows = np.array(page.near_rows)[np.array(page.near)[tree.node]]
    depth = tree.depth[tree.node][:, None]
    distance = np.where(rows >= 0, depth - rows, _FAR)
    for number, block in enumerate(page.blocks):
        for group in block.groups:
            distance[number, group] = 0
    tags = [tree.block_tag == TAG_IDS[tag] for tag in _TAGS_TOLD_APART]
    closest = np.minimum(distance, _FAR).min(axis=1)
    return np.column_stack((distance, *tags, depth, closest))


def _ratio(above: npt.NDArray[Any], below: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.asarray(above / np.maximum(below, 1.0))


def _above(tree: _Tree) -> npt.NDArray[Any]:
    """How much text, links and prose the node, its parent, grandparent and so on hold."""
    columns: list[npt.NDArray[Any]] = []
    place = tree.node
    for level in range(5):
        length, linked, prose, proses, blocks, paragraphs = tree.sums[:, place]
        columns += [
            np.log1p(length),
            length / tree.total[0],
            _ratio(linked, length),
            _ratio(prose, length),
            _ratio(proses, blocks),
        ]
        if level < 4:
            columns += [np.log1p(blocks), _ratio(paragraphs, blocks), prose / tree.total[2]]
            first, last = tree.first[place], tree.last[place]
            number = np.arange(len(place))
            columns += [number - first, last - 1 - number]
            columns.append(tree.kind[place] * 0.0 + np.isin(tree.tag[place], _LIST_TAGS))
        up = tree.parent[place]
        place = np.where(up >= 0, up, place)
    # Levels up until the ancestor also holds the best container, and where that one is.
    best = tree.best
    holds = (tree.first <= tree.first[best]) & (tree.last >= tree.last[best])
    common = np.zeros(len(tree.parent), dtype=np.int64)
    for node, up in enumerate(tree.parent.tolist()):
        common[node] = tree.depth[node] if holds[node] else (common[up] if up >= 0 else 0)
    own = tree.node
    number = np.arange(len(own))
    inside = (number >= tree.first[best]) & (number < tree.last[best])
    span = max(1, int(tree.last[best] - tree.first[best]))
    columns += [
        inside * 1.0,
        np.where(inside, tree.depth[own] - tree.depth[best], _FAR),
        (tree.depth[own] - common[own]) * 1.0,
        (tree.depth[best] - common[own]) * 1.0,
        np.clip((number - tree.first[best]) / span, -2, 3),
        np.clip(tree.first[best] - number, -30, 30) * 1.0,
        np.clip(number - tree.last[best] + 1, -30, 30) * 1.0,
        np.full(len(own), tree.sums[2, best] / tree.total[2]),
    ]
    return np.column_stack(columns)


_LIST_TAGS = np.array([TAG_IDS[tag] for tag in ("ul", "ol", "dl", "table", "tbody", "nav", "menu")])


def _look_alikes(page: PageBlocks, tree: _Tree) -> npt.NDArray[Any]:
    """Text, links and prose of all blocks whose node, or node and parent, has the same tag and class."""
    kind = tree.kind[tree.node]
    kinds = int(tree.kind.max()) + 1
    up = tree.parent[tree.node]
    above = np.where(up >= 0, tree.kind[up], 0)
    up2 = np.where(up >= 0, tree.parent[np.maximum(up, 0)], -1)
    above2 = np.where(up2 >= 0, tree.kind[up2], 0)
    columns = []
    for key in (kind, kind * kinds + above, (above * kinds + above2)):
        _, group = np.unique(key, return_inverse=True)
        count = np.bincount(group)
        length = np.bincount(group, tree.length)
        linked = np.bincount(group, tree.length * tree.link)
        prose = np.bincount(group, tree.prose_length)
        proses = np.bincount(group, tree.prose)
        columns += [
            np.log1p(count)[group],
            (length / count)[group],
            _ratio(linked, length)[group],
            _ratio(prose, length)[group],
            (proses / count)[group],
            (prose / tree.total[2])[group],
        ]
    texts: dict[str, int] = {}
    for block in page.blocks:
        texts[block.text] = texts.get(block.text, 0) + 1
    columns.append(np.array([texts[block.text] for block in page.blocks], dtype=np.float64))
    return np.column_stack(columns)


def _since(marks: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """Blocks since the last marked one before this; `_FAR` if there is none or it is farther."""
    number = np.arange(len(marks))
    last = np.maximum.accumulate(np.where(marks, number, -1000))
    before = np.concatenate(([-1000], last[:-1]))
    return np.minimum(number - before, _FAR).astype(np.float64)


def _until(marks: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    return _since(marks[::-1])[::-1]


def _position(tree: _Tree, text: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Where the block is on the page, and against headline, headings and prose."""
    count = len(tree.node)
    number = np.arange(count)
    is_h1 = tree.block_tag == TAG_IDS["h1"]
    is_heading = np.isin(tree.block_tag, _HEADINGS)
    prose = tree.prose > 0
    titles = (text[:, _TITLE] > 0.7) & (tree.length < 400) & (is_heading | is_h1)
    headline = int(np.argmax(titles)) if titles.any() else int(np.argmax(is_h1)) if is_h1.any() else -1
    before, after = _nearest(prose)
    node_before, node_after = tree.node[before], tree.node[after]
    up = tree.parent[tree.node]
    heading_before, _ = _nearest(is_heading)
    prose_seen = tree.running[2, :-1] / tree.total[2]
    return np.column_stack(
        (
            number / count,
            np.log1p(number),
            np.log1p(count - 1 - number),
            tree.running[0, :-1] / tree.total[0],
            prose_seen,
            np.full(count, np.log1p(count)),
            np.full(count, np.log1p(tree.total[2])),
            np.full(count, tree.total[1] / tree.total[0]),
            np.full(count, tree.total[2] / tree.total[0]),
            np.clip(number - headline, -30, 60) if headline >= 0 else np.full(count, 99.0),
            tree.depth[tree.node] - (tree.depth[tree.node[headline]] if headline >= 0 else 0),
            is_heading,
            prose,
            _since(is_h1),
            _since(is_heading),
            _until(is_heading),
            _since(prose),
            _until(prose),
            (tree.parent[node_before] == up) & (before < number),
            (tree.parent[node_after] == up) & (after > number),
            tree.kind[node_before] == tree.kind[tree.node],
            tree.kind[node_after] == tree.kind[tree.node],
            tree.parent[node_before] == tree.parent[node_after],
            tree.depth[tree.node] - tree.depth[node_before],
            tree.depth[tree.node] - tree.depth[node_after],
            np.where(heading_before < number, text[heading_before, _MORE], -1),
            np.where(heading_before < number, text[heading_before, _LINK], -1),
            np.where(
                heading_before < number, tree.depth[tree.node[heading_before]] - tree.depth[tree.node], 20
            ),
            np.where(heading_before < number, tree.block_tag[heading_before] - TAG_IDS["h1"], 20),
        )
    )


def _nearest(marks: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Index of the last marked block before and the first after each block; its own where there is none."""
    number = np.arange(len(marks))
    last = np.maximum.accumulate(np.where(marks, number, -1))
    before = np.concatenate(([-1], last[:-1]))
    first = np.minimum.accumulate(np.where(marks, number, len(marks))[::-1])[::-1]
    after = np.concatenate((first[1:], [len(marks)]))
    return np.where(before >= 0, before, number), np.where(after < len(marks), after, number)


def _neighbours(tree: _Tree, text: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The two blocks before and after, and means over a few blocks around."""
    count = len(tree.node)
    own = np.column_stack(
        (
            np.log1p(tree.length),
            tree.link,
            tree.prose,
            text[:, _ENDS],
            text[:, _COLON],
            text[:, _MORE],
            tree.block_tag == TAG_IDS["p"],
            np.isin(tree.block_tag, _HEADINGS),
            tree.block_tag == TAG_IDS["li"],
        )
    )
    padded = np.concatenate((np.full((2, own.shape[1]), -1.0), own, np.full((2, own.shape[1]), -1.0)))
    nodes = np.concatenate(([-1, -1], tree.node, [-1, -1]))
    parents = np.where(nodes >= 0, tree.parent[nodes], -2)
    kinds = np.where(nodes >= 0, tree.kind[nodes], -2)
    columns = []
    for shift in (0, 1, 3, 4):
        columns.append(padded[shift : shift + count])
        columns.append((parents[shift : shift + count] == parents[2:-2])[:, None])
        columns.append((kinds[shift : shift + count] == kinds[2:-2])[:, None])
    for reach in (3, 8):
        low = np.maximum(np.arange(count) - reach, 0)
        high = np.minimum(np.arange(count) + reach + 1, count)
        window = tree.running[:, high] - tree.running[:, low]
        columns.append((window[0] / (high - low))[:, None])
        columns.append(_ratio(window[1], window[0])[:, None])
        columns.append((window[3] / (high - low))[:, None])
    return np.concatenate(columns, axis=1, dtype=np.float64)


FEATURE_COUNT_MARKUP = NEAR_COLUMNS + len(_TAGS_TOLD_APART) + 2
assert len(BLOCK_TAGS) < 256
