"""The text of a page.

1. Split the page into blocks (`blocks`) and drop the comments (`comments`).
2. Describe every block by numbers (`blocktext`, `features`).
3. Score the blocks with boosted trees (`trees`).
4. Keep those above one half; drop repeats of the headline and of one another.
5. Place the pictures (`pictured`) and write text and HTML (`written`).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

import lxml.html
import numpy as np

from broadsheet.extract.blocks import TAG_IDS, PageBlocks, split_blocks
from broadsheet.extract.blocktext import signal_words
from broadsheet.extract.comments import drop_comments
from broadsheet.extract.features import page_features
from broadsheet.extract.pictured import is_caption, place_figures
from broadsheet.extract.texttypes import ArticleText, BlockKind, PageSignals, TextBlock
from broadsheet.extract.trees import TreeTables, score_rows, shipped_tables
from broadsheet.extract.written import absolute, block_kind, holder_of, sanitise, table_rows, write_html

KEEP_ABOVE = 0.5
"""Score from which a block is part of the article: the even odds the trees were trained for."""
_SHORT_TEXT = 300
"""Characters below which the text stated in JSON-LD is taken, if that is five times as long."""


def extract_text(
    tree: lxml.html.HtmlElement, url: str, signals: PageSignals, tables: TreeTables | None = None
) -> ArticleText:
    """The article's text. The tree is not changed.

    Args:
        tree: the page, from `decode.parse_page`.
        url: its address, against which addresses in the text are resolved; may be empty.
        signals: what the page's metadata says.
        tables: another model than the one that comes with the program.
    """
    page = split_blocks(tree)
    drop_comments(page)
    scores = score_rows(page_features(page, signal_words(signals)), tables or shipped_tables())
    kept = choose_blocks(page, scores.tolist(), signals.title)
    found = _assemble(page, kept, scores.tolist(), _base(tree, url), signals)
    if len(found.text) < _SHORT_TEXT and len(signals.article_body) > 5 * max(len(found.text), 60):
        return _stated_text(signals.article_body, found)
    return found


def choose_blocks(page: PageBlocks, scores: Sequence[float], title: str) -> list[int]:
    """Numbers of the blocks to keep: scored above `KEEP_ABOVE`, no repeats, not the headline again."""
    seen = {_key(title)}
    kept = []
    for number, block in enumerate(page.blocks):
        if scores[number] <= KEEP_ABOVE:
            continue
        key = _key(block.text)
        # Short cells and list items may repeat: numbers, names, "yes".
        repeatable = len(key) < 40 and block_kind(page, block) in ("cell", "list-item")
        if key in seen and not repeatable:
            continue
        seen.add(key)
        kept.append(number)
    return kept


def plain_text(page: PageBlocks, kept: Sequence[tuple[int, BlockKind]]) -> str:
    """Blocks with a blank line between; the cells of a table's row on one line."""
    parts: list[str] = []
    for (kind, _), group in groupby(kept, key=lambda item: (item[1], holder_of(page, *item))):
        numbers = [number for number, _ in group]
        if kind == "cell":
            parts.extend("\t".join(page.blocks[n].text for n in row) for row in table_rows(page, numbers))
        else:
            parts.extend(page.blocks[number].text for number in numbers)
    return "\n\n".join(parts)


def _key(text: str) -> str:
    return " ".join(text.lower().split())


def _base(tree: lxml.html.HtmlElement, url: str) -> str:
    stated = next((element.get("href") for element in tree.iter("base") if element.get("href")), "")
    return absolute(url, stated) or url


def _assemble(
    page: PageBlocks, numbers: list[int], scores: Sequence[float], base: str, signals: PageSignals
) -> ArticleText:
    figures = place_figures(page, numbers, _headline(page, signals.title), base)
    captions = {number for placed in figures for number in placed.caption_blocks}
    captions |= {number for number in numbers if is_caption(page, number)}
    blocks, kept = [], []
    for number in sorted({*numbers, *captions}):
        kind: BlockKind = "caption" if number in captions else block_kind(page, page.blocks[number])
        if kind != "caption":
            kept.append((number, kind))
        blocks.append(TextBlock(page.blocks[number].text, kind, scores[number]))
    lengths = [len(page.blocks[number].text) for number, _ in kept]
    return ArticleText(
        text=plain_text(page, kept),
        html=write_html(page, kept, figures, base) if kept else "",
        blocks=tuple(blocks) if kept else (),
        score=float(np.average([scores[number] for number, _ in kept], weights=lengths)) if kept else 0.0,
        figures=tuple(placed.figure for placed in figures) if kept else (),
        page_chars=sum(len(block.text) for block in page.blocks),
        link_chars=sum(block.link_chars for block in page.blocks),
    )


def _headline(page: PageBlocks, title: str) -> int:
    """The block that is the headline: a heading with the title's text, else the first `h1`; -1: none."""
    key = _key(title)
    first = -1
    for number, block in enumerate(page.blocks):
        if page.tag[block.node] == TAG_IDS["h1"]:
            if _key(block.text) == key:
                return number
            first = number if first < 0 else first
    return first


def _stated_text(body: str, found: ArticleText) -> ArticleText:
    """The text as JSON-LD states it, for pages that show it only after running their scripts."""
    texts = [" ".join(line.split()) for line in body.splitlines() if line.strip()]
    return ArticleText(
        text="\n\n".join(texts),
        html=sanitise("".join(f"<p>{escape(text)}</p>" for text in texts)),
        blocks=tuple(TextBlock(text, "paragraph", KEEP_ABOVE) for text in texts),
        score=KEEP_ABOVE,
        figures=found.figures,
        page_chars=found.page_chars,
        link_chars=found.link_chars,
    )
