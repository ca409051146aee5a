"""What a hashtag's page says beside its articles."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import NOW, make_article, make_publisher
from tests.stories import add_hashtag, make_story, reports

pytestmark = pytest.mark.django_db


def test_it_names_who_reports_most_where_somebody_reports_twice(client: Client) -> None:
    busy, once = make_publisher(name="Der Talbote"), make_publisher(name="The Ansel Courier")
    for publisher in (busy, once):
        add_hashtag(make_article(publisher), "dam", "Dam")
    assert "Who reports most" not in client.get("/hashtag/dam").content.decode()
    add_hashtag(make_article(busy), "dam", "Dam")
    page = client.get("/hashtag/dam").content.decode()
    most = page[page.index("Who reports most") :]
    assert most.index("Der Talbote") < most.index("The Ansel Courier")


def test_what_often_comes_with_it_is_named_in_the_readers_language() -> None:
    for number in range(2):
        for language, label in (("en", "Water"), ("ar", "المياه")):
            article = make_article(language=language, title=f"{label} {number}")
            add_hashtag(article, "dams", position=0)
            add_hashtag(article, "water", label, position=1)
    for language, label in (("ar", "المياه"), ("en", "Water"), ("de", "Water")):
        page = Client(headers={"accept-language": language}).get("/hashtag/dams").content.decode()
        beside = page.partition('id="h-together"')[2].partition("</section>")[0]
        assert f">#{label}<" in beside


def test_a_story_has_the_hashtags_its_reports_share_not_the_words_of_one() -> None:
    told = [make_article(language="en") for _ in range(3)]
    for article in told[:2]:
        for position, key in enumerate(("dams", "water", "kesh")):
            add_hashtag(article, key, position=position)
    add_hashtag(told[2], "breakfast", position=0)
    story = make_story(*told)
    head = Client(headers={"accept-language": "en"}).get(f"/story/{story.public_id}", follow=True)
    tags = head.content.decode().partition('<ul class="tags">')[2].partition("</ul>")[0]
    assert [f">#{label}<" in tags for label in ("Dams", "Water", "Kesh", "Breakfast")] == [True] * 3 + [False]


def test_what_stands_above_is_not_in_the_list_and_of_another_story_the_latest_alone(client: Client) -> None:
    top = [reports(3, title=f"Top {number}") for number in range(6)]
    least = reports(2, title="Least")
    for articles in (*top, least):
        for article in articles:
            add_hashtag(article, "dam", "Dam")
        make_story(*articles)
    alone = make_article(title="In no story", published_at=NOW)
    add_hashtag(alone, "dam", "Dam")
    page = client.get("/hashtag/dam", headers={"accept-language": "en"}).content.decode()
    for number in range(6):
        assert page.count(f">Top {number}<") == 1
    assert page.count(">Least<") == 1
    assert least[1].public_id in page
    assert least[0].public_id not in page
    assert page.count(f">{alone.title}<") == 1
    feed = client.get("/hashtag/dam/feed.json").json()
    assert sorted(item["title"] for item in feed["items"]) == sorted(
        article.title for article in (*(one for articles in top for one in articles), *least, alone)
    )


def test_a_hashtag_of_one_story_has_no_empty_list_and_ends(client: Client) -> None:
    told = reports(2, title="The only one")
    for article in told:
        add_hashtag(article, "dam", "Dam")
    make_story(*told)
    page = client.get("/hashtag/dam", headers={"accept-language": "en"}).content.decode()
    assert page.count(">The only one<") == 1
    assert "No article has this hashtag any more" not in page
    assert "You are up to date" in page
