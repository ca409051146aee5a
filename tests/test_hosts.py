"""Whose a host is."""

from __future__ import annotations

import pytest

from broadsheet.hosts import registered_domain, same_owner


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("www.example.org", "example.org"),
        ("one.blogspot.com", "one.blogspot.com"),
        ("127.0.0.1", "127.0.0.1"),
        ("courier.newsroom.localhost", "courier.newsroom.localhost"),
    ],
)
def test_a_host_belongs_to_who_registered_its_domain(host: str, domain: str) -> None:
    assert registered_domain(host) == domain


def test_two_hosts_of_one_owner() -> None:
    assert same_owner("amp.example.org", "www.example.org")
    assert same_owner("m.courier.newsroom.localhost", "courier.newsroom.localhost")
    assert not same_owner("one.blogspot.com", "two.blogspot.com")
    assert not same_owner("127.0.0.1", "127.0.0.2")
