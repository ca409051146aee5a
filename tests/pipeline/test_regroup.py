"""An archive grouped anew: addresses stay, people's decisions hold, and it goes on after a kill."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from broadsheet.pipeline import regroup as regroups
from broadsheet.pipeline.grouping import Grouping
from broadsheet.pipeline.regroup import regroup
from broadsheet.pipeline.stories import refresh_stories
from broadsheet.store import operators
from broadsheet.store.grouping import articles_waiting
from broadsheet.store.models import (
    Article,
    GroupingState,
    NewPlace,
    Story,
    StoryArticle,
    StoryChange,
    Understanding,
)
from broadsheet.store.stories import grouping_transaction
from tests.factories import NOW
from tests.store.features import make_understood, understand

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles(monkeypatch: pytest.MonkeyPatch) -> list[Article]:
    """A hundred and twenty articles of thirty events, grouped by wrong vectors: two events always as one."""
    monkeypatch.setattr(regroups, "_PIECE", 7)
    made = [make_understood(number % 30 // 2) for number in range(120)]
    group()
    for number, article in enumerate(made):
        understand(article, number % 30)
    Article.objects.update(state=Article.State.GROUPED)
    return made


def group() -> None:
    running = Grouping()
    while waiting := articles_waiting(1_000):
        running.group([item.id for item in waiting], NOW)


def run(since: datetime | None = None) -> list[regroups.Progress]:
    return list(regroup(since, lambda: NOW + timedelta(hours=1)))


def together() -> list[list[int]]:
    stories: dict[int, list[int]] = {}
    for article, story in StoryArticle.objects.values_list("article_id", "story_id").order_by("pk"):
        stories.setdefault(story, []).append(article)
    return sorted(stories.values())


def as_events(articles: list[Article]) -> list[list[int]]:
    return sorted([article.pk for article in articles[event::30]] for event in range(30))


def test_all_articles_are_grouped_by_what_is_known_of_them_now(articles: list[Article]) -> None:
    assert len(together()) == 15
    progress = run()
    assert together() == as_events(articles)
    assert [step.done for step in progress if step.phase == "group"][-1] == 120
    for story in Story.objects.standing():
        assert story.articles == story.members.count() == 4
        assert story.headline is not None
    assert not NewPlace.objects.exists()
    assert GroupingState.objects.count() == 1


def test_addresses_stay_where_most_of_the_articles_are(articles: list[Article]) -> None:
    before = {
        story.public_id: set(story.members.values_list("pk", flat=True)) for story in Story.objects.all()
    }
    run()
    for public_id, members in before.items():
        story = operators.find_story(public_id)
        assert set(story.members.values_list("pk", flat=True)) <= members
    assert StoryChange.objects.filter(by=StoryChange.MACHINE).count() >= 15


def test_stories_that_became_one_lead_to_it(articles: list[Article]) -> None:
    run()
    before = {
        story.public_id: list(story.members.values_list("pk", flat=True))
        for story in Story.objects.standing()
    }
    for number, article in enumerate(articles):
        understand(article, number % 30 // 2)
    Article.objects.update(state=Article.State.GROUPED)
    run()
    assert len(together()) == 15
    for public_id, members in before.items():
        assert operators.find_story(public_id) == StoryArticle.objects.get(pk=members[0]).story


@pytest.mark.parametrize("pieces", [1, 3, 17, 18, 19])
def test_stopped_after_any_piece_it_goes_on(articles: list[Article], pieces: int) -> None:
    stopped = regroup(None, lambda: NOW)
    for _ in range(pieces):
        next(stopped)
    stopped.close()
    done = StoryArticle.objects.values_list("story_id").distinct().count() == 30
    assert done or len(together()) == 15, "nothing is in force before all of it is"
    run()
    assert together() == as_events(articles)


def test_what_a_person_decided_holds(articles: list[Article]) -> None:
    one, other = Story.objects.standing().order_by("key")[:2]
    with grouping_transaction():
        _, touched = operators.merge(one, other, "Vera", NOW)
        refresh_stories(touched, NOW)
    held = set(one.members.values_list("pk", flat=True))
    run()
    assert set(StoryArticle.objects.filter(story=one).values_list("pk", flat=True)) == held
    assert operators.find_story(other.public_id) == one


def test_only_articles_since_a_day_are_grouped_anew(articles: list[Article]) -> None:
    since = articles[60].sort_at
    before = dict(StoryArticle.objects.filter(pk__lt=articles[60].pk).values_list("pk", "story_id"))
    run(since)
    assert dict(StoryArticle.objects.filter(pk__lt=articles[60].pk).values_list("pk", "story_id")) == before


def test_vectors_of_another_model_stay_where_they_are(articles: list[Article]) -> None:
    Understanding.objects.filter(pk=articles[0].pk).update(model="test-0")
    before = StoryArticle.objects.get(pk=articles[0].pk).story
    run()
    assert StoryArticle.objects.get(pk=articles[0].pk).story == before


def test_grouping_goes_on_with_the_new_stories(articles: list[Article]) -> None:
    run()
    late: Any = make_understood(5)
    group()
    assert StoryArticle.objects.get(article=late).story == StoryArticle.objects.get(article=articles[5]).story
