"""An affair in one sentence a story or day, and what earlier stories say that bears on the present one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.assist.timeline import PartOfAffair, background, make_timeline
from broadsheet.assist.types import Source
from tests.assist.making import AT, source_of

FUND = (
    "Parliament voted in October to cut the fund for the inspection of dams by half.\n"
    "The inspectors of the Kesh dam had asked for two more engineers in April.\n"
    "A football club in the capital sold its stadium to a bakery."
)
CRACK = (
    "The dam above Kesh cracked on Monday morning, the operator said.\n"
    "Four thousand people left the villages below it before noon."
)
REPAIR = (
    "Engineers began to mend the wall of the Kesh dam on Tuesday with steel plates.\n"
    "The inspectors expect the work on the dam to take two weeks."
)
LAW = "Parliament passed a law on Friday that gives the inspectors of dams the power to close them."


def at_day(source: Source, day: int) -> Source:
    return replace(source, at=AT + timedelta(days=day))


def part(story: int, day: int, *sources: Source) -> PartOfAffair:
    return PartOfAffair(story, AT + timedelta(days=day), tuple(at_day(one, day) for one in sources))


BEFORE = part(1, -20, source_of(1, FUND, title="Fund for dams cut"))
NOW = PartOfAffair(
    2,
    AT,
    (
        at_day(source_of(2, CRACK, title="Dam at Kesh cracks"), 0),
        at_day(source_of(3, CRACK, title="Crack in Kesh dam"), 0),
        at_day(source_of(4, REPAIR, title="Kesh dam is mended"), 1),
    ),
)
AFTER = part(3, 4, source_of(5, LAW, title="Law on dams passed"))


def test_one_sentence_a_story_and_one_a_day_of_the_story_in_the_order_of_time() -> None:
    told = make_timeline([BEFORE], NOW, [AFTER], "en")
    assert [one.story for one in told] == [1, 2, 2, 3]
    assert [one.day for one in told] == sorted(one.day for one in told)
    assert "mend" in told[2].sentence.text or "two weeks" in told[2].sentence.text
    assert all(one.sentence.quoted and one.sentence.passages for one in told)


def test_a_day_that_only_repeats_is_left_out() -> None:
    again = replace(NOW, sources=(*NOW.sources[:2], at_day(source_of(6, CRACK, owner="late"), 2)))
    told = make_timeline([], again, [])
    days = [one.day for one in told]
    assert len(days) == len(set(days)) == 2  # the second sentence of the text had not been told
    once = replace(NOW, sources=(NOW.sources[0],) * 2)
    assert len(make_timeline([], once, [])) == 1


def test_background_is_what_bears_on_it_and_is_not_said_already() -> None:
    answer = background([BEFORE], NOW, "en")
    said = [one.text for one in answer.sentences]
    assert any("inspectors of the Kesh dam" in text for text in said)
    assert not any("football" in text for text in said)
    assert {passage.article for one in answer.sentences for passage in one.passages} == {1}
    repeated = part(9, -3, source_of(9, CRACK, title="Dam at Kesh cracks"))
    assert background([repeated], NOW, "en").sentences == ()


def test_without_earlier_stories_there_is_none() -> None:
    assert background([], NOW, "en").sentences == ()
    assert background([PartOfAffair(1, AT, ())], PartOfAffair(2, AT, ()), "en").sentences == ()
    assert make_timeline([], PartOfAffair(2, AT, ()), []) == ()


def test_what_is_told_in_another_language_is_not_taken_for_background() -> None:
    german = part(
        1,
        -20,
        source_of(1, "Das Parlament kürzte im Oktober den Fonds für die Prüfung der Dämme.", language="de"),
    )
    assert background([german], NOW, "en").sentences == ()


@given(st.lists(st.text(max_size=150), max_size=3), st.text(max_size=150))
def test_any_texts_have_a_timeline(earlier: list[str], text: str) -> None:
    before = [part(number, -number, source_of(number, one)) for number, one in enumerate(earlier)]
    present = part(9, 0, source_of(9, text))
    make_timeline(before, present, [])
    background(before, present)
