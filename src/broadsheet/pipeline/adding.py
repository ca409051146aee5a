"""Whatever a person points at: find out what it is, and add it.

file ──▶ OPML: its feeds · feed: its address · page or copied text: its articles
address ──▶ feed: itself · site: its feeds · article: the article
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from broadsheet.catalogue.discover import find_feeds, looks_like, well_known_addresses
from broadsheet.catalogue.opml import OpmlFeed, read_opml
from broadsheet.categories import CATEGORIES, category_of
from broadsheet.config import Config
from broadsheet.errors import BroadsheetError, CatalogueError, FeedError, FetchError, NoArticle, NothingToAdd
from broadsheet.extract.article import extract_page
from broadsheet.extract.types import ExtractedArticle
from broadsheet.feeds.parse import parse_feed
from broadsheet.feeds.types import ParsedFeed
from broadsheet.fetch.client import Fetcher
from broadsheet.fetch.types import FetchedPage, FetchLimits, FetchRequest
from broadsheet.pipeline.address import clean_address
from broadsheet.pipeline.articles import count_words, published_instant, storable_article
from broadsheet.pipeline.entries import digest
from broadsheet.pipeline.fetching import fetch_config
from broadsheet.store.catalogue import add_feed
from broadsheet.store.models import Article, Feed
from broadsheet.store.records import ArticleRecord
from broadsheet.store.saved import put_saved

MAX_FILE_BYTES = 20_000_000
_NO_ARTICLE = "Save the page of an article, or a list of feeds (OPML)."
_NO_FEED = "Give the address of a feed, or of a page that links to one."


@dataclass(frozen=True, slots=True)
class FeedToAdd:
    """A feed that was found, read once to be sure of it."""

    url: str
    title: str = ""
    site_url: str = ""
    language: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a target turned out to be: feeds, articles, or both empty with `note` saying why."""

    feeds: tuple[FeedToAdd, ...] = ()
    articles: tuple[ArticleRecord, ...] = ()
    note: str = ""


def look_at_file(path: Path) -> Found:
    """What a saved file holds.

    Raises:
        BroadsheetError: it cannot be read, or holds nothing to add.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise NothingToAdd("The file is larger than 20 MB.", subject=str(path))
        body = path.read_bytes()
        saved_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        raise NothingToAdd(f"The file cannot be read ({error.strerror}).", subject=str(path)) from None
    try:
        return _in_file(body, saved_at)
    except BroadsheetError as error:
        error.subject = str(path)
        raise


def _in_file(body: bytes, saved_at: datetime) -> Found:
    kind = looks_like(body, "")
    if kind == "opml":
        return Found(feeds=tuple(_of_opml(feed) for feed in read_opml(body).feeds))
    if kind == "feed":
        feed = parse_feed(body)
        if not feed.self_url:
            raise NothingToAdd("The saved feed does not say its address.", advice="Add the address itself.")
        return Found(feeds=(_of_feed(feed, feed.self_url),))
    articles = tuple(article for article in extract_page(body, fetched_at=saved_at) if _is_one(article))
    if not articles:
        raise NothingToAdd(advice=_NO_ARTICLE)
    return Found(articles=tuple(record_of(article, saved_at) for article in articles))


def find_out(target: str, config: Config, limits: FetchLimits | None = None) -> Found:
    """What an address leads to; `https://` is put before one without a scheme.

    Args:
        limits: caps of each request; the usual ones if None.

    Raises:
        BroadsheetError: it cannot be fetched, or holds nothing to add.
    """
    url = target if "://" in target else f"https://{target}"

    async def look() -> Found:
        async with Fetcher(fetch_config(config, limits)) as fetcher:
            return await look_at_address(fetcher, url)

    return asyncio.run(look())


@dataclass(frozen=True, slots=True)
class Added:
    """What was put into the store: each with whether it is new."""

    feeds: tuple[tuple[Feed, bool], ...] = ()
    articles: tuple[tuple[Article, bool], ...] = ()


def add_found(found: Found, category: str = "") -> Added:
    """Puts what was found into the store; a feed that was there is switched on again and asked now.

    Args:
        category: of the feeds; "": as found.
    """
    feeds = tuple(
        add_feed(
            feed.url,
            title=feed.title,
            site_url=feed.site_url,
            language=feed.language,
            category=category or feed.category,
        )
        for feed in found.feeds
    )
    return Added(feeds, tuple(put_saved(found.articles)))


def check_category(category: str) -> None:
    """Says that there is no such category.

    Raises:
        CatalogueError: there is none; "" is fine.
    """
    if category and category not in CATEGORIES:
        raise CatalogueError(
            "There is no such category.", subject=category, advice=f"There are {', '.join(CATEGORIES)}."
        )


def feeds_of_opml(data: bytes) -> Found:
    """The feeds of an OPML file.

    Raises:
        OpmlError: it cannot be read.
    """
    return Found(feeds=tuple(_of_opml(feed) for feed in read_opml(data).feeds))


async def look_at_address(fetcher: Fetcher, url: str) -> Found:
    """What an address leads to.

    A page with an article is an article, unless it is a site's first page; any other page is asked for its
    feeds: those it names, else those at the usual places.

    Raises:
        BroadsheetError: it cannot be fetched, or holds nothing to add.
    """
    page = await fetcher.fetch(FetchRequest(url, "feed"))
    kind = looks_like(page.body, page.content_type)
    if kind == "opml":
        return Found(feeds=tuple(_of_opml(feed) for feed in read_opml(page.body).feeds))
    if kind == "feed":
        feed = parse_feed(page.body, page.final_url, headers=page.headers)
        return Found(feeds=(_of_feed(feed, page.permanent_url),))
    first_page = urlsplit(page.final_url).path in ("", "/")
    if kind == "html" and not first_page:
        articles = _articles_of(page)
        if articles:
            return Found(articles=articles)
    feeds = await _feeds_of_site(fetcher, page)
    if not feeds:
        raise NothingToAdd(subject=url, advice=_NO_FEED)
    return Found(feeds=feeds)


def _is_one(article: ExtractedArticle) -> bool:
    """It has a title and a text of words: bytes of some other kind have neither."""
    return bool(article.title.strip()) and count_words(article.text) > 0


def _articles_of(page: FetchedPage) -> tuple[ArticleRecord, ...]:
    try:
        found = extract_page(
            page.body, page.final_url, content_type=page.content_type, fetched_at=page.fetched_at
        )
    except NoArticle:
        return ()
    return tuple(record_of(article, page.fetched_at) for article in found if _is_one(article))


async def _feeds_of_site(fetcher: Fetcher, page: FetchedPage) -> tuple[FeedToAdd, ...]:
    """The best feed a page names; else the first that answers at a usual place."""
    named = [found.url for found in find_feeds(page.body, page.final_url)]
    for url in [*named, *well_known_addresses(page.final_url)]:
        try:
            answer = await fetcher.fetch(FetchRequest(url, "feed"))
            feed = parse_feed(answer.body, answer.final_url, headers=answer.headers)
        except (FetchError, FeedError):
            continue
        return (_of_feed(feed, answer.permanent_url, site_url=page.final_url),)
    return ()


def _of_feed(feed: ParsedFeed, url: str, site_url: str = "") -> FeedToAdd:
    return FeedToAdd(url, feed.title, feed.site_url or site_url, feed.language)


def _of_opml(feed: OpmlFeed) -> FeedToAdd:
    return FeedToAdd(
        feed.url,
        feed.title,
        feed.site_url,
        feed.language,
        category_of(feed.folders[-1] if feed.folders else ""),
    )


def record_of(article: ExtractedArticle, at: datetime) -> ArticleRecord:
    """An article that came without a feed, as the store takes it.

    One without an address gets a name made of what it says (RFC 8141: a URN), so that adding it twice is
    adding it once.
    """
    address = clean_address(article.canonical_url or article.url)
    name = address or f"urn:broadsheet:saved:{digest(article.title, article.text)}"
    found = storable_article(article, name)
    published, _ = published_instant(found, None)
    return ArticleRecord(
        page_id=0,
        address=name,
        at=at,
        article=found,
        content_hash=digest(found.title, found.text),
        published=published,
        words=count_words(found.text),
    )
