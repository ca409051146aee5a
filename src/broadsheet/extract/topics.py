"""The publisher's own keywords for an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from broadsheet.extract.jsonld import LinkedData, Node, plain
from broadsheet.extract.markup import Element, PageMarkup, text_of
from broadsheet.extract.plain import comparable, strip_markup

MAX_TOPICS = 50
MAX_TOPIC = 80

_COMMAS = re.compile(r"\s*[,;،、，]\s*")
_PREFIX = re.compile(
    r"^(?:#|(?-i:[a-z]+/)|(?:nlp )?(?:tag|topic|keyword|thema|section|category|entity token)s?\s*:\s*)",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"^[0-9a-f]{8}-[0-9a-f-]{20,}$|^\w$|^(?:[\w-]+\.)+(?:com|org|net|de|co\.uk)$")
MAX_SHOWN = 25  # more are all topics of the site


def read_topics(page: PageMarkup, data: LinkedData, article: Node, sites: Iterable[str]) -> tuple[str, ...]:
    """Keywords in the publisher's order, from the first source that has some.

    The order is that of how often each source was right (docs/measurements.md): news keywords, keywords,
    article tags, JSON-LD keywords, what JSON-LD says the article is about, links to topic pages.
    """
    names = {comparable(site) for site in sites if site}
    meta = page.meta
    sources: tuple[Iterable[str], ...] = (
        meta.get("news_keywords", ()),
        meta.get("keywords", ()),
        [*meta.get("article:tag", ()), *meta.get("og:article:tag", ())],
        _linked(data, article, "keywords"),
        [*_linked(data, article, "about"), *_linked(data, article, "mentions")],
        [
            *meta.get("parsely-tags", ()),
            *meta.get("sailthru.tags", ()),
            *meta.get("cxenseparse:keywords", ()),
        ],
        _shown(page),
    )
    for source in sources:
        topics = split_topics(source, names)
        if topics:
            return topics
    return ()


def split_topics(texts: Iterable[str], sites: set[str]) -> tuple[str, ...]:
    """Single keywords out of comma-separated lists, without repeats and without the site's own names."""
    found: dict[str, str] = {}
    for text in texts:
        for part in _COMMAS.split(strip_markup(text)[:5000]):
            topic = _PREFIX.sub("", part.strip(" .|\"'"))
            key = comparable(topic)
            if not key or len(topic) > MAX_TOPIC or key in sites or key.isdigit() or _IDENTIFIER.match(topic):
                continue
            found.setdefault(key, topic)
    return tuple(list(found.values())[:MAX_TOPICS])


def _linked(data: LinkedData, article: Node, member: str) -> list[str]:
    return [text for value in data.values(article, member) if (text := plain(_named(value)))]


def _named(value: Any) -> Any:
    """The value, but nothing for what is only an address."""
    if isinstance(value, str) and value.startswith(("http:", "https:", "//")):
        return ""
    return value


def _shown(page: PageMarkup) -> list[str]:
    """Texts of the links that stand as tags by the article: in a row of links, not in a sentence."""
    anchor = page.headings[0].order if page.headings else 0
    found: dict[str, None] = {}
    for mark in page.topic_links:
        text = text_of(mark.element, MAX_TOPIC + 1)
        if mark.order > anchor and text and _in_article(page, mark.element) and _in_row(mark.element):
            found[text.replace(",", " ")] = None
    return list(found) if len(found) <= MAX_SHOWN else []


def _in_article(page: PageMarkup, link: Element) -> bool:
    """Tag rows stand in the article's own footer and lists, so only furniture outside of it counts."""
    return not page.in_furniture(link) or any(node.tag == "article" for node in link.iterancestors())


def _in_row(link: Element) -> bool:
    """Whether the elements around a link hold links and separators only."""
    node = link
    for _ in range(3):
        parent = node.getparent()
        if parent is None or parent.tag in ("article", "main", "body"):
            return True
        if len((node.tail or "").strip(" ,|•·/#")) + len((parent.text or "").strip(" ,|•·/#")) > 25:
            return False
        node = parent
    return True
