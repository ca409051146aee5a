"""Addresses of the newsroom: made for answers, taken apart in requests.

Each publisher has a host, `http://KEY.newsroom.localhost:PORT/…`. Programs whose resolver does not know
`*.localhost` (RFC 6761, section 6.3) use the path form `http://127.0.0.1:PORT/@KEY/…`; the addresses in an
answer follow the form that was asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote
from zoneinfo import ZoneInfo

from broadsheet.newsroom.model import Article, Publisher
from broadsheet.newsroom.slugs import make_slug

DOMAIN = "newsroom.localhost"
TROUBLE_KEY = "trouble"
FIRST_ID = 1000  # number 0's id, so that ids look like those of a site that has been there for a while
SUFFIX = {"rss20": "xml", "rss10": "rdf", "rss091": "rss", "atom10": "atom", "atom03": "atom"}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Makes absolute addresses of one form.

    Attributes:
        port: of the server.
        by_host: True for the host form, False for the path form.
    """

    port: int
    by_host: bool = False

    def root(self, key: str) -> str:
        """The address of a publisher's site, without a slash at the end."""
        if self.by_host:
            return f"http://{key}.{DOMAIN}:{self.port}"
        return f"http://127.0.0.1:{self.port}/@{key}"

    def of(self, publisher: Publisher, path: str) -> str:
        """The absolute address of a path (beginning with a slash) of the publisher's site."""
        return self.root(publisher.key) + path

    def article(self, publisher: Publisher, article: Article) -> str:
        """The article's own (canonical) address."""
        return self.of(publisher, article_path(publisher, article))

    def feed_link(self, publisher: Publisher, article: Article, section: str) -> str:
        """The address as the publisher's feeds give it: some add where the reader came from."""
        address = self.article(publisher, article)
        if not publisher.traits.tracking:
            return address
        joint = "&" if "?" in address else "?"
        return f"{address}{joint}utm_source=feed&utm_medium=rss&utm_campaign={quote(section or 'all')}"


def article_path(publisher: Publisher, article: Article) -> str:
    """The path of an article, percent-encoded, in the manner of the publisher's layout."""
    number = FIRST_ID + article.number
    slug = quote(make_slug(article.slug_title)) or "article"
    section = quote(article.sections[0])
    local = article.published.astimezone(ZoneInfo(publisher.timezone))
    match publisher.layout:
        case "broadsheet":
            return f"/{local:%Y/%m/%d}/{section}/{slug}-{number}"
        case "tabloid":
            return f"/article/{number}/{slug}"
        case "live":
            return f"/news/{number}"
        case "magazine":
            return f"/{local:%Y/%m}/{slug}-{number}/"
        case "agency":
            return f"/doc/{number}"
        case "blog":
            return f"/?p={number}"
        case "broadcaster":
            return f"/{section}/{slug}/a-{number}"
        case _:
            return f"/{section}/{slug}-{number}.html"


_NUMBER = {
    "tabloid": re.compile(r"^/article/(\d{1,12})(?:/[^/]*)?$"),
    "live": re.compile(r"^/news/(\d{1,12})$"),
    "agency": re.compile(r"^/doc/(\d{1,12})$"),
    "blog": re.compile(r"^/\?p=(\d{1,12})$"),
    "magazine": re.compile(r"^/\d{4}/\d{2}/(?:[^/]*-)?(\d{1,12})/?$"),
    "broadsheet": re.compile(r"^/\d{4}/\d{2}/\d{2}/[^/]+/(?:[^/]*-)?(\d{1,12})$"),
    "broadcaster": re.compile(r"^/[^/]+/[^/]*/a-(\d{1,12})$"),
    "classic": re.compile(r"^/[^/]+/(?:[^/]*-)?(\d{1,12})\.html$"),
}


def article_number(publisher: Publisher, path: str) -> int | None:
    """The number of the article at a path, or None if the path is not that of an article.

    Args:
        path: as requested, percent-encoded or not; for the blog layout with its `?p=`.
    """
    match = _NUMBER[publisher.layout].match(path)
    return int(match[1]) - FIRST_ID if match else None


def feed_path(publisher: Publisher, section: str = "") -> str:
    """The path of the feed of a section, or of the whole site."""
    if publisher.feed == "sitemap":
        return f"/sitemap-news-{quote(section)}.xml" if section else "/sitemap-news.xml"
    if publisher.feed.startswith("json"):
        return f"/feeds/{quote(section)}.json" if section else "/feed.json"
    suffix = SUFFIX[publisher.feed]
    return f"/feeds/{quote(section)}.{suffix}" if section else f"/feed.{suffix}"


def section_path(section: str) -> str:
    """The path of a section's page."""
    return f"/section/{quote(section)}"
