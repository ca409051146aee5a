"""Who wrote an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from broadsheet.extract.jsonld import LinkedData, Node, plain, types_of
from broadsheet.extract.markup import Element, PageMarkup, text_of
from broadsheet.extract.plain import comparable, strip_markup

MAX_AUTHORS = 30
MAX_NAME = 80
MAX_BYLINE = 200

_PREFIX = re.compile(
    r"^\s*(?:(?:written|reported|posted|published|story|words|text|article|report)\s+by|by|von|vom|par"
    r"|por|di|da|door|av|af"
    r"|przez|od|автор|текст|作者|記者|文|기자|كتب|بقلم|إعداد|लेखक|yazan|haber|ditulis oleh|oleh"
    r"|autor(?:in|es|a)?|auteur|autore"
    r"|author|redaktion|redacción|reporter|written)(?![\w-])\s*[:：|]?\s*|^\s*[:：|•·-]\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*[,;|•·/、،؛]\s*|\s+(?:and|und|et|y|e|en|och|og|ve|и|dan|i|oraz|με|και|و|और|with|mit|avec"
    r"|con)\s+|\s*&\s*|\n",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*[(\[（][^)\]）]*[)\]）]\s*")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|@\w+")
_TITLE_AFTER = re.compile(r"\s*(?:기자|記者|记者|特派員|通信員|論説委員|編集委員|氏)$")
_DIGIT = re.compile(r"\d")
_CASED = re.compile(r"[A-Za-zÀ-ɏͰ-ӿԱ-֏]")
_AUTHOR_PAGE = re.compile(
    r"/(?:author|authors|autor|autoren|autores|auteur|auteurs|autore|autori|profile?|people|person"
    r"|staff|writer"
    r"|reporter|journalist|by|redaktion|korrespondent\w*|contributors?|yazar\w*|signature|columnist\w*)s?/",
    re.IGNORECASE,
)
_NO_NAME = frozenset(
    (
        "admin", "administrator", "editor", "redaktion", "redaktör", "staff", "webmaster", "follow",
        "share", "comments", "comment", "email", "print", "facebook", "twitter", "linkedin", "whatsapp",
        "instagram", "null", "none", "undefined", "unknown", "anonymous",
    )
)  # fmt: skip


def read_authors(page: PageMarkup, data: LinkedData, article: Node, sites: Iterable[str]) -> tuple[str, ...]:
    """The names in the byline: of JSON-LD, then meta elements, then the byline the page shows.

    Where JSON-LD only names the publisher itself, a person named by meta or byline is preferred.

    Args:
        sites: names of the publisher and its host.
    """
    names = {comparable(site).replace(" ", "") for site in sites if site}
    persons, others = _linked_names(data, article)
    linked = persons or others
    if any(_key(name) not in names for name in linked):
        return linked
    stated = split_names(
        page.meta.get("author", []) + page.meta.get("byl", []) + page.meta.get("dc.creator", [])
    )
    stated = stated or split_names(page.meta.get("parsely-author", []) + page.meta.get("sailthru.author", []))
    if any(_key(name) not in names and _is_person(name) for name in stated):
        return stated
    shown = _byline(page, names, persons_only=bool(linked or stated))
    tagged = split_names(page.meta.get("article:author", []))
    return shown or linked or stated or tagged


def _linked_names(data: LinkedData, article: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Persons and others among the article's authors; its creators where it has no authors."""
    persons: list[Any] = []
    others: list[Any] = []
    for member in ("author", "creator"):
        for value in data.values(article, member):
            kinds = types_of(value) if isinstance(value, dict) else []
            target = others if any("Organization" in kind for kind in kinds) else persons
            target.extend(_names_of(data, value))
        if persons or others:
            break
    return split_names(persons), split_names(others)


def _names_of(data: LinkedData, value: Any) -> list[str]:
    if not isinstance(value, dict):
        return [plain(value)]
    name = value.get("name")
    if isinstance(name, list):
        return [plain(part) for part in name[:MAX_AUTHORS]]
    if name:
        return [plain(name)]
    return [f"{plain(value.get('givenName'))} {plain(value.get('familyName'))}"]


def split_names(texts: Iterable[str]) -> tuple[str, ...]:
    """Single names out of bylines such as "By Ann Lee and Bo Li (dpa)", in order, without repeats."""
    found: dict[str, str] = {}
    for text in texts:
        line = _ADDRESS.sub("", _BRACKETS.sub(" ", strip_markup(text)[:1000]))
        for part in _SPLIT.split(_PREFIX.sub("", line.strip())):
            name = _TITLE_AFTER.sub("", _PREFIX.sub("", part.strip())).strip(" .,:;-–—|")
            key = _key(name)
            if key and len(name) <= MAX_NAME and not _DIGIT.match(name) and key not in _NO_NAME:
                found.setdefault(key, name)
    return tuple(list(found.values())[:MAX_AUTHORS])


def _byline(page: PageMarkup, sites: set[str], *, persons_only: bool) -> tuple[str, ...]:
    """Names in the byline element nearest to the headline."""
    anchor = page.headings[0].order if page.headings else 0
    marks = [*page.properties.get("author", ()), *page.bylines]
    ranked = sorted(marks, key=lambda mark: (mark.order < anchor - 80, abs(mark.order - anchor)))
    seen: set[Element] = set()
    for mark in ranked[:25]:
        if mark.element in seen or mark.element.tag in ("meta", "link") or page.in_furniture(mark.element):
            continue
        seen.add(mark.element)
        names = tuple(
            name for name in _names_in(mark.element) if _is_person(name) and _key(name) not in sites
        )
        if names:
            return names
    return ()


def _names_in(element: Element) -> tuple[str, ...]:
    """Names in an element: of its links to author pages, else of its whole short text."""
    linked = [
        text_of(link, MAX_NAME + 1)
        for link in ([element] if element.tag == "a" else element.iter("a"))
        if _AUTHOR_PAGE.search(link.get("href") or "") or "author" in (link.get("rel") or "")
    ]
    if any(linked):
        return split_names(linked)
    text = text_of(element, MAX_BYLINE + 1)
    if not text or len(text) > MAX_BYLINE:
        return ()
    has_prefix = bool(_PREFIX.match(text))
    names = split_names([text])
    return names if has_prefix or all(_is_person(name) for name in names) else names[:1]


def _is_person(name: str) -> bool:
    """Whether a text has the shape of a person's name; scripts without capitals are judged by length only."""
    words = name.split()
    if _DIGIT.search(name) or len(words) > 5 or not words:
        return False
    if not _CASED.search(name):
        return 2 <= len(name) <= 30
    if len(words) < 2:
        return False
    capitals = sum(word[0].isupper() for word in words)
    return words[0][0].isupper() and capitals >= 2 and all(len(word) < 25 for word in words)


def _key(name: str) -> str:
    return comparable(name).replace(" ", "")
