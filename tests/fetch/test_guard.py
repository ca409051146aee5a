"""Which addresses may be asked."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet.errors import AddressRefused, ConfigurationError
from broadsheet.fetch.guard import AddressGuard, check_url

NOT_PUBLIC_4 = [
    *map(ip_network, ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16")),
    *map(ip_network, ("172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4")),
]
private_4 = (
    st.sampled_from(NOT_PUBLIC_4).flatmap(lambda n: st.integers(int(n[0]), int(n[-1]))).map(IPv4Address)
)


def embeddings(address: IPv4Address) -> list[IPv6Address]:
    number = int(address)
    return [
        IPv6Address(0xFFFF << 32 | number),  # mapped
        IPv6Address(number),  # compatible
        IPv6Address(0x2002 << 112 | number << 80 | 1),  # 6to4
        IPv6Address(0x0064FF9B << 96 | number),  # NAT64
        IPv6Address(0x0064FF9B0001 << 80 | number),  # NAT64, local use
        IPv6Address(0x20010000 << 96 | (number ^ 0xFFFFFFFF)),  # Teredo, the client's address
        IPv6Address(0x20010000 << 96 | number << 64),  # Teredo, the server's
    ]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("0.0.0.0", "unspecified"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.0.1", "private"),
        ("100.64.0.1", "private"),
        ("100.127.255.255", "private"),
        ("169.254.1.1", "link-local"),
        ("169.254.169.254", "metadata"),
        ("100.100.100.200", "metadata"),
        ("168.63.129.16", "metadata"),
        ("fd00:ec2::254", "metadata"),
        ("::ffff:169.254.169.254", "metadata"),
        ("224.0.0.1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("192.0.2.1", "reserved"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("fc00::1", "private"),
        ("fd12:3456::1", "private"),
        ("fe80::1", "link-local"),
        ("ff02::1", "multicast"),
        ("2001:db8::1", "reserved"),
        ("2001::1", "reserved"),
        ("4000::1", "reserved"),
        ("::ffff:10.0.0.1", "private"),
        ("64:ff9b::7f00:1", "loopback"),
        ("2002:c0a8:1::1", "private"),
    ],
)
def test_refuses_what_is_not_public_and_says_what_it_is(address: str, kind: str) -> None:
    assert kind in AddressGuard().why_refused(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "93.184.216.34",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.0.1",
        "172.32.0.1",
        "2606:4700::1111",
        "2001:4860:4860::8888",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ],
)
def test_lets_public_addresses_pass(address: str) -> None:
    assert AddressGuard().why_refused(ip_address(address)) == ""


@given(private_4)
def test_refuses_every_private_address_however_it_is_embedded(address: IPv4Address) -> None:
    guard = AddressGuard()
    assert guard.why_refused(address)
    for embedding in embeddings(address):
        assert guard.why_refused(embedding), embedding


@given(private_4)
def test_allowing_loopback_allows_nothing_else(address: IPv4Address) -> None:
    guard = AddressGuard(["127.0.0.0/8"])
    assert (guard.why_refused(address) == "") == address.is_loopback
    for embedding in embeddings(address):
        assert guard.why_refused(embedding), embedding
    assert guard.why_refused(ip_address("::1"))


def test_metadata_stays_refused_where_its_network_is_allowed() -> None:
    guard = AddressGuard(["169.254.0.0/16", "0.0.0.0/0", "::/0"])
    assert guard.why_refused(ip_address("169.254.1.1")) == ""
    assert guard.why_refused(ip_address("169.254.169.254"))
    assert guard.why_refused(ip_address("fd00:ec2::254"))


@pytest.mark.parametrize("network", ["loopback", "127.0.0.1/7", "1.2.3.4/33", ""])
def test_a_network_that_cannot_be_read_is_a_clear_error(network: str) -> None:
    with pytest.raises(ConfigurationError, match="is not a network"):
        AddressGuard([network])


def test_no_socket_is_made_for_a_refused_address() -> None:
    guard = AddressGuard()
    with pytest.raises(AddressRefused, match="loopback"):
        guard.open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80)))
    with pytest.raises(AddressRefused, match="not an IP address"):
        guard.open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("localhost", 80)))
    guard.open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("8.8.8.8", 80))).close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://example.com/", "Only addresses that begin with"),
        ("file:///etc/passwd", "Only addresses that begin with"),
        ("javascript:alert(1)", "Only addresses that begin with"),
        ("//example.com/", "Only addresses that begin with"),
        ("example.com/feed", "Only addresses that begin with"),
        ("", "Only addresses that begin with"),
        ("http://", "no usable host"),
        ("http:///path", "no usable host"),
        ("http://user:secret@example.com/", "user name or password"),
        ("http://user@example.com/", "user name or password"),
        ("http://[::1", "not a web address"),
        ("http://[fe80::1%25eth0]/", "no usable host"),
        ("http://127%2e0.0.1/", "no usable host"),
        ("http://a..b/", "no usable host"),
        ("http://exa mple.com/", "no"),
        ("http://example.com\\@127.0.0.1/", "not a web address"),
        ("http://example.com:99999/", "not a web address"),
        ("http://example.com:25/", "another service"),
        ("http://example.com:22/", "another service"),
        ("http://example.com:6379/", "another service"),
        ("http://example.com:0/", "another service"),
        ("http://example.com/" + "a" * 9000, "longer than"),
    ],
)
def test_refuses_addresses_that_are_wrong_in_themselves(url: str, said: str) -> None:
    with pytest.raises(AddressRefused, match=said) as caught:
        check_url(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("HTTP://Example.COM/", "http://example.com/"),
        ("https://example.com:443/a#part", "https://example.com/a"),
        ("https://bücher.example/ü?q=ä b", "https://xn--bcher-kva.example/%C3%BC?q=%C3%A4+b"),
        ("http://example.com/a%2Fb", "http://example.com/a%2Fb"),
        ("  http://example.com/x\n", "http://example.com/x"),
        ("http://name.newsroom.localhost:8001/feed", "http://name.newsroom.localhost:8001/feed"),
        ("http://a_b.example.com/", "http://a_b.example.com/"),
        ("http://example.com./", "http://example.com./"),
    ],
)
def test_reads_usual_addresses(url: str, read: str) -> None:
    assert str(check_url(url)) == read


def spellings(address: IPv4Address) -> list[str]:
    """How inet_aton reads it too."""
    a, b, c, d = address.packed
    n = int(address)
    return [
        str(n),
        hex(n),
        oct(n).replace("0o", "0"),
        f"0x{a:x}.{b}.{c}.{d}",
        f"{a}.{b}.{c * 256 + d}",
        f"{a}.{b * 65536 + c * 256 + d}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"{a:03d}.{b:03d}.{c:03d}.{d:03d}.",
        f"0x{a:02X}{b:02x}{c:02x}{d:02x}.",
    ]


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
@example(IPv4Address("127.0.0.1"))
@example(IPv4Address("169.254.169.254"))
def test_refuses_every_odd_spelling_of_an_ip_address(address: IPv4Address) -> None:
    for host in spellings(address):
        with pytest.raises(AddressRefused):
            check_url(f"http://{host}/")


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_a_host_in_wide_digits_is_read_as_the_ip_address_it_becomes(address: IPv4Address) -> None:
    wide = str(address).translate({ord(digit): 0xFF10 + int(digit) for digit in "0123456789"})
    assert check_url(f"http://{wide}/").host == str(address)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"https://example.com/{text}"):
        try:
            read = check_url(url)
        except AddressRefused:
            continue
        assert read.scheme in {"http", "https"}
        assert read.host
        assert check_url(str(read)) == read
