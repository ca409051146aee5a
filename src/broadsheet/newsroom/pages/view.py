"""What pages are made of. Every string is escaped for HTML, text and attribute values alike."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

import msgspec

from broadsheet.newsroom.addresses import Addresses, article_path, feed_path, section_path
from broadsheet.newsroom.dates import local_iso, write_date
from broadsheet.newsroom.feedformats import FEED_TYPES
from broadsheet.newsroom.model import Article, BlockKind, LayoutName, Publisher, split_block
from broadsheet.newsroom.pictures import PICTURE_HEIGHT, PICTURE_WIDTH, picture_path

FREE_PARAGRAPHS = 2  # of a paywalled article


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an article or a section."""

    title: str
    url: str
    date: str = ""
    standfirst: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class SiteView:
    """The publisher as its pages show it. `feeds` are its feeds' titles, types and addresses."""

    key: str
    name: str
    tagline: str
    language: str
    direction: str
    layout: LayoutName
    home: str
    about: str
    logo: str
    sections: tuple[Link, ...]
    feeds: tuple[tuple[str, str, str], ...]
    words: Mapping[str, str]
    colour: str


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article's page.

    Attributes:
        blocks: kind and text in reading order; only the free part of a paywalled article.
        published, updated: as the publisher writes dates; `*_iso` with offset, `*_epoch` in seconds.
        second_url: the AMP or mobile page; empty if there is none.
        related, most_read: other articles.
        comments: name and text.
        metadata: JSON-LD of the article as text that is safe inside a script element.
    """

    site: SiteView
    url: str
    second_url: str
    second_kind: str
    title: str
    standfirst: str
    blocks: tuple[tuple[BlockKind, str], ...]
    section: Link
    author: str
    author_url: str
    published: str
    published_iso: str
    published_epoch: int
    updated: str
    updated_iso: str
    picture: str
    caption: str
    tags: tuple[str, ...]
    related: tuple[Link, ...]
    most_read: tuple[Link, ...]
    comments: tuple[tuple[str, str], ...]
    credit: str
    reading_time: str
    kind: str
    opinion: bool
    paywalled: bool
    metadata: str


@dataclass(frozen=True, slots=True)
class ListView:
    """A page of links, or a page of plain paragraphs (about, privacy)."""

    site: SiteView
    url: str
    title: str
    links: tuple[Link, ...]
    most_read: tuple[Link, ...] = ()
    paragraphs: tuple[str, ...] = ()
    older: str = ""


def view_site(publisher: Publisher, addresses: Addresses) -> SiteView:
    """The publisher's part of every page."""
    chance = random.Random(publisher.key)
    slugs = ["", *(section.slug for section in publisher.sections)]
    names = ["", *(section.name for section in publisher.sections)]
    return SiteView(
        key=publisher.key,
        name=escape(publisher.name),
        tagline=escape(publisher.tagline),
        language=publisher.language,
        direction=publisher.direction,
        layout=publisher.layout,
        home=addresses.of(publisher, "/"),
        about=addresses.of(publisher, "/about"),
        logo=addresses.of(publisher, "/favicon.png"),
        sections=tuple(
            Link(escape(section.name), addresses.of(publisher, section_path(section.slug)))
            for section in publisher.sections
        ),
        feeds=tuple(
            (
                escape(" – ".join(filter(None, (publisher.name, name)))),
                FEED_TYPES[publisher.feed],
                addresses.of(publisher, feed_path(publisher, slug)),
            )
            for slug, name in zip(slugs, names, strict=True)
        ),
        words={key: escape(word) for key, word in publisher.words.items()},
        colour=f"hsl({chance.randrange(360)},55%,{chance.randrange(24, 42)}%)",
    )


def view_link(publisher: Publisher, addresses: Addresses, article: Article, now: datetime) -> Link:
    """A teaser of an article."""
    picture = addresses.of(publisher, picture_path(publisher, article.number)) if article.picture else ""
    return Link(
        title=escape(article.title),
        url=escape(addresses.article(publisher, article)),
        date=escape(write_date(publisher, article.published, now)),
        standfirst=escape(article.standfirst),
        picture=picture,
    )


def view_article(
    publisher: Publisher, addresses: Addresses, article: Article, others: list[Article], now: datetime
) -> ArticleView:
    """Everything an article's page shows.

    Args:
        others: other articles of the publisher, for related and most-read boxes.
        now: the newsroom's time, for dates like "two hours ago".
    """
    links = [view_link(publisher, addresses, other, now) for other in others]
    blocks = [split_block(paragraph) for paragraph in article.paragraphs]
    if article.paywalled:
        blocks = blocks[:FREE_PARAGRAPHS]
    path = article_path(publisher, article)
    second = publisher.traits.second_address
    section = next(section for section in publisher.sections if section.slug == article.sections[0])
    words = publisher.words
    length = sum(len(text.split()) if " " in text else len(text) // 2 for _, text in blocks)
    credit = words["wire_credit"].replace("{agency}", article.credit) if article.wire_from else ""
    return ArticleView(
        site=view_site(publisher, addresses),
        url=escape(addresses.of(publisher, path)),
        second_url=escape(addresses.of(publisher, f"/{second}{path}")) if second else "",
        second_kind=second,
        title=escape(article.title),
        standfirst=escape(article.standfirst),
        blocks=tuple((kind, escape(text)) for kind, text in blocks),
        section=Link(escape(section.name), addresses.of(publisher, section_path(section.slug))),
        author=escape(article.author),
        author_url=addresses.of(publisher, "/about"),
        published=escape(write_date(publisher, article.published, now)),
        published_iso=local_iso(publisher, article.published),
        published_epoch=int(article.published.timestamp()),
        updated=escape(write_date(publisher, article.updated, now)) if article.updated else "",
        updated_iso=local_iso(publisher, article.updated) if article.updated else "",
        picture=addresses.of(publisher, picture_path(publisher, article.number)) if article.picture else "",
        caption=escape(article.caption),
        tags=tuple(escape(tag) for tag in article.tags),
        related=tuple(links[:4]),
        most_read=tuple(links[-5:]),
        comments=_comments(publisher, article, others),
        credit=escape(credit),
        reading_time=escape(words["minutes_to_read"].replace("{n}", str(max(1, length // 200)))),
        kind=article.kind,
        opinion=article.opinion,
        paywalled=article.paywalled,
        metadata=_metadata(publisher, addresses, article),
    )


def _comments(publisher: Publisher, article: Article, others: list[Article]) -> tuple[tuple[str, str], ...]:
    """What readers say under some articles: they quote what they read elsewhere on the site."""
    chance = random.Random(f"{publisher.key} {article.number}")
    said = [other.standfirst for other in others if other.standfirst]
    if not said or chance.random() < 0.4:
        return ()
    return tuple((f"reader_{chance.randrange(1000)}", f"“{escape(text)}”…") for text in said[:3])


def _metadata(publisher: Publisher, addresses: Addresses, article: Article) -> str:
    """The article as schema.org's NewsArticle in JSON-LD."""
    kind = "OpinionNewsArticle" if article.opinion else "NewsArticle"
    if article.kind == "live-blog":
        kind = "LiveBlogPosting"
    elif article.kind == "video":
        kind = "VideoObject"
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": article.title,
        "name": article.title,
        "description": article.standfirst,
        "inLanguage": publisher.language,
        "mainEntityOfPage": addresses.article(publisher, article),
        "datePublished": local_iso(publisher, article.published),
        "dateModified": local_iso(publisher, article.updated or article.published),
        "author": {
            "@type": "Person" if article.author else "Organization",
            "name": article.author or publisher.name,
        },
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": publisher.name,
            "logo": {"@type": "ImageObject", "url": addresses.of(publisher, "/favicon.png")},
        },
        "keywords": list(article.tags),
        "isAccessibleForFree": not article.paywalled,
    }
    if article.picture:
        data["image"] = {
            "@type": "ImageObject",
            "url": addresses.of(publisher, picture_path(publisher, article.number)),
            "width": PICTURE_WIDTH,
            "height": PICTURE_HEIGHT,
        }
    if article.kind == "video":
        data["uploadDate"] = data["datePublished"]
    # A script element ends at the first "</script"; JSON may write the slash's "<" as an escape.
    return msgspec.json.encode(data).decode().replace("<", "\\u003c")
