"""Which addresses may be asked: the guard against being sent into private networks (SSRF).

Two checks. `check_url` reads an address before anything is asked and refuses what is wrong in itself: other
schemes, credentials, odd spellings of IP addresses, ports of other protocols. `AddressGuard.open_socket` is
the one that counts: it makes every socket of the client and sees the IP address really connected to, so that
neither DNS (rebinding included) nor redirects lead past it.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

from yarl import URL

from broadsheet.errors import AddressRefused, ConfigurationError

IPAddress: TypeAlias = IPv4Address | IPv6Address
IPNetwork: TypeAlias = IPv4Network | IPv6Network
AddrInfo: TypeAlias = tuple[
    int | socket.AddressFamily, int, int, str, tuple[str, int] | tuple[str, int, int, int]
]

MAX_URL_LENGTH = 8000
"""Characters; what RFC 9110 section 4.1 asks all to support."""

# Not globally reachable: IANA's registry of special-purpose IPv4 addresses, and multicast. Our own table,
# since what Python's `is_global` says differs from version to version.
_REFUSED_4 = {
    IPv4Network(network): kind
    for network, kind in {
        "0.0.0.0/8": "unspecified",
        "10.0.0.0/8": "private",
        "100.64.0.0/10": "private (carrier NAT)",
        "127.0.0.0/8": "loopback",
        "169.254.0.0/16": "link-local",
        "172.16.0.0/12": "private",
        "192.0.0.0/24": "reserved",
        "192.0.2.0/24": "reserved",
        "192.88.99.0/24": "reserved",
        "192.168.0.0/16": "private",
        "198.18.0.0/15": "reserved",
        "198.51.100.0/24": "reserved",
        "203.0.113.0/24": "reserved",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved",
    }.items()
}
_REFUSED_6 = {
    IPv6Network(network): kind
    for network, kind in {
        "::1/128": "loopback",
        "::/96": "unspecified or reserved",
        "fc00::/7": "private (unique local)",
        "fe80::/10": "link-local",
        "fec0::/10": "private (site-local)",
        "ff00::/8": "multicast",
        "2001::/23": "reserved (Teredo, ORCHID, benchmarks)",
        "2001:db8::/32": "reserved",
        "3fff::/20": "reserved",
    }.items()
}
_GLOBAL_6 = IPv6Network("2000::/3")  # all that is given out as global unicast
_MAPPED_4 = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")

# Where clouds hand secrets to whoever asks from inside; refused even where their network is allowed.
_METADATA: frozenset[IPAddress] = frozenset(
    ip_address(a)
    for a in (
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
    )
)

# Above 1023, the ports of other protocols, which an HTTP request could be made to speak to: from the "bad
# ports" of the WHATWG Fetch standard, section 2.9, and the usual ports of databases. Below, only the web's.
_WEB_PORTS = frozenset({80, 443})
_BAD_PORTS = frozenset(
    {1719, 1720, 1723, 2049, 3306, 3659, 4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667}
    | {6668, 6669, 6679, 6697, 10080, 11211, 27017}
)

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?", re.IGNORECASE)
_ENDS_IN_NUMBER = re.compile(r"(^|\.)([0-9]+|0x[0-9a-f]*)\.?$", re.IGNORECASE)
_DOTTED = re.compile(r"(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}")

_ADVICE = "If this is your own server, allow its network with BROADSHEET_ALLOW_PRIVATE."


def check_url(url: str) -> URL:
    """Reads an address and refuses what may not be asked whatever it resolves to.

    Args:
        url: as given by a feed, a page, a redirect or a person.

    Returns:
        The address, normalised, without fragment.

    Raises:
        AddressRefused: not absolute http or https; with credentials; the host neither a name nor an IP
            address in its usual spelling; a port of another protocol; too long.
    """
    if len(url) > MAX_URL_LENGTH:
        raise _refused(url[:80] + "…", f"The address is longer than {MAX_URL_LENGTH} characters.")
    try:
        parsed = URL(url.strip(" \t\r\n\f\0")).with_fragment(None)
        host, port = parsed.raw_host or "", parsed.port
    except (ValueError, TypeError, IndexError) as error:
        raise _refused(url, "This is not a web address.") from error
    if parsed.scheme not in {"http", "https"}:
        raise _refused(url, "Only addresses that begin with http:// or https:// can be asked.")
    if parsed.raw_user is not None or parsed.raw_password is not None:
        shown = str(parsed.with_user(None))
        raise _refused(shown, "The address contains a user name or password.", advice="Leave it out.")
    _check_host(str(parsed), host)
    if port is None or port in _BAD_PORTS or (port < 1024 and port not in _WEB_PORTS):
        raise _refused(str(parsed), f"Port {port} belongs to another service than the web.")
    return parsed


def _check_host(url: str, host: str) -> None:
    if ":" in host:
        if "%" in host or not _parses(host):
            raise _refused(url, "The address names no usable host.")
        return
    if len(host) > 253 or not _NAME.fullmatch(host):
        raise _refused(url, "The address names no usable host.")
    # inet_aton, in the C library, reads 2130706433, 0x7f.1 and 0177.0.0.1 as 127.0.0.1; nobody publishes so.
    if _ENDS_IN_NUMBER.search(host) and not (_DOTTED.fullmatch(host) and _parses(host)):
        raise _refused(url, "The address spells an IP address in an unusual way.")


def _parses(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _refused(url: str, message: str, advice: str = "") -> AddressRefused:
    return AddressRefused(message, subject=url, advice=advice)


class AddressGuard:
    """Decides by IP address.

    Args:
        allow_private: networks in CIDR that may be connected to although private. Allowing an IPv4 network
            does not allow the IPv6 addresses that embed it.

    Raises:
        ConfigurationError: a network cannot be read.
    """

    def __init__(self, allow_private: Sequence[str] = ()) -> None:
        networks: list[IPNetwork] = []
        for text in allow_private:
            try:
                networks.append(ip_network(text))
            except ValueError as error:
                raise ConfigurationError(
                    f"{text!r} is not a network.",
                    subject="allow_private",
                    advice="Write it like 127.0.0.0/8 or fd00:1234::/32.",
                ) from error
        self._allowed = tuple(networks)

    def why_refused(self, address: IPAddress) -> str:
        """The kind of address it is, if it may not be connected to ("loopback", "private", …); else ""."""
        embedded = _embedded_4(address) if isinstance(address, IPv6Address) else None
        if address in _METADATA or embedded in _METADATA:
            return "cloud metadata"
        if any(address in network for network in self._allowed):
            return ""
        if isinstance(address, IPv4Address):
            return _kind_4(address)
        if embedded is not None:
            return _kind_4(embedded)
        kind = next((kind for network, kind in _REFUSED_6.items() if address in network), "")
        return kind or ("" if address in _GLOBAL_6 else "reserved")

    def check(self, host: str) -> None:
        """Checks an IP address.

        Raises:
            AddressRefused: it may not be connected to, or `host` is no IP address.
        """
        try:
            address = ip_address(host)
        except ValueError as error:
            raise AddressRefused(f"{host!r} is not an IP address.") from error
        kind = self.why_refused(address)
        if kind:
            advice = "" if kind == "cloud metadata" else _ADVICE
            raise AddressRefused(f"The address leads to {address}, which is {kind}.", advice=advice)

    def open_socket(self, info: AddrInfo) -> socket.socket:
        """Makes the socket for a connection (aiohttp's `socket_factory`), if it may be made.

        AddressRefused is no OSError on purpose: for those the connector would go on to the next address.

        Raises:
            AddressRefused: the address may not be connected to.
        """
        family, kind, protocol, _, address = info
        self.check(address[0])
        return socket.socket(family, kind, protocol)


def _kind_4(address: IPv4Address) -> str:
    return next((kind for network, kind in _REFUSED_4.items() if address in network), "")


def _embedded_4(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a packet to `address` would reach through a translator or tunnel, if any."""
    if address in _MAPPED_4 or address in _NAT64:  # RFC 4291 section 2.5.5.2, RFC 6052
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:  # RFC 3056
        return IPv4Address(int(address) >> 80 & 0xFFFFFFFF)
    return None
