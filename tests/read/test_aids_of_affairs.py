"""What is new in sentences, the timeline and the background: on the pages of stories."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from broadsheet.store.affairs import affair_of, texts_since
from broadsheet.store.models import Article, Story, StoryArticle
from tests.assist.test_changed import NEW, OLD
from tests.assist.test_timeline import CRACK, FUND, LAW
from tests.factories import NOW, make_article, make_publisher, make_revision
from tests.read.asking import address_of, text_of
from tests.stories import make_link, make_story

pytestmark = pytest.mark.django_db

SINCE = NOW - timedelta(hours=1)
MINUTES = int(SINCE.timestamp()) // 60


@pytest.fixture
def story() -> Story:
    first = make_article(make_publisher(name="Il Faro"), title="Dam cracks", text=OLD, summary="")
    second = make_article(make_publisher(name="Der Talbote"), title="Wall promised", text=NEW, summary="")
    found = make_story(first, second)
    StoryArticle.objects.filter(article=first).update(joined_at=NOW - timedelta(hours=5))
    return found


def test_new_sentences_and_changed_numbers_are_shown_with_their_passages(
    english: Client, story: Story
) -> None:
    page = text_of(english, f"{address_of(story)}/aid/new?since={MINUTES}")
    assert "Oda Lind" in page
    assert "from “Twelve people” to “Fifteen people”" in page
    assert page.count('class="passage"') == 3
    assert "before noon.</q>" not in page


def test_that_nothing_is_new_and_that_nothing_is_known_is_said(english: Client, story: Story) -> None:
    later = int((NOW + timedelta(hours=2)).timestamp()) // 60
    assert "No report has come" in text_of(english, f"{address_of(story)}/aid/new?since={later}")
    for damaged in ("", "?since=x", "?since=99999999999999", "?since=-1"):
        assert "does not remember" in text_of(english, f"{address_of(story)}/aid/new{damaged}")


def test_the_story_s_page_offers_it_to_who_was_there_before(english: Client, story: Story) -> None:
    assert "/aid/new" not in text_of(english, address_of(story))
    StoryArticle.objects.filter(article__title="Wall promised").update(joined_at=timezone.now())
    before = int((timezone.now() - timedelta(hours=2)).timestamp()) // 60
    english.cookies["opened"] = f"{story.public_id}.{before}.{before}"
    page = text_of(english, address_of(story))
    assert f"/aid/new?since={before}" in page


def test_an_edited_report_is_compared_with_what_it_said_then(story: Story) -> None:
    article = Article.objects.get(title="Dam cracks")
    make_revision(
        article, text="An earlier text of the dam that nobody had read yet.", seen_at=NOW - timedelta(days=2)
    )
    make_revision(article, text="The text as it was when the reader looked at the dam.", seen_at=SINCE)
    make_revision(article, text="A text that stood for minutes only.", seen_at=SINCE + timedelta(minutes=9))
    Article.objects.filter(pk=article.pk).update(updated_at=NOW)
    known, came = texts_since(story, SINCE)
    assert [source.text[:11] for source in known] == ["The text as"]
    assert known[0].revision == 2
    assert {source.id for source in came} == set(Article.objects.values_list("pk", flat=True))


@pytest.fixture
def affair() -> list[Story]:
    stories = []
    for day, (title, text) in enumerate((("Fund cut", FUND), ("Dam cracks", CRACK), ("Law passed", LAW))):
        at = NOW - timedelta(days=20 - 9 * day)
        article = make_article(title=title, text=text, summary="", published_at=at, sort_at=at)
        stories.append(make_story(article))
    for before, after in itertools.pairwise(stories):
        make_link(before, after)
    return stories


def test_an_affair_is_followed_along_its_links(affair: list[Story]) -> None:
    before, after = affair_of(affair[2])
    assert [part.story for part in before] == [affair[0].pk, affair[1].pk]
    assert after == []
    before, after = affair_of(affair[0])
    assert (before, [part.story for part in after]) == ([], [affair[1].pk, affair[2].pk])


def test_a_circle_of_links_comes_to_an_end(affair: list[Story]) -> None:
    make_link(affair[2], affair[0])
    before, after = affair_of(affair[1])
    assert [part.story for part in before] == [affair[0].pk]
    assert [part.story for part in after] == [affair[2].pk]


def test_a_timeline_tells_each_story_in_a_sentence(english: Client, affair: list[Story]) -> None:
    page = text_of(english, f"{address_of(affair[1])}/aid/timeline")
    for story in (affair[0], affair[2]):
        assert f"/story/{story.public_id}/" in page
    assert page.count('<q class="own"') == 3
    assert page.index("Fund cut") < page.index("cracked on Monday") < page.index("Law passed")
    assert "/aid/timeline" in text_of(english, address_of(affair[1]))


def test_background_comes_from_earlier_stories_alone(english: Client, affair: list[Story]) -> None:
    page = text_of(english, f"{address_of(affair[1])}/aid/background")
    assert "inspectors of the Kesh dam" in page
    assert "power to close" not in page
    assert "No earlier story is known here" in text_of(english, f"{address_of(affair[0])}/aid/background")


def test_there_is_none_of_what_is_not_there(english: Client) -> None:
    for aid in ("new", "timeline", "background"):
        assert english.get(f"/story/nothing/aid/{aid}").status_code == 404
