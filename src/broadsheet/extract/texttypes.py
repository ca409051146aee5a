"""What passes between the text of a page and the rest of the extract stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["paragraph", "heading", "list-item", "quote", "caption", "cell", "code"]


@dataclass(frozen=True, slots=True)
class PageSignals:
    """What a page's metadata says of its text; all plain text, empty where the page is silent.

    Attributes:
        title: the article's title.
        description: its summary or description.
        authors: names as in the byline.
        article_body: JSON-LD `articleBody`.
        language: two-letter code.
    """

    title: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    article_body: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One block of an article.

    Attributes:
        text: plain text, white space squeezed (kept for code).
        kind: what it is in the page's markup.
        score: how surely it belongs to the article, 0 to 1.
    """

    text: str
    kind: BlockKind
    score: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture found between the blocks of an article, with its caption.

    Attributes:
        url: absolute address of the largest version stated.
        width, height: pixels as stated in the page, or None.
        alt, caption: plain text, empty if not stated.
    """

    url: str
    width: int | None = None
    height: int | None = None
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The text of a page.

    Attributes:
        text: blocks in reading order with a blank line between, captions not among them; empty if the
            page has no text.
        html: the same as safe HTML with its pictures; see `types.ExtractedArticle`.
        blocks: the blocks kept, in reading order, captions among them.
        score: mean score of the kept blocks weighted by length, 0 to 1; 0 if nothing was kept.
        figures: the pictures in `html`, in order.
        page_chars: characters of visible text on the whole page, to tell a listing from an article.
        link_chars: how many of `page_chars` are the text of links.
    """

    text: str
    html: str
    blocks: tuple[TextBlock, ...] = ()
    score: float = 0.0
    figures: tuple[Figure, ...] = ()
    page_chars: int = 0
    link_chars: int = 0
