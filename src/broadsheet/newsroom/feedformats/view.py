"""What a feed is made of, the same for all formats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import cast

from lxml import etree

from broadsheet.newsroom.addresses import Addresses, feed_path, section_path
from broadsheet.newsroom.model import Article, Publisher, Section, split_block
from broadsheet.newsroom.pictures import PICTURE_HEIGHT, PICTURE_WIDTH, picture_path

Element = etree._Element


@dataclass(frozen=True, slots=True)
class FeedView:
    """A feed to be rendered.

    Attributes:
        section: the section whose feed it is; None: of the whole site.
        articles: newest first.
        built: when its content last changed.
    """

    publisher: Publisher
    addresses: Addresses
    section: Section | None
    articles: tuple[Article, ...]
    built: datetime

    @property
    def title(self) -> str:
        if self.section is None:
            return self.publisher.name
        return f"{self.publisher.name} – {self.section.name}"

    @property
    def slug(self) -> str:
        return self.section.slug if self.section else ""

    @property
    def site_url(self) -> str:
        return self.addresses.of(self.publisher, section_path(self.slug) if self.section else "/")

    @property
    def self_url(self) -> str:
        return self.addresses.of(self.publisher, feed_path(self.publisher, self.slug))

    @property
    def icon_url(self) -> str:
        return self.addresses.of(self.publisher, "/favicon.png")

    def link(self, article: Article) -> str:
        """The article's address as this feed gives it."""
        return self.addresses.feed_link(self.publisher, article, self.slug)

    def id(self, article: Article) -> str:
        """The article's id, the same in all of the publisher's feeds; no address."""
        return f"tag:{self.publisher.key}.example,2026:{article.number}"

    def picture(self, article: Article) -> tuple[str, int, int] | None:
        """Address, width and height of the article's picture, if this publisher's feeds carry pictures."""
        if not (article.picture and self.publisher.traits.media):
            return None
        path = picture_path(self.publisher, article.number)
        return self.addresses.of(self.publisher, path), PICTURE_WIDTH, PICTURE_HEIGHT

    def content(self, article: Article) -> str:
        """The text as HTML, if this publisher's feeds carry it and the article is free; else empty."""
        if not self.publisher.traits.full_text or article.paywalled:
            return ""
        return render_paragraphs(article)


def render_paragraphs(article: Article) -> str:
    """The article's text as plain HTML."""
    parts = []
    for paragraph in (article.standfirst, *article.paragraphs):
        kind, text = split_block(paragraph)
        if not text:
            continue
        if kind == "blockquote":
            parts.append(f"<blockquote><p>{escape(text)}</p></blockquote>")
        elif kind == "li":
            parts.append(f"<ul><li>{escape(text)}</li></ul>")
        else:
            parts.append(f"<{kind}>{escape(text)}</{kind}>")
    return "\n".join(parts).replace("</ul>\n<ul>", "\n")


def new_root(
    name: str, attributes: dict[str, str] | None = None, nsmap: dict[str | None, str] | None = None
) -> Element:
    """A root element; `nsmap` has the default namespace under None, which lxml's stubs do not know of."""
    return etree.Element(name, attributes or {}, nsmap=cast("dict[str, str]", nsmap or {}))


def add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """Appends an element. `name` is in Clark notation; attributes are written as given."""
    element = etree.SubElement(parent, name, {key.rstrip("_"): value for key, value in attributes.items()})
    if text:
        element.text = text
    return element


def to_bytes(root: Element) -> bytes:
    """The document with its XML declaration."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
