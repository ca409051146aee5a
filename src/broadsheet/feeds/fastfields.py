"""Parts of a feed as the quick reader takes them: fields, values, addresses, pictures."""

from __future__ import annotations

import re
from typing import Any

from feedparser.urls import _urljoin

from broadsheet.feeds.feedparser_fields import is_picture
from broadsheet.feeds.raw import RawEnclosure, RawPicture

_C1 = re.compile("[\x80-\x9f]")
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.w3.org/2005/Atom": "atom:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
}
_IGNORED = {
    "http://purl.org/rss/1.0/modules/slash/",
    "http://wellformedweb.org/CommentAPI/",
    "http://purl.org/syndication/thread/1.0",
    "http://www.georss.org/georss",
    "http://www.w3.org/2003/01/geo/wgs84_pos#",
}
_QUERY_ENTITY = re.compile(r"&([A-Za-z0-9_]+);")
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "html", "xhtml")


class Unusual(Exception):
    """Something the careful reader must look at."""


def fields_of(parent: Any, own: str, once: set[str]) -> dict[str, list[Any]]:
    """Children by short name; those of other vocabularies are left out if they hold no elements."""
    found: dict[str, list[Any]] = {}
    for child in parent:
        tag = child.tag
        if not isinstance(tag, str):
            raise Unusual
        namespace, _, local = tag[1:].partition("}") if tag[0] == "{" else ("", "", tag)
        if f"{{{namespace}}}" == own or (not namespace and not own):
            name = local
        elif namespace in _PREFIXES:
            name = _PREFIXES[namespace] + local
        elif namespace and (namespace in _IGNORED or not len(child)):
            continue
        else:
            raise Unusual
        found.setdefault(name, []).append(child)
    if any(len(found.get(name, ())) > 1 for name in once):
        raise Unusual
    return found


def value_of(element: Any) -> str:
    """The text of an element without children, read as feedparser reads it."""
    if len(element):
        raise Unusual
    value: str = (element.text or "").strip()
    if not value.isascii():
        if _C1.search(value):  # Windows characters given by number: feedparser maps them
            raise Unusual
        try:
            value.encode("latin-1").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            return value
        raise Unusual  # UTF-8 that was encoded again: feedparser undoes that, in most places
    return value


def first_value(fields: dict[str, list[Any]], name: str) -> str:
    elements = fields.get(name)
    return value_of(elements[0]) if elements else ""


def address_of(written: str, base: str) -> str:
    if not written:
        return ""
    usual = written.startswith(("https://", "http://")) and "/." not in written and "//" not in written[8:]
    if not usual or ";" in written or written[-1] in "?#" or "?#" in written:
        written = str(_urljoin(base, written))
    return _QUERY_ENTITY.sub(r"&\g<1>", written.replace("&amp;", "&")) if "&" in written else written


def enclosure_of(element: Any) -> RawEnclosure:
    if element.get("href") or element.get("uri"):
        raise Unusual
    return RawEnclosure(element.get("url", ""), element.get("type", ""), element.get("length", ""))


def pictures_of(entry: Any, fields: dict[str, list[Any]], enclosures: list[RawEnclosure]) -> list[RawPicture]:
    pictures: list[RawPicture] = []
    if any(name.startswith("media:") for name in fields):
        pictures = _media(entry, fields)
    pictures += [RawPicture(e.url) for e in enclosures if e.type.startswith("image/") and e.url]
    return pictures


def _media(entry: Any, fields: dict[str, list[Any]]) -> list[RawPicture]:
    groups = fields.get("media:group", [])
    holders = [fields, *(fields_of(group, "", set()) for group in groups)]
    if len(groups) > 1 or (groups and any(n.startswith("media:") and n != "media:group" for n in fields)):
        raise Unusual
    allowed = {"media:content", "media:thumbnail", "media:credit", "media:description"}
    for holder in holders[1:]:
        if not allowed.issuperset(holder):
            raise Unusual
    holder = holders[-1]
    caption, credit = first_value(holder, "media:description"), first_value(holder, "media:credit")
    contents, thumbnails = [], []
    for content in holder.get("media:content", ()):
        inner = fields_of(content, "", set())
        if not {"media:credit", "media:description"}.issuperset(inner):
            raise Unusual
        own = (
            first_value(inner, "media:description") or caption,
            first_value(inner, "media:credit") or credit,
        )
        if is_picture(content.attrib):
            contents.append(_picture(content, own))
    for thumbnail in holder.get("media:thumbnail", ()):
        if len(thumbnail) or (thumbnail.text or "").strip():
            raise Unusual
        thumbnails.append(_picture(thumbnail, (caption, credit)))
    return contents + thumbnails


def _picture(element: Any, words: tuple[str, str]) -> RawPicture:
    get = element.get
    return RawPicture(get("url", ""), get("width", ""), get("height", ""), *words)


def relation_of(link: dict[str, str]) -> str:
    return link.get("rel", "alternate").lower()


def attributes_of(link: Any) -> dict[str, str]:
    """A link's attributes; one with an empty address means the feed itself to feedparser."""
    if not (link.get("href") or "").strip():
        raise Unusual
    return dict(link.attrib)


def related(links: list[dict[str, str]], rel: str, base: str) -> str:
    return next(
        (address_of(link["href"], base) for link in links if relation_of(link) == rel and link.get("href")),
        "",
    )


def alternate_page(links: list[dict[str, str]], base: str) -> str:
    for link in links:
        a_page = relation_of(link) == "alternate" and link.get("type", "text/html").lower() in _PAGE_TYPES
        if a_page and link.get("href"):
            return address_of(link["href"], base)
    return ""
