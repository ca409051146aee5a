"""The importance of a story is a sum that anybody can check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.group.coverage import CoverageArticle, StoryFacts, story_facts
from broadsheet.group.importance import importance, score_at

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def facts(*hours_ago: float, countries: int = 1, languages: int = 1) -> StoryFacts:
    return story_facts(
        CoverageArticle(
            id=number,
            publisher=f"p{number}",
            owner=f"o{number}",
            country=f"C{number % countries}",
            language=f"l{number % languages}",
            ownership="private",
            at=NOON - timedelta(hours=hours),
        )
        for number, hours in enumerate(hours_ago)
    )


def points(found: StoryFacts, now: datetime = NOON) -> dict[str, float]:
    return {part.name: round(part.points, 6) for part in importance(found, now).parts}


def test_the_score_is_the_sum_of_its_parts_and_nothing_else() -> None:
    found = importance(facts(0, 1, 5, countries=2), NOON)
    assert found.score == pytest.approx(sum(part.points for part in found.parts))
    assert {part.name for part in found.parts} == {"reports", "countries", "languages", "growth", "age"}


def test_each_doubling_of_reports_countries_languages_and_growth_adds_its_points() -> None:
    assert points(facts(0)) == {"reports": 10, "countries": 0, "languages": 0, "growth": 0, "age": 0}
    assert points(facts(0, 0, 0))["reports"] == 20
    assert points(facts(*[0] * 7, countries=4, languages=2)) == {
        "reports": 30,
        "countries": 10,
        "languages": 5,
        "growth": 14.036775,
        "age": 0,
    }


def test_growth_counts_the_three_hours_up_to_the_latest_report() -> None:
    assert points(facts(10, 10.5, 12.9, 13, 20))["growth"] == pytest.approx(5 * 1.5849625)


def test_age_takes_ten_points_for_six_hours_and_one_latecomer_makes_no_story_new() -> None:
    assert points(facts(6))["age"] == -10
    assert points(facts(0, 30, 30, 30))["age"] == pytest.approx(-10 * 20 / 6)


def test_copies_and_reports_of_one_owner_add_nothing() -> None:
    one = story_facts([CoverageArticle(1, "p", "o", "AT", "de", "private", NOON)])
    many = story_facts(
        [
            CoverageArticle(1, "p", "o", "AT", "de", "private", NOON),
            CoverageArticle(2, "q", "x", "FR", "fr", "private", NOON, copy_of=1),
            CoverageArticle(3, "p", "o", "AT", "de", "private", NOON),
        ]
    )
    assert importance(one, NOON) == importance(many, NOON)


def test_reports_dated_ahead_count_as_come_now() -> None:
    assert points(facts(-48)) == points(facts(0))


def test_a_story_without_reports_has_no_importance() -> None:
    assert importance(story_facts([]), NOON).score == 0


hours = st.lists(st.floats(0, 200), min_size=1, max_size=30)


@given(hours, hours, st.integers(0, 500))
def test_the_stored_rank_orders_stories_as_their_scores_do_at_any_later_time(
    one: list[float], other: list[float], later: int
) -> None:
    then = NOON + timedelta(hours=later)
    first, second = facts(*one, countries=3), facts(*other, languages=2)
    ranks = importance(first, NOON).rank, importance(second, NOON).rank
    scores = importance(first, then).score, importance(second, then).score
    assert score_at(ranks[0], then) == pytest.approx(scores[0], abs=1e-6)
    if abs(scores[0] - scores[1]) > 1e-6:
        assert (ranks[0] > ranks[1]) == (scores[0] > scores[1])


@given(hours)
def test_one_more_report_now_never_makes_a_story_less_important(before: list[float]) -> None:
    # Without growth: a burst of reports that has ended is no growth any more.
    def without_growth(found: StoryFacts) -> float:
        return sum(part.points for part in importance(found, NOON).parts if part.name != "growth")

    assert without_growth(facts(*before, 0)) >= without_growth(facts(*before)) - 1e-9
