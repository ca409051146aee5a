"""The words of the newsroom: publishers, sections, articles, and where articles come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

FeedFormat = Literal["rss20", "rss10", "rss091", "atom10", "atom03", "jsonfeed11", "jsonfeed1", "sitemap"]
LayoutName = Literal["classic", "broadsheet", "tabloid", "live", "magazine", "agency", "blog", "broadcaster"]
ArticleKind = Literal["article", "live-blog", "video"]
Fault = Literal["", "entities", "encoding", "ampersand", "blank", "bom", "control"]

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "ckb"})


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a publisher's site.

    Attributes:
        name: the publisher's own word.
        slug: the word as it stands in addresses, not percent-encoded.
        category: one of `broadsheet.categories.CATEGORIES`.
    """

    name: str
    slug: str
    category: str


@dataclass(frozen=True, slots=True)
class Traits:
    """Habits of a publisher's site.

    Attributes:
        full_text: feeds carry the whole text, not the standfirst alone.
        media: feeds carry pictures.
        tracking: links in feeds carry tracking parameters.
        second_address: every article also stands under an AMP or mobile address ("amp", "m"; empty: no).
        fault: the way in which its feeds are broken; empty if they are sound.
        png: pictures are PNG rather than SVG.
    """

    full_text: bool = False
    media: bool = False
    tracking: bool = False
    second_address: Literal["", "amp", "m"] = ""
    fault: Fault = ""
    png: bool = False


@dataclass(frozen=True, slots=True)
class Publisher:
    """A made-up outlet.

    Attributes:
        key: slug; its name in addresses.
        language: BCP 47; country: ISO 3166-1 alpha-2.
        ownership: a value of the store's Ownership.
        words: the furniture of its pages in its language ("share", "most_read", …).
        timezone: IANA name; its dates are given in it.
    """

    key: str
    name: str
    language: str
    country: str
    ownership: str
    tagline: str
    sections: tuple[Section, ...]
    journalists: tuple[str, ...]
    feed: FeedFormat
    layout: LayoutName
    words: Mapping[str, str]
    timezone: str
    traits: Traits = field(default_factory=Traits)

    @property
    def base_language(self) -> str:
        return self.language.split("-")[0].lower()

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        return "rtl" if self.base_language in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it stands at some moment.

    Attributes:
        publisher: key.
        number: its place in the publisher's sequence, from 0, oldest first.
        event: key of the event it is about.
        category: one of `broadsheet.categories.CATEGORIES`.
        slug_title: the first title, from which the address was made.
        paragraphs: plain text; "## " begins a subheading, "> " a quotation, "- " a list item.
        author: empty if unsigned.
        picture: what the picture shows; empty if there is none. caption: the words under it.
        sections: slugs of the sections it stands in, its own first.
        published: aware, UTC. updated: of the latest revision, or None.
        wire_from: key of the publisher whose text this reprints; empty if it is its own. credit: that
            publisher's name.
        revision: 0, or how many times the text has been changed.
    """

    publisher: str
    number: int
    event: str
    category: str
    title: str
    slug_title: str
    standfirst: str
    paragraphs: tuple[str, ...]
    sections: tuple[str, ...]
    published: datetime
    updated: datetime | None = None
    author: str = ""
    tags: tuple[str, ...] = ()
    picture: str = ""
    caption: str = ""
    opinion: bool = False
    kind: ArticleKind = "article"
    paywalled: bool = False
    wire_from: str = ""
    credit: str = ""
    revision: int = 0

    @property
    def text(self) -> str:
        """Standfirst and paragraphs without their marks, separated by a blank line."""
        blocks = [self.standfirst, *(split_block(paragraph)[1] for paragraph in self.paragraphs)]
        return "\n\n".join(block for block in blocks if block)


BlockKind = Literal["p", "h2", "blockquote", "li"]
_MARKS: tuple[tuple[str, BlockKind], ...] = (("## ", "h2"), ("> ", "blockquote"), ("- ", "li"))


def split_block(paragraph: str) -> tuple[BlockKind, str]:
    """A paragraph's kind and its text without the mark."""
    for mark, kind in _MARKS:
        if paragraph.startswith(mark):
            return kind, paragraph[len(mark) :].strip()
    return "p", paragraph.strip()


class Source(Protocol):
    """Where articles come from: written content, or a generator.

    A publisher's articles are numbered from 0 in order of publication, and article `number` is the same
    whenever and however often it is asked for.
    """

    @property
    def publishers(self) -> Sequence[Publisher]: ...

    def count(self, publisher: Publisher, moment: datetime) -> int:
        """How many articles the publisher has published at `moment`."""
        ...

    def article(self, publisher: Publisher, number: int, moment: datetime) -> Article:
        """The article with this number as it stands at `moment`; `number` < `count`."""
        ...

    def version(self, publisher: Publisher, moment: datetime) -> str:
        """Changes exactly when the publisher publishes or changes something."""
        ...
