"""What a hashtag's page says beside its articles."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import make_article, make_publisher
from tests.stories import add_hashtag, make_story

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
    reports = [make_article(language="en") for _ in range(3)]
    for article in reports[:2]:
        for position, key in enumerate(("dams", "water", "kesh")):
            add_hashtag(article, key, position=position)
    add_hashtag(reports[2], "breakfast", position=0)
    story = make_story(*reports)
    head = Client(headers={"accept-language": "en"}).get(f"/story/{story.public_id}", follow=True)
    tags = head.content.decode().partition('<ul class="tags">')[2].partition("</ul>")[0]
    assert [f">#{label}<" in tags for label in ("Dams", "Water", "Kesh", "Breakfast")] == [True] * 3 + [False]
