"""Questions to everything that is stored."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from broadsheet.store import asking
from broadsheet.store.asking import ask_store, gather_sources
from broadsheet.store.models import Article, Story, StoryArticle
from broadsheet.store.search import forget_memory, nearest
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


def test_what_only_another_language_tells_is_read_and_answered() -> None:
    put("Rovers win the cup", "The goalkeeper of Tarrow Rovers scored. The crowd of 11,400 sang.")
    put("El mercado de la Lonja", "Las monedas volvieron al mercado.", language="es")
    dam = put(
        "Riss in der Kesh-Talsperre",
        "Die Talsperre hat seit Samstag einen Riss. Der Riss in der Talsperre Kesh ist 14 Meter lang.",
        language="de",
    )
    found = ask_store("¿Cuántos metros mide la grieta de la presa de Kesh?", NOW, language="es")
    assert found.passages[0].article == dam.pk
    assert [one.text for one in found.answer.sentences] == [
        "Der Riss in der Talsperre Kesh ist 14 Meter lang."
    ]


def test_a_foreign_report_is_not_crowded_out_by_many_in_the_own_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "_LOOKED_THROUGH", 6)
    for number in range(8):
        put(f"Ferry number {number} stopped", "The ferry to Holm was stopped by the storm at night.")
    far = put("Szczury na wyspie", "Statek do Holm nie popłynął, bo wiał wiatr.", language="pl")
    question = "Which ferry to Holm was stopped at night?"
    near = nearest(question, 20)
    assert near is not None
    assert far.pk not in near.ids[:6]
    assert far.pk in {source.id for source in gather_sources(question, NOW, language="en").sources}


def test_other_reports_of_the_best_story_are_read_too_but_no_copies() -> None:
    dam = put("Crack found in the Kesh dam", "The crack in the Kesh dam is 14 metres long.")
    other = put("W dolinie", "Wiatr wiał, a chleb był już upieczony.", language="pl")
    copy = put("Notes from a valley", "Nobody at the baker's spoke about it.")
    for number in range(4):
        put(f"A crack in the Kesh road, part {number}", "The crack in the road at Kesh is long.")
    question = "How long is the crack in the Kesh dam?"
    assert other.pk not in {source.id for source in gather_sources(question, NOW, most=2).sources}
    _make_story(dam, other, copy=copy)
    found = gather_sources(question, NOW, most=2)
    assert [source.id for source in found.sources] == [dam.pk, other.pk]


def test_without_vectors_words_alone_find_the_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "nearest", lambda *_: None)
    dam = put("Crack found in the Kesh dam", "The crack in the Kesh dam is 14 metres long.")
    put("Wells run dry at Nadir", "Six villages have no water. The nearest is 19 kilometres away.")
    found = ask_store("How long is the crack in the Kesh dam?", NOW, language="en")
    assert [sentence.passages[0].article for sentence in found.answer.sentences] == [dam.pk]


def _make_story(first: Article, *others: Article, copy: Article) -> None:
    story = Story.objects.create(
        key=first.pk, opened_at=NOW, first_at=NOW, last_at=NOW, changed_at=NOW, articles=2 + len(others)
    )
    for article in (first, *others):
        StoryArticle.objects.create(article=article, story=story, score=0.5, joined_at=NOW)
    StoryArticle.objects.create(article=copy, story=story, score=0.9, joined_at=NOW, copy_of=first)
