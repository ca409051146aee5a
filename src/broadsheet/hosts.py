"""Whose a host name is, by the Public Suffix List (https://publicsuffix.org/list/)."""

from __future__ import annotations

from functools import lru_cache

from tldextract import TLDExtract

# The list inside the package alone: nothing is asked of the network. Its private part counts too: two blogs
# of one blog host are two sites.
_EXTRACT = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=5_000)
def registered_domain(host: str) -> str:
    """What a host's owner registered: "bbc.co.uk" for "news.bbc.co.uk"; the host itself if it has none."""
    found = _EXTRACT(host)
    if found.top_domain_under_public_suffix or found.ipv4 or found.ipv6:
        return found.top_domain_under_public_suffix or host
    # An unlisted suffix counts as one label (the rule "*" of the list's algorithm).
    return ".".join(host.split(".")[-2:])
