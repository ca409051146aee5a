"""The newsroom's publishers and feeds as facts, for whoever wants to gather them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from broadsheet.errors import ConfigurationError
from broadsheet.newsroom.addresses import DOMAIN, Addresses, feed_path
from broadsheet.newsroom.model import Publisher
from broadsheet.newsroom.newsroom import Newsroom
from broadsheet.newsroom.troubles import FEED_TROUBLES


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed of a listed publisher.

    Attributes:
        category: one of `broadsheet.categories.CATEGORIES`; empty for the feed of the whole site.
        kind: format ("rss20", …); the trouble's name for feeds that make trouble.
    """

    url: str
    category: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class ListedPublisher:
    """A publisher as a catalogue lists it.

    Attributes:
        domains: `KEY.newsroom.localhost`, also where addresses are of the path form.
        ownership: a value of the store's Ownership.
    """

    key: str
    name: str
    domains: tuple[str, ...]
    homepage: str
    country: str
    languages: tuple[str, ...]
    ownership: str
    feeds: tuple[ListedFeed, ...]


def list_publishers(newsroom: Newsroom, base: str, *, sections: bool = True) -> list[ListedPublisher]:
    """All publishers with their feeds.

    Args:
        base: the server's address: `http://127.0.0.1:PORT` for addresses of the path form,
            `http://newsroom.localhost:PORT` for those of the host form.
        sections: also the feeds of sections, not the whole site's alone.

    Raises ConfigurationError if `base` is neither.
    """
    addresses = read_base(base)
    return [_list_publisher(publisher, addresses, sections) for publisher in newsroom.publishers]


def read_base(base: str) -> Addresses:
    """The form of addresses and the port that a base address stands for."""
    parts = urlsplit(base)
    if parts.scheme != "http" or parts.hostname not in ("127.0.0.1", DOMAIN) or parts.port is None:
        raise ConfigurationError(
            "This is not the newsroom's address.",
            subject=base,
            advice=f"Give http://127.0.0.1:PORT or http://{DOMAIN}:PORT.",
        )
    return Addresses(parts.port, parts.hostname == DOMAIN)


def _list_publisher(publisher: Publisher, addresses: Addresses, sections: bool) -> ListedPublisher:
    pairs = [("", "")]
    if sections:
        pairs += [(section.slug, section.category) for section in publisher.sections]
    feeds = tuple(
        ListedFeed(
            addresses.of(publisher, feed_path(publisher, slug)), category, publisher.language, publisher.feed
        )
        for slug, category in pairs
    )
    return ListedPublisher(
        key=publisher.key,
        name=publisher.name,
        domains=(f"{publisher.key}.{DOMAIN}",),
        homepage=addresses.of(publisher, "/"),
        country=publisher.country,
        languages=(publisher.language,),
        ownership=publisher.ownership,
        feeds=feeds,
    )


def list_troubles(trouble_address: str) -> list[ListedPublisher]:
    """Publishers whose feeds make trouble, one for each kind, for those who want to see how it is shown.

    Args:
        trouble_address: of the running server, as `RunningServer.trouble_address`.
    """
    base = trouble_address.rstrip("/")
    return [
        ListedPublisher(
            key=f"trouble-{name}",
            name=f"Trouble: {name}",
            domains=(f"trouble-{name}.{DOMAIN}",),
            homepage=f"{base}/{name}/page",
            country="",
            languages=("en",),
            ownership="unknown",
            feeds=(ListedFeed(f"{base}/{name}/feed", "", "en", name),),
        )
        for name in FEED_TROUBLES
    ]
