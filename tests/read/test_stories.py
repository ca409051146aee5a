"""The page of a story: coverage, past and log."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from broadsheet.read.counted import MAX_COUNTED
from broadsheet.store.models import Article, Feed, Ownership, Story, StoryChange
from tests.factories import NOW, make_article, make_feed, make_publisher
from tests.read.asking import address_of, text_of
from tests.stories import make_link, make_story, reports

pytestmark = pytest.mark.django_db


def test_an_old_address_leads_on_after_merges(english: Client) -> None:
    last = make_story(*reports(2, title="What stands"))
    middle = make_story(make_article())
    first = make_story(make_article())
    Story.objects.filter(pk=first.pk).update(merged_into=middle, articles=0)
    Story.objects.filter(pk=middle.pk).update(merged_into=last, articles=0)
    response = english.get(address_of(first))
    assert response.status_code == 302
    assert response.headers["Location"] == f"{address_of(last)}/what-stands"
    assert english.get(response.headers["Location"]).status_code == 200


def test_a_wrong_slug_leads_to_the_right_one_but_not_for_good(english: Client) -> None:
    story = make_story(make_article(title="Пять дней без воды в селе под плотиной"))
    right = english.get(address_of(story))
    assert right.status_code == 302
    assert english.get(f"{address_of(story)}/anything").headers["Location"] == right.headers["Location"]
    assert english.get(right.headers["Location"]).status_code == 200


def test_copies_are_folded_under_the_report_they_repeat_and_count_once(english: Client) -> None:
    original, copy, other = reports(3)
    copy.publisher.name = "Reprint Daily"
    copy.publisher.save()
    story = make_story(original, copy, other, copies={copy: original})
    assert (story.articles, story.independent) == (3, 2)
    page = text_of(english, address_of(story))
    rows = page[page.index('id="coverage"') :]
    row = next(row for row in rows.split("<li>") if f"/article/{original.public_id}" in row)
    assert "Also at" in row
    assert "Reprint Daily" in row
    assert "<b>2</b> independent reports" in page
    assert "and 1 more article that repeats a text" in page


def test_what_is_known_is_said_by_its_sources(english: Client) -> None:
    dam = make_article(summary="The water stands four metres below the crack. More follows.")
    school = make_article(summary="Four hundred people sleep in the school hall at Brennick.", language="en")
    again = make_article(summary="The water stands four metres below the crack.")
    opinion = make_article(summary="I have always said that concrete is a promise.", category="opinion")
    page = text_of(english, address_of(make_story(dam, school, again, opinion)))
    known = page[page.index('id="known"') : page.index('id="coverage"')]
    assert known.count("The water stands four metres below the crack.") == 1
    assert "Four hundred people" in known
    assert "More follows" not in known
    assert "concrete is a promise" not in known
    assert school.publisher.name in known


def test_the_first_report_and_who_followed_are_named_with_the_time_between(english: Client) -> None:
    first, second, third = reports(3)
    page = text_of(english, address_of(make_story(first, second, third)))
    part = page[page.index('id="h-first"') :]
    assert part.index(first.publisher.name) < part.index(second.publisher.name)
    assert part.index("1 hour later") < part.index("2 hours later")


def test_facts_name_countries_languages_owners_and_growth(english: Client) -> None:
    articles = [
        make_article(
            make_publisher(country=country, ownership=ownership),
            language=language,
            published_at=NOW - timedelta(hours=hours),
        )
        for country, language, ownership, hours in (
            ("FR", "fr", Ownership.STATE, 5),
            ("AT", "de", Ownership.PRIVATE, 3),
            ("FR", "fr", Ownership.PRIVATE, 3),
        )
    ]
    page = text_of(english, address_of(make_story(*articles)))
    facts = page[page.index('id="facts"') :]
    said = " ".join(strip_tags(facts.replace("</dt>", ": ").replace("<span", " <span")).split())
    for shown in (
        "France: 2 Owners: ",
        "Austria: 1 Owners: 1 privately owned.",
        "French: 2",
        "state-controlled",
    ):
        assert shown in said, shown
    assert facts.count('class="ind"') == 2  # hours with reports, of three
    assert "Reports in each hour." in facts


def test_coverage_gaps_are_told_of_publishers_that_are_asked(english: Client) -> None:
    for number in range(3):
        make_feed(make_publisher(country="BR", languages=["pt"], ownership=Ownership.PRIVATE))
        make_feed(make_publisher(country="JP", languages=["ja"]), state=Feed.State.OFF)
        assert number < 3
    page = text_of(english, address_of(make_story(*reports(3))))
    gaps = page[page.index('id="gaps"') :]
    assert "Brazil: none of its 3 publishers reports this." in gaps
    assert "Nothing in Portuguese: none of the 3 publishers in it reports this." in gaps
    assert "Japan" not in gaps


def test_the_sum_of_importance_is_shown_in_full(english: Client) -> None:
    articles = reports(3)
    now = timezone.now()
    Article.objects.filter(pk__in=[a.pk for a in articles]).update(sort_at=now)
    page = text_of(english, address_of(make_story(*articles)))
    table = page[page.index('class="sum"') :]
    points = [int(text) for text in re.findall(r'class="num"><bdi dir="ltr">([+-]?\d+)<', table)]
    assert points == [20, 0, 0, 8, 0, 28]
    assert "3 independent reports" in table
    assert 'href="/about#importance"' in page
    assert "What makes a story important" in text_of(english, "/about")


def test_stories_before_and_after_are_a_timeline_that_follows_merges(english: Client) -> None:
    long_ago, before, now, after = (
        make_story(make_article(title=title, published_at=NOW - timedelta(days=days)))
        for title, days in (("The fund", 40), ("The crack", 6), ("The dam", 3), ("The law", 1))
    )
    merged = make_story(make_article(title="Gone", published_at=NOW - timedelta(days=7)))
    make_link(long_ago, now)
    make_link(merged, now, "Both name the crack.")
    make_link(now, after)
    Story.objects.filter(pk=merged.pk).update(merged_into=before, articles=0)
    page = text_of(english, address_of(now))
    line = page[page.index('id="timeline"') : page.index("</ol>", page.index('id="timeline"'))]
    places = [line.index(word) for word in ("The fund", "The crack", "This story", "The law")]
    assert places == sorted(places)
    assert "Both name the crack." in line
    assert "Gone" not in line


def test_the_log_says_what_was_decided_why_and_by_whom(english: Client) -> None:
    story, other = make_story(*reports(2)), make_story(make_article(title="The other event at the mine"))
    StoryChange.objects.create(
        kind="merge", story=story, other=other, reason="Five articles are near both.", at=NOW, score=0.9
    )
    StoryChange.objects.create(
        kind="split", story=other, other=story, articles=[1, 2], reason="Two dams.", by="Ines", at=NOW
    )
    page = text_of(english, address_of(story))
    log = page[page.index('id="log"') :]
    for shown in (
        "Another story was merged into this one.",
        "by the machine",
        "Five articles are near both.",
        "This story was split off from another.",
        "2 articles.",
        "Ines",
        "The other event at the mine",
    ):
        assert shown in log, shown


def test_a_story_without_articles_says_so_and_keeps_its_log(english: Client) -> None:
    story = make_story(make_article())
    story.members.all().delete()
    Story.objects.filter(pk=story.pk).update(headline=None, headlines={}, articles=0)
    StoryChange.objects.create(kind="move", story=story, reason="All went.", at=NOW)
    page = text_of(english, address_of(story))
    assert "This story has no articles any more" in page
    assert "All went." in page


def test_a_long_list_of_reports_is_cut_and_can_be_had_whole(english: Client) -> None:
    articles = reports(45)
    address = address_of(make_story(*articles)) + "/" + "x"
    address = english.get(address).headers["Location"]
    page = text_of(english, address)
    assert "Show 5 more reports" in page
    whole = text_of(english, address + "?reports=all")
    coverage = whole[whole.index('id="coverage"') :]
    assert all(article.public_id in coverage for article in articles)
    assert MAX_COUNTED > 45
