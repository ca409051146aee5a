"""RSS 0.91, 1.0 and 2.0."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

from lxml import etree

from broadsheet.newsroom.feedformats.view import Element, FeedView, add, new_root, to_bytes
from broadsheet.newsroom.model import Article

DC = "http://purl.org/dc/elements/1.1/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
MEDIA = "http://search.yahoo.com/mrss/"
ATOM = "http://www.w3.org/2005/Atom"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS10 = "http://purl.org/rss/1.0/"
SY = "http://purl.org/rss/1.0/modules/syndication/"


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.replace(microsecond=0))


def render_rss20(view: FeedView) -> bytes:
    """RSS 2.0 (rssboard.org/rss-specification) with Dublin Core, content, media and Atom's self link."""
    rss = new_root(
        "rss", {"version": "2.0"}, nsmap={"dc": DC, "content": CONTENT, "media": MEDIA, "atom": ATOM}
    )
    channel = add(rss, "channel")
    add(channel, "title", view.title)
    add(channel, "link", view.site_url)
    add(channel, "description", view.publisher.tagline)
    add(channel, "language", view.publisher.language)
    add(channel, "lastBuildDate", _rfc822(view.built))
    add(channel, "ttl", "5")
    add(channel, f"{{{ATOM}}}link", href=view.self_url, rel="self", type="application/rss+xml")
    image = add(channel, "image")
    add(image, "url", view.icon_url)
    add(image, "title", view.title)
    add(image, "link", view.site_url)
    for article in view.articles:
        _rss20_item(add(channel, "item"), view, article)
    return to_bytes(rss)


def _rss20_item(item: Element, view: FeedView, article: Article) -> None:
    add(item, "title", article.title)
    add(item, "link", view.link(article))
    add(item, "guid", view.id(article), isPermaLink="false")
    add(item, "pubDate", _rfc822(article.published))
    add(item, "description", article.standfirst or article.title)
    if article.author:
        add(item, f"{{{DC}}}creator", article.author)
    for tag in article.tags:
        add(item, "category", tag)
    if content := view.content(article):
        add(item, f"{{{CONTENT}}}encoded").text = etree.CDATA(content)
    if picture := view.picture(article):
        address, width, height = picture
        media = add(
            item, f"{{{MEDIA}}}content", url=address, medium="image", width=str(width), height=str(height)
        )
        if article.caption:
            add(media, f"{{{MEDIA}}}description", article.caption)
    if article.wire_from:
        add(item, "source", article.credit, url=view.addresses.root(article.wire_from) + "/")


def render_rss091(view: FeedView) -> bytes:
    """RSS 0.91 (Netscape, 1999): titles, links and descriptions; items know neither date nor id."""
    rss = new_root("rss", {"version": "0.91"})
    channel = add(rss, "channel")
    add(channel, "title", view.title)
    add(channel, "link", view.site_url)
    add(channel, "description", view.publisher.tagline)
    add(channel, "language", view.publisher.language)
    for article in view.articles:
        item = add(channel, "item")
        add(item, "title", article.title)
        add(item, "link", view.link(article))
        add(item, "description", article.standfirst or article.title)
    return to_bytes(rss)


def render_rss10(view: FeedView) -> bytes:
    """RSS 1.0 (RDF Site Summary, 2000) with Dublin Core, content and syndication modules."""
    names = {"rdf": RDF, None: RSS10, "dc": DC, "content": CONTENT, "sy": SY}
    rdf = new_root(f"{{{RDF}}}RDF", nsmap=names)
    channel = add(rdf, f"{{{RSS10}}}channel", **{f"{{{RDF}}}about": view.self_url})
    add(channel, f"{{{RSS10}}}title", view.title)
    add(channel, f"{{{RSS10}}}link", view.site_url)
    add(channel, f"{{{RSS10}}}description", view.publisher.tagline)
    add(channel, f"{{{DC}}}language", view.publisher.language)
    add(channel, f"{{{SY}}}updatePeriod", "hourly")
    add(channel, f"{{{SY}}}updateFrequency", "6")
    sequence = add(add(channel, f"{{{RSS10}}}items"), f"{{{RDF}}}Seq")
    for article in view.articles:
        add(sequence, f"{{{RDF}}}li", **{f"{{{RDF}}}resource": view.link(article)})
    for article in view.articles:
        item = add(rdf, f"{{{RSS10}}}item", **{f"{{{RDF}}}about": view.link(article)})
        add(item, f"{{{RSS10}}}title", article.title)
        add(item, f"{{{RSS10}}}link", view.link(article))
        add(item, f"{{{RSS10}}}description", article.standfirst or article.title)
        add(item, f"{{{DC}}}date", article.published.replace(microsecond=0).isoformat())
        if article.author:
            add(item, f"{{{DC}}}creator", article.author)
        for tag in article.tags:
            add(item, f"{{{DC}}}subject", tag)
        if content := view.content(article):
            add(item, f"{{{CONTENT}}}encoded").text = etree.CDATA(content)
    return to_bytes(rdf)
