"""Lists as feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.

What goes out of an article is its excerpt, never its text. Ids are the same whatever address the site has,
and dates are the articles' own, so that the same list gives the same bytes.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.utils.encoding import iri_to_uri
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, rfc3339_date
from django.utils.html import format_html
from django.utils.xmlutils import SimplerXMLGenerator

_DC = "http://purl.org/dc/elements/1.1/"
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_NAMESPACE = uuid.UUID("a1f6a3ac-6d0c-5f0e-9d6e-0b8f2b1c7d44")  # of our ids; never to be changed
# What XML 1.0 cannot hold, section 2.2.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Item:
    """An article or a story in a feed.

    Attributes:
        id: from `item_id`.
        url: its page here; `source_url` the publisher's page, "" for a story.
        title, excerpt: plain text.
        language: of both, BCP 47; "" if unknown.
        publisher: whose words they are.
        authors: names.
        tags: hashtags and category, without "#".
        picture_url: absolute; "" without one.
        published_at, updated_at: UTC.
    """

    id: str
    url: str
    title: str
    published_at: datetime
    updated_at: datetime
    excerpt: str = ""
    language: str = ""
    source_url: str = ""
    publisher: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    picture_url: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """A list as it goes out.

    Attributes:
        title, description: in `title_language`, BCP 47.
        page_url, feed_url: absolute addresses of the page it is the list of, and of itself.
        items: newest first, or most important first.
    """

    title: str
    description: str
    title_language: str
    page_url: str
    feed_url: str
    items: Sequence[Item] = ()

    @property
    def language(self) -> str:
        """The one language of all items; "" if they have several or it is unknown."""
        found = {item.language for item in self.items}
        return found.pop() if len(found) == 1 else ""

    @property
    def updated_at(self) -> datetime:
        """When an item last changed; the beginning of 1970 without items."""
        return max((item.updated_at for item in self.items), default=_BEGINNING)


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a channel; `name` ends its address."""

    name: str
    label: str
    media_type: str
    write: Callable[[Channel], bytes]


def item_id(kind: str, public_id: str) -> str:
    """The id of an article or a story in every feed: the same at every address this site is reached by."""
    return uuid.uuid5(_NAMESPACE, f"{kind}:{public_id}").urn


class _Rss(Rss201rev2Feed):
    """RSS 2.0 with the language of each item (Dublin Core)."""

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["updated"]
        return updated

    def rss_attributes(self) -> dict[str, str]:
        return super().rss_attributes() | {"xmlns:dc": _DC}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["creators"]:
            handler.addQuickElement("dc:creator", name)
        if item["language"]:
            handler.addQuickElement("dc:language", item["language"])


class _Atom(Atom1Feed):
    """Atom with the language of each entry and the way to the publisher's page."""

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["updated"]
        return updated

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        # An empty one takes back the feed's own: XML 1.0, section 2.12.
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["creators"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            handler.endElement("author")
        if item["source_url"]:
            handler.addQuickElement("link", "", {"href": iri_to_uri(item["source_url"]), "rel": "via"})


def write_rss(channel: Channel) -> bytes:
    return _write(_Rss, channel, channel.language or None)


def write_atom(channel: Channel) -> bytes:
    return _write(_Atom, channel, channel.title_language)


def _write(kind: type[_Rss | _Atom], channel: Channel, language: str | None) -> bytes:
    feed = kind(
        title=clean(channel.title),
        link=channel.page_url,
        description=clean(channel.description),
        subtitle=clean(channel.description),
        language=language,
        feed_url=channel.feed_url,
        author_name="Broadsheet",
        updated=channel.updated_at,
    )
    for item in channel.items:
        feed.add_item(
            title=clean(item.title),
            link=item.url,
            description=clean(_html(item)),
            pubdate=item.published_at,
            updateddate=item.updated_at,
            unique_id=item.id,
            unique_id_is_permalink=False,
            categories=[clean(tag) for tag in item.tags],
            creators=[clean(name) for name in item.authors or (item.publisher,) if clean(name)],
            language=clean(item.language),
            source_url=item.source_url,
        )
    return feed.writeString("utf-8").encode()


def write_json(channel: Channel) -> bytes:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.description,
        "home_page_url": channel.page_url,
        "feed_url": channel.feed_url,
        "language": channel.language,
        "items": [_json_item(item) for item in channel.items],
    }
    return json.dumps(_given(feed), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _json_item(item: Item) -> dict[str, Any]:
    return _given(
        {
            "id": item.id,
            "url": item.url,
            "external_url": item.source_url,
            "title": item.title,
            "content_html": _html(item) or " ",  # one of the two contents must be there
            "image": item.picture_url,
            "date_published": rfc3339_date(item.published_at),
            "date_modified": rfc3339_date(item.updated_at),
            "authors": [{"name": name} for name in item.authors or (item.publisher,) if name],
            "tags": list(item.tags),
            "language": item.language,
        }
    )


def _given(facts: dict[str, Any]) -> dict[str, Any]:
    """Without what is unknown. The list of items stays, as it must."""
    return {name: value for name, value in facts.items() if value or name == "items"}


def _html(item: Item) -> str:
    """The excerpt, then whose words they are and the way to them."""
    excerpt = format_html("<p>{}</p>", item.excerpt) if item.excerpt else ""
    if not item.publisher:
        return excerpt
    if not item.source_url:
        return excerpt + format_html("<p>{}</p>", item.publisher)
    return excerpt + format_html('<p><a href="{}">{}</a></p>', item.source_url, item.publisher)


def clean(text: str) -> str:
    """Without what XML cannot hold."""
    return _NOT_XML.sub("", text)


FORMATS = {
    kind.name: kind
    for kind in (
        Format("rss", "RSS", "application/rss+xml", write_rss),
        Format("atom", "Atom", "application/atom+xml", write_atom),
        Format("json", "JSON Feed", "application/feed+json", write_json),
    )
}
