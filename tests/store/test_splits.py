"""Splits by the machine, as they are stored."""

from __future__ import annotations

import pytest

from broadsheet.group.types import StoryMerge, StorySplit
from broadsheet.store import operators
from broadsheet.store.grouping import record_decisions
from broadsheet.store.models import Story, StoryChange
from broadsheet.store.records import GroupingRecord
from broadsheet.store.stories import apart_keys, grouping_transaction
from tests.factories import NOW, make_article
from tests.stories import make_story

pytestmark = pytest.mark.django_db


def record(*decisions: StorySplit | StoryMerge) -> set[int]:
    with grouping_transaction():
        return record_decisions(GroupingRecord(NOW, (), decisions, ()))


def members(key: int) -> list[int]:
    return sorted(Story.objects.get(key=key).members.values_list("pk", flat=True))


def test_a_split_makes_a_story_that_is_logged_and_can_be_taken_back() -> None:
    articles = [make_article() for _ in range(5)]
    ids = [article.pk for article in articles]
    story = make_story(*articles)
    touched = record(StorySplit(story.key, ids[3], tuple(ids[3:]), 0.01, "Two groups."))
    assert members(story.key) == ids[:3]
    assert members(ids[3]) == ids[3:]
    change = StoryChange.objects.get()
    assert (change.kind, change.by, change.score) == ("split", StoryChange.MACHINE, 0.01)
    assert touched == {story.pk, change.other_id}
    with grouping_transaction():
        operators.undo(change.pk, "Vera", NOW)
    assert members(story.key) == ids


def test_a_part_is_kept_apart_from_what_a_person_kept_its_story_apart_from() -> None:
    articles = [make_article() for _ in range(4)]
    story, other = make_story(*articles), make_story(make_article())
    with grouping_transaction():
        operators.apart(story, other, "Vera", NOW)
    new = articles[2].pk
    record(StorySplit(story.key, new, (new, articles[3].pk), 0.01, "Two groups."))
    assert {frozenset(pair) for pair in apart_keys()} == {
        frozenset({story.key, other.key}),
        frozenset({new, other.key}),
    }
