"""What the search page and its feeds say."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from broadsheet.read.search import Asked, read_asked
from broadsheet.store.models import Article
from broadsheet.store.search import forget_memory
from broadsheet.store.search_index import reindex
from tests.factories import NOW, make_article, make_publisher
from tests.stories import make_story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget_memory()
    yield
    forget_memory()


def put(title: str, text: str = "", **facts: Any) -> Article:
    return make_article(title=title, text=text, summary="", state=Article.State.GROUPED, **facts)


def index() -> None:
    list(reindex(anew=True))


def page(client: Client, query: str, **given: Any) -> str:
    answer = client.get("/search", {"q": query} | given)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(text: str) -> list[str]:
    """The headlines of the results, without marks."""
    found = re.findall(r"<h3>(.*?)</h3>", text, re.S)
    return [html.unescape(re.sub(r"<[^>]+>", "", one)) for one in found]


def test_results_show_the_words_marked(client: Client) -> None:
    put("The dam is holding", "Four metres above the water the cracks are seen.")
    index()
    text = page(client, "dam crack")
    assert titles(text) == ["The dam is holding"]
    assert "The <mark>dam</mark> is holding" in text
    assert "the <mark>cracks</mark> are seen." in text
    assert "1 article" in text


def test_all_that_comes_from_outside_is_escaped(client: Client) -> None:
    attack = "<script>alert('dam')</script><img src=x onerror=dam>"
    put(f"Dam {attack}", f"The dam {attack}", language="en")
    index()
    for query in ("dam", f'dam "{attack}"', attack, f"publisher:{attack}", f"#{attack}", f"after:{attack}"):
        text = page(client, query)
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_a_text_of_another_direction_has_its_own(client: Client) -> None:
    put("المهندسون يقيسون شق السدّ", language="ar")
    index()
    assert '<bdi lang="ar" dir="rtl"><mark>المهندسون</mark>' in page(client, "المهندس")


def test_without_a_query_the_page_says_what_it_can_do(client: Client) -> None:
    text = client.get("/search").content.decode()
    assert "Search all articles, in every language" in text
    assert "Nothing was found" not in text


def test_where_nothing_is_found_the_page_says_so(client: Client) -> None:
    put("The dam is holding")
    index()
    assert "Nothing was found" in page(client, "xyzzyqwx")


def test_a_correction_and_a_hint_are_told(client: Client) -> None:
    put("Earthquake shakes Velmara")
    index()
    text = page(client, "erthquake after:soon country:atlantis")
    assert "No article has “erthquake”." in text
    assert "“after:soon” is no date" in text
    assert "No country is called “atlantis”" in text


def test_what_is_chosen_in_the_form_limits_the_results_and_stays_chosen(client: Client) -> None:
    french = make_publisher(country="FR", languages=["fr"], ownership="state")
    put("Dam at Kesh", publisher=french, language="fr", published_at=timezone.now())
    put("Dam at Minas", language="en", published_at=timezone.now() - timedelta(days=900))
    index()
    for chosen in ({"language": "fr"}, {"country": "FR"}, {"owner": "state"}, {"when": "1y"}):
        text = page(client, "dam", **chosen)
        assert titles(text) == ["Dam at Kesh"], chosen
        assert f'<option value="{next(iter(chosen.values()))}" selected>' in text
        assert '<details class="more" open>' in text


def test_stories_stand_before_articles_and_can_be_asked_for_alone(client: Client) -> None:
    first, second = put("Dam at Kesh cracks"), put("Kesh dam is cracking")
    alone = put("A dam elsewhere")
    make_story(first, second)
    index()
    assert len(titles(page(client, "dam"))) == 4  # the story, then each article
    assert alone.title not in titles(page(client, "dam", **{"in": "stories"}))
    assert len(titles(page(client, "dam", **{"in": "stories"}))) == 1
    assert len(titles(page(client, "dam", **{"in": "articles"}))) == 3


def test_many_results_come_in_pages_that_hold_each_once(client: Client) -> None:
    for number in range(45):
        put(f"Dam number {number}")
    index()
    seen: list[str] = []
    for number in (1, 2, 3):
        text = page(client, "dam", page=number)
        assert f"Page {number} of 3" in text
        seen += titles(text)
    assert len(seen) == len(set(seen)) == 45
    assert "Next page" not in text


def test_a_search_goes_out_as_a_feed_the_latest_first(client: Client) -> None:
    old = put("Kesh Kesh dam", published_at=NOW - timedelta(days=2))
    new = put("Kesh dam holds", published_at=NOW)
    put("Something else")
    index()
    text = page(client, "kesh dam")
    address = html.unescape(re.findall(r'type="application/feed\+json"[^>]*href="([^"]+)"', text)[0])
    feed = json.loads(client.get(address).content)
    assert [item["title"] for item in feed["items"]] == [new.title, old.title]
    assert "kesh dam" in feed["title"]
    for kind in ("rss", "atom"):
        assert client.get(f"/search/feed.{kind}", {"q": "kesh dam"}).status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        "q=dam&page=0",
        "q=dam&page=-1",
        "q=dam&page=99999",
        "q=dam&page=%00",
        "in=x&sort=x&when=x",
        "country=1&owner=x",
    ],
)
def test_an_address_that_the_form_would_not_make_is_no_error(client: Client, given: str) -> None:
    assert client.get(f"/search?{given}").status_code == 200


def test_an_address_says_what_was_asked_and_nothing_else() -> None:
    from django.http import QueryDict

    asked = Asked("dam & crack", where="stories", when="7d", owners=("state", "party"), page=2)
    assert read_asked(QueryDict(asked.address())) == asked
    assert Asked("dam").address() == "q=dam"


def test_every_page_has_a_search_box(client: Client) -> None:
    put("The dam is holding")
    text = client.get("/about").content.decode()
    assert 'role="search"' in text
    assert 'action="/search"' in text
