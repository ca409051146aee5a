"""One page, one address: no trackers, no fragment, and nothing that a database refuses."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet.pipeline.address import MAX_HOST, MAX_LENGTH, clean_address, host_of

ADDRESSES = st.one_of(
    st.text(max_size=200),
    st.text(max_size=200).map(lambda text: f"https://a.example/{text}"),
    st.text(max_size=60).map(lambda text: f"http://{text}/a?b=c#d"),
    st.text(max_size=60).map(lambda text: f"https://a.example/?{text}&utm_source=x"),
)


@given(ADDRESSES)
@example("https://a.example/\ud800")
@example("https://a.example/\0a")
@example("https://[::1")
@example("https://a.example:99999/")
@example("https://xn--/")
def test_cleaning_an_address_never_fails_and_twice_is_once(url: str) -> None:
    clean = clean_address(url)
    assert clean_address(clean) == clean
    assert len(clean) <= MAX_LENGTH
    assert "\0" not in clean
    clean.encode()
    if clean:
        assert urlsplit(clean).scheme in ("http", "https")
        assert 0 < len(host_of(clean)) <= MAX_HOST


@given(ADDRESSES, ADDRESSES)
def test_a_relative_address_never_fails(url: str, base: str) -> None:
    assert clean_address(clean_address(url, base)) == clean_address(url, base)


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://a.example/x?utm_source=rss&utm_medium=feed", "https://a.example/x"),
        ("https://a.example/x?id=7&utm_source=rss", "https://a.example/x?id=7"),
        ("https://a.example/x#comments", "https://a.example/x"),
        ("https://a.example/#!/news/7", "https://a.example/#!/news/7"),
        ("HTTPS://A.Example/X", "https://a.example/X"),
        ("https://a.example", "https://a.example/"),
        ("  https://a.example/\n x ", "https://a.example/x"),
        ("javascript:alert(1)", ""),
        ("/x", ""),
        ("", ""),
        ("https://", ""),
        (f"https://{'a' * 250}.example/", ""),
        (f"https://a.example/{'a' * MAX_LENGTH}", ""),
    ],
)
def test_addresses(url: str, clean: str) -> None:
    assert clean_address(url) == clean


def test_a_relative_address_is_made_absolute() -> None:
    assert clean_address("../x?y=1", "https://a.example/b/c/d") == "https://a.example/b/x?y=1"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://A.example/x", "a.example"),
        ("https://a.example:443/x", "a.example"),
        ("http://a.example:8080/x", "a.example:8080"),
        ("http://a.example:x/", ""),
        ("", ""),
    ],
)
def test_hosts(url: str, host: str) -> None:
    assert host_of(url) == host
