"""A category's page names each story once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import NOW, make_article
from tests.stories import make_story, reports

pytestmark = pytest.mark.django_db


def test_what_stands_above_is_not_in_the_list_and_of_another_story_the_latest_alone(english: Client) -> None:
    top = [make_story(*reports(3, category="science", title=f"Top {number}")) for number in range(9)]
    least = reports(2, category="science", title="Least")
    make_story(*least)
    alone = make_article(category="science", title="In no story", published_at=NOW)
    page = english.get("/category/science").content.decode()
    for story in top:
        assert story.headline is not None
        assert page.count(f">{story.headline.title}<") == 1
    assert page.count(">Least<") == 1
    assert least[1].public_id in page
    assert least[0].public_id not in page
    assert page.count(alone.title) == 1


def test_older_pages_name_each_story_once_too(english: Client) -> None:
    for number in range(60):
        make_article(category="science", title=f"New {number}", published_at=NOW)
    old = reports(2, category="science", title="Old")
    make_story(*old, importance=0.0)
    first = english.get("/category/science").content.decode()
    before = first.split("?before=")[1].split('"')[0]
    assert english.get(f"/category/science?before={before}").content.decode().count(">Old<") <= 1


def test_a_category_of_one_story_has_no_empty_list_and_ends(english: Client) -> None:
    make_story(*reports(2, category="science", title="The only one"))
    page = english.get("/category/science").content.decode()
    assert page.count(">The only one<") == 1
    assert "No article here yet" not in page
    assert "You are up to date" in page


def test_dates_that_differ_keep_their_order(english: Client) -> None:
    make_article(category="science", title="Yesterday", published_at=NOW - timedelta(days=1))
    make_article(category="science", title="Today", published_at=NOW)
    page = english.get("/category/science").content.decode()
    assert page.index("Today") < page.index("Yesterday")
