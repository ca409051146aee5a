"""A publisher's site: which answer belongs to which path."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape
from typing import Literal, cast
from urllib.parse import unquote

from aiohttp import web

from broadsheet.newsroom.addresses import Addresses, article_number, article_path, feed_path, section_path
from broadsheet.newsroom.answers import answer, unchanged
from broadsheet.newsroom.feedformats import FEED_TYPES, FeedView, render_feed
from broadsheet.newsroom.feedformats.sitemap import render_sitemap
from broadsheet.newsroom.model import Article, FeedFormat, Publisher, Section
from broadsheet.newsroom.newsroom import Newsroom
from broadsheet.newsroom.pages import ArticleView, ListView, render_amp, render_article, render_list
from broadsheet.newsroom.pages.view import view_article, view_link, view_site
from broadsheet.newsroom.pictures import draw, draw_png

FEED_LENGTH = 20  # entries of a feed; section feeds have as many
LIST_LENGTH = 25  # teasers of a page
CACHED_FEEDS = 4096
HTML = "text/html; charset=utf-8"


class Site:
    """Answers requests for all publishers' sites; keeps nothing but recently rendered feeds."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._feeds: OrderedDict[tuple[str, ...], tuple[bytes, datetime]] = OrderedDict()

    def answer(
        self, request: web.Request, publisher: Publisher, addresses: Addresses, path: str
    ) -> web.Response:
        """The answer to a GET or HEAD for `path` (percent-encoded) of the publisher's site."""
        visit = _Visit(self, self._newsroom, request, publisher, addresses)
        decoded = unquote(path)
        if publisher.layout == "blog" and path == "/" and "p" in request.query:
            return visit.article(f"/?p={request.query['p']}")
        for section in (None, *publisher.sections):
            if decoded == unquote(feed_path(publisher, section.slug if section else "")):
                return visit.feed(section, publisher.feed)
            if section and decoded == unquote(section_path(section.slug)):
                return visit.listing(section)
        fixed: dict[str, Callable[[], web.Response]] = {
            "/": visit.home,
            "/about": visit.about,
            "/robots.txt": visit.robots,
            "/favicon.png": visit.icon,
            "/favicon.ico": visit.icon,
            "/sitemap.xml": visit.sitemap,
            "/sitemap-news.xml": lambda: visit.feed(None, "sitemap"),
        }
        if path in fixed:
            return fixed[path]()
        if path.startswith("/media/"):
            return visit.picture(path.removeprefix("/media/"))
        second = f"/{publisher.traits.second_address}/"
        if second != "//" and path.startswith(second):
            return visit.article(path[len(second) - 1 :], render_amp)
        return visit.article(path)

    def feed_bytes(
        self, publisher: Publisher, addresses: Addresses, section: Section | None, kind: FeedFormat
    ) -> tuple[bytes, datetime, str]:
        """A feed, when its content last changed, and a validator; from the cache if nothing has changed."""
        version = self._newsroom.version(publisher)
        key = (publisher.key, section.slug if section else "", kind, str(addresses), version)
        cached = self._feeds.get(key)
        if cached is None:
            slug = section.slug if section else ""
            articles = tuple(self._newsroom.latest(publisher, FEED_LENGTH, slug))
            moments = [article.updated or article.published for article in articles]
            built = max(moments, default=self._newsroom.now() - timedelta(days=1))
            feed = render_feed(FeedView(publisher, addresses, section, articles, built), kind)
            cached = self._feeds[key] = (feed, built)
            while len(self._feeds) > CACHED_FEEDS:
                self._feeds.popitem(last=False)
        return *cached, f"{version}-{kind}"


class _Visit:
    """One request to one publisher."""

    def __init__(
        self, site: Site, newsroom: Newsroom, request: web.Request, publisher: Publisher, addresses: Addresses
    ) -> None:
        self._site, self._newsroom, self._request = site, newsroom, request
        self._publisher, self._addresses = publisher, addresses
        self._now = newsroom.now()

    def feed(self, section: Section | None, kind: FeedFormat) -> web.Response:
        body, built, etag = self._site.feed_bytes(self._publisher, self._addresses, section, kind)
        content_type = f"{FEED_TYPES[kind]}; charset=utf-8"
        if self._publisher.traits.fault == "encoding":  # then the declaration in the feed alone counts
            content_type = FEED_TYPES[kind]
        return answer(self._request, body, content_type, etag=etag, modified=built)

    def home(self) -> web.Response:
        return self._list(self._publisher.name, "/", self._newsroom.latest(self._publisher, LIST_LENGTH))

    def listing(self, section: Section) -> web.Response:
        articles = self._newsroom.latest(self._publisher, LIST_LENGTH, section.slug)
        return self._list(section.name, section_path(section.slug), articles)

    def about(self) -> web.Response:
        publisher = self._publisher
        people = ", ".join(publisher.journalists)
        return self._list(publisher.words["about"], "/about", [], (publisher.tagline, people))

    def _list(
        self, title: str, path: str, articles: list[Article], paragraphs: tuple[str, ...] = ()
    ) -> web.Response:
        publisher, addresses = self._publisher, self._addresses
        links = tuple(view_link(publisher, addresses, article, self._now) for article in articles)
        view = ListView(
            site=view_site(publisher, addresses),
            url=addresses.of(publisher, path),
            title=escape(title),
            links=links,
            most_read=links[-5:],
            paragraphs=tuple(escape(paragraph) for paragraph in paragraphs),
        )
        return answer(self._request, render_list(view).encode(), HTML, max_age_s=30)

    def article(self, path: str, render: Callable[[ArticleView], str] = render_article) -> web.Response:
        number = article_number(self._publisher, path)
        article = self._newsroom.article(self._publisher, number) if number is not None else None
        if article is None:
            return web.Response(status=404, text=self._publisher.name)
        own = article_path(self._publisher, article)
        if unquote(own) != unquote(path):  # an old or mistyped slug
            return web.Response(status=301, headers={"Location": self._addresses.of(self._publisher, own)})
        modified = article.updated or article.published
        etag = f"{article.number}-{article.revision}-{render.__name__}"
        response = unchanged(self._request, etag, None, 300)
        if response is not None:
            return response
        others = self._others(article)
        page = render(view_article(self._publisher, self._addresses, article, others, self._now))
        return answer(self._request, page.encode(), HTML, etag=etag, modified=modified, max_age_s=300)

    def _others(self, article: Article) -> list[Article]:
        """What the page's boxes show: the publisher's articles before this one, the oldest sites' newest."""
        before = self._newsroom.latest(self._publisher, 8, before=article.number)
        return before or [
            other for other in self._newsroom.latest(self._publisher, 9) if other.number != article.number
        ]

    def picture(self, name: str) -> web.Response:
        number, _, kind = name.partition(".")
        if kind not in ("svg", "png") or not (number.isascii() and number.isdigit() and len(number) < 13):
            return web.Response(status=404)
        article = self._newsroom.article(self._publisher, int(number))
        if article is None or not article.picture:
            return web.Response(status=404)
        # Articles of one event show one scene, as agency pictures do.
        body, content_type = draw(
            cast('Literal["svg", "png"]', kind), f"{article.event} {article.picture}", article.picture
        )
        return answer(self._request, body, content_type, max_age_s=86_400)

    def icon(self) -> web.Response:
        return answer(self._request, draw_png(self._publisher.key, 64, 64), "image/png", max_age_s=86_400)

    def robots(self) -> web.Response:
        lines = ["User-agent: *", "Disallow: /search", "Allow: /", ""]
        for path in ("/sitemap.xml", "/sitemap-news.xml"):
            lines.append(f"Sitemap: {self._addresses.of(self._publisher, path)}")
        return answer(self._request, "\n".join([*lines, ""]).encode(), "text/plain; charset=utf-8")

    def sitemap(self) -> web.Response:
        paths = ["/", "/about", *(section_path(section.slug) for section in self._publisher.sections)]
        pages = [self._addresses.of(self._publisher, path) for path in paths]
        return answer(self._request, render_sitemap(pages), "application/xml")
