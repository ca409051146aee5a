"""A page to its articles: the one place where the parts of the extract stage come together.

bytes → decode → tree → markup, linked data → title, authors, dates, topics
                    └→ text ──────────────→ language, pictures, kind, paywall → ExtractedArticle
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from broadsheet.errors import ExtractError, NoArticle
from broadsheet.extract.address import choose_canonical, web_address
from broadsheet.extract.aggregator import find_articles, find_articles_in_text
from broadsheet.extract.authors import read_authors
from broadsheet.extract.dates import read_dates
from broadsheet.extract.decode import decode_page, parse_page
from broadsheet.extract.jsonld import LinkedData, Node, main_article, read_linked_data
from broadsheet.extract.kind import judge_kind, judge_paywall
from broadsheet.extract.markup import Element, PageMarkup, read_markup
from broadsheet.extract.pictures import read_pictures
from broadsheet.extract.plain import strip_markup
from broadsheet.extract.text import extract_text
from broadsheet.extract.texttypes import ArticleText, PageSignals
from broadsheet.extract.title import page_headings, read_title
from broadsheet.extract.topics import read_topics
from broadsheet.extract.types import ArticlePicture, EntryHint, ExtractedArticle
from broadsheet.hosts import registered_domain
from broadsheet.languages import detect_language, stated_language

MAX_SUMMARY = 2_000
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|meta|article|div|p|h1|title|script)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page read but not yet judged."""

    tree: Element
    markup: PageMarkup
    data: LinkedData
    article: Node
    url: str
    fetched_at: datetime


def extract_page(
    body: bytes,
    url: str = "",
    *,
    content_type: str = "",
    fetched_at: datetime | None = None,
    hint: EntryHint | None = None,
) -> list[ExtractedArticle]:
    """All articles on a page: one of an ordinary page, several of a saved aggregator page.

    Args:
        body: the page as served or saved: HTML, or the plain text that a browser copies from a page.
        url: its address; empty for saved pages without one.
        content_type: the HTTP `Content-Type`, if known.
        fetched_at: when the page was fetched or saved, aware; ages such as "2 hours ago" count from it.
            Without it the present time.
        hint: what the feed said of the page.

    Raises:
        NoArticle: there is no article.
        ExtractError: the page cannot be read at all.
    """
    moment = fetched_at or datetime.now(UTC)
    text = decode_page(body, content_type)
    if not _MARKUP.search(text[:100_000]):
        found = find_articles_in_text(text, moment)
    else:
        tree = parse_page(text)
        found = find_articles(tree, web_address("", url), moment)
        if len(found) < 2:
            article = _extract(tree, url, moment, hint)
            found = [article] if article.kind not in ("listing", "nothing") else []
    if not found:
        raise NoArticle(subject=url, advice="Give the address of one article, or add the site instead.")
    return found


def extract_article(
    body: bytes,
    url: str = "",
    *,
    content_type: str = "",
    fetched_at: datetime | None = None,
    hint: EntryHint | None = None,
) -> ExtractedArticle:
    """The article of an ordinary page; kind "listing" or "nothing", without text, where it has none.

    Arguments as in `extract_page`.

    Raises:
        ExtractError: the page cannot be read at all.
    """
    tree = parse_page(body, content_type)
    return _extract(tree, url, fetched_at or datetime.now(UTC), hint)


def _extract(tree: Element, url: str, fetched_at: datetime, hint: EntryHint | None) -> ExtractedArticle:
    try:
        return _read(tree, url, fetched_at, hint or EntryHint())
    except RecursionError:
        raise ExtractError("The page is nested too deeply.", subject=url) from None


def _read(tree: Element, asked: str, fetched_at: datetime, hint: EntryHint) -> ExtractedArticle:
    url = web_address("", asked)
    held = list(tree.iter())  # lxml makes an element anew for each pass over the tree unless someone holds it
    markup = read_markup(tree)
    data = read_linked_data(markup.scripts)
    shown = [*page_headings(markup), markup.first_meta("og:title"), markup.title]
    article = main_article(data, shown, url)
    canonical = choose_canonical(
        url, [*markup.links.get("canonical", ()), *markup.meta.get("og:url", ()), data.text(article, "url")]
    )
    page = _Page(tree, markup, data, article, url or canonical, fetched_at)
    sites = site_names(page)
    title = read_title(markup, data, article, sites) or hint.title
    authors = read_authors(markup, data, article, sites) or hint.authors
    summary = _summary(page) or strip_markup(hint.summary)[:MAX_SUMMARY]
    stated = stated_language(
        markup.language,
        *markup.meta.get("content-language", ()),
        data.text(article, "inLanguage"),
        *markup.meta.get("og:locale", ()),
        hint.language,
    )
    text = extract_text(
        tree,
        page.url,
        PageSignals(title, summary, authors, data.text(article, "articleBody"), stated),
    )
    del held
    return _assemble(page, text, title, authors, summary, stated, canonical, sites, hint)


def _assemble(
    page: _Page,
    text: ArticleText,
    title: str,
    authors: tuple[str, ...],
    summary: str,
    stated: str,
    canonical: str,
    sites: list[str],
    hint: EntryHint,
) -> ExtractedArticle:
    """What follows from the text, put together with what went before it."""
    markup, data, article = page.markup, page.data, page.article
    kind = judge_kind(markup, data, article, text, page.url)
    dates = read_dates(markup, data, article, page.tree, page.url, page.fetched_at)
    inside = [ArticlePicture(f.url, f.width, f.height, f.alt, f.caption) for f in text.figures]
    pictures = read_pictures(markup, data, article, page.url, inside)
    if not pictures and hint.picture_url:
        pictures = (ArticlePicture(hint.picture_url),)
    found = ExtractedArticle(
        url=page.url,
        canonical_url=canonical or page.url,
        title=title,
        text=text.text,
        html=text.html,
        authors=authors,
        published=dates.published.when if dates.published else hint.published,
        published_has_time=dates.published.has_time if dates.published else hint.published is not None,
        modified=dates.modified.when if dates.modified else None,
        language=detect_language(text.text or f"{title}. {summary}", stated),
        site_name=sites[0] if sites else "",
        summary=summary,
        pictures=pictures,
        topics=read_topics(markup, data, article, sites) or hint.categories,
        kind=kind,
        paywalled=judge_paywall(markup, data, article, text),
    )
    if kind in ("listing", "nothing"):
        return replace(found, text="", html="", paywalled=False)
    return found


def site_names(page: _Page) -> list[str]:
    """What the publisher calls itself, best first, and at last its host."""
    markup, data = page.markup, page.data
    names: list[str] = [strip_markup(markup.first_meta("og:site_name"))]
    names += [data.text(page.article, "publisher")]
    names += [
        data.text(placed.node, "name") for placed in data.of_types(("WebSite", "NewsMediaOrganization"))[:5]
    ]
    names += [
        strip_markup(markup.first_meta("application-name", "apple-mobile-web-app-title", "dc.publisher"))
    ]
    names += _host_names(page.url)
    return list(dict.fromkeys(name for name in names if name and len(name) < 100))


def _host_names(url: str) -> Iterable[str]:
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return []
    domain = registered_domain(host)
    return [domain, host, domain.split(".")[0]]


def _summary(page: _Page) -> str:
    for text in (
        page.markup.first_meta("og:description", "description", "twitter:description", "dc.description"),
        page.data.text(page.article, "description"),
    ):
        summary = strip_markup(text)
        if len(summary) > 10:
            return summary[:MAX_SUMMARY]
    return ""
