"""The grouper: one story an event, the same after a restart, and never against a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from broadsheet.group.columns import in_columns
from broadsheet.group.grouper import Grouper
from broadsheet.group.settings import DEFAULT
from broadsheet.group.types import ArticleToGroup, StoryMerge
from tests.group.made import START, report, stream

# The running mean of so few made-up vectors would be the news itself.
FEW = replace(DEFAULT, mean_prior=1_000, language_prior=1_000)


def run(grouper: Grouper, articles: list[ArticleToGroup]) -> list[object]:
    """Every decision and change, in order."""
    done: list[object] = []
    for article in articles:
        done.append(grouper.add(article))
        if grouper.settle_due:
            done += grouper.settle()
            done += grouper.links()
    return done


def test_reports_of_one_event_are_one_story_and_of_two_are_two() -> None:
    grouper = Grouper(FEW)
    articles = [report(number, event) for number, event in enumerate((1, 2, 1, 2, 1, 3), 1)]
    stories = [grouper.add(article).story for article in articles]
    assert stories == [1, 2, 1, 2, 1, 6]


def test_a_decision_says_why_with_its_figures() -> None:
    grouper = Grouper(FEW)
    grouper.add(report(1, 1))
    joined, opened = grouper.add(report(2, 1)), grouper.add(report(3, 2))
    assert not joined.opened
    assert f"{joined.score:.2f}" in joined.reason
    assert f"{FEW.join:.2f}" in joined.reason
    assert opened.opened
    assert "too far" in opened.reason


def test_what_is_older_than_the_window_is_forgotten_and_a_late_report_of_it_opens_a_story() -> None:
    grouper = Grouper(FEW)
    grouper.add(report(1, 1))
    late = grouper.add(report(2, 1, hours=49))
    assert late.opened
    assert len(grouper.window) == 1


def test_a_story_links_to_the_closed_one_it_goes_on_from() -> None:
    grouper = Grouper(FEW)
    run(grouper, [report(1, 1), report(2, 1, hours=1)])
    run(grouper, [report(3, 2, hours=60), report(4, 1, hours=70), report(5, 1, hours=71)])
    grouper.settle()
    (link,) = grouper.links()
    assert (link.before, link.after) == (1, 4)
    grouper.settle()
    assert grouper.links() == []


def test_a_near_copy_goes_where_its_original_is() -> None:
    grouper = Grouper(FEW)
    words = bytes(range(1, 129)) * 2
    grouper.add(report(1, 1, signature=words, has_text=True))
    copy = grouper.add(report(2, 1, noise=3.0, signature=words, has_text=True))
    assert (copy.story, copy.copy_of) == (1, 1)
    assert "100%" in copy.reason


def test_a_restored_grouper_decides_as_one_that_was_never_stopped() -> None:
    articles = stream(600, 30)
    whole, first = Grouper(), Grouper()
    before = run(whole, articles[:400])
    assert run(first, articles[:400]) == before
    open_articles = [
        (article, first.window.story_of[article.id])
        for article in articles[:400]
        if article.id in first.window.row
    ]
    assert len(open_articles) < 400
    second = Grouper()
    second.restore(in_columns(open_articles), first.statistics())
    after = [change for change in run(second, articles[400:]) if type(change).__name__ != "StoryLink"]
    expected = [change for change in run(whole, articles[400:]) if type(change).__name__ != "StoryLink"]
    assert [_plain(change) for change in after] == [_plain(change) for change in expected]


def _plain(change: object) -> object:
    return (change.kept, change.merged) if isinstance(change, StoryMerge) else (change.article, change.story)  # type: ignore[attr-defined]


def test_stories_that_turn_out_to_be_one_are_merged_into_the_older() -> None:
    grouper = Grouper(replace(FEW, join=0.95))
    run(grouper, [report(number, number % 2) for number in range(1, 9)])
    assert len(grouper.window.stories) > 2
    merges = grouper.settle()
    assert all(isinstance(merge, StoryMerge) and merge.kept < merge.merged for merge in merges)
    assert sorted(grouper.window.stories) == [1, 2]


def test_stories_a_person_keeps_apart_are_not_merged() -> None:
    grouper = Grouper(replace(FEW, join=0.95))
    run(grouper, [report(1, 1), report(2, 1)])
    grouper.keep_apart(1, 2)
    assert grouper.settle() == []


def test_an_article_a_person_placed_stays_and_its_story_is_kept() -> None:
    grouper = Grouper(replace(FEW, join=0.95))
    run(grouper, [report(1, 1), report(2, 1), report(3, 1)])
    grouper.place(3, 2)
    (merge,) = grouper.settle()
    assert isinstance(merge, StoryMerge)
    assert (merge.kept, merge.merged) == (2, 1)
    assert grouper.window.story_of[3] == 2


def test_two_stories_with_placed_articles_stay_as_they_are() -> None:
    grouper = Grouper(replace(FEW, join=0.95))
    run(grouper, [report(1, 1), report(2, 1)])
    grouper.hold([1, 2])
    assert grouper.settle() == []


def test_an_edited_article_is_compared_by_what_it_says_now_and_stays() -> None:
    grouper = Grouper(FEW)
    run(grouper, [report(1, 1), report(2, 2)])
    grouper.replace(replace(report(1, 3), id=1))
    assert grouper.add(report(4, 3)).story == 1
    assert grouper.add(report(5, 1)).opened
    assert grouper.window.story_of[1] == 1


def test_a_day_apart_takes_from_the_score() -> None:
    near, far = Grouper(FEW), Grouper(FEW)
    near.add(report(1, 1))
    far.add(report(1, 1))
    apart = (
        near.add(report(2, 1)).score - far.add(replace(report(2, 1), at=START + timedelta(hours=24))).score
    )
    assert abs(apart - FEW.day_apart) < 1e-3
