"""Rows to test with: each function makes one, with sensible facts where the test names none."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from broadsheet.store.models import Article, Entry, Feed, Ownership, Page, Picture, Publisher, Revision

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_numbers = itertools.count(1)


def make_publisher(**facts: Any) -> Publisher:
    number = next(_numbers)
    facts = {
        "key": f"publisher-{number}",
        "name": f"The Courier {number}",
        "homepage": f"https://courier-{number}.example/",
        "country": "NZ",
        "languages": ["en"],
        "ownership": Ownership.PRIVATE,
        "ownership_source": "imprint of the site",
        "rights": "whole",  # what is allowed by default is tested where it is meant
    } | facts
    return Publisher.objects.create(**facts)


def make_feed(publisher: Publisher | None = None, **facts: Any) -> Feed:
    publisher = publisher or make_publisher()
    facts = {
        "url": f"https://{publisher.key}.example/feed-{next(_numbers)}.xml",
        "next_fetch_at": NOW + timedelta(minutes=10),
    } | facts
    return Feed.objects.create(publisher=publisher, **facts)


def make_page(**facts: Any) -> Page:
    facts = {
        "url": f"https://pages.example/{next(_numbers)}",
        "host": "pages.example",
        "discovered_at": NOW,
    } | facts
    return Page.objects.create(**facts)


def make_entry(feed: Feed | None = None, **facts: Any) -> Entry:
    number = next(_numbers)
    facts = {
        "key": f"{number:032x}",
        "url": f"https://pages.example/{number}",
        "title": f"Entry {number}",
        "content_hash": f"{number:032x}",
        "seen_at": NOW,
    } | facts
    return Entry.objects.create(feed=feed or make_feed(), **facts)


def make_article(publisher: Publisher | None = None, **facts: Any) -> Article:
    """An article; `sort_at` follows `published_at` unless given."""
    publisher = publisher or make_publisher()
    number = next(_numbers)
    # Each is older than the one before, but by so little that the last of thousands is news as well.
    published = facts.get("published_at", NOW - timedelta(seconds=5 * number))
    text = facts.get("text", "The crack has a name.\n\nThe crew call it the Seam.")
    facts = {
        "canonical_url": f"https://{publisher.key}.example/articles/{number}",
        "title": f"Headline {number}",
        "summary": "On the crest of the dam, a crew of nine measures a crack.",
        "text": text,
        "html": "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n")),
        "language": "en",
        "words": len(text.split()),
        "published_at": published,
        "published_has_time": True,
        "first_seen_at": published or NOW,
        "updated_at": published or NOW,
        "sort_at": published or NOW,
        "content_hash": f"{number:032x}",
    } | facts
    return Article.objects.create(publisher=publisher, **facts)


def make_revision(article: Article, **facts: Any) -> Revision:
    """An earlier text of `article`, numbered after those it has."""
    facts = {
        "number": article.revisions.count() + 1,
        "title": article.title,
        "summary": article.summary,
        "text": article.text,
        "html": article.html,
        "content_hash": f"{next(_numbers):032x}",
        "seen_at": article.first_seen_at,
    } | facts
    return Revision.objects.create(article=article, **facts)


def make_picture(article: Article, **facts: Any) -> Picture:
    number = next(_numbers)
    facts = {
        "position": article.pictures.count(),
        "url": f"https://pictures.example/{number}.jpg",
        "width": 1200,
        "height": 800,
        "alt": "Drawing of a dam between two slopes.",
        "caption": "The gates on Monday.",
        "credit": "P. Anwell",
    } | facts
    return Picture.objects.create(article=article, **facts)
