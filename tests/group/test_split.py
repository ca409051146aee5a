"""A story that turns out to be of two events is split: never against a person, never back and forth."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from broadsheet.group.answers import Answers
from broadsheet.group.columns import in_columns
from broadsheet.group.grouper import Grouper
from broadsheet.group.settings import DEFAULT
from broadsheet.group.split import part
from broadsheet.group.types import ArticleToGroup, StoryMerge, StorySplit
from tests.group.made import START, direction, report

# The running mean of so few made-up vectors would be the news itself.
FEW = replace(DEFAULT, mean_prior=1_000, language_prior=1_000)
FLOOD, VOTE = 2, 6  # these two directions have nothing in common


def similar(sizes: tuple[int, int], within: float, between: float) -> np.ndarray:
    side = np.repeat([0, 1], sizes)
    found = np.where(side[:, None] == side, within, between).astype(np.float32)
    np.fill_diagonal(found, 1)
    return found


def ticker(number: int) -> ArticleToGroup:
    """An article that lists both events, and so is like the reports of either."""
    vector = direction(FLOOD) + direction(VOTE) + 0.3 * np.random.default_rng(number).normal(size=64)
    return replace(report(number, 0), vector=(vector / np.linalg.norm(vector)).astype(np.float32))


def bridged(reports: int = 10) -> Grouper:
    """A story that a ticker opened, which the first report of each of two events joined; others followed."""
    grouper = Grouper(FEW)
    decisions = [grouper.add(ticker(1))]
    decisions += [
        grouper.add(report(number, (FLOOD, VOTE)[number % 2], hours=number / 10, noise=0.3))
        for number in range(2, 2 + reports)
    ]
    assert {decision.story for decision in decisions} == {1}
    return grouper


def test_two_groups_that_are_unlike_are_told_apart_whatever_the_order() -> None:
    found = similar((3, 5), 0.6, 0.1)
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(8)
        parting = part(found[np.ix_(order, order)])
        assert parting is not None
        assert (
            len({bool(moves) for moves, place in zip(parting.second, order, strict=True) if place < 3}) == 1
        )
        assert sorted((int(parting.second.sum()), 8 - int(parting.second.sum()))) == [3, 5]
        assert (round(parting.between, 3), round(parting.within, 3)) == (0.1, 0.6)


def test_one_stray_report_is_no_group() -> None:
    assert part(similar((5, 1), 0.6, 0.0)) is None
    assert part(similar((2, 1), 0.6, 0.0)) is None


def test_two_events_that_a_bridging_article_joined_part_again() -> None:
    grouper = bridged()
    (split,) = grouper.settle()
    assert isinstance(split, StorySplit)
    events = {article: article % 2 for article in range(2, 12)}
    assert len({events[article] for article in split.articles if article != 1}) == 1
    assert split.new == min(split.articles) > split.story == 1
    assert f"{split.score:.2f}" in split.reason
    assert split.score < FEW.split
    stories = [
        grouper.add(report(number, event, hours=2)).story for number, event in ((20, FLOOD), (21, VOTE))
    ]
    assert sorted(stories) == [1, split.new]


def test_reports_of_one_event_stay_together_however_many() -> None:
    grouper = Grouper(FEW)
    for number in range(1, 40):
        grouper.add(report(number, FLOOD, noise=0.8))
    assert not [change for change in grouper.settle() if isinstance(change, StorySplit)]


def test_earlier_articles_than_those_looked_at_go_with_their_event() -> None:
    grouper = bridged(reports=60)
    (split,) = grouper.settle()
    assert isinstance(split, StorySplit)
    assert {article % 2 for article in split.articles if article != 1} == {split.new % 2}
    assert len(split.articles) == 30


def test_what_a_person_placed_on_both_sides_stays_in_one_story() -> None:
    grouper = bridged()
    grouper.hold([6, 7])
    assert grouper.settle() == []


def test_a_part_goes_on_being_kept_apart_from_what_its_story_was() -> None:
    grouper = bridged()
    grouper.keep_apart(1, 99)
    (split,) = grouper.settle()
    assert isinstance(split, StorySplit)
    assert not grouper.people.may_merge(split.new, 99)
    assert not grouper.people.may_merge(1, 99)


def forgiving(grouper: Grouper) -> None:
    """From now on any two neighbours may be merged, and no story is split."""
    grouper.settings = replace(FEW, merge=-1.0, split=-2.0)


def test_what_was_split_is_not_merged_at_once_but_later() -> None:
    grouper = bridged()
    (split,) = grouper.settle()
    forgiving(grouper)
    grouper.add(report(30, FLOOD, hours=3))
    grouper.add(report(31, VOTE, hours=3))
    assert grouper.settle() == []
    grouper.add(report(32, FLOOD, hours=9))
    grouper.add(report(33, VOTE, hours=9))
    (merge,) = grouper.settle()
    assert isinstance(merge, StoryMerge)
    assert isinstance(split, StorySplit)
    assert (merge.kept, merge.merged) == (1, split.new)


def test_what_was_merged_is_not_split_at_once_but_later() -> None:
    grouper = Grouper(replace(FEW, merge=-1.0))
    for number in range(1, 11):
        grouper.add(report(number, (FLOOD, VOTE)[number % 2], noise=0.3))
    assert [type(change) for change in grouper.settle()] == [StoryMerge]
    grouper.settings = FEW
    grouper.add(report(20, FLOOD, hours=1, noise=0.3))
    assert grouper.settle() == []
    grouper.add(report(21, FLOOD, hours=7, noise=0.3))
    assert [type(change) for change in grouper.settle()] == [StorySplit]


def test_a_restart_forgets_no_rest() -> None:
    grouper = bridged()
    assert grouper.settle()
    kept = [
        (report(n, (FLOOD, VOTE)[n % 2], hours=n / 10, noise=0.3), grouper.window.story_of[n])
        for n in range(2, 12)
    ]
    second = Grouper(FEW)
    second.restore(in_columns([(ticker(1), grouper.window.story_of[1]), *kept]), grouper.statistics())
    forgiving(second)
    second.add(replace(report(30, FLOOD), at=START + timedelta(hours=3)))
    second.add(replace(report(31, VOTE), at=START + timedelta(hours=3)))
    assert second.settle() == []


def test_answers_are_renamed_by_merges_and_by_nothing_else() -> None:
    answers = Answers()
    for article, story in ((1, 1), (2, 2), (3, 2), (4, 1)):
        answers.add(article, story)
    answers.follow(StoryMerge(1, 2, 0.5, ""))
    assert {answers.answer(article) for article in (1, 2, 3, 4)} == {1}
    answers.follow(StorySplit(1, 2, (2, 3), 0.0, ""))
    answers.add(5, 2)
    answers.add(6, 2)
    answers.add(7, 1)
    assert [answers.answer(article) for article in range(1, 8)] == [1, 1, 1, 1, 5, 5, 1]
    answers.follow(StoryMerge(1, 2, 0.5, ""))
    assert {answers.answer(article) for article in range(1, 8)} == {1}
