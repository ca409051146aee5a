"""The article of an entry whose page could not be read: what the feed itself carries."""

from __future__ import annotations

from lxml import etree
from lxml import html as lxml_html

from broadsheet.extract.types import ArticlePicture, ExtractedArticle
from broadsheet.languages import detect_language
from broadsheet.store.records import PageToExtract

_BLOCKS = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "tr",
    "table",
    "figure",
}
_BLOCKS |= {"pre", "section", "article", "dd", "dt", "figcaption", "br", "hr"}


def article_from_entry(page: PageToExtract, address: str) -> ExtractedArticle | None:
    """The entry as an article; None if it has no title or says nothing.

    `page.entry_content` and `entry_summary` are HTML that the feeds stage has sanitised.
    """
    html = page.entry_content or page.entry_summary
    text = plain_text(html)
    if not page.entry_title or not text:
        return None
    summary = plain_text(page.entry_summary) if page.entry_content else ""
    picture = page.entry_picture_url
    return ExtractedArticle(
        url=address,
        canonical_url=address,
        title=page.entry_title,
        text=text,
        html=html,
        authors=page.entry_authors,
        published=page.entry_published,
        published_has_time=page.entry_published is not None,
        language=detect_language(text, page.entry_language or page.feed_language),
        summary=summary,
        pictures=(ArticlePicture(picture),) if picture else (),
        topics=page.entry_categories,
    )


def plain_text(html: str) -> str:
    """Text of an HTML fragment, a blank line between its blocks."""
    if not html.strip():
        return ""
    try:
        tree = lxml_html.fragment_fromstring(html, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    return _squeeze(_walk(tree))


def _walk(element: etree._Element) -> str:
    """All text in document order, with a mark around each block."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        block = isinstance(node.tag, str) and node.tag in _BLOCKS
        if event == "start":
            parts.append(("\n\n" if block else "") + (node.text or ""))
        elif event == "end":
            parts.append(("\n\n" if block else "") + ((node.tail or "") if node is not element else ""))
        else:
            parts.append(node.tail or "")
    return "".join(parts)


def _squeeze(text: str) -> str:
    blocks = (" ".join(block.split()) for block in text.split("\n\n"))
    return "\n\n".join(block for block in blocks if block)
