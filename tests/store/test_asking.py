"""Questions to everything that is stored."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from broadsheet.store.asking import ask_store, gather_sources
from broadsheet.store.search import forget_memory
from tests.factories import NOW
from tests.store.test_search import put

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget_memory()
    yield
    forget_memory()


def test_an_answer_is_quoted_from_the_article_that_has_it_and_cites_the_place() -> None:
    dam = put(
        "Crack found in the Kesh dam",
        "The crack was seen on Saturday. Engineers say the crack in the Kesh dam is 14 metres long.",
    )
    put("Rovers win the cup", "The goalkeeper of Tarrow Rovers scored. The crowd of 11,400 sang.")
    put("Wells run dry at Nadir", "Six villages have no water. The nearest is 19 kilometres away.")
    found = ask_store("How long is the crack in the Kesh dam?", NOW, language="en")
    sentence = found.answer.sentences[0]
    assert sentence.text == "Engineers say the crack in the Kesh dam is 14 metres long."
    assert sentence.quoted
    passage = sentence.passages[0]
    assert (passage.article, passage.revision) == (dam.pk, 1)
    assert dam.text[slice(*passage.span)] == sentence.text


def test_what_nobody_wrote_is_not_answered() -> None:
    put("Crack found in the Kesh dam", "The crack in the Kesh dam is 14 metres long, engineers say.")
    found = ask_store("Who designed the Kesh dam?", NOW, language="en")
    assert found.answer.sentences == ()
    assert found.answer.articles == 1
    assert found.passages


def test_a_question_without_words_asks_nothing() -> None:
    put("Crack found in the Kesh dam", "The crack in the Kesh dam is 14 metres long.")
    for question in ("", "???", "who", "\x00\ud800"):
        assert ask_store(question, NOW).answer.sentences == ()


def test_the_likeliest_articles_come_first_and_no_more_than_asked_for() -> None:
    dam = put("Crack found in the Kesh dam", "The crack in the Kesh dam is 14 metres long.")
    for number in range(4):
        put(f"Dam number {number} inspected", "Inspectors saw nothing new at this dam.")
    found = gather_sources("How long is the crack in the Kesh dam?", NOW, most=3)
    assert found.sources[0].id == dam.pk
    assert len(found.sources) == len(found.prior) == 3
    assert found.prior[0] == 1.0
    assert list(found.prior) == sorted(found.prior, reverse=True)
