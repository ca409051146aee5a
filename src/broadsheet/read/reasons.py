"""The reasons of decisions about stories, in the reader's language."""

from __future__ import annotations

from babel.numbers import format_decimal, format_percent
from django.utils.translation import gettext

from broadsheet.group.reasons import read_reason
from broadsheet.read import words


def reason_in_words(stored: str) -> str:
    """A stored reason in the reader's language; "" for one that the machine did not give."""
    found = read_reason(stored)
    if found is None:
        return ""
    code, values = found
    return _sentence(code) % {name: _shown(name, value) for name, value in values.items()}


def _shown(name: str, value: float) -> str:
    """Shares in percent, counts whole, similarities with two decimals, in the reader's digits."""
    if name == "share":
        return format_percent(value, locale=words.reader_locale())
    return format_decimal(value, "0" if isinstance(value, int) else "0.00", locale=words.reader_locale())


def _sentence(code: str) -> str:
    sentences = {
        "copy": gettext("It has %(share)s of its text in common with a report of this story."),
        "first": gettext("No open story is near."),
        "like-one": gettext("Similarity %(score)s to its only report; %(needed)s is needed."),
        "like-some": gettext(
            "Similarity %(score)s to the %(alike)s nearest of its reports; %(needed)s is needed."
        ),
        "unlike-one": gettext(
            "The nearest story is too far: similarity %(score)s to its only report, %(needed)s is needed."
        ),
        "unlike-some": gettext(
            "The nearest story is too far: similarity %(score)s to the %(alike)s nearest of its reports, "
            "%(needed)s is needed."
        ),
        "link": gettext("The earlier story is the most similar one: %(score)s, %(needed)s is needed."),
        "merge": gettext("Each is the other’s nearest: mean similarity %(score)s, %(needed)s is needed."),
        "split": gettext(
            "Two groups of reports have little in common: median similarity %(between)s between them, "
            "mean %(within)s within; less than %(needed)s splits a story."
        ),
        "alone": gettext("Nothing could be found out about this article, so it stands alone."),
        "anew": gettext("All articles were grouped anew."),
    }
    return sentences[code]
