"""Who reports a story, and who does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.group.coverage import GROWTH_MAX_HOURS, CoverageArticle, Population, story_facts

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def article(number: int, **facts: object) -> CoverageArticle:
    """By a publisher of its own, so many minutes after noon."""
    made = CoverageArticle(
        id=number,
        publisher=f"p{number}",
        owner=f"o{number}",
        country="AT",
        language="de",
        ownership="private",
        at=NOON + timedelta(minutes=number),
    )
    return made._replace(**facts)  # type: ignore[arg-type]


def test_copies_of_a_text_count_once_and_stand_under_it() -> None:
    facts = story_facts([article(1), article(2, copy_of=1), article(3, copy_of=2), article(4)])
    assert (facts.reports, facts.independent, facts.publishers) == (4, 2, 4)
    assert facts.copies == {1: (2, 3)}
    assert facts.independent_ids == (1, 4)


def test_copies_of_a_text_from_elsewhere_are_one_report() -> None:
    facts = story_facts([article(5, copy_of=99), article(6, copy_of=99)])
    assert facts.independent == 1
    assert facts.copies == {5: (6,)}


def test_several_texts_of_one_owner_count_once() -> None:
    facts = story_facts([article(1), article(2, owner="o1"), article(3)])
    assert facts.independent_ids == (1, 3)


def test_the_original_leads_its_copies_even_if_it_was_seen_later() -> None:
    facts = story_facts([article(1, copy_of=2), article(2)])
    assert facts.copies == {2: (1,)}
    assert facts.first == 1


def test_languages_countries_and_owners_are_those_of_independent_reports() -> None:
    copy = article(3, copy_of=1, country="FR", language="fr", ownership="state")
    facts = story_facts([article(1), article(2, country="CH"), copy, article(4, country="", language="")])
    assert facts.countries == (("AT", 1), ("CH", 1))
    assert facts.languages == (("de", 2),)
    assert facts.ownerships == (("private", 3),)


def test_followers_are_the_first_reports_of_the_other_owners_in_order() -> None:
    facts = story_facts([article(30), article(1), article(20), article(40, owner="o20")])
    assert facts.first == 1
    assert [(one.article, one.after) for one in facts.followers] == [
        (20, timedelta(minutes=19)),
        (30, timedelta(minutes=29)),
    ]


def test_growth_has_every_hour_from_the_first_to_the_last() -> None:
    facts = story_facts([article(0), article(5, copy_of=0), article(125)])
    assert [(hour.begins.hour, hour.independent, hour.others) for hour in facts.growth] == [
        (12, 1, 1),
        (13, 0, 0),
        (14, 1, 0),
    ]


def test_growth_of_a_story_open_for_long_is_that_of_its_last_weeks() -> None:
    facts = story_facts([article(0), article(2, at=NOON + timedelta(days=400))])
    assert len(facts.growth) == GROWTH_MAX_HOURS
    assert facts.growth[-1].independent == 1


POPULATION = Population(
    countries={"AT": 9, "BR": 41, "JP": 2, "FR": 4},
    languages={"de": 9, "pt": 41},
    ownerships={"private": 30, "state": 5},
)


def test_a_gap_is_where_several_are_asked_and_none_reports() -> None:
    facts = story_facts([article(n) for n in range(3)], POPULATION)
    assert [(gap.kind, gap.value, gap.publishers) for gap in facts.gaps] == [
        ("country", "BR", 41),
        ("language", "pt", 41),
        ("ownership", "state", 5),
        ("country", "FR", 4),
    ]


def test_a_country_that_prints_only_copies_is_told_as_such() -> None:
    facts = story_facts(
        [*(article(n) for n in range(3)), article(9, copy_of=1, country="FR", language="de")], POPULATION
    )
    assert [gap.only_copies for gap in facts.gaps if gap.value == "FR"] == [True]


def test_of_a_story_with_few_reports_no_gaps_are_told() -> None:
    assert story_facts([article(1), article(2)], POPULATION).gaps == ()


def test_a_story_without_articles_has_no_facts() -> None:
    facts = story_facts([], POPULATION)
    assert (facts.reports, facts.first, facts.growth, facts.gaps) == (0, None, (), ())


@given(st.lists(st.tuples(st.integers(0, 8), st.none() | st.integers(0, 12)), max_size=12))
def test_whatever_copies_what_every_article_is_counted_somewhere(rows: list[tuple[int, int | None]]) -> None:
    articles = [
        article(number, owner=f"o{owner}", copy_of=copy_of if copy_of != number else None)
        for number, (owner, copy_of) in enumerate(rows)
    ]
    facts = story_facts(articles)
    assert facts.independent <= facts.reports == len(articles)
    assert (facts.independent > 0) == bool(articles)
    repeating = [pk for copies in facts.copies.values() for pk in copies]
    assert len(set(repeating)) == len(repeating)
    assert not set(repeating) & set(facts.independent_ids)
    assert sum(hour.independent + hour.others for hour in facts.growth) == len(articles)
    assert sum(hour.independent for hour in facts.growth) == facts.independent
