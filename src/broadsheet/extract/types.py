"""What comes out of the extract stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

PageKind = Literal["article", "live-blog", "video", "audio", "gallery", "listing", "nothing"]


@dataclass(frozen=True, slots=True)
class EntryHint:
    """What the feed already said of the page; used only where the page itself is silent or unclear."""

    title: str = ""
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    language: str = ""
    categories: tuple[str, ...] = ()
    picture_url: str = ""


@dataclass(frozen=True, slots=True)
class ArticlePicture:
    """A picture of an article.

    Attributes:
        url: absolute address.
        width, height: pixels as stated in the page, or None.
        alt, caption, credit: plain text as stated; empty if not.
    """

    url: str
    width: int | None = None
    height: int | None = None
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class ExtractedArticle:
    """A page as an article.

    Attributes:
        url: the address the page was asked at; empty for saved text without one.
        canonical_url: the address the page states for itself if that is believable (same site), else `url`.
        title: plain text, without the site's name.
        authors: persons (or the desk) as the byline gives them, without "by".
        published, modified: aware, with the offset the page states, where it states one; naive (the clock
            as written) where it does not; None if absent.
        published_has_time: False where only the day is known (then the time is 00:00).
        published_text: on a saved aggregator page, the age or date as written ("42 minutes ago"); else empty.
        language: two-letter code (three where ISO 639-1 has none); empty if unknown.
        site_name: the publisher as the page names it.
        summary: standfirst or description, plain text.
        text: plain text: blocks in reading order, separated by a blank line; standfirst and headings
            included, picture captions not.
        html: the same as HTML of a small set of tags (p, h2…h4, ul, ol, li, blockquote, pre, figure, img,
            figcaption, table…, a, em, strong, code), sanitised by nh3, addresses absolute.
        pictures: the lead picture first.
        topics: the publisher's own keywords, in order.
        kind: what kind of page it is; "listing" and "nothing" carry no text.
        paywalled: True if the page holds only the part of the text that non-subscribers see.
    """

    url: str
    canonical_url: str
    title: str
    text: str
    html: str
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_has_time: bool = False
    published_text: str = ""
    modified: datetime | None = None
    language: str = ""
    site_name: str = ""
    summary: str = ""
    pictures: tuple[ArticlePicture, ...] = ()
    topics: tuple[str, ...] = ()
    kind: PageKind = "article"
    paywalled: bool = False

    @property
    def image(self) -> str:
        """Address of the lead picture; empty if there is none."""
        return self.pictures[0].url if self.pictures else ""
