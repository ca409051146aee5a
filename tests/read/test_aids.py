"""Reading aids on pages: what they say, and that every sentence leads to what it rests on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from broadsheet.read.cited import text_fragment
from broadsheet.store.features import pack_details
from broadsheet.store.models import Article, ModelSpend, Publisher, StoredAnswer, Story, Understanding
from broadsheet.understand.article import understand_article
from broadsheet.understand.types import ArticleText
from tests.assist.chat_service import ChatService, chat_service
from tests.factories import make_article, make_publisher
from tests.read.asking import address_of, text_of
from tests.store.test_search import put
from tests.stories import make_story

pytestmark = pytest.mark.django_db

DAM = (
    "The dam above Kesh cracked on Monday morning, the operator said.\n"
    "Four thousand people left the villages below it before noon.\n"
    "“We will not go back before the wall is mended,” said Mayor Ilse Brandt.\n"
    "Engineers opened three gates to lower the water by four metres.\n"
    "The ministry expects the inspection to take two weeks."
)
DIKE = (
    "A crack in the Kesh dam drove about 4,000 people from their homes on Monday.\n"
    "Three of the five gates were opened, engineers of the operator said.\n"
    "The wall was built in 1931 and was last inspected in April."
)


@pytest.fixture
def article() -> Article:
    publisher = make_publisher(name="Il Faro", rights="whole")
    return make_article(publisher, title="Dam at Kesh cracks", text=DAM, summary="")


@pytest.fixture
def story(article: Article) -> Story:
    other = make_article(
        make_publisher(name="Der Talbote", country="AT"), title="Crack in Kesh dam", text=DIKE, summary=""
    )
    found = make_story(article, other)
    for one in (article, other):
        features = understand_article(ArticleText(one.title, text=one.text, language=one.language))
        Understanding.objects.filter(article=one).update(details=pack_details(features))
    return found


def cited(page: str) -> list[str]:
    """The passages of a page, each of which a number leads to."""
    passages = re.findall(
        r'class="passage" id="([^"]+)".*?<blockquote[^>]*>(.*?)</blockquote>', page, re.DOTALL
    )
    assert passages
    for key, _ in passages:
        assert f'href="#{key}"' in page
    return [text.replace("&#x27;", "'") for _, text in passages]


@pytest.mark.parametrize("length", ["sentence", "points", "paragraph"])
def test_a_summary_is_the_article_s_own_sentences(english: Client, article: Article, length: str) -> None:
    page = text_of(english, f"{address_of(article)}/aid/summary?length={length}")
    passages = cited(page)
    assert all(passage in DAM for passage in passages)
    assert {"sentence": 1, "points": 3}.get(length, len(passages)) == len(passages)
    assert "word for word" in page
    assert "Il Faro" in page


def test_of_a_text_that_may_not_be_shown_whole_no_paragraph_is_made(
    english: Client, article: Article
) -> None:
    Publisher.objects.update(rights="excerpt")
    page = text_of(english, f"{address_of(article)}/aid/summary?length=paragraph")
    assert "A paragraph" not in page
    assert len(cited(page)) == 3


def test_a_story_s_summary_cites_several_newsrooms(english: Client, story: Story) -> None:
    page = text_of(english, f"{address_of(story)}/aid/summary?length=paragraph")
    assert all(passage in DAM + DIKE for passage in cited(page))
    assert "Il Faro" in page
    assert "Der Talbote" in page


def test_a_question_is_answered_from_the_article(english: Client, article: Article) -> None:
    page = text_of(english, f"{address_of(article)}/aid/ask?q=How+many+people+left+the+villages%3F")
    assert "Four thousand people left" in cited(page)[0]


def test_what_is_not_said_is_said_to_be_so(english: Client, story: Story, article: Article) -> None:
    asked = "q=Who+won+the+football+final+in+Lisbon%3F"
    page = text_of(english, f"{address_of(article)}/aid/ask?{asked}")
    assert "The article does not say." in page
    assert f"/story/{story.public_id}/aid/ask?" in page
    page = text_of(english, f"{address_of(story)}/aid/ask?{asked}")
    assert "The coverage does not say." in page
    assert 'href="/ask?' in page


def test_what_no_sentence_answers_for_certain_has_the_nearest(
    english: Client, story: Story, article: Article
) -> None:
    asked = "q=When+will+the+Kesh+dam+be+repaired%3F"
    page = text_of(english, f"{address_of(article)}/aid/ask?{asked}")
    assert "No sentence of the article answers this for certain. The nearest:" in page
    nearest = cited(page)
    assert 1 <= len(nearest) <= 3
    assert all(passage in DAM for passage in nearest)
    page = text_of(english, f"{address_of(story)}/aid/ask?{asked}")
    assert "No sentence of the coverage answers this for certain. The nearest:" in page


def test_a_question_to_everything(english: Client, story: Story) -> None:
    assert "Nothing stored here answers this." in text_of(english, "/ask?q=Who+won+the+final+in+Lisbon%3F")
    assert "Your question" in text_of(english, "/ask")


def test_who_says_what(english: Client, story: Story) -> None:
    page = text_of(english, f"{address_of(story)}/aid/voices")
    assert "Ilse Brandt" in page
    assert any("We will not go back" in passage for passage in cited(page))


def test_coverage_is_compared(english: Client, story: Story) -> None:
    page = text_of(english, f"{address_of(story)}/aid/compare")
    assert "2 reports of 2 independent voices were compared" in page
    assert "What most reports say" in page
    assert all(passage in DAM + DIKE for passage in cited(page))


def test_the_inside_comes_without_the_page(english: Client, article: Article) -> None:
    part = text_of(english, f"{address_of(article)}/aid/summary?part=1")
    assert "<html" not in part
    assert cited(part)


def test_the_pages_offer_them_without_loading_them(english: Client, story: Story, article: Article) -> None:
    for found in (story, article):
        page = text_of(english, address_of(found))
        for aid in ("summary", "ask", "voices", "compare")[: 4 if found is story else 3]:
            assert f"{address_of(found)}/aid/{aid}" in page
        assert 'class="passage"' not in page


def test_nothing_of_a_question_or_a_text_is_markup(english: Client) -> None:
    hostile = '<script>alert(1)</script> & "quoted" sentence about the dam of Kesh that cracked on Monday.'
    article = make_article(title="<b>Dam</b>", text=f"{hostile}\n{DAM}", summary="")
    for aid in ("summary", f"ask?q={hostile}", "voices"):
        page = text_of(english, f"{address_of(article)}/aid/{aid}")
        assert "<script>alert" not in page
        assert "<b>Dam" not in page


@pytest.mark.parametrize("text", ["", ".", "x" * 30_000, "\x01\ud7ff " * 50, "！？" * 400])
def test_any_text_has_a_page(english: Client, text: str) -> None:
    article = make_article(text=text, summary="")
    for aid in ("summary", "ask?q=%00%F0%9F%92%A3%3F", "voices"):
        text_of(english, f"{address_of(article)}/aid/{aid}")


def test_there_is_none_of_what_is_not_there(english: Client) -> None:
    for path in ("article/nothing/aid/summary", "story/nothing/aid/summary", "story/nothing/aid/voices"):
        assert english.get(f"/{path}").status_code == 404


def test_all_of_it_in_arabic(arabic: Client, story: Story) -> None:
    page = text_of(arabic, f"{address_of(story)}/aid/summary")
    assert "ملخّص" in page or "ملخص" in page
    assert 'dir="ltr">' in page  # the passages are English


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("The dam cracked.", "The%20dam%20cracked."),
        ("One, two-three", "One%2C%20two%2Dthree"),
        ("a b c d e f g h i j k l", "a%20b%20c%20d%20e,h%20i%20j%20k%20l"),
        ("大坝" * 20, f"{'%E5%A4%A7%E5%9D%9D' * 6},{'%E5%A4%A7%E5%9D%9D' * 6}"),
    ],
)
def test_a_browser_is_told_where_the_passage_is(text: str, fragment: str) -> None:
    assert text_fragment(text) == fragment


# --- with a model ------------------------------------------------------------------------------------

RIGHT = {"text": "The dam above Kesh cracked on Monday.", "passages": [1, 2, 3, 4, 5]}
WRONG = {"text": "Nine hundred people died in Lisbon.", "passages": [1]}


@pytest.fixture
def model(settings: Any) -> Iterator[ChatService]:
    with chat_service(json.dumps({"sentences": [RIGHT, WRONG]})) as service:
        settings.CONFIG = replace(settings.CONFIG, model_url=service.url, model_name="small-1")
        yield service


def written(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    return b"".join(response.streaming_content).decode()


def test_a_page_waits_for_no_model_but_offers_it(
    english: Client, article: Article, model: ChatService
) -> None:
    page = text_of(english, f"{address_of(article)}/aid/summary")
    assert "word for word" in page
    assert "by=model" in page
    assert "small-1" in page
    assert model.requests == []


def test_what_the_model_writes_is_checked_marked_and_kept(
    english: Client, article: Article, model: ChatService
) -> None:
    address = f"{address_of(article)}/aid/summary?part=1"
    page = written(english, f"{address}&by=model")
    assert RIGHT["text"] in page
    assert WRONG["text"] not in page
    assert "Written by small-1 from 1 article." in page
    assert "1 sentence was left out" in page
    assert all(passage in DAM for passage in cited(page))
    assert RIGHT["text"] in text_of(english, address)
    assert len(model.requests) == 1
    assert StoredAnswer.objects.get().dropped == 1


@pytest.mark.parametrize(
    ("wrote", "said"),
    [
        ('{"sentences": []}', "The article does not say."),
        ("no", "No sentence of the article answers this for certain. The nearest:"),
    ],
)
def test_a_question_that_the_model_does_not_answer_is_not_left_blank(
    english: Client, article: Article, settings: Any, wrote: str, said: str
) -> None:
    with chat_service(wrote) as service:
        settings.CONFIG = replace(settings.CONFIG, model_url=service.url, model_name="small-1")
        asked = f"{address_of(article)}/aid/ask?part=1&q=When+will+the+Kesh+dam+be+repaired%3F"
        page = written(english, f"{asked}&by=model")
    assert page.count(said) == 1
    assert page.count('class="meta made"') == 1


def test_without_a_script_the_model_s_answer_is_a_page(
    english: Client, article: Article, model: ChatService
) -> None:
    response = english.get(f"{address_of(article)}/aid/summary?by=model")
    page = response.content.decode()
    assert "</html>" in page
    assert RIGHT["text"] in page
    assert response.headers["Cache-Control"] == "no-store"


def test_an_edit_makes_it_be_written_again(english: Client, article: Article, model: ChatService) -> None:
    address = f"{address_of(article)}/aid/summary?part=1"
    written(english, f"{address}&by=model")
    article.revisions.create(number=1, title="", text=DAM, content_hash="x", seen_at=article.updated_at)
    assert RIGHT["text"] not in text_of(english, f"{address}&again=1")
    written(english, f"{address}&by=model")
    assert len(model.requests) == 2
    page = text_of(english, "/corrections")
    assert RIGHT["text"] in page
    assert article.title in page


def test_a_budget_that_is_used_up(
    english: Client, article: Article, model: ChatService, settings: Any
) -> None:
    settings.CONFIG = replace(settings.CONFIG, model_reader_tokens=100)
    address = f"{address_of(article)}/aid/summary?part=1&by=model"
    written(english, address)
    assert ModelSpend.objects.get(reader="").requests == 1
    page = written(english, address + "&length=sentence")
    assert "budget" in page
    assert "word for word" in page
    assert len(model.requests) == 1


def test_a_model_that_talks_nonsense(english: Client, article: Article, settings: Any) -> None:
    with chat_service("As a large model I would rather not.") as service:
        settings.CONFIG = replace(settings.CONFIG, model_url=service.url, model_name="small-1")
        page = written(english, f"{address_of(article)}/aid/summary?part=1&by=model")
    assert "could not be used" in page
    assert all(passage in DAM for passage in cited(page))
    assert StoredAnswer.objects.count() == 0


def test_another_site_cannot_spend_our_budget(english: Client, article: Article, model: ChatService) -> None:
    address = f"{address_of(article)}/aid/summary?by=model"
    page = english.get(address, headers={"sec-fetch-site": "cross-site"}).content.decode()
    assert "word for word" in page
    assert model.requests == []


def test_no_corrections_yet(english: Client) -> None:
    assert "Nothing had to be corrected" in text_of(english, "/corrections")


def test_names_are_explained_by_earlier_coverage(english: Client, story: Story, article: Article) -> None:
    text = "Ilse Brandt, the mayor of Kesh since May, opened the fair. Many came to see it on the first day."
    at = article.sort_at
    for title, said, days in (("A fair", text, -2), ("Later", text.replace("May", "June"), 2)):
        put(title, said, published_at=at + timedelta(days=days), sort_at=at + timedelta(days=days))
    for found in (article, story):
        page = text_of(english, f"{address_of(found)}/aid/explain")
        assert "Ilse Brandt" in page
        assert cited(page) == [text.split(" Many")[0]]
        assert f"{address_of(found)}/aid/explain" in text_of(english, address_of(found))


def test_what_earlier_coverage_does_not_explain(english: Client, article: Article) -> None:
    page = text_of(english, f"{address_of(article)}/aid/explain")
    assert "does not say what any of its names is" in page


def test_what_can_be_asked_is_suggested_and_each_suggestion_is_answered(
    english: Client, story: Story, article: Article
) -> None:
    for found in (story, article):
        page = text_of(english, f"{address_of(found)}/aid/ask")
        asked = re.findall(r'data-part href="([^"]+\?q=[^"]+)"', page)
        assert asked
        for address in asked:
            assert cited(text_of(english, address))
    assert "data-part" not in text_of(english, "/ask")
    page = text_of(english, f"{address_of(article)}/aid/ask?q=Who+won+in+Lisbon%3F")
    assert "Questions that the article answers:" in page


def test_a_follow_up_question_leans_on_the_one_before(english: Client, article: Article) -> None:
    address = f"{address_of(article)}/aid/ask"
    first = text_of(english, f"{address}?q=Who+is+Ilse+Brandt%3F")
    assert '<input type="hidden" name="h" value="Who is Ilse Brandt?">' in first
    alone = text_of(english, f"{address}?q=What+did+she+say%3F")
    page = text_of(english, f"{address}?h=Who+is+Ilse+Brandt%3F&q=What+did+she+say%3F")
    assert any("We will not go back" in passage for passage in cited(page))
    assert "We will not go back" not in alone
    assert "Who is Ilse Brandt?" in page
    many = "&".join(f"h=Question+{number}%3F" for number in range(40))
    assert "Question 39?" in text_of(english, f"{address}?{many}&q=Why%3F")
