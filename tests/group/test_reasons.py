"""Reasons: a sentence is stored, and what it says can be read from it again."""

from __future__ import annotations

import pytest

from broadsheet.group.reasons import SENTENCES, read_reason, reason

VALUES: dict[str, float] = {
    "share": 0.83, "score": -0.41, "needed": 0.3, "alike": 5, "between": 0.02, "within": 0.5
}  # fmt: skip


@pytest.mark.parametrize("code", SENTENCES)
def test_a_stored_reason_is_read_again(code: str) -> None:
    values = {name: value for name, value in VALUES.items() if f"{{{name}}}" in SENTENCES[code]}
    assert read_reason(reason(code, **values)) == (code, values)


@pytest.mark.parametrize(
    "said", ["", "Two dams.", "No open story is near. Or is it?", "Similarity x to its only report"]
)
def test_what_a_person_wrote_is_not_taken_for_the_machines(said: str) -> None:
    assert read_reason(said) is None
