"""What a hashtag's page says beside its articles."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import make_article, make_publisher
from tests.stories import add_hashtag

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
