"""A queue that stays shortens what is embedded; one that comes and goes does not."""

from __future__ import annotations

from broadsheet.pipeline.lead import LENGTHS, Lead

LIMIT = 64


def after(lead: Lead, waiting: int, seconds: range) -> list[int]:
    return [lead.chars(waiting, float(second)) for second in seconds]


def test_while_few_wait_all_of_the_lead_is_embedded() -> None:
    assert set(after(Lead(LIMIT), 5, range(600))) == {LENGTHS[0]}


def test_many_at_once_are_no_reason_to_shorten() -> None:
    lead = Lead(LIMIT)
    after(lead, 0, range(100))
    assert set(after(lead, 200, range(100, 115))) == {LENGTHS[0]}


def test_a_queue_that_stays_shortens_step_by_step_down_to_the_title() -> None:
    lead = Lead(LIMIT)
    lead.chars(0, 0.0)
    lengths = after(lead, 40, range(1, 200))
    assert list(dict.fromkeys(lengths)) == list(LENGTHS)
    assert lengths[-1] == 0


def test_a_very_long_queue_has_the_title_alone_embedded_at_once() -> None:
    assert Lead(LIMIT).chars(4 * LIMIT, 0.0) == 0


def test_when_hardly_any_wait_it_lengthens_again() -> None:
    lead = Lead(LIMIT)
    lead.chars(4 * LIMIT, 0.0)
    lengths = after(lead, 2, range(1, 200))
    assert list(dict.fromkeys(lengths)) == list(reversed(LENGTHS))


def test_between_few_and_many_nothing_changes() -> None:
    lead = Lead(LIMIT)
    after(lead, 40, range(60))
    middle = lead.chars(20, 61.0)
    assert set(after(lead, 20, range(62, 500))) == {middle}
