"""Answers that a model wrote: kept, made again, corrected, paid for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from broadsheet.assist.types import Answer, Dropped, Passage, Sentence
from broadsheet.store.answers import (
    Account,
    Asked,
    account,
    forget_answers,
    keep_answer,
    note_spend,
    stored_answer,
    version_of,
    within_budget,
)
from broadsheet.store.models import Correction, StoredAnswer
from broadsheet.store.sources import source_of
from tests.factories import NOW, make_article

pytestmark = pytest.mark.django_db

ASKED = Asked("story:1", "points", "en")


def answer_from(article: int, revision: int = 1, text: str = "The dam cracked.") -> Answer:
    passage = Passage(article, revision, (0, 16), "The dam cracked.")
    return Answer((Sentence(text, (passage,), quoted=False),), "small", 1, (Dropped("It fell.", "number"),))


def test_an_answer_comes_back_whole_for_the_same_texts_only() -> None:
    article = make_article(text="The dam cracked. It holds.")
    version = version_of([source_of(article)])
    keep_answer(ASKED, answer_from(article.pk), version, {article.pk: 1}, NOW)
    assert stored_answer(ASKED, "small", version) == answer_from(article.pk)
    assert stored_answer(ASKED, "large", version) is None
    assert stored_answer(ASKED, "small", "another") is None
    assert stored_answer(replace(ASKED, language="ar"), "small", version) is None
    assert stored_answer(replace(ASKED, question="Why?"), "small", version) is None


def test_the_version_changes_with_every_text() -> None:
    first = source_of(make_article(text="The dam cracked."))
    second = source_of(make_article(text="It holds."))
    versions = [version_of(one) for one in ([], [first], [first, second], [replace(first, revision=2)])]
    assert len(set(versions)) == 4
    assert version_of([first, second]) == version_of([second, first])


def test_a_question_is_the_same_however_it_is_spaced_and_cased() -> None:
    one, other = (
        Asked("all", "ask", "en", "Why did it crack?"),
        Asked("all", "ask", "en", " why  DID it crack?"),
    )
    assert one.key == other.key
    assert one.key != Asked("all", "ask", "en", "Who says so?").key


def test_what_rested_on_a_text_that_was_changed_is_noted_when_it_is_made_again() -> None:
    article, other = make_article(text="The dam cracked."), make_article(text="It holds.")
    former = answer_from(article.pk)
    untouched = answer_from(other.pk, text="It holds.").sentences
    assert keep_answer(ASKED, replace(former, sentences=former.sentences + untouched), "1", {}, NOW) == 0
    later = NOW + timedelta(hours=1)
    revisions = {article.pk: 2, other.pk: 1}
    assert keep_answer(ASKED, answer_from(article.pk, 2, "It did not crack."), "2", revisions, later) == 1
    noted = Correction.objects.get()
    assert (noted.article, noted.revision, noted.sentence) == (article, 1, "The dam cracked.")
    assert (noted.subject, noted.kind, noted.at) == ("story:1", "points", later)
    assert StoredAnswer.objects.count() == 1
    assert keep_answer(ASKED, answer_from(article.pk, 2), "3", revisions, later) == 0


def test_the_budget_of_all_and_of_a_reader_is_a_day_s() -> None:
    def may(reader: str, hours: int = 0) -> bool:
        return within_budget(NOW + timedelta(hours=hours), reader, daily=1_000, reader_daily=300)

    assert may("anna")
    note_spend(NOW, "anna", 200, 99)
    assert may("anna")
    note_spend(NOW, "anna", 1, 0)
    assert not may("anna")
    assert may("bo")
    note_spend(NOW, "bo", 700, 0)
    assert not may("cem")
    assert may("cem", hours=24)
    assert account(NOW) == Account(requests=3, tokens=1_000, answers=0, dropped=0)


def test_nothing_of_a_reader_is_kept_but_a_digest() -> None:
    from broadsheet.store.models import ModelSpend

    note_spend(NOW, "203.0.113.9", 1, 1)
    assert all("203" not in one.reader for one in ModelSpend.objects.all())


def test_what_nobody_asked_for_goes_after_a_month() -> None:
    article = make_article()
    keep_answer(ASKED, answer_from(article.pk), "1", {}, NOW - timedelta(days=31))
    keep_answer(replace(ASKED, subject="story:2"), answer_from(article.pk), "1", {}, NOW)
    assert account(NOW).dropped == 2
    assert forget_answers(NOW) == 1
    assert StoredAnswer.objects.get().subject == "story:2"
