"""Parts of a feed as the quick reader takes them: names, values, addresses, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from feedparser.api import StrictFeedParser
from feedparser.urls import _urljoin

from broadsheet.feeds.feedparser_fields import is_picture
from broadsheet.feeds.raw import RawEnclosure, RawPicture

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    Fields = dict[str, list[Element]]

ATOM = "http://www.w3.org/2005/Atom"
_C1 = re.compile("[\x80-\x9f]")
_DECLARED = re.compile(rb"xmlns(?::([\w.-]+))?\s*=\s*[\"']([^\"'<>]*)[\"']")
_TWICE_ENCODED = re.compile(rb"\xc3[\x82-\xb4]\xc2")
_QUERY_ENTITY = re.compile(r"&([A-Za-z0-9_]+);")
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "html", "xhtml")

_PREFIX_OF = {uri.lower(): prefix for uri, prefix in StrictFeedParser.namespaces.items()}
"""feedparser calls elements by these prefixes whatever a feed calls them; unknown ones by the feed's own."""
_READ = {"dc", "dcterms", "media", "content", "sy", "feedburner", "itunes"}
_IGNORED = {
    "admin", "ag", "annotate", "blogChannel", "cc", "creativeCommons", "geo", "georss", "l", "pingback",
    "prism", "ref", "slash", "taxo", "thr", "trackback", "wfw",
}  # fmt: skip
_MEANT = set(_PREFIX_OF.values()) - _IGNORED
_WITHOUT_EFFECT = {
    "dc:contributor", "dc:coverage", "dc:format", "dc:identifier", "dc:publisher", "dc:relation", "dc:rights",
    "dc:source", "dc:type", "feedburner:emailServiceId", "feedburner:feedFlare",
    "feedburner:feedburnerHostname", "feedburner:info", "itunes:block", "itunes:complete", "itunes:duration",
    "itunes:episode", "itunes:episodeType", "itunes:explicit", "itunes:order", "itunes:season",
    "itunes:title", "itunes:type", "media:copyright", "media:rating", "media:restriction", "media:license",
}  # fmt: skip
"""What of the vocabularies that are read changes nothing in a `RawFeed`."""

_NONE: frozenset[str] = frozenset()
_INHERITED = {"base", "lang"}
_LINK = frozenset(
    {
        "href", "hreflang", "length", "rel", "title", "type",
        "{http://purl.org/syndication/thread/1.0}count", "{http://purl.org/syndication/thread/1.0}updated",
    }
)  # fmt: skip
_MEDIA = frozenset(
    {
        "bitrate", "channels", "duration", "expression", "fileSize", "framerate", "height", "isDefault",
        "lang", "medium", "samplingrate", "type", "url", "width",
    }
)  # fmt: skip
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "atom:link": _LINK,
    "category": frozenset({"domain"}),
    "enclosure": frozenset({"length", "type", "url"}),
    "guid": frozenset({"isPermaLink"}),
    "itunes:image": frozenset({"href"}),
    "media:content": _MEDIA,
    "media:credit": frozenset({"role", "scheme"}),
    "media:description": frozenset({"type"}),
    "media:thumbnail": _MEDIA | {"time"},
    "source": frozenset({"url"}),
}
_ATOM_ATTRIBUTES: dict[str, frozenset[str]] = _ATTRIBUTES | {
    "category": frozenset({"label", "scheme", "term"}),
    "content": frozenset({"type"}),
    "generator": frozenset({"uri", "version"}),
    "link": _LINK,
    "rights": frozenset({"type"}),
    "subtitle": frozenset({"type"}),
    "summary": frozenset({"type"}),
    "title": frozenset({"type"}),
}


class Unusual(Exception):
    """Something the careful reader must look at."""


class Names(dict[str, str]):
    """From an element's full tag to its short name; "" for what is passed over.

    Args:
        own: the feed format's namespace; "" for RSS 2.0.
        declared: the document's namespace declarations, as pairs of prefix ("" for the default) and URI.

    Raises:
        Unusual: on construction or look-up, for what feedparser would read under another name.
    """

    def __init__(self, own: str, declared: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.own = own
        self.prefixes: dict[str, set[str]] = {}
        for prefix, uri in declared:
            self.prefixes.setdefault(uri, set()).add(prefix)
            known = _PREFIX_OF.get(uri.lower())
            if known is not None and prefix != known and prefix in _MEANT and prefix:
                raise Unusual

    def __missing__(self, tag: str) -> str:
        namespace, _, local = tag[1:].partition("}") if tag[0] == "{" else ("", "", tag)
        name = local if namespace == self.own else self._foreign(namespace, local)
        self[tag] = name
        return name

    def _foreign(self, namespace: str, local: str) -> str:
        if namespace == ATOM:
            return f"atom:{local}"
        known = _PREFIX_OF.get(namespace.lower())
        if known is None:
            stated = self.prefixes.get(namespace)
            if not namespace or not stated or "" in stated or not _MEANT.isdisjoint(stated):
                raise Unusual
            return ""
        if known in _READ:
            name = f"{known}:{local}"
            return "" if name in _WITHOUT_EFFECT else name
        if known not in _IGNORED:
            raise Unusual
        return ""


class Reader:
    """What reading one document needs to know.

    Attributes:
        base: the document's address.
        names: see `Names`.
        attributes: the attributes an element may have by its short name.
    """

    __slots__ = ("_body", "_suspicious", "attributes", "base", "names")

    def __init__(self, body: bytes, own: str, base: str, declared: Iterable[tuple[str, str]]) -> None:
        self.base = base
        self.names = Names(own, declared)
        self.attributes = _ATOM_ATTRIBUTES if own == ATOM else _ATTRIBUTES
        self._body = body
        self._suspicious: bool | None = None

    def fields_of(self, parent: Element, once: set[str] | frozenset[str]) -> Fields:
        """Children by short name; those of other vocabularies are left out if they hold no elements.

        Args:
            parent: the element.
            once: names that must not occur twice.
        """
        found: Fields = {}
        names, attributes = self.names, self.attributes
        for child in parent:
            name = names[child.tag]
            stated = child.keys()
            if not name:
                if len(child) or not _INHERITED.isdisjoint(stated):
                    raise Unusual
                continue
            if stated and not attributes.get(name, _NONE).issuperset(stated):
                raise Unusual
            if name not in found:
                found[name] = [child]
            elif name in once:
                raise Unusual
            else:
                found[name].append(child)
        return found

    def value_of(self, element: Element) -> str:
        """The text of an element without children, read as feedparser reads it."""
        if len(element):
            raise Unusual
        value = (element.text or "").strip()
        if not value.isascii():
            self._check(value)
        return value

    def _check(self, value: str) -> None:
        """Leaves to feedparser what it repairs: Windows characters given by number, UTF-8 encoded twice."""
        if self._suspicious is None:
            self._suspicious = b"&#" in self._body or bool(_TWICE_ENCODED.search(self._body))
        if not self._suspicious:
            return
        if _C1.search(value):
            raise Unusual
        try:
            value.encode("latin-1").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            return
        raise Unusual

    def item_of(self, parent: Element, texts: set[str]) -> tuple[dict[str, str], Fields]:
        """The texts an element holds, each at most once and without attributes, and its other children.

        Args:
            parent: the element.
            texts: names of those that are texts.
        """
        values: dict[str, str] = {}
        found: Fields = {}
        names, attributes = self.names, self.attributes
        for child in parent:
            name = names[child.tag]
            stated = child.keys()
            if name in texts:
                if stated or name in values or len(child):
                    raise Unusual
                value = (child.text or "").strip()
                if not value.isascii():
                    self._check(value)
                values[name] = value
            elif not name:
                if len(child) or not _INHERITED.isdisjoint(stated):
                    raise Unusual
            elif stated and not attributes.get(name, _NONE).issuperset(stated):
                raise Unusual
            elif name in found:
                found[name].append(child)
            else:
                found[name] = [child]
        return values, found

    def first(self, fields: Fields, name: str) -> str:
        """The value of the first element called `name`; "" if there is none."""
        return self.value_of(fields[name][0]) if name in fields else ""

    def address(self, fields: Fields, name: str) -> str:
        return address_of(self.value_of(fields[name][0]), self.base) if name in fields else ""


def declared_in(body: bytes) -> list[tuple[str, str]]:
    """Namespace declarations, and what looks like one in a text."""
    return [
        (prefix.decode("ascii", "replace"), uri.decode("utf-8", "replace"))
        for prefix, uri in set(_DECLARED.findall(body))
    ]


def address_of(written: str, base: str) -> str:
    if not written:
        return ""
    usual = written.startswith(("https://", "http://")) and "/." not in written and "//" not in written[8:]
    if not usual or ";" in written or written[-1] in "?#" or "?#" in written:
        written = str(_urljoin(base, written))
    if "&" in written and ";" in written:
        return _QUERY_ENTITY.sub(r"&\g<1>", written.replace("&amp;", "&"))
    return written


def enclosure_of(element: Element) -> RawEnclosure:
    return RawEnclosure(element.get("url", ""), element.get("type", ""), element.get("length", ""))


def media_of(reader: Reader, fields: Fields) -> list[RawPicture]:
    """Pictures an entry states with Media RSS, of which there is at most one group."""
    holder = fields
    if "media:group" in fields:
        if len(fields["media:group"]) > 1 or any(
            n.startswith("media:") and n != "media:group" for n in fields
        ):
            raise Unusual
        holder = reader.fields_of(fields["media:group"][0], _NONE)
        if not _IN_GROUP.issuperset(holder):
            raise Unusual
    caption, credit = reader.first(holder, "media:description"), reader.first(holder, "media:credit")
    pictures = []
    for content in holder.get("media:content", ()):
        words = (caption, credit)
        if len(content):
            inner = reader.fields_of(content, _NONE)
            if not _IN_CONTENT.issuperset(inner):
                raise Unusual
            words = (
                reader.first(inner, "media:description") or caption,
                reader.first(inner, "media:credit") or credit,
            )
        if is_picture(content.attrib):
            pictures.append(_picture(content, words))
    for thumbnail in holder.get("media:thumbnail", ()):
        if len(thumbnail) or (thumbnail.text or "").strip():
            raise Unusual
        pictures.append(_picture(thumbnail, (caption, credit)))
    return pictures


_IN_CONTENT = {"media:credit", "media:description"}
_IN_GROUP = _IN_CONTENT | {"media:content", "media:thumbnail"}


def _picture(element: Element, words: tuple[str, str]) -> RawPicture:
    get = element.get
    return RawPicture(get("url", ""), get("width", ""), get("height", ""), *words)


def relation_of(link: dict[str, str]) -> str:
    return link.get("rel", "alternate").lower()


def attributes_of(link: Element) -> dict[str, str]:
    """A link's attributes; one with an empty address means the feed itself to feedparser."""
    if not (link.get("href") or "").strip():
        raise Unusual
    return link.attrib


def related(links: list[dict[str, str]], rel: str, base: str) -> str:
    return next((address_of(link["href"], base) for link in links if relation_of(link) == rel), "")


def alternate_page(links: list[dict[str, str]], base: str) -> str:
    for link in links:
        if relation_of(link) == "alternate" and link.get("type", "text/html").lower() in _PAGE_TYPES:
            return address_of(link["href"], base)
    return ""
