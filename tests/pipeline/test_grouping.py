"""Articles get their stories: one place each, the same after a restart, and as people decided."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import msgspec
import pytest
from django.db import DatabaseError

from broadsheet.errors import StoreError
from broadsheet.group.grouper import Grouper
from broadsheet.group.types import OpenArticles
from broadsheet.group.window import Window
from broadsheet.pipeline import grouping as groupings
from broadsheet.pipeline.grouping import Grouping, make_grouper, restore
from broadsheet.store import restoring
from broadsheet.store.grouping import articles_waiting
from broadsheet.store.models import (
    Article,
    GroupingState,
    Story,
    StoryArticle,
    StoryChange,
    StoryLink,
    Understanding,
)
from tests.factories import NOW, make_picture, make_publisher
from tests.store.features import make_understood, understand

pytestmark = pytest.mark.django_db


def group(grouping: Grouping, batch: int = 1_000) -> None:
    while waiting := articles_waiting(batch):
        grouping.group([item.id for item in waiting], NOW)


def events_together() -> dict[int, set[int]]:
    """The articles of each story."""
    stories: dict[int, set[int]] = {}
    for article, story in StoryArticle.objects.values_list("article_id", "story_id"):
        stories.setdefault(story, set()).add(article)
    return stories


def test_reports_of_one_event_come_together_and_others_apart() -> None:
    articles = [make_understood(number % 3) for number in range(30)]
    group(Grouping())
    together = sorted(sorted(members) for members in events_together().values())
    assert together == sorted([article.pk for article in articles[event::3]] for event in range(3))
    assert not Article.objects.exclude(state=Article.State.GROUPED).exists()
    assert all(StoryArticle.objects.values_list("reason", flat=True))


def test_a_story_counts_its_articles() -> None:
    house = make_publisher(country="NZ", homepage="https://house.example/")
    other = make_publisher(country="FR", homepage="https://autre.example/")
    agency = make_publisher(country="CH", homepage="https://agency.example/")
    signature = bytes(range(1, 255)) + b"\1\1"
    for event in range(100, 120):
        make_understood(event)
    make_understood(1, house, language="en")
    make_understood(1, house, language="en")
    make_understood(1, other, language="fr", category="politics")
    make_understood(1, agency, language="fr", signature=signature, category="politics")
    last = make_understood(1, make_publisher(country="BE"), language="fr", signature=signature)
    make_picture(last, width=1200, height=800)
    group(Grouping())
    story = StoryArticle.objects.get(article=last).story
    assert (story.articles, story.independent, story.publishers) == (5, 3, 4)
    assert (story.languages, story.countries) == (2, 3)
    assert StoryArticle.objects.get(article=last).copy_of is not None
    assert story.last_at == last.sort_at
    assert story.category == "politics"
    assert story.headline is not None
    assert set(story.headlines) == {"en", "fr"}
    assert story.picture is not None
    assert story.picture.article == last


@pytest.mark.parametrize("batch", [1, 7])
@pytest.mark.parametrize("seconds", [1, 61], ids=["statistics-older", "statistics-kept"])
def test_a_restart_between_any_two_batches_changes_nothing(batch: int, seconds: int) -> None:
    for number in range(120):
        make_understood((number * number) % 11)
    without = Grouping()
    group(without)
    undisturbed = sorted(map(sorted, events_together().values()))
    StoryArticle.objects.all().delete()
    Story.objects.all().delete()
    GroupingState.objects.all().delete()
    Article.objects.update(state=Article.State.UNDERSTOOD)
    now, saved_at = NOW, None
    while waiting := articles_waiting(batch):
        restarted = Grouping()
        restarted._saved_at = saved_at  # as if the process that kept them had gone on until now
        restarted.group([item.id for item in waiting], now)
        saved_at = restarted._saved_at
        now += timedelta(seconds=seconds)
    assert sorted(map(sorted, events_together().values())) == undisturbed


def known_to(grouper: Grouper) -> dict[str, object]:
    """All that decisions are made from, but for the search's cells, which lie as chance has it."""
    window = grouper.window
    ids = sorted(window.row)
    rows = window.rows(ids)
    return {
        "ids": ids,
        "stories": window.stories,
        "story of": window.story_of,
        "vectors": window.vectors(rows).tolist(),
        "terms": [values.tolist() for values in window.terms(rows)],
        "signatures": window.signatures(rows).tolist(),
        "with text": window.both_texts(rows, rows).diagonal().tolist(),
        "cognates": window.cognates(rows).tolist(),
        "times": window.times(rows).tolist(),
        "order": list(grouper._order),
        "clock": grouper._clock,
        "statistics": grouper._terms.statistics(),
        "changed": grouper._changed,
        "counted": (grouper._counted, grouper._since_settle),
        "found": [sorted(grouper._search.search(vector, 7)[0]) for vector in window.vectors(rows)],
    }


@pytest.mark.parametrize("chunk", [1, 3, 7, 5_000])
def test_what_is_restored_is_what_there_was(chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    signatures = [bytes(range(n, n + 250)) + b"\1" * 6 for n in range(1, 5)]
    for number in range(90):
        language, model = ("en", "fr", "")[number % 3], "test-1" if number % 10 else "old"
        signature = signatures[number % 4] if number % 3 else b""
        make_understood((number * number) % 11, model=model, language=language, signature=signature)
    alone = make_understood(77, model="", vector=b"")
    grouping = Grouping()
    group(grouping)
    before = grouping._grouper
    assert before is not None
    for number in range(10):  # these wait for their stories, between others that have one and after them
        make_understood(number)
    waiting = StoryArticle.objects.order_by("pk")[20:23]
    for place in waiting:
        before.window.drop(place.pk)
        before._search.remove(place.pk)
    StoryArticle.objects.filter(pk__in=[place.pk for place in waiting]).delete()
    # Another time than that of its articles, as it may be after an edit of theirs.
    Story.objects.filter(pk=StoryArticle.objects.order_by("pk")[5].story_id).update(
        last_at=NOW - timedelta(days=300)
    )
    monkeypatch.setattr(restoring, "_CHUNK", chunk)
    state = GroupingState.objects.get(name="grouping")
    after, _ = restore(make_grouper(), state, "test-1")
    assert alone.pk not in after.window.row
    assert len(after.window) > 70
    before._reindex()  # the search was filled with vectors as they were centred earlier
    expected = known_to(before)
    expected["order"] = [known for known in before._order if known[0] in before.window.row]
    assert known_to(after) == expected


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_restart_that_fails_says_so(fails_at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        make_understood(number % 3)
    group(Grouping())
    monkeypatch.setattr(restoring, "_CHUNK", 10)
    load, loaded = Window.load, list[int]()

    def fail(window: Window, found: OpenArticles) -> object:
        loaded.append(len(found.ids))
        if len(loaded) == fails_at:
            raise MemoryError("no room")
        return load(window, found)

    late = make_understood(1)
    with monkeypatch.context() as patch:
        patch.setattr(Window, "load", fail)
        with pytest.raises(MemoryError, match="no room"):
            Grouping().group([late.pk], NOW)
    assert sum(loaded) == 10 * fails_at
    group(Grouping())
    assert StoryArticle.objects.get(article=late).story.articles == 11


def test_a_transaction_that_fails_leaves_nothing_and_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        make_understood(number % 2)
    grouping = Grouping()
    group(grouping)
    late = make_understood(0)

    def fail(*_: object) -> None:
        raise DatabaseError("no")

    with monkeypatch.context() as patch:
        patch.setattr(groupings, "refresh_stories", fail)
        with pytest.raises(StoreError):
            grouping.group([late.pk], NOW)
    assert not StoryArticle.objects.filter(article=late).exists()
    group(grouping)
    assert StoryArticle.objects.get(article=late).story.articles == 11


def test_an_edited_article_stays_in_its_story() -> None:
    articles = [make_understood(number % 2) for number in range(10)]
    grouping = Grouping()
    group(grouping)
    before = events_together()
    articles[0].title = "Another headline"
    articles[0].save()
    understand(articles[0], 1)
    group(grouping)
    assert events_together() == before
    assert Article.objects.get(pk=articles[0].pk).state == Article.State.GROUPED


def test_an_article_about_which_nothing_is_known_stands_alone() -> None:
    make_understood(1)
    alone = make_understood(1, vector=b"", model="")
    group(Grouping())
    assert StoryArticle.objects.get(article=alone).story.articles == 1
    assert "stands alone" in StoryArticle.objects.get(article=alone).reason


def test_a_vector_of_another_model_is_not_compared() -> None:
    old = make_understood(1)
    new = make_understood(1, model="test-2")
    group(Grouping())
    old.refresh_from_db()
    assert old.state == Article.State.EXTRACTED, "it is to be understood again, by the model in use"
    assert StoryArticle.objects.get().article == new


def test_the_order_of_stories_is_that_of_their_importance() -> None:
    for event, reports in ((1, 1), (2, 6), (3, 3)):
        for _ in range(reports):
            make_understood(event, at=NOW - timedelta(hours=1))
    group(Grouping())
    assert [story.articles for story in Story.objects.standing().by_importance()] == [6, 3, 1]


def test_later_evidence_merges_stories_and_keeps_the_address() -> None:
    """Five reports of each event come first; then the two turn out to be one."""
    first = [make_understood(1) for _ in range(3)]
    second = [make_understood(2) for _ in range(3)]
    for number in range(20):
        make_understood(100 + number)
    grouping = Grouping()
    group(grouping)
    assert (
        StoryArticle.objects.get(article=first[0]).story != StoryArticle.objects.get(article=second[0]).story
    )
    gone = StoryArticle.objects.get(article=second[0]).story
    for article in second:
        understand(article, 1)
    group(grouping)
    for number in range(60):
        make_understood(200 + number)
    group(grouping)
    gone.refresh_from_db()
    kept = StoryArticle.objects.get(article=first[0]).story
    assert gone.merged_into == kept
    assert kept.articles == 6
    change = StoryChange.objects.get(other=gone)
    assert (change.kind, change.by) == ("merge", "machine")
    assert change.reason
    assert sorted(change.articles) == sorted(article.pk for article in second)


def test_every_article_has_one_place_and_every_count_is_true() -> None:
    for number in range(80):
        make_understood(number % 9)
    group(Grouping(), batch=13)
    counts = Counter(StoryArticle.objects.values_list("story_id", flat=True))
    assert sum(counts.values()) == 80
    assert {story.pk: story.articles for story in Story.objects.standing()} == dict(counts)


@pytest.mark.parametrize("seconds", [1, 61], ids=["statistics-older", "statistics-kept"])
def test_after_a_restart_a_story_still_goes_on_from_one_that_closed(seconds: int) -> None:
    earlier = [make_understood(1, at=NOW - timedelta(hours=80 - number)) for number in range(3)]
    for number in range(20):
        make_understood(100 + number, at=NOW - timedelta(hours=60 - number))
    grouping = Grouping()
    group(grouping)
    for number in range(10):  # what was open is older than the window now
        make_understood(200 + number, at=NOW)
    grouping.group([item.id for item in articles_waiting(1_000)], NOW + timedelta(seconds=seconds))
    later = [make_understood(1, at=NOW + timedelta(minutes=number)) for number in range(3)]
    for number in range(60):
        make_understood(300 + number, at=NOW + timedelta(minutes=5))
    group(Grouping())
    link = StoryLink.objects.get(after=StoryArticle.objects.get(article=later[0]).story)
    assert link.before == StoryArticle.objects.get(article=earlier[0]).story


def test_what_was_stored_before_terms_were_hashed_is_grouped_and_restored() -> None:
    for number in range(40):
        make_understood(number % 8)
    for known in Understanding.objects.all():
        event = (known.pk - Understanding.objects.order_by("pk")[0].pk) % 8
        known.terms = msgspec.msgpack.encode([[f"event{event}", 1.0], ["said", 0.25]])
        known.save()
    group(Grouping())
    more = [make_understood(event) for event in range(8)]
    group(Grouping())
    assert len(events_together()) == 8
    assert all(StoryArticle.objects.get(article=article).story.articles == 6 for article in more)
