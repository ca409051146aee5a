"""Compare coverage on the demo newsroom's events: what reports share and where they part."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.assist.compare import Comparison, compare_coverage
from broadsheet.assist.reading import read_source
from broadsheet.assist.types import Sentence, Source
from tests.assist.made import MONDAY, event_sources


def sentences(compared: Comparison) -> list[Sentence]:
    """Every sentence of a comparison."""
    return [
        *(claim.sentence for claim in (*compared.agreed, *compared.some)),
        *(value.sentence for one in compared.numbers for value in one.values),
        *(sentence for pair in compared.oppositions for sentence in (pair.one, pair.other)),
        *(one.sentence for one in compared.particular),
        *(one.sentence for one in compared.loaded),
    ]


def made(number: int, text: str, **more: str | bool) -> Source:
    at = MONDAY + timedelta(minutes=number)
    return read_source(number, f"Report {number}", text, at, publisher=f"Paper {number}", **more)  # type: ignore[arg-type]


def test_reports_in_four_languages_agree_on_a_number() -> None:
    compared = compare_coverage(event_sources("kesh-evacuation"), "en")
    claim = next(claim for claim in compared.agreed if "38,000" in claim.sentence.text)
    assert claim.owners == 4
    assert claim.of == compared.owners
    languages = {source.id: source.language for source in event_sources("kesh-evacuation")}
    assert {languages[passage.article] for passage in claim.sentence.passages} == {"en", "fr", "hi", "pl"}


def test_the_sentence_shown_is_in_the_readers_language_where_there_is_one() -> None:
    compared = compare_coverage(event_sources("kesh-evacuation"), "fr")
    assert any(claim.sentence.language == "fr" for claim in compared.agreed)


def test_differing_numbers_of_injured_are_found_with_who_gives_them() -> None:
    compared = compare_coverage(event_sources("nanyu-ferry-collision"))
    injured = next(one for one in compared.numbers if one.unit == "injured")
    assert {"41", "38"} <= {value.value for value in injured.values}
    for value in injured.values:
        assert value.sentence.passages


def test_every_sentence_is_a_publishers_own_and_stands_where_its_passage_says() -> None:
    for event in ("siahkuh-earthquake", "kesh-crack", "enseada-oil-leak", "payment-outage"):
        sources = {source.id: source for source in event_sources(event)}
        shown = sentences(compare_coverage(tuple(sources.values()), "en"))
        assert shown
        for sentence in shown:
            assert sentence.quoted
            for passage in sentence.passages:
                source = sources[passage.article]
                headline = passage.span == (0, 0) and passage.text == source.title
                assert headline or source.text[slice(*passage.span)] == passage.text


def test_two_titles_of_one_owner_are_one_voice_and_a_copy_is_none() -> None:
    text = "The council closed the bridge at Holm on Monday because of 14 cracks in the northern arch."
    alone = [made(1, text, owner="house"), made(2, text, owner="house"), made(3, text, copy=True)]
    compared = compare_coverage(alone)
    assert (compared.reports, compared.owners) == (2, 1)
    assert not compared.agreed
    other = (
        "The council closed the bridge at Holm on Monday. Engineers had found 14 cracks in the northern arch."
    )
    assert compare_coverage([*alone, made(4, other)]).agreed[0].owners == 2


def test_statements_that_oppose_one_another_are_set_side_by_side() -> None:
    yes = "The harbour company paid the dismissed pilots their full wages for the month of October."
    no = "The harbour company did not pay the dismissed pilots their full wages for the month of October."
    compared = compare_coverage([made(1, yes), made(2, no)])
    (pair,) = compared.oppositions
    assert {pair.one.text, pair.other.text} == {yes, no}
    assert not compare_coverage([made(1, yes), made(2, yes)]).oppositions


def test_a_name_that_only_state_papers_mention_is_counted_against_the_others() -> None:
    praise = "Governor Ivana Petrosova thanked the rescue workers of the northern valley on Monday evening."
    plain = "Rescue workers reached the northern valley on Monday evening after a day of heavy snow."
    states = [made(number, praise, ownership="state") for number in (1, 2)]
    privates = [made(number, plain, ownership="private") for number in (3, 4, 5)]
    (found,) = [one for one in compare_coverage([*states, *privates]).particular if one.by == "ownership"]
    assert "Petrosova" in found.name
    assert (found.of, found.reports, found.among, found.others) == ("state", 2, 2, 3)


def test_words_that_load_a_headline_are_named_as_they_stand() -> None:
    (headline,) = compare_coverage(event_sources("payment-outage")).loaded
    assert headline.words == ("meltdown",)
    assert headline.sentence.text == "CASH IS KING: payment meltdown hits millions"


def test_the_order_of_the_sources_changes_nothing() -> None:
    sources = event_sources("kesh-crack")
    assert compare_coverage(sources, "en") == compare_coverage(sources[::-1], "en")


def test_no_report_gives_an_empty_comparison() -> None:
    assert compare_coverage(()) == Comparison(0, 0)
    opinion = replace(event_sources("kesh-crack")[0], opinion=True)
    assert compare_coverage([opinion]).reports == 0


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_texts_are_compared(texts: list[str]) -> None:
    sources = [
        Source(number, 1, f"p{number}", "", "en", MONDAY, "", text) for number, text in enumerate(texts)
    ]
    assert compare_coverage(sources).reports == len(texts)
