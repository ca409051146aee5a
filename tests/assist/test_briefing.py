"""Briefings: finite, cited, and as long as was asked for."""

from __future__ import annotations

import pytest

from broadsheet.assist.aloud import seconds_aloud
from broadsheet.assist.briefing import (
    MOST_STORIES,
    SECONDS,
    Briefing,
    StoryToTell,
    brief_built_in,
    make_briefing,
    tell_answer,
)
from broadsheet.assist.types import Answer, Passage, Sentence
from tests.assist.making import source_of

DAM = (
    "The dam above Kesh cracked on Monday morning, the operator said.\n"
    "Four thousand people left the villages below it before noon.\n"
    "Engineers opened three gates to lower the water by four metres.\n"
    "The ministry expects the inspection to take two weeks."
)
DAM_DE = (
    "Der Damm oberhalb von Kesch bekam am Montagmorgen einen Riss, teilte der Betreiber mit.\n"
    "Viertausend Menschen verließen vor dem Mittag die Dörfer unterhalb der Mauer.\n"
    "Ingenieure öffneten drei Tore, um das Wasser um vier Meter zu senken."
)


def story(number: int, text: str = DAM, language: str = "en") -> StoryToTell:
    title = f"Dam number {number} cracks"
    return StoryToTell(
        number, number, title, language, (source_of(number, text, title=title, language=language),)
    )


def counted(briefing: Briefing) -> float:
    return sum(
        seconds_aloud(said.text, said.language) for item in briefing.items for said in item.answer.sentences
    )


def test_a_briefing_of_many_stories_ends_in_time_with_the_most_important_ones() -> None:
    made = brief_built_in([story(number) for number in range(40)], "en")
    assert [item.story for item in made.items] == list(range(MOST_STORIES))
    assert counted(made) < made.seconds <= SECONDS
    assert made.is_full
    lengths = [len(item.answer.sentences) for item in made.items]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > 1


def test_every_sentence_is_a_publisher_s_own_with_where_it_stands() -> None:
    made = brief_built_in([story(1), story(2, DAM_DE, "de")], "en")
    texts = {1: DAM, 2: DAM_DE}
    for item in made.items:
        for said in item.answer.sentences:
            passage = said.passages[0]
            assert said.quoted
            assert texts[item.story][slice(*passage.span)] == said.text
    assert [item.answer.sentences[0].language for item in made.items] == ["en", "de"]
    assert not made.is_full


def test_less_time_leaves_first_sentences_of_fewer_stories() -> None:
    stories = [story(number) for number in range(12)]
    whole = brief_built_in(stories, "en")
    short = make_briefing(stories, lambda one: tell_answer(whole.items[0].answer), 30)
    assert 0 < len(short.items) < len(whole.items)
    assert all(len(item.answer.sentences) == 1 for item in short.items)
    assert short.seconds <= 30


def test_what_cannot_be_told_is_passed_over_and_what_is_too_long_left_out() -> None:
    endless = " ".join(["word"] * 400)
    answer = Answer((Sentence(endless, (Passage(1, 1, (0, 4), "word"),), language="en"),))
    assert make_briefing([story(1)], lambda _: tell_answer(answer)).items == ()
    assert brief_built_in([story(1, ""), story(2)], "en").items[0].story == 2
    assert brief_built_in([], "en") == Briefing((), 0.0)


def test_a_written_answer_keeps_its_maker_and_its_order() -> None:
    sentences = tuple(
        Sentence(f"Sentence number {number} of it.", (Passage(1, 1, (0, 4), "word"),), False, "en")
        for number in range(3)
    )
    made = make_briefing([story(1)], lambda _: tell_answer(Answer(sentences, "small-1", 4)))
    assert made.items[0].answer.maker == "small-1"
    assert made.items[0].answer.sentences == sentences


@pytest.mark.parametrize(
    ("text", "language", "least", "most"),
    [
        ("one two three four five six seven eight nine ten", "en", 3, 5),
        ("大坝周一上午出现裂缝", "zh", 3, 5),
        ("ダムに亀裂が入った", "ja", 2, 4),
        ("одно два три четыре пять шесть семь восемь девять десять", "ru", 4, 6),
        ("... -- !!", "en", 0, 1),
        ("", "xx", 0, 1),
    ],
)
def test_length_goes_by_words_or_by_letters(text: str, language: str, least: float, most: float) -> None:
    assert least <= seconds_aloud(text, language) <= most
