"""What the packs that come with Broadsheet promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

import pytest

from broadsheet.catalogue.packs import check_packs, find_pack, find_publisher, load_packs, packs
from broadsheet.catalogue.types import Ownership
from broadsheet.categories import CATEGORIES
from broadsheet.errors import CatalogueError
from broadsheet.store.models import publishers as stored

PUBLISHERS = load_packs()
FEEDS = [feed for publisher in PUBLISHERS for feed in publisher.feeds]


def repeated(values: Iterable[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_the_world_is_as_wide_as_promised() -> None:
    world = find_pack("world")
    assert len(world.publishers) >= 300
    assert len(world.countries) >= 60
    assert len(world.languages) >= 25
    assert {feed.category for feed in FEEDS} >= set(CATEGORIES)


def test_no_country_outweighs_the_rest() -> None:
    countries = Counter(publisher.country for publisher in PUBLISHERS)
    assert max(countries.values()) <= len(PUBLISHERS) / 10


def test_the_starter_is_small_and_spread_over_the_world() -> None:
    starter = find_pack("starter")
    hosts = Counter(
        urlsplit(feed.url).hostname for publisher in starter.publishers for feed in publisher.feeds
    )
    assert 50 <= starter.feeds <= 70
    assert len(starter.countries) >= 40
    assert len(starter.languages) >= 30
    assert max(hosts.values()) <= 6, "polite to every host on the first refresh"


def test_nothing_in_the_files_needs_putting_right() -> None:
    assert [str(fault) for fault in check_packs()] == []


def test_ownership_has_the_values_of_the_store() -> None:
    assert [kind.value for kind in Ownership] == stored.Ownership.values


def test_no_key_domain_or_address_stands_twice() -> None:
    assert repeated(publisher.key for publisher in PUBLISHERS) == []
    assert repeated(domain for publisher in PUBLISHERS for domain in publisher.domains) == []
    assert repeated(feed.url for feed in FEEDS) == []


def test_everything_fits_the_store() -> None:
    for publisher in PUBLISHERS:
        assert len(publisher.key) <= stored.Publisher._meta.get_field("key").max_length
        assert len(publisher.name) <= stored.Publisher._meta.get_field("name").max_length
        assert (
            len(publisher.ownership_source) <= stored.Publisher._meta.get_field("ownership_source").max_length
        )


def test_an_owner_is_known_from_somewhere_or_unknown() -> None:
    for publisher in PUBLISHERS:
        assert bool(publisher.ownership_source) is (publisher.ownership is not Ownership.UNKNOWN), (
            publisher.key
        )


def test_every_category_is_one_of_the_list() -> None:
    assert {feed.category for feed in FEEDS} <= {*CATEGORIES, ""}


def test_addresses_are_of_publishers_and_not_of_searches_or_forums() -> None:
    unwanted = ("news.google.", "reddit.com", "youtube.com", "/search/")
    assert [feed.url for feed in FEEDS if any(part in feed.url for part in unwanted)] == []


def test_a_language_pack_holds_only_feeds_in_that_language() -> None:
    swahili = find_pack("language:sw")
    assert swahili.languages == {"sw"}
    assert swahili.feeds >= 2


def test_a_country_pack_holds_only_publishers_of_that_country() -> None:
    assert find_pack("country:ke").countries == {"KE"}


def test_the_world_holds_each_region_once() -> None:
    starter, world, *regions = packs()
    assert (starter.name, world.name) == ("starter", "world")
    assert sum(len(region.publishers) for region in regions) == len(world.publishers) == len(PUBLISHERS)


@pytest.mark.parametrize("name", ["wrld", "language:xx", "language:", "country:ZZ", "country:", ""])
def test_an_unknown_pack_is_named(name: str) -> None:
    with pytest.raises(CatalogueError, match="no such pack"):
        find_pack(name)


def test_a_mistyped_publisher_brings_the_near_ones() -> None:
    with pytest.raises(CatalogueError, match="premium-times"):
        find_publisher("premium-tims")
