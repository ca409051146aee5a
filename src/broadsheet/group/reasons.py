"""The reasons of decisions: a code with its values, and the English sentence that is stored and logged.

A page takes a stored sentence apart again with `read_reason`, to say it in the reader's language.
"""

from __future__ import annotations

import re
from functools import cache

SENTENCES = {
    "copy": "It has {share} of its text in common with a report of this story.",
    "first": "No open story is near.",
    "like-one": "Similarity {score} to its only report; {needed} is needed.",
    "like-some": "Similarity {score} to the {alike} nearest of its reports; {needed} is needed.",
    "unlike-one": "The nearest story is too far: similarity {score} to its only report, {needed} is needed.",
    "unlike-some": "The nearest story is too far: similarity {score} to the {alike} nearest of its reports, "
    "{needed} is needed.",
    "link": "The earlier story is the most similar one: {score}, {needed} is needed.",
    "merge": "Each is the other's nearest: mean similarity {score}, {needed} is needed.",
    "split": "Two groups of reports have little in common: median similarity {between} between them, "
    "mean {within} within; less than {needed} splits a story.",
    "alone": "Nothing could be found out about this article, so it stands alone.",
    "anew": "All articles were grouped anew.",
}
"""What is stored: a sentence that changes is not found in what was stored before, and shown as it is."""

_VALUE = re.compile(r"\\\{(\w+)\\\}")


def reason(code: str, **values: float) -> str:
    """The sentence of a reason; shares in percent, counts as they are, other numbers with two decimals."""
    return SENTENCES[code].format(**{name: _written(name, value) for name, value in values.items()})


def _written(name: str, value: float) -> str:
    if name == "share":
        return f"{value:.0%}"
    return str(value) if isinstance(value, int) else f"{value:.2f}"


def read_reason(sentence: str) -> tuple[str, dict[str, float]] | None:
    """The code and the values of a stored sentence; None if it is a person's, or of an earlier version."""
    for code, pattern in _patterns().items():
        found = pattern.fullmatch(sentence)
        if found:
            return code, {name: _read(value) for name, value in found.groupdict().items()}
    return None


def _read(written: str) -> float:
    if written.endswith("%"):
        return int(written[:-1]) / 100
    return float(written) if "." in written else int(written)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        code: re.compile(_VALUE.sub(r"(?P<\1>-?[0-9]{1,9}(?:[.][0-9]{1,9}|%)?)", re.escape(sentence)))
        for code, sentence in SENTENCES.items()
    }
