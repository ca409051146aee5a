"""What to read beside an article, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.group.related import MAX_OWN, RelatedArticle, related

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def other(number: int, **facts: object) -> RelatedArticle:
    """Of a publisher and a country of its own; the lower the number, the closer."""
    made = RelatedArticle(
        article=number,
        publisher=f"p{number}",
        country=f"C{number}",
        language="en",
        at=NOON - timedelta(minutes=number),
        closeness=1 - number / 1000,
    )
    return replace(made, **facts)  # type: ignore[arg-type]


READING = other(0, publisher="mine", country="AT")


def links(**groups: object) -> list[tuple[int, str]]:
    limit = groups.pop("limit", 8)
    found = related(READING, limit=limit, **groups)  # type: ignore[arg-type]
    return [(link.article, link.why) for link in found]


def test_others_on_the_same_story_come_first_then_before_after_and_subject() -> None:
    assert links(
        same_subject=[other(4, shared="Dams")], after=[other(3)], before=[other(2)], same_story=[other(1)]
    ) == [(1, "same-story"), (2, "before"), (3, "after"), (4, "same-subject")]


def test_each_publisher_has_one_article_of_the_story_its_nearest_own_report() -> None:
    same = [other(1, is_copy=True), other(2, publisher="p1"), other(3, publisher="p1"), other(5)]
    assert links(same_story=same) == [(2, "same-story"), (5, "same-story")]


def test_countries_take_turns() -> None:
    same = [other(n, country="AT") for n in range(1, 6)] + [other(7, country="FR"), other(8, country="BR")]
    assert [article for article, _ in links(same_story=same)][:3] == [7, 8, 1]


def test_copies_come_after_reports() -> None:
    assert links(same_story=[other(1, is_copy=True), other(9)]) == [(9, "same-story"), (1, "same-story")]


def test_places_are_kept_for_before_after_and_subject() -> None:
    found = links(
        same_story=[other(n) for n in range(1, 30)],
        before=[other(40), other(41)],
        after=[other(50)],
        same_subject=[other(60), other(61)],
    )
    assert [why for _, why in found] == ["same-story"] * 5 + ["before", "after", "same-subject"]
    assert (40, "before") in found  # the latest of those before


def test_the_publisher_one_is_reading_comes_once_at_most_while_there_are_others() -> None:
    own = [other(n, publisher="mine") for n in range(10, 20)]
    found = links(same_story=[other(1), *own[:3]], before=own[3:5], same_subject=own[5:])
    assert found == [(1, "same-story"), (13, "before")]
    assert len(found) - 1 == MAX_OWN


def test_where_there_is_nobody_else_its_own_articles_are_better_than_none() -> None:
    own = [other(n, publisher="mine") for n in range(10, 14)]
    assert len(links(before=own[:2], after=own[2:])) == 4


def test_the_hashtag_in_common_is_given_with_the_subject() -> None:
    found = related(READING, same_subject=[other(1, shared="Dams")], before=[other(2, shared="Dams")])
    assert {link.article: link.shared for link in found} == {1: "Dams", 2: ""}


PUBLISHERS = ("mine", "a", "b", "c", "d")
group = st.lists(
    st.builds(
        lambda number, country: other(number, publisher=PUBLISHERS[number % 5], country=country),
        st.integers(0, 40),
        st.sampled_from(["AT", "FR", ""]),
    ),
    max_size=12,
)


@given(group, group, group, group, st.integers(0, 10))
def test_links_are_few_once_each_and_hardly_to_where_one_is(
    same: list[RelatedArticle],
    before: list[RelatedArticle],
    after: list[RelatedArticle],
    subject: list[RelatedArticle],
    limit: int,
) -> None:
    found = related(READING, same, before, after, subject, limit)
    shown = [link.article for link in found]
    assert len(shown) <= limit
    assert len(set(shown)) == len(shown)
    assert READING.article not in shown
    by_group = {"same-story": same, "before": before, "after": after, "same-subject": subject}
    for link in found:
        assert link.article in {one.article for one in by_group[link.why]}
    owners = [PUBLISHERS[number % 5] for number in shown]
    assert owners.count("mine") <= MAX_OWN or set(owners) == {"mine"}
