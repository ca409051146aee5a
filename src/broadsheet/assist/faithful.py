"""Whether a translation has the names, numbers and days of its original. Pure.

The check of `check.py`, the other way round: there a sentence may say less than its passages, here it may
not. What is lost is marked, not dropped: a translated name ("Londres" for "London") cannot always be told
from a lost one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from broadsheet.assist.moments import first_unborne
from broadsheet.assist.naming import first_unborne_long_name, gather, unborne_words
from broadsheet.assist.quantities import Quantity, is_borne_out
from broadsheet.assist.statements import MAX_SENTENCE, Statement, read_statement
from broadsheet.assist.translation import Lost
from broadsheet.understand.places import find_mentions
from broadsheet.understand.tables import fold
from broadsheet.understand.types import Span

_TEN = re.compile(r"\bdez\b", re.IGNORECASE)
STEM = 5
"""Letters with which a word's own translation and one of the sentence must begin alike."""


def find_lost(
    original: str,
    language: str,
    translated: str,
    into: str,
    *,
    day: date | None = None,
    alone: Callable[[Sequence[str]], Sequence[str]] | None = None,
) -> tuple[Lost, ...]:
    """What of a sentence its translation lacks or has otherwise; at most one of each kind.

    Args:
        language, into: ISO 639 codes of the two.
        day: on which the article was published; what “Monday” leans on.
        alone: translates words by themselves. A word of a name ("Strait" in "Tarrow Strait") whose own
            translation stands there is not lost, unless it is of a person or a town.
    """
    said = read_statement(_readable(original, language), language)
    told = read_statement(_readable(translated, into), into)
    found = [
        Lost("number", _number(said, told.quantities, told) or _number(told, said.quantities, said, True)),
        Lost("date", _moment(said, told, day)),
        Lost("name", _name(said, told, alone)),
    ]
    return tuple(one for one in found if one.words)


def _readable(text: str, language: str) -> str:
    """A sentence as the check's tables know its words: in Portuguese “quarta-feira” has a hyphen that parts
    them, and “dez” is December there, which it hardly ever is."""
    text = text[:MAX_SENTENCE]
    return _TEN.sub("10", text.replace("-feira", " feira")) if language == "pt" else text


def _number(of: Statement, others: Sequence[Quantity], other: Statement, digits: bool = False) -> str:
    """The first number of one that the other lacks; with `digits` only of those written in digits."""
    end = 0
    for one in of.quantities:
        written = of.text[slice(*one.span)]
        within, end = one.span[0] < end, max(end, one.span[1])
        if within:  # the “cento” of “6 por cento” is no number of its own
            continue
        if digits and not any(letter.isdigit() for letter in written):
            continue
        if not is_borne_out(one, others, [other.text]):
            return written
    return ""


def _moment(said: Statement, told: Statement, day: date | None) -> str:
    moment = first_unborne(said.moments, told.moments, day, own=False)
    return said.text[slice(*moment.span)] if moment else ""


def _name(said: Statement, told: Statement, alone: Callable[[Sequence[str]], Sequence[str]] | None) -> str:
    evidence = gather([told])
    lost = list(unborne_words(said, evidence))
    fixed = {place for span in (*said.persons, *_towns(said)) for place in range(*span)} if lost else set()
    for token in lost:
        word = said.text[slice(*token.span)]
        if token.span[0] not in fixed and alone is not None and _is_told(word, told.text, alone):
            continue
        return word
    return first_unborne_long_name(said, evidence)


def _towns(said: Statement) -> list[Span]:
    return [mention.span for mention in find_mentions(said.reading)]


def _is_told(word: str, told: str, alone: Callable[[Sequence[str]], Sequence[str]]) -> bool:
    """Whether a word's own translation stands in the sentence's, in whatever form."""
    known = {fold(one)[:STEM] for one in told.replace("-", " ").split()}
    own = [fold(one) for text in alone([word, word.lower()]) for one in text.split()]
    return any(len(one) > 2 and one[:STEM] in known for one in own)
