"""What headers say about when to ask again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.fetch.headers import freshness_s, retry_after_s

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Mon, 23 Nov 2026 12:05:00 GMT", 300.0),
        ("Monday, 23-Nov-26 12:05:00 GMT", 300.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("Mon, 99 Nov 2026 12:05:00 GMT", None),
    ],
)
def test_reads_retry_after_in_seconds_or_as_a_date(value: str, seconds: float | None) -> None:
    assert retry_after_s(value, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=600"}, 600.0),
        ({"cache-control": 'Max-Age="600"', "age": "100"}, 500.0),
        ({"cache-control": "max-age=600", "age": "1000"}, 0.0),
        ({"cache-control": "max-age=600", "expires": "0"}, 600.0),
        ({"cache-control": "no-cache, max-age=600"}, 0.0),
        ({"cache-control": "no-store"}, 0.0),
        ({"expires": "Mon, 23 Nov 2026 13:00:00 GMT"}, 3600.0),
        ({"expires": "Mon, 23 Nov 2026 13:00:00 GMT", "date": "Mon, 23 Nov 2026 12:30:00 GMT"}, 1800.0),
        ({"expires": "0"}, None),
        ({"cache-control": "max-age=x"}, None),
        ({}, None),
    ],
)
def test_reads_how_long_an_answer_stays_fresh(headers: dict[str, str], seconds: float | None) -> None:
    assert freshness_s(headers, NOW) == seconds


@given(st.text(max_size=50), st.text(max_size=50), st.text(max_size=50))
def test_any_header_gives_a_bounded_time_or_none(first: str, second: str, third: str) -> None:
    found = [
        retry_after_s(first, NOW),
        freshness_s({"cache-control": first, "age": second, "expires": third}, NOW),
    ]
    found.append(freshness_s({"cache-control": f"max-age={'9' * len(first)}", "expires": second}, NOW))
    assert all(seconds is None or 0 <= seconds <= 366 * 86_400 for seconds in found)
