"""From where somebody writes, without keeping it: a hash that nobody can undo once the day's key is gone.

An address alone has too few values to be hidden by a hash (all of IPv4 is hashed in minutes); a random key
that is thrown away hides it (RFC 2104; NIST SP 800-107, section 5.3).
"""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address, ip_network

KEY_BYTES = 32
_HOUSEHOLD = 64  # bits of an IPv6 address that one connection has (RFC 6177)


def network_of(address: str) -> str:
    """The network that counts as one place: an IPv4 address, or the first half of an IPv6 one.

    Returns:
        "" if the text is no address, or if it is this machine's own: that of a web server in between, which
        does not tell, and so everybody's.
    """
    try:
        found = ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return network_of(str(found.ipv4_mapped))
        return "" if found.is_loopback else str(ip_network((found.packed, _HOUSEHOLD), strict=False))
    return "" if found.is_loopback else str(found)


def trace_of(network: str, key: bytes) -> str:
    """What is kept of a network: 32 hexadecimal digits, different with each day's key."""
    return hmac.new(key, network.encode(), hashlib.sha256).hexdigest()[:32]
