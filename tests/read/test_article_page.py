"""The article's page: how much of the text is shown, edits, cards, sharing."""

from __future__ import annotations

import pytest
from django.test import Client

from broadsheet.read.excerpts import beginning, excerpt
from broadsheet.store.models import Article
from tests.factories import make_article, make_publisher, make_revision
from tests.stories import make_story

pytestmark = pytest.mark.django_db

BODY = "The wall stands. Water falls through three gates. " * 30
LAST = "The last sentence is for readers of the paper."


def page_of(article: Article) -> str:
    client = Client(headers={"accept-language": "en"})
    response = client.get(f"/article/{article.public_id}", follow=True)
    assert response.status_code == 200
    return response.content.decode()


def make_text(rights: str, **facts: str) -> Article:
    text = f"{BODY}\n{LAST}"
    html = f"<p>{BODY}</p><p>{LAST}</p>"
    return make_article(make_publisher(rights=rights, name="The Tarn"), text=text, html=html, **facts)


def test_a_publisher_that_allows_it_is_shown_whole() -> None:
    page = page_of(make_text("whole"))
    assert LAST in page
    assert "This is an excerpt" not in page


@pytest.mark.parametrize("rights", ["feed", "excerpt"])
def test_others_are_shown_as_an_excerpt_with_the_way_to_the_whole(rights: str) -> None:
    article = make_text(rights)
    page = page_of(article)
    assert "The wall stands." in page
    assert LAST not in page
    assert "This is an excerpt. The whole text is at The Tarn" in page
    assert page.count(f'href="{article.canonical_url}"') == 2


def test_an_excerpts_edits_do_not_give_the_text_away() -> None:
    article = make_text("excerpt", title="The wall holds")
    make_revision(article, title="The wall leaks", text=f"{BODY}\nAnother end.")
    page = page_of(article)
    assert "leaks" in page
    assert "The text was changed." in page
    assert LAST not in page
    assert "Another end" not in page


def test_related_articles_open_in_place_with_as_much_text_as_each_publisher_allows() -> None:
    mine = make_article(make_publisher(), text="Mine.")
    allowed, excerpted = make_text("whole", title="Allowed"), make_text("excerpt", title="Excerpted")
    excerpted.text = BODY.replace("wall", "fence") + "\nOnly there."
    excerpted.save()
    make_story(mine, allowed, excerpted)
    page = page_of(mine)
    assert LAST in page
    assert "The fence stands." in page
    assert "Only there." not in page
    assert page.count('<details class="card more">') == 2


def test_sharing_works_as_a_plain_link() -> None:
    article = make_article(title="A & B? 50 %")
    page = page_of(article)
    assert 'href="mailto:?subject=A%20%26%20B%3F%2050%20%25&amp;body=http%3A%2F%2F' in page
    assert f"article%2F{article.public_id}" in page


def test_listening_is_offered_by_the_script_alone() -> None:
    page = page_of(make_article())
    button = page[page.index('id="listen"') :].split(">")[0]
    assert " hidden" in button


@pytest.mark.parametrize("text", [BODY, "水位は四メートル下がった。" * 40, "كلمة " * 300, "x" * 2000, ""])
def test_an_excerpt_is_a_beginning_and_a_small_part(text: str) -> None:
    shown = excerpt(text)
    assert " ".join(text.split()).startswith(shown.removesuffix(" …"))
    assert len(shown) <= max(450, 80) + 2
    assert len(shown) <= max(len(text) / 4, 80) + 2


def test_an_excerpt_ends_with_a_sentence_where_one_ends() -> None:
    assert excerpt(BODY).endswith(".")


def test_a_long_text_begins_with_whole_paragraphs() -> None:
    assert beginning("one\n\ntwo\nthree", 7) == ("one\n\ntwo", False)
    assert beginning("one\ntwo", 70) == ("one\n\ntwo", True)
