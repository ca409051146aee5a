"""Finds a site's feeds in its pages: what a page names, what its generator makes, where feeds usually are.

Nothing here asks the network: the caller fetches what is found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import html as lxml_html
from lxml.etree import LxmlError

from broadsheet.feeds.markup import squeeze
from broadsheet.feeds.normal import web_address
from broadsheet.feeds.prepare import narrow, shape_of, unpacked_head

MAX_PAGE_CHARS = 3_000_000
MAX_FOUND = 50
MAX_SITEMAPS = 50

Kind = Literal["feed", "opml", "html", "text", "sitemap-index"]

FEED_TYPES = {
    "application/rss+xml": 0,
    "application/atom+xml": 1,
    "application/feed+json": 2,
    "application/rdf+xml": 3,
    "text/rss": 3,
    "application/x.atom+xml": 3,
    "application/x-rss+xml": 3,
    "application/rss": 3,
    "text/rss+xml": 3,
    "text/atom+xml": 3,
}
_WEAK_TYPES = {"application/json", "application/xml", "text/xml"}
_USUAL_PLACES = (
    "/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json", "/feeds/posts/default",
    "/feed.atom", "/feed.rss", "/index.rss", "/rss/index.xml", "/feeds", "/en/rss", "/?feed=rss2",
    "/sitemap-news.xml", "/news-sitemap.xml", "/sitemap_news.xml", "/news_sitemap.xml", "/sitemaps/news.xml",
)  # fmt: skip
_GENERATORS = (
    ("wordpress", "/feed/"),
    ("blogger", "/feeds/posts/default"),
    ("ghost", "/rss/"),
    ("hugo", "/index.xml"),
    ("jekyll", "/feed.xml"),
    ("drupal", "/rss.xml"),
    ("joomla", "/?format=feed&type=rss"),
    ("medium", "/feed"),
    ("substack", "/feed"),
    ("squarespace", "/?format=rss"),
    ("typo3", "/rss.xml"),
    ("eleventy", "/feed.xml"),
)
_FEED_PATH = re.compile(
    r"(?:^|/)(?:feeds?|rss|atom|rdf)(?:/|$)|(?:^|/)(?:feed|rss|atom|index)\.(?:xml|rss|atom|json|rdf|php)$"
    r"|\.(?:rss|atom|rdf)$|[-_/](?:rss|feed|atom)\d?\.xml$",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"comment|kommentar|commentaire|comentari|reply|replies|коммент|评论|コメント", re.IGNORECASE
)
_SECTION = re.compile(
    r"/(?:category|categories|tag|tags|author|authors|topic|section|rubrik|search)s?/", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed a page points to.

    Attributes:
        url: absolute address.
        title: as the page has it; empty if not.
        type: MIME type as stated; empty if not.
        rank: 0 for the surest and widest; feeds of a category, then of comments, come later.
        how: "link", "anchor", "generator": what named it.
    """

    url: str
    title: str = ""
    type: str = ""
    rank: int = 0
    how: Literal["link", "anchor", "generator"] = "link"


def find_feeds(page: bytes | str, url: str) -> list[FoundFeed]:
    """The feeds a page names, the likeliest to be the site's main one first.

    Args:
        page: HTML, at most `MAX_PAGE_CHARS` of it are read.
        url: the page's address.

    Returns:
        At most `MAX_FOUND`, each address once.
    """
    tree = _tree(page)
    if tree is None:
        return []
    base = _base(tree, url)
    found: dict[str, FoundFeed] = {}
    for feed in (*_links(tree, base, url), *_anchors(tree, base, url), *_generated(tree, url)):
        if feed.url not in found or feed.rank < found[feed.url].rank:
            found[feed.url] = feed
    return sorted(found.values(), key=lambda feed: feed.rank)[:MAX_FOUND]


def well_known_addresses(url: str) -> list[str]:
    """Where a site's feeds usually are, in the order to try them.

    Args:
        url: any page of the site. Its own folder is tried too, where it is not the site's first page.
    """
    root = web_address(urljoin(url, "/"))
    if not root:
        return []
    places = [urljoin(root, place) for place in _USUAL_PLACES]
    path = urlsplit(url).path.rstrip("/")
    if path and "." not in path.rpartition("/")[2]:
        places = [urljoin(root, f"{path}/{name}") for name in ("feed", "rss", "rss.xml")] + places
    return list(dict.fromkeys(places))


def sitemaps_in_robots(robots: str, url: str) -> list[str]:
    """Addresses on `Sitemap:` lines (sitemaps.org protocol), those named for news first.

    Args:
        robots: the text of robots.txt.
        url: its address.
    """
    found: dict[str, None] = {}
    for line in robots[:512_000].splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip().lower() == "sitemap":
            address = web_address(value.split("#", 1)[0].strip(), url)
            if address:
                found[address] = None
    return sorted(found, key=lambda address: "news" not in urlsplit(address).path.lower())[:MAX_SITEMAPS]


def looks_like(body: bytes, content_type: str) -> Kind:
    """What a document is, by its first characters, and by its type where those do not tell.

    Args:
        body: as received; gzip is seen through.
        content_type: the Content-Type header; empty if not known.
    """
    body = unpacked_head(body)
    shape = shape_of(body)
    if shape in ("feed", "sitemap"):
        return "feed"
    if shape in ("opml", "html", "sitemap-index"):
        return "opml" if shape == "opml" else "html" if shape == "html" else "sitemap-index"
    head = narrow(body[:4000])
    if shape == "json":
        return "feed" if b"jsonfeed.org" in head or (b'"items"' in head and b'"title"' in head) else "text"
    mime = content_type.split(";", 1)[0].strip().lower()
    if shape == "xml":
        if mime in FEED_TYPES:
            return "feed"
        return "html" if re.search(rb"<(?:p|div|a|h1|meta|title|article)\b", head, re.IGNORECASE) else "text"
    if mime in ("text/html", "application/xhtml+xml"):
        return "html"
    return "feed" if mime in FEED_TYPES and re.search(rb"<(?:rss|feed|rdf:RDF)\b", head) else "text"


def _tree(page: bytes | str) -> Any:
    head = page[:MAX_PAGE_CHARS]
    if isinstance(head, str):
        head = head.encode("utf-8", "replace")
        parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)
    else:
        parser = lxml_html.HTMLParser(huge_tree=False, no_network=True)
    if not head.strip():
        return None
    try:
        return lxml_html.document_fromstring(head, parser=parser)
    except (LxmlError, ValueError):
        return None


def _base(tree: Any, url: str) -> str:
    stated = tree.find(".//base[@href]")
    return web_address(stated.get("href"), url) or url if stated is not None else url


def _links(tree: Any, base: str, page_url: str) -> list[FoundFeed]:
    found = []
    for link in tree.iter("link"):
        relations = link.get("rel", "").lower().split()
        stated = link.get("type", "").split(";", 1)[0].strip().lower()
        address = web_address(_unwrapped(link.get("href", "")), base)
        if not address or not {"alternate", "feed"} & set(relations) or "stylesheet" in relations:
            continue
        known = stated in FEED_TYPES or "feed" in relations
        if not known and not (stated in _WEAK_TYPES and _names_feed(address)):
            continue
        if "/wp-json/" in address or "oembed" in address:
            continue
        title = squeeze(link.get("title", ""), 200)
        rank = FEED_TYPES.get(stated, 4) + _penalty(address, title, page_url)
        found.append(FoundFeed(address, title, stated, rank, "link"))
    return found


def _anchors(tree: Any, base: str, page_url: str) -> list[FoundFeed]:
    found = []
    for anchor in tree.iter("a"):
        address = web_address(_unwrapped(anchor.get("href", "")), base)
        if not address:
            continue
        stated = anchor.get("type", "").lower()
        if stated not in FEED_TYPES and not _names_feed(address):
            continue
        text = "".join(anchor.itertext()) or anchor.get("title", "")
        title = squeeze(text[:400], 200)
        elsewhere = 40 if urlsplit(address).hostname != urlsplit(page_url).hostname else 0
        rank = 20 + elsewhere + _penalty(address, title, page_url)
        found.append(FoundFeed(address, title, stated, rank, "anchor"))
        if len(found) >= 500:
            break
    return found


def _generated(tree: Any, url: str) -> list[FoundFeed]:
    """Where the program that made the page puts its feed."""
    for meta in tree.iter("meta"):
        if meta.get("name", "").lower() == "generator":
            made_by = meta.get("content", "").lower()
            for name, place in _GENERATORS:
                if name in made_by:
                    address = web_address(urljoin(url, place))
                    return [FoundFeed(address, "", "", 60, "generator")] if address else []
    return []


def _unwrapped(address: str) -> str:
    """`feed:` addresses, and the one inside a link to a web reader's "add this feed" page."""
    address = address.strip()
    if address.lower().startswith("feed:"):
        return address[5:] if "://" in address[5:] else "http:" + address[5:]
    return address


def _names_feed(address: str) -> bool:
    parts = urlsplit(address)
    if _FEED_PATH.search(parts.path):
        return True
    query = {name.lower(): value.lower() for name, value in parse_qsl(parts.query[:1000])}
    return query.get("feed", "") in ("rss", "rss2", "atom") or query.get("format", "") in (
        "rss",
        "feed",
        "atom",
    )


def _penalty(address: str, title: str, page_url: str) -> int:
    """How far from the site's main feed: a section's, then a podcast's or AMP's, then comments."""
    path = urlsplit(address).path
    penalty = 0
    if _COMMENTS.search(path) or _COMMENTS.search(title):
        penalty += 100
    if _SECTION.search(path) and not path.startswith(urlsplit(page_url).path.rstrip("/") or "//"):
        penalty += 30
    return penalty + (5 if "podcast" in (path + title).lower() else 0)
