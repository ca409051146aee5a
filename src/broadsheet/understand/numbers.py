"""Quantities in a text: numbers with their unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache

from broadsheet.understand.dates import western_digits
from broadsheet.understand.tables import fold, section, table
from broadsheet.understand.types import Number, Span

MOST_NUMBERS = 200
SMALL = 10
UNSPACED_LANGUAGES = frozenset(["zh", "ja", "ko"])
HAN_LANGUAGES = frozenset(["zh", "ja"])
COMMA_DECIMAL = frozenset(
    [
        "de",
        "fr",
        "es",
        "pt",
        "it",
        "nl",
        "pl",
        "ru",
        "uk",
        "be",
        "bg",
        "cs",
        "sk",
        "sl",
        "hr",
        "sr",
        "ro",
        "hu",
        "tr",
        "id",
        "no",
        "sv",
        "da",
        "fi",
        "el",
        "ca",
        "fa",
    ]
)
_NUMBER = re.compile(r"(?<![\w.,:])\d{1,15}(?:[.,٫٬'’\u00a0\u202f]\d{1,15}){0,4}(?![\d:])")
_UNSPACED_NUMBER = re.compile(r"(?<![\d.,])\d{1,15}(?:[.,]\d{1,15}){0,4}")
_GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)")
_CURRENCY = "$€£¥₽₹₺₴₩"
_DIGITS_ONLY = re.compile(r"\d+")
_YEARLIKE = re.compile(r"(?:1[5-9]|20|21)\d\d")


def find_numbers(text: str, language: str, days: Sequence[Span] = ()) -> tuple[Number, ...]:
    """The quantities of a text in order: digits of all scripts and small number words, times their scale.

    A bare year is a date and no quantity.

    Args:
        language: ISO 639; tells what a comma means, and which words multiply and name units.
        days: where dates stand, whose numbers are no quantities.
    """
    plain = western_digits(text)
    found: list[Number] = []
    dated = {place for start, stop in days for place in range(start, stop)}
    end = 0
    for start, stop, value in _values(plain, language):
        if start < end or start in dated:
            continue
        scaled, after = scaled_number(plain, stop, value, language)
        if found and start == end and language in UNSPACED_LANGUAGES and not found[-1].unit:
            scaled += Decimal(found[-1].value)  # 1億2000万
            start = found.pop().span[0]
        unit, after = unit_after(plain, start, after, language)
        end = after
        if _is_year(plain[start:stop], scaled == value, unit):
            continue
        if after == stop and _is_small_word(plain[start:stop], value):
            continue
        begin = start - 1 if start and plain[start - 1] in _CURRENCY else start
        found.append(Number(_plain(scaled), unit, (begin, after)))
        if len(found) == MOST_NUMBERS:
            break
    return tuple(found)


def _is_year(written: str, unscaled: bool, unit: str) -> bool:
    return unscaled and unit in ("", "years") and _YEARLIKE.fullmatch(written) is not None


def _is_small_word(written: str, value: Decimal) -> bool:
    """Whether it is “two” or “三” with no unit: more often a turn of phrase than a quantity."""
    return value < SMALL and value == int(value) and not written[0].isdigit()


def digit_numbers(plain: str, language: str) -> list[tuple[int, int, Decimal]]:
    """Where digits stand for a number: begin, end and value; scales and units are not read yet.

    Args:
        plain: a text with western digits (`western_digits`).
    """
    values: list[tuple[int, int, Decimal]] = []
    taken: list[Span] = []
    for match in _GROUPED.finditer(plain):
        values.append((*match.span(), Decimal("".join(_DIGITS_ONLY.findall(match[0])))))
        taken.append(match.span())
    grouped = {place for start, stop in taken for place in range(start, stop)}
    pattern = _UNSPACED_NUMBER if language in UNSPACED_LANGUAGES else _NUMBER
    for match in pattern.finditer(plain):
        value = _value(match[0], language)
        if value is not None and match.start() not in grouped:
            values.append((*match.span(), value))
    return values


def _values(plain: str, language: str) -> list[tuple[int, int, Decimal]]:
    values = digit_numbers(plain, language)
    if language in HAN_LANGUAGES:
        values += _han_values(plain)
    words = _number_words(language)
    if words:
        values += [
            (*match.span(), Decimal(words[fold(match[0])]))
            for match in _word_pattern(language).finditer(plain)
        ]
    return sorted(values)


_HAN_DIGITS = {
    digit: value
    for value, digits in enumerate(("〇零", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
    for digit in digits
}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000}
_HAN_GREAT = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_HAN = re.compile("[〇零一二两兩三四五六七八九十百千万萬亿億]{1,20}(?:[点點][〇零一二三四五六七八九]{1,6})?")


def _han_values(plain: str) -> list[tuple[int, int, Decimal]]:
    """Numbers of two or more Chinese characters ("二十三", "六点一"); one alone is often part of a word."""
    values = []
    for match in _HAN.finditer(plain):
        whole, _, part = match[0].replace("點", "点").partition("点")
        if len(match[0]) > 1 and not (len(whole) == 1 and not part):
            fraction = "".join(str(_HAN_DIGITS[digit]) for digit in part)
            values.append((*match.span(), Decimal(f"{han_value(whole)}.{fraction or 0}")))
    return values


def han_value(written: str) -> int:
    """The value of a number in Chinese characters: “二十三”, “二〇〇九”."""
    if all(digit in _HAN_DIGITS for digit in written):  # 二〇〇九: digit by digit
        return int("".join(str(_HAN_DIGITS[digit]) for digit in written) or 0)
    total = group = digit = 0
    for letter in written:
        if letter in _HAN_DIGITS:
            digit = _HAN_DIGITS[letter]
        elif letter in _HAN_SCALES:
            group += (digit or 1) * _HAN_SCALES[letter]
            digit = 0
        else:
            total += (group + digit or 1) * _HAN_GREAT[letter]
            group = digit = 0
    return total + group + digit


def _value(written: str, language: str) -> Decimal | None:
    """The value of digits with marks between; None where they are no number ("1.2.3", "10:30")."""
    written = (
        written.replace("٫", "," if language in COMMA_DECIMAL else ".")
        .replace("٬", "")
        .replace("'", "")
        .replace("’", "")
    )
    written = re.sub("[ \u00a0\u202f]", "", written)
    comma, dot = written.rfind(","), written.rfind(".")
    if comma >= 0 and dot >= 0:
        thousands, decimal = (",", ".") if dot > comma else (".", ",")
    elif language in COMMA_DECIMAL:
        thousands, decimal = ".", ","
        if dot >= 0 and not re.fullmatch(r"\d{1,3}(?:\.\d{3})+", written):
            thousands, decimal = ",", "."
    else:
        thousands, decimal = ",", "."
        if comma >= 0 and not re.fullmatch(r"\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})*,\d{3}", written):
            thousands, decimal = ".", ","
    try:
        return Decimal(written.replace(thousands, "").replace(decimal, "."))
    except InvalidOperation:
        return None


def scaled_number(plain: str, stop: int, value: Decimal, language: str) -> tuple[Decimal, int]:
    """The value times the scales that follow it: “3.5 million”, “3万5千” ends after the first."""
    for _ in range(2):
        match = _scale_pattern(language).match(plain, stop)
        if not match:
            break
        value *= Decimal(10) ** _scales(language)[fold(match[1])]
        stop = match.end()
    return value, stop


def unit_after(plain: str, start: int, stop: int, language: str) -> tuple[str, int]:
    """The unit of a number that stands from `start` to `stop`, and where it ends; "" if it has none."""
    before = plain[start - 1 : start]
    if before and before in _CURRENCY:
        return _units()[before], stop
    match = _unit_pattern(language).match(plain, stop)
    return (_units()[fold(match[1])], match.end()) if match else ("", stop)


def _plain(value: Decimal) -> str:
    written = f"{value:f}"
    return (written.rstrip("0").rstrip(".") if "." in written else written) or "0"


@cache
def _scales(language: str) -> dict[str, int]:
    return {fold(word): power for word, power in section("numbers", language).get("scales", {}).items()}


@cache
def _number_words(language: str) -> dict[str, int]:
    return {fold(word): value for word, value in section("numbers", language).get("words", {}).items()}


@cache
def _units() -> dict[str, str]:
    units: dict[str, str] = {}
    for unit, words in table("numbers")["all"]["units"].items():
        for word in words.split(","):
            units.setdefault(fold(word.strip()), unit)
    return units


def is_unit_word(word: str, language: str) -> bool:
    """Whether a word counts or measures: “Millionen”, “Euro”."""
    folded = fold(word)
    return folded in _units() or folded in _scales(language)


def _unit_words() -> list[str]:
    return [word for words in table("numbers")["all"]["units"].values() for word in words.split(",")]


def _alternatives(words: Iterable[str]) -> str:
    """A pattern of words as written and folded, the longest first."""
    forms = {form.strip() for word in words for form in (word, fold(word))}
    return "|".join(map(re.escape, sorted(forms, key=len, reverse=True))) or "(?!)"


def _boundary(language: str) -> str:
    return "" if language in UNSPACED_LANGUAGES else r"(?!\w)"


@cache
def _scale_pattern(language: str) -> re.Pattern[str]:
    scales = _alternatives(section("numbers", language).get("scales", {}))
    return re.compile(rf"[ \u00a0\u202f-]?({scales}){_boundary(language)}\.?", re.IGNORECASE)


@cache
def _unit_pattern(language: str) -> re.Pattern[str]:
    small = r"(?:(?:de|d'|of|di|个|個|名|余|多)[ \u00a0]?)?"
    return re.compile(
        rf"[ \u00a0\u202f-]?{small}({_alternatives(_unit_words())}){_boundary(language)}", re.IGNORECASE
    )


@cache
def _word_pattern(language: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{_alternatives(section('numbers', language).get('words', {}))})(?!\w)", re.IGNORECASE
    )
