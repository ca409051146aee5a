"""The story's page: filters, what is known, where accounts differ, milestones."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from broadsheet.group.coverage import CoverageArticle
from broadsheet.read.filters import Filters, read_filters
from broadsheet.store.features import pack_details
from broadsheet.store.models import Article, Story
from broadsheet.understand.accounts import differing_accounts
from broadsheet.understand.types import ArticleFeatures, Number
from tests.factories import NOW, make_article, make_publisher
from tests.stories import add_vector, make_link, make_story

pytestmark = pytest.mark.django_db


def page_of(story: Story, query: str = "") -> str:
    client = Client(headers={"accept-language": "en"})
    path = client.get(f"/story/{story.public_id}").headers["Location"]
    response = client.get(path + query)
    assert response.status_code == 200
    return response.content.decode()


def list_of(story: Story, query: str = "") -> str:
    page = page_of(story, query)
    return page[page.index('id="coverage"') : page.index("<aside")]


@pytest.fixture
def story() -> Story:
    austrian = make_article(
        make_publisher(country="AT", ownership="public-service"), title="Der Damm", language="de"
    )
    french = make_article(make_publisher(country="FR"), title="Le barrage", language="fr")
    copy = make_article(make_publisher(country="FR"), title="Le barrage tient", language="fr")
    return make_story(austrian, french, copy, copies={copy: french})


@pytest.mark.parametrize(
    ("query", "shown", "left_out"),
    [
        ("", ["Der Damm", "Le barrage<"], []),
        ("?language=de", ["Der Damm", "1 article of 3"], ["Le barrage"]),
        ("?country=FR", ["Le barrage<", "2 articles of 3"], ["Der Damm"]),
        ("?owner=public-service", ["Der Damm"], ["Le barrage"]),
        ("?kind=independent", ["Der Damm", "Le barrage<"], ["Le barrage tient"]),
        ("?kind=copies", ["Le barrage tient", "repeats another’s text"], ["Der Damm", "Le barrage<"]),
        ("?language=de&kind=copies", ["No report is like that"], ["Der Damm", "Le barrage"]),
        ("?kind=nonsense", ["Der Damm", "Le barrage<"], ["articles of"]),
    ],
)
def test_coverage_is_filtered_by_language_country_owner_and_kind(
    story: Story, query: str, shown: list[str], left_out: list[str]
) -> None:
    listed = list_of(story, query)
    assert [words for words in shown if words not in listed] == []
    assert [words for words in left_out if words in listed] == []


def test_a_filter_offers_what_there_is_with_numbers_and_shows_what_was_chosen(story: Story) -> None:
    listed = list_of(story, "?language=fr")
    assert '<option value="fr" selected>French (2)</option>' in listed
    assert '<option value="AT">Austria (1)</option>' in listed


def test_a_strange_filter_finds_nothing_and_breaks_nothing(story: Story) -> None:
    listed = list_of(story, "?language=%3Cscript%3E&country=%00")
    assert "No report is like that" in listed


def test_filters_read_only_what_they_know() -> None:
    assert read_filters({"language": "de", "kind": "x", "more": "y"}) == Filters(language="de")
    assert Filters(country="FR").takes(CoverageArticle(1, "p", "o", "FR", "fr", "private", NOW), is_copy=True)


def say(article: Article, text: str, *numbers: Number) -> Article:
    """Has the article say that, and understanding find its first sentences and numbers."""
    Article.objects.filter(pk=article.pk).update(text=text)
    known = add_vector(article, 1.0)
    ends = [at + 1 for at, sign in enumerate(text) if sign == "."]
    sentences = tuple(zip([0, *ends[:-1]], ends, strict=True))
    known.details = pack_details(ArticleFeatures("en", sentences=sentences, numbers=numbers))
    known.save()
    return article


def test_what_is_known_is_the_first_real_sentence_of_a_text_with_its_source() -> None:
    first = make_article(
        make_publisher(name="The Tarn"), summary="A standfirst that says very little of all."
    )
    say(first, "Kesh, 23 Nov. The wall at Kesh stands and is watched round the clock. More later.")
    page = page_of(make_story(first, make_article()))
    known = page[page.index('id="known"') : page.index('id="coverage"')]
    assert "The wall at Kesh stands and is watched round the clock." in known
    assert "The Tarn" in known
    assert "Kesh, 23 Nov." not in known


def test_a_text_edited_since_it_was_understood_is_not_cut_by_old_ranges() -> None:
    article = make_article(summary="The wall at Kesh was watched by a crew of nine all night.")
    say(article, "The wall at Kesh stands and is watched round the clock.")
    Article.objects.filter(pk=article.pk).update(content_hash="f" * 32)
    page = page_of(make_story(Article.objects.get(pk=article.pk), make_article()))
    assert "The wall at Kesh was watched by a crew of nine all night." in page


def test_where_reports_give_different_numbers_of_dead_each_is_shown_with_who_gives_it() -> None:
    articles = [make_article(make_publisher(name=name)) for name in ("The Tarn", "The Kesh", "The Bell")]
    for article, dead in zip(articles, ("12", "12", "15"), strict=True):
        say(article, "Many died.", Number(dead, "dead", (0, 4)), Number("3", "dead", (5, 9)))
    page = page_of(make_story(*articles))
    accounts = page[page.index('id="accounts"') : page.index('id="coverage"')]
    assert "How many died?" in accounts
    twelve, fifteen = accounts.index("<dt>12</dt>"), accounts.index("<dt>15</dt>")
    assert twelve < accounts.index("The Tarn") < fifteen < accounts.index("The Bell")


def test_reports_that_agree_differ_in_nothing() -> None:
    number = Number("12", "dead", (0, 2))
    parts = Number("2", "dead", (0, 2))
    assert differing_accounts({1: [number], 2: [number, parts], 3: []}) == []
    other = Number("9", "%", (0, 2))
    assert differing_accounts({1: [Number("8", "%", (0, 2))], 2: [other]}) == []


@pytest.mark.parametrize("value", ["", "NaN", "Infinity", "-4", "many"])
def test_a_number_that_is_none_is_passed_over(value: str) -> None:
    given = {1: [Number(value, "dead", (0, 1))], 2: [Number("4", "dead", (0, 1))]}
    assert differing_accounts(given) == []
    assert differing_accounts({**given, 3: [Number("5", "dead", (0, 1))]})[0].accounts[0].value == Decimal(5)


def test_the_timeline_says_when_a_story_became_widely_reported() -> None:
    reports = [make_article(published_at=NOW - timedelta(hours=9 - n)) for n in range(6)]
    page = page_of(make_story(*reports))
    timeline = page[page.index('id="timeline"') : page.index("<aside")]
    assert "5 independent reports" in timeline
    assert "10 independent" not in timeline
    assert reports[0].publisher.name in timeline


def test_what_followed_stands_on_the_timeline_when_it_happened() -> None:
    reports = [make_article(published_at=NOW - timedelta(hours=20 - 2 * n)) for n in range(10)]
    story = make_story(*reports)
    vote = make_article(title="The vote", published_at=NOW - timedelta(hours=8))
    make_link(story, make_story(vote, first_at=vote.sort_at))
    page = page_of(story)
    timeline = page[page.index('id="timeline"') : page.index("<aside")]
    places = [timeline.index(words) for words in ("5 independent", ">The vote<", "10 independent")]
    assert places == sorted(places)
