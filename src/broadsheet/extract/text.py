"""The text of a page: blocks, their scores, and what is kept."""

from __future__ import annotations

import html

import lxml.html

from broadsheet.extract.texttypes import ArticleText, PageSignals, TextBlock


def extract_text(tree: lxml.html.HtmlElement, url: str, signals: PageSignals) -> ArticleText:
    """The article's text. The tree is not changed.

    Args:
        tree: the page, from `decode.parse_page`.
        url: its address, against which addresses in the text are resolved; may be empty.
        signals: what the page's metadata says.
    """
    blocks = [
        TextBlock(text, "paragraph", 1.0)
        for p in tree.iter("p")
        if len(text := " ".join(p.text_content().split())) > 80
    ]
    return ArticleText(
        text="\n\n".join(block.text for block in blocks),
        html="".join(f"<p>{html.escape(block.text)}</p>" for block in blocks),
        blocks=tuple(blocks),
        score=1.0 if blocks else 0.0,
    )
