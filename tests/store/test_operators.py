"""A person decides about stories: it holds, and it can be taken back exactly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from broadsheet.errors import StoryError
from broadsheet.pipeline.grouping import Grouping
from broadsheet.pipeline.stories import refresh_stories
from broadsheet.store import operators
from broadsheet.store.grouping import articles_waiting
from broadsheet.store.models import Article, Story, StoryApart, StoryArticle, StoryChange
from broadsheet.store.operators import Changed
from broadsheet.store.stories import grouping_transaction
from tests.factories import NOW
from tests.store.features import make_understood, understand

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def grouping() -> Grouping:
    """Three events with four reports each, and some others, in stories."""
    for number in range(12):
        make_understood(number % 3)
    for number in range(20):
        make_understood(100 + number)
    running = Grouping()
    group(running)
    return running


def group(running: Grouping) -> None:
    while waiting := articles_waiting(1_000):
        running.group([item.id for item in waiting], NOW)


def carry_out(function: Any, *args: Any) -> StoryChange:
    with grouping_transaction():
        done: Changed = function(*args, "Vera", LATER)
        refresh_stories(done[1], LATER)
    return done[0]


def events() -> list[Story]:
    """The stories of the three events."""
    return list(Story.objects.standing().filter(articles__gt=1).order_by("key"))


def stand() -> Any:
    """All that a change may change."""
    return (
        list(StoryArticle.objects.values_list("article", "story", "score", "reason", "held").order_by("pk")),
        list(Story.objects.values_list("pk", "merged_into", "held", "articles", "headline").order_by("pk")),
        sorted(StoryApart.objects.values_list("first", "second")),
    )


def test_a_merge_keeps_both_addresses(grouping: Grouping) -> None:
    one, other, _ = events()
    address = other.public_id
    carry_out(operators.merge, one, other)
    assert operators.find_story(address) == one
    one.refresh_from_db()
    assert (one.articles, one.held) == (8, True)
    assert other not in Story.objects.standing()
    late = make_understood(1)
    group(grouping)
    assert StoryArticle.objects.get(article=late).story == one, "the running grouping has taken it in"


def test_addresses_that_led_to_a_merged_story_lead_on(grouping: Grouping) -> None:
    one, other, third = events()
    carry_out(operators.merge, one, other)
    carry_out(operators.merge, third, one)
    assert operators.find_story(other.public_id) == third
    assert Story.objects.get(pk=third.pk).articles == 12


def test_a_split_makes_a_story_that_stays_apart(grouping: Grouping) -> None:
    story = events()[0]
    chosen = list(Article.objects.filter(in_story__story=story).order_by("pk")[2:])
    change = carry_out(operators.split, story, chosen)
    assert change.other is not None
    new = Story.objects.get(pk=change.other.pk)
    assert (new.articles, Story.objects.get(pk=story.pk).articles) == (2, 2)
    for _ in range(60):
        make_understood(0)
    group(grouping)
    assert new.pk in {s.pk for s in Story.objects.standing()}
    places = dict(StoryArticle.objects.values_list("article", "story"))
    assert {places[article.pk] for article in chosen} == {new.pk}, "the machine does not merge them again"


def test_articles_can_be_split_off_that_opened_a_story_once(grouping: Grouping) -> None:
    one, other, _ = events()
    opener = Article.objects.get(pk=other.key)
    carry_out(operators.merge, one, other)
    change = carry_out(operators.split, operators.find_story(one.public_id), [opener])
    assert change.other == other, "its former address is its own again"
    carry_out(operators.move, operators.find_article(opener.public_id), one)
    carry_out(
        operators.split, operators.find_story(one.public_id), [operators.find_article(opener.public_id)]
    )
    assert StoryArticle.objects.get(article=opener).story.articles == 1


def test_a_key_that_still_stands_is_not_used_twice(grouping: Grouping) -> None:
    one, other, _ = events()
    opener = operators.find_article(Article.objects.get(pk=other.key).public_id)
    carry_out(operators.move, opener, one)
    opener = operators.find_article(opener.public_id)
    change = carry_out(operators.split, operators.find_story(one.public_id), [opener])
    assert change.other not in (None, one, other)
    late = make_understood(1)
    group(grouping)
    assert StoryArticle.objects.get(article=late).story in (other, change.other)


def test_a_moved_article_stays_where_it_was_put(grouping: Grouping) -> None:
    one, other, _ = events()
    article = operators.find_article(Article.objects.filter(in_story__story=one).latest("pk").public_id)
    carry_out(operators.move, article, other)
    understand(article, 0)
    group(grouping)
    assert StoryArticle.objects.get(article=article).story == other
    group(Grouping())
    assert StoryArticle.objects.get(article=article).held


def test_two_stories_kept_apart_are_not_merged_by_the_machine(grouping: Grouping) -> None:
    one, other, _ = events()
    carry_out(operators.apart, one, other)
    for article in Article.objects.filter(in_story__story=other):
        understand(article, 0)
    for number in range(60):
        make_understood(200 + number)
    group(grouping)
    assert Story.objects.get(pk=other.pk).merged_into is None


def merge_them(one: Story, other: Story) -> StoryChange:
    return carry_out(operators.merge, one, other)


def split_it(one: Story, other: Story) -> StoryChange:
    return carry_out(operators.split, one, list(Article.objects.filter(in_story__story=one)[:2]))


def move_one(one: Story, other: Story) -> StoryChange:
    chosen = Article.objects.filter(in_story__story=one).latest("pk")
    return carry_out(operators.move, operators.find_article(chosen.public_id), other)


def keep_them_apart(one: Story, other: Story) -> StoryChange:
    return carry_out(operators.apart, one, other)


@pytest.mark.parametrize("change", [merge_them, split_it, move_one, keep_them_apart])
def test_undo_restores_exactly_and_can_be_undone(grouping: Grouping, change: Any) -> None:
    one, other, _ = events()
    before = stand()
    done = change(one, other)
    after = stand()
    assert after != before
    undone = carry_out(operators.undo, done.pk)
    places, stories, apart = stand()
    assert places == before[0]
    assert [row for row in stories if row[0] in {old[0] for old in before[1]}] == before[1]
    assert apart == before[2]
    if done.articles:
        carry_out(operators.undo, undone.pk)
        assert stand()[0] == after[0]
        assert stand()[2] == after[2]


def test_what_the_machine_merged_and_a_person_took_apart_stays_apart(grouping: Grouping) -> None:
    other = events()[1]
    for article in Article.objects.filter(in_story__story=other):
        understand(article, 0)
    for number in range(60):
        make_understood(200 + number)
    group(grouping)
    merge = StoryChange.objects.get(other=other)
    assert merge.by == StoryChange.MACHINE
    carry_out(operators.undo, merge.pk)
    assert [story.articles for story in events()[:2]] == [4, 4]
    for number in range(60):
        make_understood(300 + number)
    make_understood(0)
    group(grouping)
    assert Story.objects.get(pk=other.pk).merged_into is None


def test_a_change_on_which_another_stands_is_undone_after_it(grouping: Grouping) -> None:
    one, other, third = events()
    first = carry_out(operators.merge, one, other)
    second = carry_out(operators.merge, third, one)
    with pytest.raises(StoryError, match=f"Undo change {second.pk} first"):
        carry_out(operators.undo, first.pk)
    carry_out(operators.undo, second.pk)
    carry_out(operators.undo, first.pk)
    assert [story.articles for story in events()] == [4, 4, 4]


def test_what_cannot_be_is_told_and_changes_nothing(grouping: Grouping) -> None:
    one, other, _ = events()
    stranger = operators.find_article(Article.objects.filter(in_story__story=other)[0].public_id)
    everything = [operators.find_article(a.public_id) for a in Article.objects.filter(in_story__story=one)]
    before = stand()
    for function, *args in (
        (operators.merge, one, one),
        (operators.split, one, [stranger]),
        (operators.split, one, everything),
        (operators.move, stranger, other),
        (operators.apart, one, one),
        (operators.undo, 99_999),
    ):
        with pytest.raises(StoryError):
            carry_out(function, *args)
    for name in ("nothing", "https://example.org/story/nothing/title"):
        with pytest.raises(StoryError):
            operators.find_story(name)
    assert stand() == before
    assert not StoryChange.objects.exists()


def test_a_story_is_found_by_id_and_by_address(grouping: Grouping) -> None:
    story = events()[0]
    for name in (
        story.public_id,
        f"/story/{story.public_id}",
        f"https://news.example/story/{story.public_id}/some-title?x=1",
    ):
        assert operators.find_story(name) == story


def test_the_log_names_who_did_what(grouping: Grouping) -> None:
    one, other, third = events()
    change = carry_out(operators.merge, one, other)
    carry_out(operators.apart, one, third)
    assert (change.by, change.kind, len(change.articles)) == ("Vera", "merge", 4)
    assert [c.kind for c in operators.log_of(operators.find_story(other.public_id), 10)] == ["apart", "merge"]
    assert operators.log_of(None, 1)[0].kind == "apart"
