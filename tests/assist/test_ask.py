"""Answers from articles: quoted, cited, or honestly none."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from broadsheet.assist.ask import MOST_NEAREST, answer, find_answer, suggest
from broadsheet.assist.types import Answer, Source
from broadsheet.errors import EmbeddingError
from broadsheet.understand.article import understand_article
from broadsheet.understand.types import ArticleText
from broadsheet.understand.vectors import Vectors

TEXT = (
    "The crack in the Kesh dam was seen on Saturday by a night guard.\n\n"
    "Engineers say the crack is 14 metres long. Constance Hale, who leads the inspectors, asked for calm.\n\n"
    "Some 38,000 people were told to leave their homes because the wall may break."
)


def source(
    text: str = TEXT, title: str = "Crack found in the Kesh dam", number: int = 1, **facts: Any
) -> Source:
    """An article as the store gives it."""
    language = facts.pop("language", "en")
    known = understand_article(ArticleText(title, "", text, language, language))
    return Source(
        id=number,
        revision=3,
        publisher="Ansel Courier",
        owner=f"owner{number}",
        language=language,
        at=datetime(2026, 11, 24, tzinfo=UTC),
        title=title,
        text=text,
        sentences=known.sentences,
        names=known.names,
        places=known.places,
        numbers=known.numbers,
        **facts,
    )


def first(question: str, *sources: Source, **how: Any) -> str:
    found = answer(question, sources or (source(),), **how)
    return found.sentences[0].text if found.sentences else ""


@pytest.mark.parametrize(
    ("question", "has"),
    [
        ("How long is the crack?", "14 metres long"),
        ("Who leads the inspectors?", "Constance Hale"),
        ("When was the crack in the Kesh dam seen?", "on Saturday"),
        ("How many people were told to leave?", "38,000 people"),
        ("¿Cuánto mide la grieta de la presa de Kesh?", "14 metres long"),
    ],
)
def test_the_sentence_that_answers_is_quoted(question: str, has: str) -> None:
    assert has in first(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who designed the Kesh dam?",
        "How many schools collapsed?",
        "When will the Kesh dam be repaired?",
        "How much did the Kesh dam cost?",
        "Who is the referee of the cup final?",
    ],
)
def test_what_the_article_does_not_say_is_not_answered(question: str) -> None:
    article = source()
    found = answer(question, [article])
    assert found == Answer((), articles=1, nearest=found.nearest)
    assert len(found.nearest) <= MOST_NEAREST
    for one in found.nearest:
        (passage,) = one.passages
        assert one.text == passage.text == article.text[slice(*passage.span)]


def test_what_comes_nearest_is_there_to_be_judged_and_what_has_nothing_to_do_with_it_is_not() -> None:
    assert any(
        "Kesh dam" in one.text for one in answer("When will the Kesh dam be repaired?", [source()]).nearest
    )
    assert answer("Who won the final in Lisbon?", [source()]).nearest == ()
    assert answer("How long is the crack in the Kesh dam?", [source()]).nearest == ()


def test_every_sentence_is_a_passage_of_the_text_it_cites() -> None:
    article = source()
    found = find_answer("How long is the crack in the Kesh dam?", [article])
    assert found.answer.articles == 1
    assert not found.answer.maker
    assert 1 <= len(found.passages) <= 5
    for sentence in found.answer.sentences:
        (passage,) = sentence.passages
        assert sentence.quoted
        assert sentence.language == "en"
        assert (passage.article, passage.revision) == (1, 3)
        assert article.text[slice(*passage.span)] == passage.text == sentence.text


def test_a_second_sentence_is_another_owners_and_no_repetition() -> None:
    same = source(number=2)
    other = source(
        "Inspectors measured the crack of the dam: it is 17 metres long now.", "Kesh crack grows", 3
    )
    found = answer("How long is the crack in the dam?", [source(), same, other])
    texts = [sentence.text for sentence in found.sentences]
    assert len(texts) == len(set(texts)) >= 1
    assert len({sentence.passages[0].article for sentence in found.sentences}) == len(texts)


def test_of_two_that_are_as_good_the_one_in_the_readers_language_goes_first() -> None:
    german = source("Der Riss im Damm von Kesh ist 14 Meter lang.", "Riss im Damm", 2, language="de")
    english = source("The crack in the dam of Kesh is 14 metres long.", "Crack in the dam", 1)
    for language, number in (("de", 2), ("en", 1)):
        found = answer("How long is the crack in the Kesh dam?", [german, english], language=language)
        assert found.sentences[0].passages[0].article == number


def test_a_question_goes_on_from_the_one_before_it() -> None:
    dam = source("The crack in the Kesh dam is 14 metres long. It was seen on Saturday.", "Crack at Kesh", 1)
    ship = source("The ferry Skerry Maid is 90 metres long. She ran aground on Monday.", "Skerry Maid", 2)
    for asked, has in (
        ("When was the crack in the Kesh dam seen?", "14 metres"),
        ("What is the ferry Skerry Maid?", "90 metres"),
    ):
        history = [(asked, answer(asked, [dam, ship]))]
        assert has in first("And how long is it?", dam, ship, history=history)


@pytest.mark.parametrize(
    ("language", "title", "text", "question", "has"),
    [
        (
            "zh",
            "货轮被弃",
            "船东在八月失去联络。船上有九名船员，没有人付薪水。",
            "船上有多少名船员？",
            "九名船员",
        ),
        (
            "zh",
            "貨輪被棄",
            "船東在八月失去聯絡。船上有九名船員，沒有人付薪水。",
            "船上有多少名船员？",
            "九名船員",
        ),
        (
            "ar",
            "آبار نادر",
            "تضخ الشركة الماء من أربعين بئرًا. وقالت الوزارة إنها سترسل لجنة.",
            "كم بئرًا تضخ منها الشركة؟",
            "أربعين",
        ),
        (
            "ru",
            "Скорые стоят",
            "На складе стоят сорок новых машин. Министр ушёл.",
            "Сколько машин стоит на складе?",
            "сорок",
        ),
        (
            "ja",
            "座礁",
            "船には乗客百四十三人が乗っていた。天気は晴れだった。",
            "乗客は何人乗っていた？",
            "百四十三人",
        ),
        ("hi", "बाढ़", "बाढ़ में बाईस गाँव डूब गए। बारिश तीन दिन चली।", "बाढ़ में कितने गाँव डूब गए?", "बाईस"),
        ("tr", "Deprem", "Depremde 31 kişi öldü. Okullar kapalı.", "Depremde kaç kişi öldü?", "31"),
        (
            "fr",
            "Ferry",
            "Le ferry transportait 143 passagers. La mer était calme.",
            "Combien de passagers le ferry transportait-il ?",
            "143",
        ),
        (
            "pt",
            "Vacina",
            "A vacina chama-se Juncalina. Custa 2 dólares por dose.",
            "Quanto custa a vacina por dose?",
            "2 dólares",
        ),
        (
            "de",
            "Riss",
            "Der Damm wurde 1968 fertig. Niemand wurde verletzt.",
            "In welchem Jahr wurde der Damm fertig?",
            "1968",
        ),
    ],
)
def test_it_works_in_many_languages(language: str, title: str, text: str, question: str, has: str) -> None:
    article = source(text, title, language=language)
    assert has in find_answer(question, [article], language=language).passages[0].text
    assert has in first(question, article, language=language)


class Flat:
    """An embedder to which all texts are alike, and one that fails."""

    def __init__(self, fails: bool = False) -> None:
        self.fails, self.asked = fails, 0
        self.model = "fails" if fails else "flat"

    def embed(self, texts: list[str]) -> Vectors:
        if self.fails:
            raise EmbeddingError("It does not answer.", subject="flat")
        self.asked += len(texts)
        return np.tile(np.array([[1.0, 0.0]], np.float32), (len(texts), 1))


def test_vectors_are_made_once_and_answers_come_without_them_too() -> None:
    article, embedder = source(title=f"Crack {datetime.now(UTC)}"), Flat()
    found = find_answer("How long is the crack?", [article], embed=embedder)
    asked = embedder.asked
    assert 0 < asked <= 13
    assert find_answer("How long is the crack?", [article], embed=embedder) == found
    assert embedder.asked == asked
    without = find_answer("How long is the crack?", [article])
    assert find_answer("How long is the crack?", [article], embed=Flat(fails=True)) == without


def test_suggested_questions_are_answered_by_what_they_were_made_from() -> None:
    text = (
        "At least 31 people were killed and 240 were injured, the governor said.\n\n"
        "“We counted the names on the wall,” said Maria Lopez. "
        "Maria Lopez is the mayor of Sangbast, a town in the north."
    )
    sources = [source(text, "Earthquake kills 31 in Sangbast")]
    for language in ("en", "es", "ar", "zh", "ru", "fr", "de", "pt"):
        asked = suggest(sources, language)
        assert len(asked) <= 3
        for question in asked:
            assert answer(question, sources, language=language).sentences
    assert len(suggest(sources, "en")) >= 2
    assert suggest([], "en") == ()


HOSTILE = [
    "", " ", "?", "who", "\x00\ud800", "a" * 100_000, "谁" * 5_000, "¿" * 1000, "who " * 2_000, "(((([[[[\\",
    "1 2 3", "\u202e؟من", "how many " + "x" * 600, "когда\n\n\n", "%s %d {0}", "多少",
]  # fmt: skip


@pytest.mark.parametrize("question", HOSTILE, ids=range(len(HOSTILE)))
def test_no_question_breaks_it(question: str) -> None:
    for sentence in answer(question, [source()], language="xx").sentences:
        assert sentence.passages


@pytest.mark.parametrize(
    "text", [*HOSTILE, "Kesh. " * 20_000, "凯什" * 20_000, "\n".join(["Kesh 14"] * 5_000)]
)
def test_no_article_breaks_it(text: str) -> None:
    article = Source(
        1, 1, "", "", "en", datetime(2026, 1, 1, tzinfo=UTC), text[:500], text, sentences=((5, 2), (0, 10**9))
    )
    found = find_answer("How long is the crack in the Kesh dam?", [article])
    for passage in found.passages:
        assert text[slice(*passage.span)] == passage.text
