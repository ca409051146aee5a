"""Whose a host name is, by the Public Suffix List (https://publicsuffix.org/list/)."""

from __future__ import annotations

from functools import lru_cache

from tldextract import TLDExtract

# The list inside the package alone: nothing is asked of the network. Its private part counts too: two blogs
# of one blog host are two sites.
_EXTRACT = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=5_000)
def registered_domain(host: str) -> str:
    """What a host's owner registered: "bbc.co.uk" for "news.bbc.co.uk".

    Of a host without a suffix of the list (a name on a private network) the host itself: who owns what there
    cannot be known.
    """
    return _EXTRACT(host).top_domain_under_public_suffix or host


def same_owner(host: str, other: str) -> bool:
    """Whether two hosts are one site's, as far as names tell.

    An unlisted suffix counts as one label (the rule "*" of the list's algorithm).
    """
    return _at_most_two_labels(registered_domain(host)) == _at_most_two_labels(registered_domain(other))


def _at_most_two_labels(host: str) -> str:
    found = _EXTRACT(host)
    if found.top_domain_under_public_suffix or found.ipv4 or found.ipv6:
        return host
    return ".".join(host.split(".")[-2:])
