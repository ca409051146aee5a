"""Summaries: the publishers' own sentences, those that say most, none twice, none that needs another one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from broadsheet.assist.summarize import LENGTHS, MOST, PARAGRAPH, Length, summarize, summarize_story
from broadsheet.assist.types import Answer, Source
from tests.assist.making import source_of

# Of each language: what the report is about, first; then what it is not about; then more of what it is about.
REPORTS = {
    "en": "A ferry with 120 people on board sank off the island of Minasora on Monday morning.\n"
    "The weather in the capital was sunny with light winds from the west all day.\n"
    "Rescuers saved 96 people from the ferry before it sank off Minasora, the coast guard said.",
    "de": "Eine Fähre mit 120 Menschen an Bord ist am Montagmorgen vor der Insel Minasora gesunken.\n"
    "In der Hauptstadt schien den ganzen Tag die Sonne bei leichtem Wind aus Westen.\n"
    "Retter holten 96 Menschen von der Fähre, bevor sie vor Minasora sank, teilte die Küstenwache mit.",
    "ru": "Паром со 120 пассажирами на борту затонул в понедельник утром у острова Минасора.\n"
    "В столице весь день светило солнце при слабом западном ветре.\n"
    "Спасатели сняли 96 пассажиров с парома, прежде чем он затонул у острова Минасора.",
    "ar": "غرقت عبارة تقل 120 شخصا صباح الاثنين قبالة جزيرة ميناسورا في البحر الشرقي.\n"
    "كان الطقس في العاصمة مشمسا طوال اليوم مع رياح غربية خفيفة.\n"
    "أنقذ رجال الإنقاذ 96 شخصا من العبارة قبل أن تغرق قبالة جزيرة ميناسورا.",
    "hi": "मिनासोरा द्वीप के पास सोमवार सुबह 120 लोगों को ले जा रही एक नौका डूब गई।\n"
    "राजधानी में दिन भर धूप खिली रही और पश्चिम से हल्की हवा चली।\n"
    "बचाव दल ने मिनासोरा द्वीप के पास डूबी नौका से 96 लोगों को बचाया।",
    "zh": "周一上午，一艘载有120人的渡轮在米纳索拉岛附近海域沉没。\n"
    "首都全天阳光明媚，西风轻拂，市民纷纷外出散步。\n"
    "救援人员在渡轮沉没前从米纳索拉岛附近海域救出96人。",
    "ja": "月曜日の朝、120人を乗せたフェリーがミナソラ島の沖で沈没した。\n"
    "首都では一日中晴れて、弱い西風が吹いていたという。\n"
    "救助隊はミナソラ島の沖で沈没したフェリーから96人を救助した。",
    "tr": "Pazartesi sabahı 120 kişiyi taşıyan bir feribot Minasora adası açıklarında battı.\n"
    "Başkentte hava gün boyu güneşliydi ve batıdan hafif rüzgar esti.\n"
    "Kurtarma ekipleri Minasora adası açıklarında batan feribottan 96 kişiyi kurtardı.",
}


def texts_of(answer: Answer) -> list[str]:
    return [sentence.text for sentence in answer.sentences]


@pytest.mark.parametrize("language", REPORTS)
def test_what_a_report_is_about_is_told_in_its_own_words(language: str) -> None:
    lines = REPORTS[language].split("\n")
    source = source_of(1, REPORTS[language], language=language)
    assert texts_of(summarize(source, "sentence")) == [lines[0]]
    points = summarize(source, "points")
    assert texts_of(points) == lines  # in the order of the text
    assert all(sentence.quoted and sentence.language == language for sentence in points.sentences)


def test_a_title_draws_the_sentence_it_is_about() -> None:
    text = (
        "The council of Harrowgate met for four hours on Monday evening in the old town hall.\n"
        "Members spoke about parking, dogs in the park and a new roof for the old library.\n"
        "The swimming pool will close in March because its boiler cannot be repaired any more."
    )
    titled = source_of(1, text, title="Swimming pool to close because boiler cannot be repaired")
    assert "swimming pool" in summarize(titled, "sentence").sentences[0].text
    assert "swimming pool" not in summarize(replace(titled, title=""), "sentence").sentences[0].text


@pytest.mark.parametrize(
    "unfit",
    [
        "Read more: why the ferry off Minasora sank with 120 people on board.",
        "FERRY WITH 120 PEOPLE ON BOARD SINKS OFF MINASORA ISLAND ON MONDAY",
        "Ferry sinks off Minasora with 120 people on board",
        "Follow the ferry story at https://news.example/ferry with 120 people on board.",
        "120 - 96 - 24 - 12.5 - 2026 - 11 - 27 - 33 - 81",
    ],
)
def test_headings_furniture_and_figures_are_no_sentences(unfit: str) -> None:
    source = source_of(1, f"{unfit}\n{REPORTS['en']}")
    assert unfit not in texts_of(summarize(source, "points"))


def test_a_sentence_that_leans_on_another_does_not_stand_alone() -> None:
    text = (
        "He said the ferry that sank off Minasora had passed every test of the coast guard.\n"
        "The ferry that sank off Minasora had passed every test in spring, the coast guard said."
    )
    assert summarize(source_of(1, text), "sentence").sentences[0].text.startswith("The ferry")


def test_a_dateline_is_left_out_and_the_passage_begins_after_it() -> None:
    source = source_of(1, "MINASORA (Reuters) - " + REPORTS["en"])
    sentence = summarize(source, "sentence").sentences[0]
    assert sentence.text.startswith("A ferry with 120 people")
    assert source.text[slice(*sentence.passages[0].span)] == sentence.text


def test_nothing_is_said_twice() -> None:
    first = REPORTS["en"].split("\n")[0]
    source = source_of(
        1, f"{first}\n{first.replace('on Monday morning', 'early on Monday morning')}\n{REPORTS['en']}"
    )
    said = texts_of(summarize(source, "points"))
    assert sum("ferry with 120 people" in text for text in said) == 1


@pytest.mark.parametrize("length", LENGTHS)
def test_lengths(length: Length) -> None:
    text = "\n".join(
        f"The {place} council voted for the new bridge over the river near {place} on day {number}."
        for number, place in enumerate(("Arden", "Borrow", "Corley", "Dunmore", "Elder", "Farrow", "Gorse"))
    )
    answer = summarize(source_of(1, text), length)
    assert 1 <= len(answer.sentences) <= MOST[length]
    assert sum(map(len, texts_of(answer))) <= PARAGRAPH


def test_the_standfirst_is_never_read() -> None:
    source = source_of(1, REPORTS["en"])
    told = replace(source, summary="The weather in the capital was sunny with light winds.")
    assert texts_of(summarize(told)) == texts_of(summarize(source))


STORY = (
    source_of(1, REPORTS["en"]),
    source_of(2, "A ferry carrying 120 people sank off the island of Minasora early on Monday."),
    source_of(3, "Divers will look for the captain of the sunken ferry on Tuesday, the coast guard said."),
    source_of(4, REPORTS["de"], language="de"),
)


def test_a_story_is_told_by_several_newsrooms_each_thing_once_with_its_witnesses() -> None:
    answer = summarize_story(STORY, "points", "en")
    owners = [
        next(one.owner for one in STORY if one.id == said.passages[0].article) for said in answer.sentences
    ]
    assert len(set(owners)) == len(owners) >= 2
    sunk = [said for said in answer.sentences if "120 people" in said.text]
    assert len(sunk) == 1
    assert {passage.article for passage in sunk[0].passages} == {1, 2}
    assert answer.articles == len(STORY)


def test_a_story_is_told_in_the_readers_language_where_a_report_is_in_it() -> None:
    assert {said.language for said in summarize_story(STORY, "points", "de").sentences} == {"de"}
    assert {said.language for said in summarize_story(STORY, "points", "ja").sentences} == {"en"}


def test_copies_and_opinions_are_no_witnesses() -> None:
    again = source_of(5, REPORTS["en"], copy=True)
    comment = source_of(6, f"I was there. {REPORTS['en']}", opinion=True)
    told = summarize_story([*STORY, again, comment], "points", "en")
    assert not {5, 6} & {passage.article for said in told.sentences for passage in said.passages}
    assert texts_of(summarize_story([again, comment], "sentence")) == texts_of(
        summarize(STORY[0], "sentence")
    )


def test_other_figures_are_not_the_same_said() -> None:
    other = source_of(7, "A ferry with 80 people on board sank off the island of Minasora on Monday morning.")
    told = summarize_story([STORY[0], other], "sentence", "en").sentences[0]
    assert [passage.article for passage in told.passages] in ([1], [7])


def test_the_very_same_words_of_another_newsroom_are_no_second_witness() -> None:
    told = summarize_story([STORY[0], source_of(8, REPORTS["en"])], "sentence", "en").sentences[0]
    assert len(told.passages) == 1


def test_nothing_gives_nothing() -> None:
    assert summarize_story([]).sentences == ()
    assert summarize(source_of(1, "")).sentences == ()
    assert summarize(source_of(1, "Ferry sinks")).sentences == ()


@pytest.mark.parametrize("language", [*REPORTS, "th", "xx", ""])
@settings(deadline=None, max_examples=30)
@given(text=some.text(max_size=400), title=some.text(max_size=60))
def test_any_text_gives_exact_passages(language: str, text: str, title: str) -> None:
    source = source_of(1, f"{text}\n{REPORTS.get(language, '')}{text}", title=title, language=language)
    for answer in (
        summarize(source),
        summarize_story([source, replace(source, id=2, owner="other")], "paragraph"),
    ):
        for sentence in answer.sentences:
            assert sentence.text == sentence.passages[0].text
            assert all(source.text[slice(*passage.span)] == passage.text for passage in sentence.passages)


def test_wrong_sentence_ranges_are_passed_over() -> None:
    source = replace(source_of(1, REPORTS["en"]), sentences=((5, 2), (-3, 9), (0, 10**9), (10**9, 10**9 + 5)))
    assert summarize(source).sentences == ()


def test_a_very_long_text_of_few_words() -> None:
    source: Source = replace(source_of(1, ""), text="ferry " * 200_000, sentences=())
    assert all(len(text) < 1_000 for text in texts_of(summarize(source, "paragraph")))
