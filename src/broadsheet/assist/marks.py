"""Marks of a text that translators lose or misread: quotation marks, dashes, points in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex
from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

from broadsheet.understand.dates import western_digits
from broadsheet.understand.numbers import digit_numbers

_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»「」『』", '"'),
        **dict.fromkeys("‘’‚‛ʼ", "'"),
        **dict.fromkeys("\u00a0\u202f\u2009", " "),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff", None),
    }
)
_CONTROLS = regex.compile(r"[\p{Cc}\p{Cs}\p{Co}]+")
_DASH = regex.compile(r"(?<=^|\s)-(?=\s)")
_QUOTED = regex.compile(r'"([^"]*)"')
_NUMBER = regex.compile(r"(?<![\w.,])\d[\d.,\u00a0\u202f]*\d(?![\w])")
_CORNERED = frozenset(["ja", "zh"])


def straighten(text: str) -> str:
    """A sentence with the plain marks that translators know, and without letters that are none."""
    return " ".join(_CONTROLS.sub(" ", text).translate(_STRAIGHT).split())


def restore(translated: str, original: str, language: str, into: str) -> str:
    """A translation with quotation marks and dashes as print has them, and its numbers as the original's.

    Args:
        original: the sentence before `straighten`.
        language, into: ISO 639 codes.
    """
    text = _rewritten(translated.strip(), original, language, into)
    if text.count('"') % 2 == 0:
        text = _QUOTED.sub("「\\1」" if into in _CORNERED else "“\\1”", text)
    if "—" in original or "–" in original:
        text = _DASH.sub("—" if "—" in original else "–", text)
    return text


def _rewritten(translated: str, original: str, language: str, into: str) -> str:
    """A translation whose numbers of the same digits have the same value: not “1,234,5” for 1,234.5."""
    plain = western_digits(original)
    values = {_digits(plain[start:stop]): value for start, stop, value in digit_numbers(plain, language)}
    if not values:
        return translated
    read = {(start, stop): value for start, stop, value in digit_numbers(western_digits(translated), into)}
    pieces: list[str] = []
    end = 0
    for start, stop in _numbers(translated):
        value = values.get(_digits(western_digits(translated[start:stop])))
        if value is None or read.get((start, stop)) == value:
            continue
        pieces += [translated[end:start], _written(value, into)]
        end = stop
    return "".join([*pieces, translated[end:]])


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    for match in _NUMBER.finditer(text):
        if any(mark in match[0] for mark in ".,"):
            yield match.span()


def _digits(written: str) -> str:
    return "".join(letter for letter in written if letter.isdigit())


def _written(value: Decimal, language: str) -> str:
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return format_decimal(value, locale=locale, decimal_quantization=False)
