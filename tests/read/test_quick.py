"""The tags that take the place of Django's say what Django's say, each time."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Engine, Template
from django.utils.safestring import SafeString
from django.utils.translation import override

_DJANGOS = Engine(libraries={"i18n": "django.templatetags.i18n"})
_COUNTED = (
    "{% blocktranslate trimmed count edits=edits with shown=shown %}Edited once"
    "{% plural %}Edited {{ shown }} times{% endblocktranslate %}"
)
_TEXTS = [
    '{% translate "Search" %}',
    '{% trans "All" context "filter" %}|{% translate "All" context "stories of a category" %}',
    '{% translate "Settings" as word %}[{{ word }}]{% translate "Settings" noop %}',
    "{% translate key %}",
    '{% translate "front page"|capfirst %}',
    _COUNTED,
    "{% blocktranslate %}{{ title }} of {{ other }}{% endblocktranslate %}",
    "{% blocktranslate with it=title %}This: {{ it }}{% endblocktranslate %}",
    "{% autoescape off %}{% blocktranslate with t=title %}{{ t }}{% endblocktranslate %}{% endautoescape %}",
    "{% blocktranslate with it=title asvar said %}This: {{ it }}{% endblocktranslate %}[{{ said }}]",
    '{% url "front" %} {% url "hashtag" key %} {% url "search" as found %}[{{ found }}]',
]
_VALUES: list[dict[str, Any]] = [
    {"title": "Search", "edits": 1, "shown": "1", "other": "a", "key": "x"},
    {"title": "<b>", "edits": 2, "shown": "2", "other": "b", "key": "y&"},
    {"title": SafeString("<b>"), "edits": 11, "shown": "11", "other": SafeString("&"), "key": "é"},
    {"title": None, "edits": 100, "shown": 100, "other": ["<"], "key": "z"},
    {"title": "%s %(it)s", "edits": 0, "shown": 0.5, "other": True, "key": "0"},
    {"title": 1, "edits": 3, "shown": True, "other": 1, "key": "1"},
]


@pytest.mark.parametrize("text", _TEXTS)
def test_it_says_what_djangos_says_in_every_language_with_any_values(text: str) -> None:
    ours = Template("{% load i18n %}" + text)
    djangos = _DJANGOS.from_string("{% load i18n %}" + text)
    for _ in range(2):
        for language in ("en", "ar", "fr", "ru"):
            for values in _VALUES:
                with override(language):
                    assert ours.render(Context(values)) == djangos.render(Context(values))


def test_it_keeps_no_more_than_some() -> None:
    text = Template("{% load i18n %}" + _COUNTED)
    for number in range(2000):
        assert str(number + 2) in text.render(Context({"edits": number + 2, "shown": number + 2}))
