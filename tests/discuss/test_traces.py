"""An address is kept as a hash with a key that goes."""

from __future__ import annotations

import pytest

from broadsheet.discuss.traces import network_of, trace_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("::ffff:127.0.0.1", ""),
        ("", ""),
        ("not an address", ""),
        ("203.0.113.7, 198.51.100.1", ""),
    ],
)
def test_one_household_is_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_trace_says_nothing_without_its_key() -> None:
    today, tomorrow = b"a" * 32, b"b" * 32
    trace = trace_of("203.0.113.7", today)
    assert trace == trace_of("203.0.113.7", today)
    assert trace != trace_of("203.0.113.7", tomorrow)
    assert trace != trace_of("203.0.113.8", today)
    assert len(trace) == 32
