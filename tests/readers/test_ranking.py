"""For you, as a pure rule: what one number of the reader's does, and that each item says why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.personal.ranking import FOLLOW_KINDS, Candidate, Followed, rank

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
DAM, COURIER, NZ = (
    Followed("hashtag", "kesh-dam"),
    Followed("publisher", "courier"),
    Followed("country", "nz"),
)


def candidate(
    number: int, *matched: Followed, importance: float = 0.0, hours: float = 1.0, publisher: int = 0
) -> Candidate:
    at = NOW - timedelta(hours=hours)
    return Candidate(("story", number), publisher or number, at, importance, frozenset(matched))


def order(*candidates: Candidate, dial: int = 40, most: int = 30) -> list[int]:
    return [one.candidate.key[1] for one in rank(candidates, dial, NOW, most)]


def test_only_mine_leaves_out_what_is_not_followed_and_only_important_what_has_no_importance() -> None:
    mine, important = candidate(1, DAM), candidate(2, importance=50)
    assert order(mine, important, dial=0) == [1]
    assert order(mine, important, dial=100) == [2]
    assert set(order(mine, important, dial=50)) == {1, 2}


def test_the_dial_goes_from_one_to_the_other() -> None:
    mine, important = candidate(1, DAM), candidate(2, importance=50)
    assert order(mine, important, dial=20) == [1, 2]
    assert order(mine, important, dial=80) == [2, 1]


def test_narrow_things_count_more_and_several_more_than_one() -> None:
    assert order(candidate(1, NZ), candidate(2, DAM), candidate(3, COURIER)) == [2, 3, 1]
    assert order(candidate(1, DAM), candidate(2, DAM, COURIER)) == [2, 1]


def test_the_newer_comes_first_but_age_takes_no_item_away() -> None:
    assert order(candidate(1, DAM, hours=40), candidate(2, DAM, hours=2)) == [2, 1]
    assert order(candidate(1, DAM, hours=24 * 365)) == [1]


def test_one_publisher_does_not_fill_the_page() -> None:
    many = [candidate(number, DAM, publisher=7, hours=number / 10) for number in range(1, 6)]
    other = candidate(9, COURIER, publisher=8, hours=1)
    assert order(*many, other).index(9) == 2


def test_each_item_says_why_the_narrowest_first() -> None:
    [one] = rank([candidate(1, NZ, DAM, COURIER)], 40, NOW, 5)
    assert one.because == (DAM, COURIER, NZ)
    [other] = rank([candidate(2, importance=30)], 40, NOW, 5)
    assert other.because == ()
    assert other.important == 0.5


_FOLLOWED = st.builds(Followed, st.sampled_from(FOLLOW_KINDS), st.sampled_from("abc"))
_CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.tuples(st.just("story"), st.integers(0, 10**6)),
        st.integers(1, 4),
        st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
        st.floats(-1e6, 1e6),
        st.frozensets(_FOLLOWED, max_size=3),
    ),
    max_size=40,
    unique_by=lambda one: one.key,
)


@settings(max_examples=150, deadline=None)
@given(_CANDIDATES, st.integers(-50, 150), st.integers(0, 50))
def test_whatever_comes_in_the_order_is_one_and_each_part_between_0_and_1(
    candidates: list[Candidate], dial: int, most: int
) -> None:
    ranked = rank(candidates, dial, NOW, most)
    assert ranked == rank(candidates[::-1], dial, NOW, most)
    assert len(ranked) <= most
    assert len({one.candidate.key for one in ranked}) == len(ranked)
    for one in ranked:
        assert 0 <= one.wanted <= 1
        assert 0 <= one.important <= 1
        assert 0 < one.fresh <= 1
        assert set(one.because) == one.candidate.matched
        assert dial > 0 or one.because
