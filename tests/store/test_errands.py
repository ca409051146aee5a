"""Work done ahead: claimed once, resumed after a death, tried again, given up, and made again on change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadsheet.store import errands
from broadsheet.store.errands import (
    HELD,
    Wanted,
    ahead,
    ask_for,
    claim_errands,
    drop_errands,
    fail_errand,
    finish_errand,
    forget_errands,
    hold_on,
    order_errands,
    release_errand,
    waiting,
)
from broadsheet.store.models import Errand
from tests.factories import NOW

pytestmark = pytest.mark.django_db

SUMMARY = Wanted("summary", "story:1", "en", "v1", 2.0)
BRIEFING = Wanted("briefing", "world", "en", "2026-11-23")


def test_only_one_of_several_workers_gets_a_piece() -> None:
    order_errands([SUMMARY], NOW)
    (held,) = claim_errands("one", NOW, 5)
    assert claim_errands("two", NOW, 5) == []
    finish_errand(held, "two", NOW)
    assert waiting(NOW) == 1
    finish_errand(held, "one", NOW)
    assert waiting(NOW) == 0
    assert claim_errands("two", NOW, 5) == []


def test_what_a_dead_worker_held_is_taken_by_another() -> None:
    order_errands([SUMMARY], NOW)
    (held,) = claim_errands("dead", NOW, 1)
    assert claim_errands("two", NOW + HELD - timedelta(seconds=1), 1) == []
    assert claim_errands("two", NOW + HELD, 1)
    finish_errand(held, "dead", NOW + HELD)  # it was not dead after all: the piece is not its own any more
    assert waiting(NOW + HELD) == 1


def test_a_sign_of_life_keeps_it_and_letting_go_gives_it_back() -> None:
    order_errands([SUMMARY], NOW)
    (held,) = claim_errands("one", NOW, 1)
    hold_on(held, "one", NOW + HELD / 2)
    assert claim_errands("two", NOW + HELD, 1) == []
    release_errand(held, "one")
    assert claim_errands("two", NOW, 1)


def test_the_briefing_first_then_the_most_important_story() -> None:
    minor = Wanted("summary", "story:2", "en", "v1", 1.0)
    order_errands([minor, SUMMARY, BRIEFING], NOW)
    assert [held.subject for held in claim_errands("one", NOW, 3)] == ["world", "story:1", "story:2"]
    assert claim_errands("one", NOW, 3, kinds=("audio",)) == []


def test_it_is_made_again_only_when_something_changed_and_after_a_rest() -> None:
    rest = timedelta(minutes=5)
    assert order_errands([SUMMARY], NOW, rest=rest) == 1
    finish_errand(claim_errands("one", NOW, 1)[0], "one", NOW)
    assert order_errands([SUMMARY], NOW, rest=rest) == 0
    changed = Wanted("summary", "story:1", "en", "v2")
    assert order_errands([changed], NOW, rest=rest) == 1
    assert claim_errands("one", NOW + rest / 2, 1) == []
    assert claim_errands("one", NOW + rest, 1)[0].mark == "v2"


def test_a_change_while_it_is_made_makes_it_due_again() -> None:
    order_errands([SUMMARY], NOW)
    (held,) = claim_errands("one", NOW, 1)
    order_errands([Wanted("summary", "story:1", "en", "v2")], NOW)
    finish_errand(held, "one", NOW)
    assert [again.mark for again in claim_errands("one", NOW, 1)] == ["v2"]


def test_what_is_not_yet_as_it_should_be_is_made_again_later() -> None:
    order_errands([BRIEFING], NOW)
    finish_errand(claim_errands("one", NOW, 1)[0], "one", NOW, change_at=NOW + timedelta(minutes=30))
    assert claim_errands("one", NOW + timedelta(minutes=29), 1) == []
    assert claim_errands("one", NOW + timedelta(minutes=30), 1)


def test_a_failure_is_tried_again_ever_later_and_given_up() -> None:
    order_errands([SUMMARY], NOW)
    now, waits = NOW, []
    while found := claim_errands("one", now, 1):
        fail_errand(found[0], "one", now, "model")
        assert claim_errands("one", now, 1) == []
        due = Errand.objects.get().due_at
        waits.append(due - now)
        now = due
    assert waits == sorted(waits)
    assert len(waits) == 8
    assert ahead(now).failed == 1
    order_errands([Wanted("summary", "story:1", "en", "v2")], now)
    assert claim_errands("one", now, 1)


def test_the_operator_is_told_and_a_story_that_left_is_forgotten() -> None:
    order_errands([SUMMARY, BRIEFING], NOW)
    claim_errands("one", NOW, 1)
    stands = ahead(NOW)
    assert (stands.waiting, stands.in_hand, stands.done, stands.failed) == (1, 1, 0, 0)
    assert drop_errands("summary", {"story:9"}) == 1
    assert Errand.objects.get().kind == "briefing"


def test_what_was_done_long_ago_is_forgotten() -> None:
    order_errands([SUMMARY], NOW)
    finish_errand(claim_errands("one", NOW, 1)[0], "one", NOW)
    assert forget_errands(NOW + timedelta(days=29)) == 0
    assert forget_errands(NOW + timedelta(days=31)) == 1


def test_readers_cannot_pile_up_more_than_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "MOST_ASKED", 2)
    asked = [ask_for(Wanted("audio", f"article:{number}", "", "x"), NOW) for number in range(4)]
    assert asked == [True, True, False, False]
    assert Errand.objects.count() == 2
