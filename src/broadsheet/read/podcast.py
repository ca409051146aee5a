"""The daily briefing as a podcast: RSS 2.0 with enclosures, and the elements that directories ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.feedgenerator import Enclosure, Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator

from .syndication import clean

_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"


@dataclass(frozen=True, slots=True)
class Episode:
    """A briefing with its audio file; `url` of its page, `audio_url` of the file; all absolute."""

    id: str
    title: str
    description: str
    url: str
    audio_url: str
    audio_bytes: int
    audio_s: float
    at: datetime


class _Podcast(Rss201rev2Feed):
    """RSS 2.0 with Apple's elements."""

    def rss_attributes(self) -> dict[str, str]:
        return super().rss_attributes() | {"xmlns:itunes": _ITUNES}

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["updated"]
        return updated

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("itunes:author", "Broadsheet")
        handler.addQuickElement("itunes:summary", self.feed["description"])
        handler.addQuickElement("itunes:explicit", "false")
        handler.addQuickElement("itunes:type", "episodic")
        handler.addQuickElement("itunes:image", "", {"href": self.feed["image_url"]})
        handler.addQuickElement("itunes:category", "", {"text": "News"})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("itunes:duration", str(round(item["seconds"])))
        handler.addQuickElement("itunes:explicit", "false")


def write_podcast(
    *,
    title: str,
    description: str,
    language: str,
    page_url: str,
    feed_url: str,
    image_url: str,
    updated: datetime,
    episodes: Sequence[Episode],
) -> bytes:
    """The feed.

    Args:
        language: BCP 47, of the episodes.
        episodes: the latest first.
    """
    feed = _Podcast(
        title=clean(title),
        link=page_url,
        description=clean(description),
        language=language,
        feed_url=feed_url,
        image_url=image_url,
        updated=updated,
    )
    for one in episodes:
        feed.add_item(
            title=clean(one.title),
            link=one.url,
            description=clean(one.description),
            pubdate=one.at,
            unique_id=one.id,
            unique_id_is_permalink=False,
            enclosures=[Enclosure(one.audio_url, str(one.audio_bytes), "audio/mpeg")],
            seconds=one.audio_s,
        )
    return feed.writeString("utf-8").encode()
