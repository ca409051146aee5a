"""Whose an address is: publishers by domain, made where there is none yet."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.db.models import Q

from broadsheet.hosts import registered_domain

from .models import Publisher, PublisherDomain


def domains_above(host: str) -> list[str]:
    """The host and each domain above it down to the registered one, the longest first."""
    host = host.lower().removeprefix("www.")
    top = registered_domain(host)
    names = [host]
    while names[-1] != top and "." in names[-1]:
        names.append(names[-1].split(".", 1)[1])
    return names


def find_publishers(hosts: set[str]) -> dict[str, Publisher]:
    """The publisher of each host that has one, by its most specific domain."""
    wanted = {host: domains_above(host) for host in hosts if host}
    names = {name for above in wanted.values() for name in above}
    owners = {
        row.domain: row.publisher
        for row in PublisherDomain.objects.filter(domain__in=names).select_related("publisher")
    }
    return {
        host: next(owners[name] for name in above if name in owners)
        for host, above in wanted.items()
        if any(name in owners for name in above)
    }


def publisher_for(url: str, *, name: str = "", language: str = "", country: str = "") -> Publisher:
    """The publisher of an address; made from its domain if there is none.

    Args:
        url: of a feed, page or site.
        name: as the feed or page names the publisher; used only for a new one.
        language: BCP 47; used only for a new one.
    """
    host = (urlsplit(url).hostname or "").lower()
    found = find_publishers({host})
    if host in found:
        return found[host]
    domain = domains_above(host)[-1] if "." in host else host
    publisher = Publisher.objects.create(
        key=free_key(domain),
        name=(name.strip() or domain)[:200],
        homepage=f"{urlsplit(url).scheme or 'https'}://{host}/",
        languages=[language] if language else [],
        country=country,
    )
    PublisherDomain.objects.get_or_create(domain=domain[:253], defaults={"publisher": publisher})
    return publisher


def free_key(domain: str) -> str:
    """A key of letters, digits and hyphens that no publisher has."""
    base = re.sub(r"[^a-z0-9]+", "-", domain.lower()).strip("-")[:70] or "publisher"
    taken = set(
        Publisher.objects.filter(Q(key=base) | Q(key__startswith=f"{base}-")).values_list("key", flat=True)
    )
    if base not in taken:
        return base
    return next(key for n in range(2, len(taken) + 3) if (key := f"{base}-{n}") not in taken)


def owner_key(key: str, homepage: str) -> str:
    """Whose voice a publisher is: what its owner registered, or its own key where names tell nothing.

    Args:
        key: of the publisher.
        homepage: its address.
    """
    host = f"any.{(urlsplit(homepage).hostname or '').lower()}"
    domain = registered_domain(host)
    return key if domain == host else domain  # the host itself: its suffix is not on the list
