"""What readers type, read as queries."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.search.match import express, to_fts5, to_tsquery
from broadsheet.search.parse import MAX_WORDS, parse_query
from broadsheet.search.types import Filters, Query, Wanted

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
_INDEX = sqlite3.connect(":memory:")
_INDEX.execute(
    "CREATE VIRTUAL TABLE i USING fts5(title, text, facets, content='', tokenize=\"ascii tokenchars '='\")"
)
_PIECES = st.sampled_from(
    [
        *('"', "“", "„", "«", "「", "-", "--", "−", "#", ":", "*", "(", ")", "^", "+", "{", "}", "'", "\\"),
        *("OR", "AND", "NOT", "NEAR", "in:title", "title:", "publisher:", "after:", "before:2026-13", "a b"),
        *(
            "dam",
            "السد",
            "ケシュダム",
            "字",
            "김정은",
            "เขื่อน",
            "बाढ़",
            "\u0301",
            "\x00",
            "\ud800",
            "=all",
            "é",
            "ß",
        ),
    ]
)
_ODD = st.one_of(st.text(), st.lists(_PIECES).map(" ".join), st.lists(_PIECES).map("".join))


def words(query: Query) -> list[list[str]]:
    return [[wish.text for wish in wishes] for wishes in query.wanted]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("dam crack", [["dam"], ["crack"]]),
        ('"dam crack" water', [["dam crack"], ["water"]]),
        ("„Damm Riss“ Wasser", [["Damm Riss"], ["Wasser"]]),
        ("«барьер реки»", [["барьер реки"]]),
        ('"never closed', [["never closed"]]),
        ("dam OR dyke water", [["dam", "dyke"], ["water"]]),
        ("OR dam OR", [["dam"]]),
        ("dam AND crack", [["dam"], ["crack"]]),
        ("http://x.example/a", [["http://x.example/a"]]),
        ("... !!! -", []),
    ],
)
def test_words_and_phrases_are_wanted_in_their_order(typed: str, wanted: list[list[str]]) -> None:
    assert words(parse_query(typed, NOW)) == wanted


def test_what_follows_a_minus_or_not_is_excluded() -> None:
    query = parse_query('dam -crack −"two words" NOT flood covid-19', NOW)
    assert query.excluded == (Wanted("crack"), Wanted("two words", phrase=True), Wanted("flood"))
    assert words(query) == [["dam"], ["covid-19"]]


def test_filters_are_told_from_words() -> None:
    typed = (
        'publisher:"Der Talbote" country:fr,de lang:ar category:sport owner:state #KeshDam -source:bbc dam'
    )
    query = parse_query(typed, NOW)
    assert query.filters == Filters(
        publishers=("Der Talbote",),
        countries=("fr", "de"),
        languages=("ar",),
        categories=("sport",),
        owners=("state",),
        hashtags=("KeshDam",),
        not_publishers=("bbc",),
    )
    assert words(query) == [["dam"]]


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-11-18", datetime(2026, 11, 18, tzinfo=UTC)),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("٢٠٢٦-١١-١٨", datetime(2026, 11, 18, tzinfo=UTC)),
        ("yesterday", datetime(2026, 11, 23, tzinfo=UTC)),
        ("7d", datetime(2026, 11, 17, 12, 30, tzinfo=UTC)),
    ],
)
def test_days_may_be_written_in_many_ways(typed: str, moment: datetime) -> None:
    assert parse_query(f"after:{typed}", NOW).filters.after == moment


@pytest.mark.parametrize("typed", ["2026-13", "soon", "9999y", "0000"])
def test_what_is_no_date_is_told_of_and_limits_nothing(typed: str) -> None:
    query = parse_query(f"dam before:{typed}", NOW)
    assert [(hint.code, hint.subject) for hint in query.hints] == [("date", f"before:{typed}")]
    assert query.filters == Filters()


def test_in_title_holds_for_all_words_and_title_for_one() -> None:
    assert all(wish.in_title for any_ in parse_query("dam crack in:title", NOW).wanted for wish in any_)
    one = parse_query('title:"dam crack" water', NOW).wanted
    assert one == ((Wanted("dam crack", phrase=True, in_title=True),), (Wanted("water"),))


def test_a_query_of_any_length_is_cut_and_says_so() -> None:
    query = parse_query("dam " * 10_000, NOW)
    assert len(query.wanted) <= MAX_WORDS
    assert "too-long" in [hint.code for hint in query.hints]


@given(_ODD)
def test_whatever_is_typed_is_a_query_that_the_index_takes(typed: str) -> None:
    expression = express(parse_query(typed, NOW))
    _INDEX.execute("SELECT rowid FROM i WHERE i MATCH ?", (to_fts5(expression),)).fetchall()
    asked = to_tsquery(expression)
    assert "\x00" not in asked
    asked.encode()
