"""A country's page: what its publishers report, and what others report of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from broadsheet.read.countries import latest_of_country
from broadsheet.read.lists import place_of
from tests.factories import NOW, make_article, make_publisher
from tests.stories import add_hashtag, make_story, reports

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str) -> str:
    response = client.get(address, headers={"accept-language": "en"}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_a_country_shows_what_its_publishers_report(client: Client) -> None:
    inside = make_article(make_publisher(name="Der Talbote", country="AT"))
    outside = make_article(make_publisher(country="NZ"))
    make_story(inside)
    page = text_of(client, "/country/at")
    for shown in ("<h1>Austria</h1>", "the one publisher from here", "Der Talbote", inside.title):
        assert shown in page
    assert outside.title not in page


def test_above_the_list_stand_stories_of_several_reports_so_that_no_headline_is_there_twice(
    client: Client,
) -> None:
    publisher = make_publisher(country="AT")
    shared, alone = make_article(publisher), make_article(publisher, title="Only one tells this")
    make_story(shared, make_article(publisher))
    make_story(alone)
    stories = text_of(client, "/country/at").partition(">Stories</h2>")[2].partition("</section>")[0]
    assert shared.title in stories
    assert text_of(client, "/country/at").count(f">{alone.title}<") == 1


def test_a_country_shows_what_is_reported_of_it_from_elsewhere(client: Client) -> None:
    own = make_article(make_publisher(country="AT"), published_at=NOW)
    of_it = make_article(make_publisher(country="NZ"), published_at=NOW)
    other = make_article(make_publisher(country="NZ"), published_at=NOW)
    for article in (own, of_it):
        add_hashtag(article, "austria", "Austria")
    page = text_of(client, "/country/at")
    aside = page[page.index("Reported from elsewhere") :]
    assert of_it.title in aside
    assert own.title not in aside
    assert other.title not in page
    assert 'href="/hashtag/austria"' in aside


def test_a_country_without_publishers_says_so(client: Client) -> None:
    assert "No publisher from here is asked." in text_of(client, "/country/at")
    make_publisher(country="AT")
    assert "has been read yet" in text_of(client, "/country/at")


def test_an_address_in_capitals_leads_to_the_one_address(client: Client) -> None:
    assert client.get("/country/AT").headers["Location"] == "/country/at"
    for nowhere in ("x1", "zzz", "a"):
        assert client.get(f"/country/{nowhere}").status_code == 404


def test_older_pages_hold_every_article_once_however_old(client: Client) -> None:
    publishers = [make_publisher(country="AT") for _ in range(3)]
    ages = [
        timedelta(minutes=7),
        timedelta(hours=20),
        timedelta(days=3),
        timedelta(days=40),
        timedelta(days=900),
    ]
    made = [
        make_article(publishers[number % 3], published_at=NOW - age * (1 + number / 40)).pk
        for age in ages
        for number in range(25)
    ]
    make_article(make_publisher(country="NZ"))
    seen: list[int] = []
    before = ""
    while True:
        page = latest_of_country("AT", NOW + timedelta(seconds=1), place_of(before))
        seen += [article.pk for article in page.articles]
        assert [article.sort_at for article in page.articles] == sorted(
            (article.sort_at for article in page.articles), reverse=True
        )
        before = page.older
        if not before:
            break
    assert sorted(seen) == sorted(made)
    assert len(set(seen)) == len(seen)


def test_publishers_lead_to_their_countries(client: Client) -> None:
    make_publisher(country="AT", key="talbote")
    for address in ("/publishers", "/publisher/talbote"):
        assert 'href="/country/at"' in text_of(client, address)


def test_what_stands_above_is_not_in_the_list_and_of_another_story_the_latest_alone(client: Client) -> None:
    publisher = make_publisher(country="AT")
    for number in range(6):
        make_story(*(make_article(publisher, title=f"Top {number}") for _ in range(3)))
    least = [make_article(publisher, title="Least") for _ in range(2)]
    make_story(*least)
    make_article(publisher, title="In no story")
    page = text_of(client, "/country/at")
    for title in (*(f"Top {number}" for number in range(6)), "Least", "In no story"):
        assert page.count(f">{title}<") == 1
    latest = max(least, key=lambda article: (article.sort_at, article.pk))
    assert latest.public_id in page
    titles = [item["title"] for item in client.get("/country/at/feed.json").json()["items"]]
    assert [titles.count(title) for title in ("Top 0", "Least", "In no story")] == [3, 2, 1]


def test_a_countrys_own_report_stands_for_a_story_that_others_tell_too(client: Client) -> None:
    own = make_article(make_publisher(country="AT"), title="Told in Austria", language="de")
    abroad = reports(4, title="Told abroad")
    make_story(*abroad, own)
    page = text_of(client, "/country/at")
    assert page.count(f">{own.title}<") == 1
    assert abroad[0].title not in page
    assert "<b>5</b> independent reports" in page
    assert "has been read yet" not in page
    assert "You are up to date" in page
