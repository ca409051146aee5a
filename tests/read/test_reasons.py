"""Reasons of decisions on pages are in the reader's language, a person's as it was written."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from broadsheet.group.reasons import SENTENCES, reason
from broadsheet.read.reasons import reason_in_words


@pytest.mark.parametrize("code", SENTENCES)
def test_every_reason_has_words(code: str) -> None:
    values = {"share": 0.83, "score": 0.41, "needed": 0.3, "alike": 5, "between": 0.02, "within": 0.5}
    stored = reason(
        code, **{name: value for name, value in values.items() if f"{{{name}}}" in SENTENCES[code]}
    )
    with translation.override("en"):
        assert reason_in_words(stored).replace("’", "'") == stored


def test_a_reason_is_said_in_the_language_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils.translation import trans_real

    with translation.override("ar"):
        catalogue = trans_real.translation("ar")._catalog  # type: ignore[attr-defined]
        monkeypatch.setitem(catalogue._catalogs[0], "No open story is near.", "لا خبر مفتوح قريب.")
        assert reason_in_words("No open story is near.") == "لا خبر مفتوح قريب."


def test_what_a_person_wrote_is_shown_as_text_of_its_own() -> None:
    shown = Template("{% load reasons %}{% reason said %}").render(Context({"said": "<b>Two</b> dams."}))
    assert shown == '<bdi dir="auto">&lt;b&gt;Two&lt;/b&gt; dams.</bdi>'
