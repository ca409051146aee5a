"""Stories on the front page and in categories: by importance, each once."""

from __future__ import annotations

import pytest
from django.test import Client

from broadsheet.read.pictures import picture_address
from broadsheet.store.models import Story
from tests.factories import make_article, make_picture
from tests.read.asking import text_of
from tests.stories import add_hashtag, make_story, reports

pytestmark = pytest.mark.django_db


def test_the_story_with_most_independent_reports_leads(english: Client) -> None:
    make_story(*reports(2, title="Two report this"))
    make_story(*reports(5, title="Five report this"))
    for number in range(5):
        make_story(make_article(title=f"One reports this, {number}"))
    page = text_of(english, "/")
    lead = page[page.index('class="lead"') : page.index('class="seconds')]
    assert "Five report this" in lead
    assert "<b>5</b> independent reports" in lead
    beside = page[page.index('class="seconds') :]
    assert beside.index("Two report this") < beside.index("One reports this")


def test_every_story_on_the_front_page_stands_once(english: Client) -> None:
    stories = [make_story(make_article(category="science", title=f"Seeds {n}")) for n in range(7)]
    stories += [make_story(make_article(category="sport", title=f"Ferries {n}")) for n in range(2)]
    page = text_of(english, "/")
    assert 'id="s-science"' in page
    assert 'id="s-sport"' not in page
    for story in stories:
        assert page.count(f'<a href="/story/{story.public_id}/') == 1


def test_a_front_page_item_has_headline_sentence_picture_numbers_time_and_hashtags(english: Client) -> None:
    articles = reports(3, summary="The wall stands, say the engineers at the dam. And more.")
    add_hashtag(articles[0], "kesh-dam", "KeshDam")
    for article in articles:
        make_picture(article, url=f"https://pictures.example/{article.pk}.jpg")
    articles[1].publisher.country = "FR"
    articles[1].publisher.save()
    story = make_story(*articles)
    chosen = Story.objects.get(pk=story.pk).headline
    assert chosen is not None
    page = text_of(english, "/")
    for shown in (
        chosen.title,
        "The wall stands, say the engineers at the dam.</bdi>",
        f'src="{picture_address(story.picture.article_id, story.picture.url, 640)}"',  # type: ignore[union-attr]
        "<b>3</b> independent reports",
        "<b>1</b> language<",
        "<b>2</b> countries",
        "<time datetime=",
        "Owners: 3 privately owned.",
    ):
        assert shown in page, shown
    assert "And more." not in page
    if chosen.pk == articles[0].pk:
        assert 'href="/hashtag/kesh-dam"' in page


def test_headlines_are_in_the_readers_language_where_a_report_is(english: Client, arabic: Client) -> None:
    articles = [
        make_article(title="Engineers say the dam at Kesh is holding", language="en"),
        make_article(title="المهندسون: سد كيش ما زال صامدًا في اليوم الثالث", language="ar"),
    ]
    make_story(*articles)
    assert '<bdi lang="en" dir="ltr">Engineers say' in text_of(english, "/")
    front = text_of(arabic, "/")
    assert '<bdi lang="ar" dir="rtl">المهندسون' in front
    assert "Engineers say" not in front


def test_articles_in_no_story_yet_are_shown_as_such(english: Client) -> None:
    make_article(title="Alone so far")
    page = text_of(english, "/")
    assert "None of them is grouped into a story yet" in page
    assert "Alone so far" in page
    make_story(*reports(2))
    page = text_of(english, "/")
    just_in = page[page.index('id="s-new"') :]
    assert "Not grouped with other reports yet." in just_in
    assert "Alone so far" in just_in


def test_merged_and_empty_stories_are_not_listed(english: Client) -> None:
    kept = make_story(*reports(2))
    merged = make_story(make_article(title="Merged away", category="science"))
    Story.objects.filter(pk=merged.pk).update(merged_into=kept, articles=0)
    make_story(make_article(category="science"))
    for address in ("/", "/category/science"):
        assert merged.public_id not in text_of(english, address)


def test_a_category_begins_with_its_most_important_stories(english: Client) -> None:
    make_story(*reports(1, category="health", title="One on health"))
    make_story(*reports(4, category="health", title="Four on health"))
    make_story(*reports(5, category="sport", title="Five on sport"))
    page = text_of(english, "/category/health")
    top = page[page.index('id="s-top"') : page.index('id="the-end"')]
    assert top.index("Four on health") < top.index("One on health")
    assert "Five on sport" not in page
