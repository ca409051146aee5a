"""Who says what: found where grammar leaves no doubt, grouped by speaker, each thing said once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from broadsheet.assist.claims import Speaker, who_says_what
from tests.assist.making import source_of

DATA = Path(__file__).parent / "data"
FLOORS = {"claims": (0.98, 0.95), "claims_apart": (0.95, 0.87)}
"""Precision and recall; the texts apart were written after the patterns, and not used to make them."""


def texts(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(folder.glob("*.toml")):
        for text in tomllib.loads(path.read_text(encoding="utf-8"))["text"]:
            yield path.stem, text


def found_in(language: str, text: str) -> list[tuple[str, str]]:
    speakers = who_says_what([source_of(1, text, language=language)])
    return [(speaker.name, claim.text) for speaker in speakers for claim in speaker.claims]


def score(folder: Path) -> tuple[float, float, int, list[str]]:
    """Precision and recall over the gold, how many claims it has, and what went wrong.

    A claim whose speaker ends in "?" may be found or not.
    """
    right = found = expected = hit = 0
    wrong: list[str] = []
    for language, text in texts(folder):
        claims = [tuple(claim) for claim in text["claims"]]
        answers = found_in(language, text["text"])
        for name, said in answers:
            good = any(name in who.rstrip("?").split("|") and words in said for who, words in claims)
            right += good
            found += 1
            wrong += [] if good else [f"{language}: wrongly {name}: {said}"]
        for who, words in claims:
            if not who.endswith("?"):
                expected += 1
                got = any(name in who.split("|") and words in said for name, said in answers)
                hit += got
                wrong += [] if got else [f"{language}: missing {who}: {words}"]
    return right / max(found, 1), hit / expected, expected, wrong


@pytest.mark.parametrize(("folder", "least"), FLOORS.items())
def test_claims_of_the_gold_are_found_and_little_else(folder: str, least: tuple[float, float]) -> None:
    precision, recall, _, wrong = score(DATA / folder)
    assert precision >= least[0], wrong
    assert recall >= least[1], wrong


def test_the_gold_is_of_many_claims_and_languages() -> None:
    gold = [(language, text) for folder in FLOORS for language, text in texts(DATA / folder)]
    assert sum(not who.endswith("?") for _, text in gold for who, _ in text["claims"]) >= 60
    assert len({language for language, _ in gold}) >= 6


def spoken(speakers: tuple[Speaker, ...], name: str) -> Speaker:
    return next(speaker for speaker in speakers if speaker.name == name)


def test_what_several_newsrooms_carry_stands_once_with_all_passages_and_first() -> None:
    quotation = "“We cannot wait for the next flood,” said Thomas Adeyemi."
    reports = [
        source_of(
            1, f"The dam will close. {quotation} Adeyemi warned that three pillars are damaged by ice."
        ),
        source_of(2, f"Repairs begin in May. {quotation}", owner="second"),
        source_of(3, f"Copied word by word. {quotation}", owner="third", copy=True),
    ]
    claims = spoken(who_says_what(reports), "Thomas Adeyemi").claims
    assert [len(claim.passages) for claim in claims] == [2, 1]
    assert [passage.article for passage in claims[0].passages] == [1, 2]
    for report, passage in zip(reports, claims[0].passages, strict=False):
        assert report.text[slice(*passage.span)] == passage.text == claims[0].text


def test_two_titles_of_one_owner_are_one_newsroom() -> None:
    text = "“We cannot wait for the next flood,” said Thomas Adeyemi."
    reports = [source_of(1, text, owner="house"), source_of(2, text, owner="house")]
    speaker = spoken(who_says_what(reports), "Thomas Adeyemi")
    assert (speaker.newsrooms, len(speaker.claims[0].passages)) == (1, 1)


def test_a_speaker_is_one_in_several_scripts_and_named_in_the_readers() -> None:
    reports = [
        source_of(1, "President Vladimir Putin said that the talks would go on until spring at least."),
        source_of(2, "Президент Владимир Путин заявил, что переговоры будут идти до весны.", language="ru"),
    ]
    for language, name in (("en", "Vladimir Putin"), ("ru", "Владимир Путин")):
        speakers = who_says_what(reports, language)
        assert [speaker.name for speaker in speakers] == [name]
        assert speakers[0].claims[0].language == language
        assert speakers[0].newsrooms == 2


def test_a_surname_alone_is_the_one_who_bears_it_unless_two_do() -> None:
    full = source_of(1, "Helena Kowalska said that the bridge would open in the spring of next year.")
    short = source_of(2, "“The bridge is safer than any other in the country,” Mayor Kowalska said.")
    speakers = who_says_what([full, short])
    assert [(speaker.name, speaker.newsrooms) for speaker in speakers] == [("Helena Kowalska", 2)]
    other = source_of(3, "Paulo Kowalska said that nobody had asked the fishermen of the village.")
    assert len(who_says_what([full, short, other])) == 3


def test_words_of_an_opinion_piece_are_nobodys_report() -> None:
    text = "Helena Kowalska said that the bridge would open in the spring of next year."
    assert who_says_what([source_of(1, text, opinion=True)]) == ()


@pytest.mark.parametrize("language", ["en", "de", "ru", "ar", "zh", "ja", "ko", "hi", "tr", "xx", ""])
@settings(deadline=None, max_examples=30)
@given(text=some.text(max_size=300))
def test_any_text_gives_exact_passages(language: str, text: str) -> None:
    source = source_of(
        1, f"{text} said Anna Kowalska, “{text}” Anna Kowalska said that {text}", language=language
    )
    for speaker in who_says_what([source, source]):
        for claim in speaker.claims:
            assert all(source.text[slice(*passage.span)] == passage.text for passage in claim.passages)
