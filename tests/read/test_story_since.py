"""What is new in a story since its reader opened it before, and the drawings of its coverage."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from broadsheet.group.coverage import CoverageArticle
from broadsheet.read.growth import growth_in_minutes
from broadsheet.read.preferences import cache_key, opened_before
from broadsheet.store.models import Article, Story, StoryArticle
from tests.factories import NOW, make_article, make_publisher, make_revision
from tests.stories import make_story

pytestmark = pytest.mark.django_db


def minutes(at: datetime) -> int:
    return int(at.timestamp()) // 60


def page_of(story: Story, opened_ago: timedelta | None = None, language: str = "en") -> str:
    client = Client(headers={"accept-language": language})
    if opened_ago is not None:
        at = minutes(timezone.now() - opened_ago)
        client.cookies["opened"] = f"other.1000000.1000000/{story.public_id}.{at}.{at}"
    return client.get(f"/story/{story.public_id}", follow=True).content.decode()


@pytest.fixture
def story() -> Story:
    """Two reports that came long ago, one that came just now, and one that was edited just now."""
    now = timezone.now()
    reports = [
        make_article(make_publisher(name=name, country="NZ"), published_at=now - timedelta(hours=30))
        for name in ("The Tarn", "The Bell", "The Quay")
    ]
    story = make_story(*reports)
    joined = StoryArticle.objects.filter(story=story)
    joined.update(joined_at=now - timedelta(hours=20))
    joined.filter(article=reports[1]).update(joined_at=now - timedelta(minutes=10))
    make_revision(reports[2])
    Article.objects.filter(pk=reports[0].pk).update(updated_at=now)  # without another text: no edit
    Article.objects.filter(pk=reports[2].pk).update(updated_at=now - timedelta(minutes=5))
    return story


def test_a_story_opened_for_the_first_time_has_nothing_new(story: Story) -> None:
    page = page_of(story)
    assert "ince you last looked" not in page
    assert ">New<" not in page


def test_a_story_opened_before_says_which_reports_are_new_and_which_were_edited(story: Story) -> None:
    page = page_of(story, timedelta(hours=3))
    notice = page[page.index('class="notice"') :].partition("</p>")[0]
    assert "<b>1 new report</b>" in notice
    assert "<b>1 report edited</b>" in notice
    assert "The Quay" in notice
    assert "#edits" in notice
    assert "3 hours ago" in notice
    coverage = page[page.index('id="coverage"') : page.index("<aside")]
    assert coverage.count(">New<") == 1
    assert coverage.index("The Bell") < coverage.index(">New<")


def test_in_arabic_it_says_so_in_arabic(story: Story) -> None:
    assert "تقرير جديد واحد" in page_of(story, timedelta(hours=3), "ar")


def test_that_nothing_is_new_is_said_on_another_visit_only(story: Story) -> None:
    StoryArticle.objects.filter(story=story).update(joined_at=timezone.now() - timedelta(days=2))
    Article.objects.update(updated_at=timezone.now() - timedelta(days=2))
    assert "Nothing is new since you last looked." in page_of(story, timedelta(hours=3))
    assert "since you last looked" not in page_of(story, timedelta(minutes=12))


def test_readers_who_opened_other_stories_share_a_page() -> None:
    def key(path: str, opened: str) -> str:
        request = RequestFactory().get(path)
        request.COOKIES["opened"] = opened
        return cache_key(request, NOW)

    hour = minutes(NOW) - 60
    mine, other = f"aaa.{hour}.{hour}", f"bbb.{hour}.{hour}"
    assert key("/story/aaa/kesh", other) == key("/story/aaa/kesh", "")
    assert key("/story/aaa/kesh", f"{other}/{mine}") != key("/story/aaa/kesh", other)
    assert key("/article/aaa/kesh", mine) == key("/article/aaa/kesh", "")


@pytest.mark.parametrize("opened", ["aaa", "aaa.1.2", "aaa.99999999.99999999", "aaa..", "/" * 5000])
def test_a_damaged_cookie_is_as_if_it_was_not_there(opened: str) -> None:
    request = RequestFactory().get("/story/aaa")
    request.COOKIES["opened"] = opened
    assert opened_before(request, NOW) is None


def report(number: int, at: datetime) -> CoverageArticle:
    return CoverageArticle(number, f"p{number}", f"o{number}", "NZ", "en", "private", at)


def test_what_came_within_an_hour_is_drawn_by_minutes() -> None:
    came = [report(number, NOW + timedelta(minutes=number)) for number in (0, 1, 7, 40)]
    drawn = growth_in_minutes(came, {0, 7, 40})
    assert drawn is not None
    assert (drawn.hours, drawn.minutes, len(drawn.spans)) == (0, 2, 21)
    assert [span.independent for span in drawn.spans if span.independent] == [1, 1, 1]
    assert (drawn.spans[0].others, drawn.spans[20].independent) == (1, 1)
    assert drawn.spans[20].begins == NOW + timedelta(minutes=40)


def test_what_came_at_once_has_no_chart() -> None:
    assert growth_in_minutes([report(1, NOW), report(2, NOW)], {1, 2}) is None
    assert growth_in_minutes([], set()) is None


def test_countries_are_told_by_strokes_in_words_and_lead_to_their_reports(story: Story) -> None:
    facts = page_of(story).partition('id="facts"')[2]
    assert '<a href="?country=NZ#coverage" rel="nofollow">New Zealand</a>' in facts
    row = facts.partition(">New Zealand<")[2].partition("</dd>")[0]
    assert '<svg viewBox="0 0 19 14" aria-hidden="true">' in row
    assert "<b>3</b>" in row
    assert "Owners: 3 " in row


def test_an_article_alone_in_its_story_does_not_say_its_headline_twice() -> None:
    article = make_article(title="Seabirds return to Grey Skerry")
    make_story(article)
    page = Client(headers={"accept-language": "en"}).get(f"/article/{article.public_id}", follow=True)
    beside = page.content.decode().partition("<aside")[2]
    assert "No other report of this event has come yet." in beside
    assert article.title not in beside.partition("</section>")[0]


def test_the_page_of_the_app_names_phone_apps_that_will_sync() -> None:
    page = Client(headers={"accept-language": "en"}).get("/app").content.decode()
    named = page.partition("Phone apps that will sync")[2]
    assert named.index("iPhone and iPad") < named.index("NetNewsWire") < named.index("Android")
    assert "Broadsheet speaks neither yet" in named
