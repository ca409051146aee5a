"""Publishers and feeds into the store and out of it: from packs, from OPML, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from broadsheet.catalogue.types import CataloguePublisher

from .guard import database_errors
from .models import Feed, Publisher, PublisherDomain
from .publishers import publisher_for

_PART = 20


@dataclass(frozen=True, slots=True)
class Installed:
    """How many publishers and feeds are new, and how many were there already."""

    publishers: int
    feeds: int
    known_feeds: int


def install(publishers: Iterable[CataloguePublisher]) -> Installed:
    """Puts publishers of the catalogue and their feeds into the store.

    Doing it again brings the facts of publishers up to date and leaves their feeds as they are: what was
    switched off stays off.

    Raises:
        StoreError: the database could not; nothing was stored.
    """
    now = timezone.now()
    new_publishers = new_feeds = known = 0
    with database_errors(), transaction.atomic():
        for facts in publishers:
            publisher, created = _put_publisher(facts)
            new_publishers += created
            for feed in facts.feeds:
                _, created = Feed.objects.get_or_create(
                    url=feed.url,
                    defaults={
                        "publisher": publisher,
                        "title": feed.title,
                        "category": feed.category,
                        "language": feed.language,
                        "kind": feed.kind,
                        "next_fetch_at": now,
                    },
                )
                new_feeds += created
                known += not created
    return Installed(new_publishers, new_feeds, known)


def install_in_parts(publishers: Sequence[CataloguePublisher], tell: Callable[[int, int], None]) -> Installed:
    """As `install`, some publishers at a time, so that others may write in between.

    Args:
        tell: is told how many publishers of how many are done; what it raises ends it, what is done stays.

    Raises:
        StoreError: the database could not; what was done before stays.
    """
    done = [Installed(0, 0, 0)]
    for start in range(0, len(publishers), _PART):
        tell(start, len(publishers))
        done.append(install(publishers[start : start + _PART]))
    tell(len(publishers), len(publishers))
    return Installed(
        sum(part.publishers for part in done),
        sum(part.feeds for part in done),
        sum(part.known_feeds for part in done),
    )


def _put_publisher(facts: CataloguePublisher) -> tuple[Publisher, bool]:
    publisher, created = Publisher.objects.update_or_create(
        key=facts.key,
        defaults={
            "name": facts.name,
            "name_en": facts.name_en,
            "homepage": facts.homepage,
            "country": facts.country,
            "languages": list(facts.languages),
            "ownership": facts.ownership.value,
            "ownership_source": facts.ownership_source,
            "from_catalogue": True,
        },
    )
    for domain in facts.domains:
        PublisherDomain.objects.update_or_create(domain=domain, defaults={"publisher": publisher})
    return publisher, created


def add_feed(
    url: str,
    *,
    title: str = "",
    site_url: str = "",
    language: str = "",
    category: str = "",
    now: datetime | None = None,
) -> tuple[Feed, bool]:
    """Adds one feed; one that is there is switched on again and asked now. Says whether it is new.

    The publisher is the one of the site's domain, or of the feed's; made if there is none.
    """
    now = now or timezone.now()
    with database_errors(), transaction.atomic():
        feed = Feed.objects.filter(url=url).select_related("publisher").first()
        if feed is not None:
            feed.state, feed.next_fetch_at, feed.failures = Feed.State.ACTIVE, now, 0
            feed.save(update_fields=["state", "next_fetch_at", "failures"])
            return feed, False
        publisher = publisher_for(site_url or url, name=title, language=language)
        feed = Feed.objects.create(
            publisher=publisher,
            url=url,
            title=title[:500],
            site_url=site_url[:2048],
            language=language[:35],
            category=category,
            next_fetch_at=now,
        )
        return feed, True


def feeds_for_export() -> list[Feed]:
    """All feeds that are not switched off, by category and publisher."""
    with database_errors():
        feeds = Feed.objects.active().select_related("publisher")
        return list(feeds.order_by("category", "publisher__name", "pk"))


def has_feeds() -> bool:
    with database_errors():
        return Feed.objects.exists()
