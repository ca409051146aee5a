"""One pass over a page's tree that gathers what title, authors, dates, pictures and topics are read from."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

from lxml import etree

from broadsheet.extract.plain import squeeze

Element = Any  # lxml's element class is private; its stubs differ from its behaviour in places

MAX_MARKS = 400  # of each kind; more is a listing or an attack
MAX_OWN_TEXT = 2_000
MAX_LEVELS = 30  # a headline has two or three

BYLINE, TOPIC, PAYWALL, FURNITURE, CAPTION, DATELINE, KICKER, HEADLINE, SITE = (1 << n for n in range(9))

# Word groups in class, id, rel, itemprop and data-testid: words that are in use at many publishers.
# A word that ends in "*" stands for all that begin so.
_GROUPS: dict[int, str] = {
    BYLINE: """author authors byline bylines autor autore autori autoren auteur auteurs autores yazar writer
        writers reporter journalist contributor contributors writtenby signature firma redactor penulis""",
    TOPIC: """tag tags topic topics keyword keywords hashtag hashtags taglist articletag articletags etiquetas
        schlagwort themen thema""",
    PAYWALL: """paywall* piano regwall metered premiumcontent subscribewall subscriptionwall abowall offerpage
        gatewall truncatedcontent subscriberonly subscribersonly""",
    FURNITURE: """related* recommend* teaser teasers mostread mostviewed popular trending sidebar aside
        newsletter promo* outbrain taboola comment comments footer nav navigation menu
        breadcrumb breadcrumbs moreon morestories readmore also next latest ticker carousel
        recirc* cookie cookies consent advert* ad ads sponsored social share sharing upnext
        seealso mehr weitere card cards""",
    CAPTION: "caption figcaption credit credits copyright legende bildunterschrift",
    DATELINE: """date dates time timestamp datetime published publish pubdate publishdate datum fecha updated
        dateline posted tarih data""",
    KICKER: """kicker overline dachzeile spitzmarke eyebrow pretitle supertitle surtitle antetitulo topline
        roofline label badge tag category section ressort hidden visually sr screenreader""",
    HEADLINE: "headline title titel titre titulo titolo",
    SITE: "sitetitle sitename sitebranding sitelogo blogtitle blogname logo brand masthead",
}
_WORD_FLAGS: dict[str, int] = {}
_PREFIX_FLAGS: dict[str, tuple[str, int]] = {}  # by the first five letters
for _flag, _listed in _GROUPS.items():
    for _word in _listed.split():
        if _word.endswith("*"):
            _PREFIX_FLAGS[_word[:5]] = (_word[:-1], _flag)
        else:
            _WORD_FLAGS[_word] = _WORD_FLAGS.get(_word, 0) | _flag
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = re.compile(r"[A-Za-z0-9]+")
_TAG_PAGE = re.compile(
    r"/(?:tags?|topics?|themen?|thema|themes?|keywords?|hashtags?|etiquetas?|temas?|sujets?|argomenti|dossiers?"
    r"|schlagworte?|stichwort|etiket|konu|emne|amne|tema)/",
    re.IGNORECASE,
)
_FURNITURE_TAGS = frozenset(("aside", "nav", "footer", "form", "noscript", "template", "dialog"))


@dataclass(frozen=True, slots=True)
class Mark:
    """An element worth a look, with its place in document order."""

    element: Element
    order: int


@dataclass(slots=True)
class PageMarkup:
    """What a page states about itself, as found.

    Attributes:
        meta: contents of `<meta>` by lower-case name, property or http-equiv, in order.
        links: addresses of `<link>` by lower-case rel.
        properties: microdata: elements by `itemprop`.
        title: text of the first `<title>`.
        language: of `<html lang>`.
        page_classes: class words of `<html>` and `<body>`.
        scripts: texts of the JSON-LD scripts.
        headings: `h1` elements; `subheadings`: `h2` and `h3` elements.
        times, bylines, topic_links, images, figures, paywalls, datelines: elements by what they look like.
        frames: addresses of `iframe` elements.
        players: how many `video` and `audio` elements there are, by "video" and "audio".
        base: address of `<base href>`.
    """

    meta: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    links: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    properties: dict[str, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    title: str = ""
    language: str = ""
    base: str = ""
    page_classes: str = ""
    scripts: list[str] = field(default_factory=list)
    headings: list[Mark] = field(default_factory=list)
    subheadings: list[Mark] = field(default_factory=list)
    times: list[Mark] = field(default_factory=list)
    datelines: list[Mark] = field(default_factory=list)
    bylines: list[Mark] = field(default_factory=list)
    topic_links: list[Mark] = field(default_factory=list)
    images: list[Mark] = field(default_factory=list)
    figures: list[Mark] = field(default_factory=list)
    paywalls: list[Mark] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    players: dict[str, int] = field(default_factory=lambda: {"video": 0, "audio": 0})
    _furniture: dict[Element, bool] = field(default_factory=dict, repr=False)

    def first_meta(self, *names: str) -> str:
        """The first non-empty content among these names, tried in the given order."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return ""

    def in_furniture(self, element: Element) -> bool:
        """Whether an element stands in navigation, a related box or the like, by tags and class words."""
        chain: list[Element] = []
        node = element
        answer = False
        while node is not None:
            known = self._furniture.get(node)
            if known is not None:
                answer = known
                break
            chain.append(node)
            if node.tag in _FURNITURE_TAGS or (
                node.tag not in ("html", "body", "main", "article")
                and class_flags(names_of(node)) & FURNITURE
            ):
                answer = True
                break
            node = node.getparent()
        for passed in chain:
            self._furniture[passed] = answer
        return answer


def read_markup(tree: Element) -> PageMarkup:
    """Walks a page once.

    Args:
        tree: root element of a parsed page.
    """
    page = PageMarkup()
    handlers = _HANDLERS
    for order, element in enumerate(tree.iter(etree.Element), 1):
        handler = handlers.get(element.tag)
        if handler is not None:
            handler(page, element, order)
        if element.attrib:
            names = names_of(element)
            if names:
                flags = class_flags(names)
                if flags & _MARKED:
                    _mark(page, element, order, flags)
            item = element.get("itemprop")
            if item:
                for name in item.split()[:4]:
                    if len(page.properties[name]) < MAX_MARKS:
                        page.properties[name].append(Mark(element, order))
    return page


_MARKED = BYLINE | PAYWALL | DATELINE


def _mark(page: PageMarkup, element: Element, order: int, flags: int) -> None:
    for flag, marks in (
        (BYLINE, page.bylines),
        (PAYWALL, page.paywalls),
        (DATELINE, page.datelines),
    ):
        if flags & flag and len(marks) < MAX_MARKS:
            marks.append(Mark(element, order))


def names_of(element: Element) -> str:
    """Class, id, rel and test id of an element as one string; empty if it has none."""
    get = element.get
    names = get("class") or ""
    for name in ("id", "itemprop", "rel", "data-testid"):
        value = get(name)
        if value:
            names = f"{names} {value}"
    return names[:300]


@lru_cache(maxsize=20_000)
def class_flags(names: str) -> int:
    """Which word groups an element's names belong to, as a bit set."""
    flags = 0
    for token in names.split():
        flags |= _token_flags(token)
    return flags


@lru_cache(maxsize=20_000)
def _token_flags(token: str) -> int:
    """The groups of a class name by its words and joined pairs: `by-line` gives by, line, byline."""
    words = [word.lower() for word in _WORD.findall(_CAMEL.sub("-", token))]
    flags = 0
    for word in [*words, *(first + second for first, second in pairwise(words))]:
        flags |= _WORD_FLAGS.get(word, 0)
        beginning = _PREFIX_FLAGS.get(word[:5])
        if beginning and word.startswith(beginning[0]):
            flags |= beginning[1]
    return flags


def text_of(element: Element, limit: int = MAX_OWN_TEXT) -> str:
    """An element's text as one line, without scripts and styles."""
    parts: list[str] = []
    size = 0
    for node in element.iter(etree.Element):
        if node.tag not in ("script", "style", "noscript", "template", "svg") and node.text:
            parts.append(node.text)
            size += len(node.text)
        if node is not element and node.tail:
            if node.tag in ("br", "p", "div", "li"):
                parts.append(" ")
            parts.append(node.tail)
            size += len(node.tail)
        elif node.tag in ("br", "p", "div", "li"):
            parts.append(" ")
        if size > limit:
            break
    return squeeze("".join(parts))[:limit]


def own_text_of(element: Element, unwanted: int, limit: int = MAX_OWN_TEXT, *, depth: int = 0) -> str:
    """As `text_of`, leaving out elements that belong to the unwanted word groups, down to `MAX_LEVELS`."""
    if depth > MAX_LEVELS:
        return ""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            inside = not (class_flags(names_of(child)) & unwanted) and child.tag not in (
                "script",
                "style",
                "svg",
            )
            if inside:
                if child.tag in ("br", "p", "div"):
                    parts.append(" ")
                parts.append(
                    own_text_of(child, unwanted, limit, depth=depth + 1) if len(child) else (child.text or "")
                )
                parts.append(" " if child.tag in ("p", "div") else "")
        parts.append(child.tail or "")
    return squeeze("".join(parts))[:limit]


# --- what to keep of each tag ------------------------------------------------------------------------


def _meta(page: PageMarkup, element: Element, order: int) -> None:
    content = element.get("content")
    if not content:
        return
    for attribute in ("property", "name", "http-equiv", "itemprop"):
        name = element.get(attribute)
        if name:
            values = page.meta[name.strip().lower()]
            if len(values) < MAX_MARKS:
                values.append(content.strip()[:20_000])


def _link(page: PageMarkup, element: Element, order: int) -> None:
    href = element.get("href")
    rel = element.get("rel")
    if href and rel:
        for word in rel.lower().split()[:4]:
            if len(page.links[word]) < MAX_MARKS:
                page.links[word].append(href.strip())


def _title(page: PageMarkup, element: Element, order: int) -> None:
    parent = element.getparent()
    if not page.title and (parent is None or parent.tag in ("head", "html", "body")):
        page.title = squeeze(element.text or "")[:1000]


def _script(page: PageMarkup, element: Element, order: int) -> None:
    kind = (element.get("type") or "").lower()
    if "ld+json" in kind and element.text and len(page.scripts) < 50:
        page.scripts.append(element.text)


def _page(page: PageMarkup, element: Element, order: int) -> None:
    if element.tag == "html":
        page.language = (
            element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        ).strip()
    page.page_classes += f" {element.get('class') or ''}"


def _anchor(page: PageMarkup, element: Element, order: int) -> None:
    """Keeps links to pages of a topic, by their address or the names of the link and its parent."""
    if len(page.topic_links) >= MAX_MARKS:
        return
    parent = element.getparent()
    if (
        _TAG_PAGE.search(element.get("href") or "")
        or class_flags(names_of(element)) & TOPIC
        or (parent is not None and class_flags(names_of(parent)) & TOPIC)
    ):
        page.topic_links.append(Mark(element, order))


def _base(page: PageMarkup, element: Element, order: int) -> None:
    page.base = page.base or (element.get("href") or "").strip()


def _frame(page: PageMarkup, element: Element, order: int) -> None:
    if len(page.frames) < MAX_MARKS:
        page.frames.append((element.get("src") or element.get("data-src") or "")[:500])


def _keep(name: str) -> Any:
    def keep(page: PageMarkup, element: Element, order: int) -> None:
        marks: list[Mark] = getattr(page, name)
        if len(marks) < MAX_MARKS:
            marks.append(Mark(element, order))

    return keep


def _player(kind: str) -> Any:
    def count(page: PageMarkup, element: Element, order: int) -> None:
        page.players[kind] += 1

    return count


_HANDLERS: dict[Any, Any] = {
    "meta": _meta,
    "link": _link,
    "title": _title,
    "script": _script,
    "html": _page,
    "body": _page,
    "base": _base,
    "a": _anchor,
    "iframe": _frame,
    "h1": _keep("headings"),
    "h2": _keep("subheadings"),
    "h3": _keep("subheadings"),
    "time": _keep("times"),
    "img": _keep("images"),
    "amp-img": _keep("images"),
    "figure": _keep("figures"),
    "video": _player("video"),
    "audio": _player("audio"),
}
