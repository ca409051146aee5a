"""schema.org data in `<script type="application/ld+json">`, read leniently.

Publishers write it by template, so it is broken in every way: HTML-escaped, wrapped in comments, with raw
line breaks, trailing commas, several documents in one script, or cut off. Source: JSON-LD 1.1 (W3C
Recommendation, 2020) and schema.org; we read the JSON and follow `@graph` and `@id` only.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from broadsheet.extract.plain import comparable, squeeze, strip_markup

Node = dict[str, Any]

MAX_SCRIPT_CHARS = 2_000_000
MAX_NODES = 5_000  # a page's own data has tens; more is a catalogue or an attack
MAX_DEPTH = 60

ARTICLE_TYPES = frozenset(
    (
        "Article", "NewsArticle", "ReportageNewsArticle", "OpinionNewsArticle", "AnalysisNewsArticle",
        "BackgroundNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle", "SatiricalArticle",
        "AdvertiserContentArticle", "BlogPosting", "LiveBlogPosting", "Report", "TechArticle",
        "ScholarlyArticle", "MedicalScholarlyArticle", "SocialMediaPosting", "DiscussionForumPosting",
    )
)  # fmt: skip
LISTING_TYPES = frozenset(["CollectionPage", "SearchResultsPage", "ItemList", "ProfilePage"])
# What hangs below these members is about other things than the page.
_FOREIGN_MEMBERS = frozenset(
    (
        "itemListElement", "hasPart", "liveBlogUpdate", "mentions", "citation", "isBasedOn", "comment",
        "review", "about", "isPartOf", "relatedLink", "relatedItem", "significantLink", "publisher",
        "author", "video", "audio", "image", "subjectOf", "sharedContent",
    )
)  # fmt: skip

_WRAPPING = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|/\*\s*\]\]>\s*\*/"
    r"|//\s*\]\]>|\]\]>|;)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MEMBER = re.compile(
    r'"(headline|datePublished|dateModified|description|articleBody|isAccessibleForFree|inLanguage)"'
    r'\s*:\s*"((?:[^"\\]|\\.){1,20000})"'
)
_TYPE = re.compile(r'"@type"\s*:\s*\[?\s*"([A-Za-z]{3,40})"')


@dataclass(frozen=True, slots=True)
class Placed:
    """A node with its place: how deep it stands, and whether below a member that leads elsewhere."""

    node: Node
    depth: int
    foreign: bool
    member: str


@dataclass(frozen=True, slots=True)
class LinkedData:
    """All nodes of a page, in document order, and what each `@id` names."""

    placed: tuple[Placed, ...] = ()
    by_id: dict[str, Node] = field(default_factory=dict)

    def resolve(self, value: Any) -> Any:
        """The node that `{"@id": …}` refers to; any other value as it is."""
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
            return self.by_id.get(value["@id"], value)
        return value

    def values(self, node: Node, member: str) -> list[Any]:
        """A member's values as a flat list, references resolved; one level of nested lists is opened."""
        found: list[Any] = []
        value = node.get(member)
        for item in value if isinstance(value, list) else [value]:
            for inner in item if isinstance(item, list) else [item]:
                if inner is not None:
                    found.append(self.resolve(inner))
        return found[:200]

    def text(self, node: Node, member: str) -> str:
        """A member's first value as plain text."""
        for value in self.values(node, member):
            text = plain(value)
            if text:
                return text
        return ""

    def of_types(self, types: Iterable[str]) -> list[Placed]:
        wanted = frozenset(types)
        return [p for p in self.placed if not wanted.isdisjoint(types_of(p.node))]


def read_linked_data(scripts: Iterable[str]) -> LinkedData:
    """Reads all scripts of a page; what cannot be read is left out.

    Args:
        scripts: the text of each `application/ld+json` script, in document order.
    """
    placed: list[Placed] = []
    for script in scripts:
        for document in _documents(script):
            placed.extend(_walk(document, MAX_NODES - len(placed)))
            if len(placed) >= MAX_NODES:
                break
    by_id: dict[str, Node] = {}
    for item in placed:
        name = item.node.get("@id")
        if isinstance(name, str) and len(item.node) > len(by_id.get(name, ())):
            by_id[name] = item.node
    return LinkedData(tuple(placed), by_id)


def types_of(node: Node) -> list[str]:
    """The names of a node's types without their vocabulary: "NewsArticle" for "http://schema.org/NewsArticle"."""
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return [re.split(r"[/:#]", name)[-1].strip() for name in names if isinstance(name, str)]


def plain(value: Any) -> str:
    """A value as one line of plain text: strings unescaped, of a node its name or value."""
    if isinstance(value, list):
        return plain(value[0]) if value else ""
    if isinstance(value, dict):
        return plain(value.get("@value") or value.get("name") or value.get("headline") or "")
    if isinstance(value, str):
        return strip_markup(value)
    return ""


def main_article(data: LinkedData, headings: Iterable[str], url: str) -> Node:
    """The node that describes the page's own article, completed from others that describe the same.

    Args:
        headings: what the page shows and states as its title; they tell the article from its neighbours.
        url: address of the page; may be empty.

    Returns:
        a node, empty if none is about an article.
    """
    known = {comparable(h) for h in headings if h}
    path = _path(url)
    ranked: list[tuple[float, int, Node]] = []
    for order, item in enumerate(data.of_types(ARTICLE_TYPES)):
        ranked.append((_likeness(data, item, known, path), -order, item.node))
    ranked.sort(key=lambda r: r[:2], reverse=True)
    chosen = ranked[0][2] if ranked and ranked[0][0] > 0 else {}
    if not chosen:
        return {}
    merged = dict(chosen)
    headline = comparable(data.text(chosen, "headline") or data.text(chosen, "name"))
    for score, _, node in ranked[1:]:
        same = comparable(data.text(node, "headline") or data.text(node, "name")) == headline
        if score > 0 and same:
            for member, value in node.items():
                if not merged.get(member):
                    merged[member] = value
    return merged


def _likeness(data: LinkedData, item: Placed, known: set[str], path: str) -> float:
    node = item.node
    score = 2.0 if "headline" in node else 0.5
    score += 2.0 * ("datePublished" in node) + ("author" in node) + ("articleBody" in node)
    score -= item.depth * 0.5 + (8.0 if item.foreign else 0.0)
    if comparable(data.text(node, "headline") or data.text(node, "name")) in known:
        score += 4.0
    if path and any(_path(address) == path for address in _addresses(data, node)):
        score += 4.0
    if "LiveBlogPosting" in types_of(node):
        score += 2.0
    return score


def _addresses(data: LinkedData, node: Node) -> Iterator[str]:
    for member in ("url", "mainEntityOfPage", "@id"):
        for value in data.values(node, member):
            if isinstance(value, dict):
                value = value.get("@id") or value.get("url")
            if isinstance(value, str):
                yield value


def _path(url: str) -> str:
    """What names a page within its site: the path without its last slash; empty for a home page."""
    match = re.match(r"(?:[a-z]+:)?//[^/?#]*([^?#]*)", url, re.IGNORECASE)
    path = match.group(1) if match else url if url.startswith("/") else ""
    return path.rstrip("/")


def _walk(document: Any, limit: int) -> list[Placed]:
    """All nodes below a JSON document in its order, without recursion."""
    found: list[Placed] = []
    stack: list[tuple[Any, int, bool, str]] = [(document, 0, False, "")]
    steps = 0
    while stack and len(found) < limit and steps < 50 * MAX_NODES:
        steps += 1
        value, depth, foreign, member = stack.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(value, list):
            stack.extend((item, depth, foreign, member) for item in reversed(value[:MAX_NODES]))
        elif isinstance(value, dict):
            if "@type" in value or "@id" in value:
                found.append(Placed(value, depth, foreign, member))
            children = [
                (inner, depth + (name != "@graph"), foreign or name in _FOREIGN_MEMBERS, name)
                for name, inner in value.items()
                if isinstance(inner, dict | list)
            ]
            stack.extend(reversed(children))
    return found


def _documents(script: str) -> list[Any]:
    """The JSON documents in a script, by ever more lenient reading."""
    text = script[:MAX_SCRIPT_CHARS].strip().lstrip("\ufeff")
    for _ in range(2):
        text = _WRAPPING.sub("", text).strip()
    if not text:
        return []
    try:
        return [msgspec.json.decode(text)]
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        pass
    repaired = html.unescape(text) if "&quot;" in text and text.count('"') < 4 else text
    for attempt in (text, repaired, _TRAILING_COMMA.sub(r"\1", repaired)):
        documents = _decode_all(attempt)
        if documents:
            return documents
    return _salvage(text)


def _decode_all(text: str) -> list[Any]:
    """Several JSON documents one after another; raw control characters allowed; empty if one is broken."""
    decoder = json.JSONDecoder(strict=False)
    documents: list[Any] = []
    at = 0
    while at < len(text) and len(documents) < 50:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return []
        documents.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return documents


def _salvage(text: str) -> list[Any]:
    """From a script that is no JSON at all: the first string of each member that we use."""
    types = _TYPE.findall(text)
    article = next((name for name in types if name in ARTICLE_TYPES), "")
    if not article:
        return []
    node: Node = {"@type": article}
    for name, value in _MEMBER.findall(text):
        node.setdefault(name, squeeze(_unescape_json(value)))
    return [node]


def _unescape_json(value: str) -> str:
    try:
        return str(json.loads(f'"{value}"', strict=False))
    except ValueError:
        return value
