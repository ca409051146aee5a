"""The numbers of a sentence, however they are written, and whether other numbers bear them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import regex

from broadsheet.assist.checkwords import UNSPACED_LANGUAGES, WORD, Forms, base_language, table
from broadsheet.understand.dates import western_digits
from broadsheet.understand.numbers import digit_numbers, han_value, scaled_number, unit_after
from broadsheet.understand.tables import fold
from broadsheet.understand.types import Span

MOST = 60
ABOUT = Decimal("0.1")
"""How far from it a number may be that a sentence gives as “about”."""
MORE = Decimal("0.35")
"""How far above it a number may be that a sentence gives as “more than”."""
PERCENT_OF_PART = Decimal("3.5")
"""How many points a percentage may be from “a third”."""
SMALLEST = 10
"""From which number on others may be near it."""
BEFORE, AFTER = 24, 12
_MARKED = regex.compile(r"(?:\b(?:No|Nr|Nos|Art|Nº)\.?\s?|[nN][.º°]\s?|№\s?|#|\b\p{Lu}{1,5}[-–])$")
"""What stands before a number that is a part of a name: “No. 6”, “IL-0417”."""
_PEOPLE = frozenset(["people", "dead", "injured"])
_YEAR = regex.compile(r"(?:1[5-9]|20|21)\d\d")
_TIME = regex.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)")
_FOUR = regex.compile(r"(?<![\d.,])([01]\d|2[0-3])([0-5]\d)(?![\d.,%])")
_HAN_DIGITS = "〇零一二两兩三四五六七八九十百千万萬亿億"
_HAN = regex.compile(
    rf"(?P<parts>百分之|百分の|千分之)?(?P<whole>[{_HAN_DIGITS}]+)(?:[点點・](?P<part>[〇零一二三四五六七八九]+))?(?P<tenths>成|割)?"
)
_HAN_NO = regex.compile(r"(?:周|週|星期|礼拜|禮拜|第|统|統|唯|同|专|專|之|万|再)$")
_COUNTED = frozenset(
    "人名位座只個个家條条項项例間间台臺輛辆艘天週周小时時分秒米厘公歲岁次倍度級级票隻件か所本枚回頭隊樓楼架株組组種种處处張张期度代世夜村縣县頭名者口社校点點号號晚早碗封页頁句"
)
_FRACTION_DIGITS = {
    d: str(v)
    for v, ds in enumerate(("〇零", "一", "二", "三", "四", "五", "六", "七", "八", "九"))
    for d in ds
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number where it stands.

    Attributes:
        unit: as `understand.numbers` names it; "part" for “a third” (value 0.333), "time" for minutes of the
            half day, "th" for “fourth”; "" if none.
        bound: "~" about, ">" more than, "<" less than; "" if exact.
    """

    value: Decimal
    unit: str
    span: Span
    bound: str = ""


def find_quantities(text: str, language: str, taken: Sequence[Span] = ()) -> tuple[Quantity, ...]:
    """The numbers of a text in their order: digits of all scripts, number words, fractions, times.

    Args:
        taken: where dates stand, whose numbers are no quantities.
    """
    language = base_language(language)
    plain = western_digits(text)
    closed = {place for start, stop in taken for place in range(start, stop)}
    found: list[Quantity] = []
    for match in _TIME.finditer(plain):
        minutes = (int(match[1]) * 60 + int(match[2])) % 720
        found.append(Quantity(Decimal(minutes), "time", match.span()))
        closed.update(range(*match.span()))
    found += _digits(plain, language, closed)
    found += (
        _han(plain, language, closed)
        if language in UNSPACED_LANGUAGES
        else _worded(text, plain, language, closed)
    )
    return tuple(sorted(found, key=lambda one: one.span)[:MOST])


def _digits(plain: str, language: str, closed: set[int]) -> list[Quantity]:
    found = []
    end = 0
    for start, stop, value in sorted(digit_numbers(plain, language)):
        if start in closed or start < end:
            continue
        scaled, after = scaled_number(plain, stop, value, language)
        unit, end = unit_after(plain, start, after, language)
        if scaled == value and unit in ("", "years") and _YEAR.fullmatch(plain[start:stop]):
            continue
        if _MARKED.search(plain[max(0, start - 8) : start]):
            unit = "name"
        found.append(Quantity(scaled, unit, (start, end), _bound(plain, start, end, language)))
        closed.update(range(start, after))
    return found


def _han(plain: str, language: str, closed: set[int]) -> list[Quantity]:
    """Numbers in Chinese characters; one alone only before what is counted."""
    found = []
    for match in _HAN.finditer(plain):
        start, stop = match.span()
        whole, counted = match["whole"], plain[stop : stop + 1]
        if start in closed or _HAN_NO.search(plain[max(0, start - 2) : start]):
            continue
        if len(whole) == 1 and not (
            match["part"] or match["parts"] or match["tenths"] or counted in _COUNTED
        ):
            continue
        if whole in ("一", "万", "千", "百") and not (match["part"] or match["parts"] or match["tenths"]):
            continue
        value = Decimal(han_value(whole))
        if match["part"]:
            value += Decimal("0." + "".join(_FRACTION_DIGITS[digit] for digit in match["part"]))
        unit, end = unit_after(plain, start, stop, language)
        if counted in ("号", "號"):
            unit = "name"
        if match["parts"] or match["tenths"]:
            unit = "%"
            value = value / 10 if match["parts"] == "千分之" else value * 10 if match["tenths"] else value
        found.append(Quantity(value, unit, (start, end), _bound(plain, start, end, language)))
    return found


@cache
def _values(language: str) -> tuple[dict[str, int], tuple[str, ...]]:
    """Folded words for numbers to their value, and those that may be written on to one another."""
    listed = table("numbers", language)
    values = {
        fold(word): int(key) for key, words in listed.items() if key.isdigit() for word in words.split()
    }
    return values, tuple(sorted(values, key=len, reverse=True)) if listed.get("glued") else ()


@cache
def _others(language: str) -> tuple[Forms, Forms, Forms]:
    """Ordinals, fractions, and words for two things."""
    listed = table("numbers", language)

    def forms(key: str) -> Forms:
        return Forms(
            (word, number)
            for number, words in listed.get(key, {}).items()
            if number[0].isdigit()
            for word in words.split()
        )

    return forms("ordinals"), forms("parts"), forms("both")


@cache
def _pieces(word: str, language: str) -> tuple[int, ...]:
    """The numbers that a word is made of: “einundvierzig” is 1 and 40; empty if it is no number."""
    values, glued = _values(language)
    if word in values:
        return (values[word],)
    for head in table("numbers", language).get("prefix", "").split():
        if word.startswith(head) and word[len(head) :] in values:
            return (values[word[len(head) :]],)
    if not glued or len(word) > 60:
        return ()
    joins = tuple(fold(join) for join in table("numbers", language).get("joins", "").split())
    found: list[int] = []
    place = 0
    while place < len(word):
        piece = next((one for one in glued if word.startswith(one, place)), "")
        if piece:
            found.append(values[piece])
        else:
            piece = next((join for join in (*joins, "\u200c") if word.startswith(join, place)), "")
            if not piece or not found:
                return ()
        place += len(piece)
    return tuple(found) if len(found) > 1 else ()


def _worded(text: str, plain: str, language: str, closed: set[int]) -> list[Quantity]:
    """Runs of number words: their value, where it is more than one; “one” alone is more often an article."""
    joins = {fold(join) for join in table("numbers", language).get("joins", "").split()}
    words = [(fold(match[0]), *match.span()) for match in WORD.finditer(text) if match.start() not in closed]
    found: list[Quantity] = []
    place = end = 0
    while place < len(words):
        if words[place][1] < end:  # a word of the unit: “por cento”
            place += 1
            continue
        run, after = _run(words, place, text, language, joins)
        if run and (value := _sum(run, language)) > 1:
            start, stop = words[place][1], words[after - 1][2]
            unit, end = unit_after(plain, start, stop, language)
            found.append(Quantity(Decimal(value), unit, (start, end), _bound(plain, start, end, language)))
        elif not run:
            found += _other(words, place, plain, language)
        place = max(after, place + 1)
    return found


def _run(
    words: list[tuple[str, int, int]], place: int, text: str, language: str, joins: set[str]
) -> tuple[list[int], int]:
    """The numbers that stand one after another from a word on and make one, and the word after them."""
    run: list[int] = []
    after = place
    while after < len(words) and len(run) < 12:
        word, start, _ = words[after]
        if run and text[words[after - 1][2] : start].strip(" \u00a0\u200c-‐‑"):
            break
        pieces = _pieces(word, language)
        if not pieces:
            following = words[after + 1][0] if after + 1 < len(words) else ""
            joined = (
                run
                and word in joins
                and (more := _pieces(following, language))
                and _goes(run, more, language)
            )
            if not joined:
                break
        elif run and not _goes(run, pieces, language):
            break
        else:
            run += pieces
        after += 1
    return run, after


def _goes(run: list[int], more: Sequence[int], language: str) -> bool:
    """Whether numbers go on a number: “sixty” “two” do, “two” “sixty” do not, but in Arabic."""
    last, first = run[-1], more[0]
    if first in (100, 1000) or first >= 100_000:
        return last < first
    if last >= 100:
        return first < last
    if 20 <= last < 100:
        return first < 10 or (language == "fr" and last in (60, 20) and first < 20)
    if language in ("ar", "de", "nl", "no"):
        return last < 10 and first % 10 == 0
    return language == "fr" and ((last == 10 and 7 <= first <= 9) or (last == 4 and first == 20))


def _sum(run: list[int], language: str) -> int:
    total = group = 0
    for value in run:
        if value >= 1000:
            total += (group or 1) * value
            group = 0
        elif value == 100:
            group = (group or 1) * 100
        elif value == 20 and language == "fr" and group % 100 == 4:
            group += 76  # quatre-vingt
        else:
            group += value
    return total + group


def _other(words: list[tuple[str, int, int]], place: int, plain: str, language: str) -> list[Quantity]:
    """An ordinal, a fraction or a word for two."""
    ordinals, parts, both = _others(language)
    word, start, stop = words[place]
    bare = word[:-1] if language == "en" and word.endswith("s") else word
    part = parts.get(word) or parts.get(bare)
    if part:
        above, below = map(int, part.split("/"))
        before = _pieces(words[place - 1][0], language) if place else ()
        article = bool(place) and words[place - 1][0] in ("a", "an", "one", "un", "uma", "um", "ein", "le")
        if language == "en" and below > 4 and not (article or before):
            return [Quantity(Decimal(below), "th", (start, stop))]
        if language == "en" and below == 3 and not (article or before) and word == "third":
            return [Quantity(Decimal(3), "th", (start, stop))]
        above = before[-1] if before and 1 < before[-1] < below else above
        return [Quantity(Decimal(above) / below, "part", (start, stop), _bound(plain, start, stop, language))]
    number = ordinals.get(word)
    if number:
        return [Quantity(Decimal(number), "th", (start, stop))]
    return [Quantity(Decimal(2), "both", (start, stop))] if both.get(word) else []


@cache
def _bounds(language: str) -> tuple[tuple[str, regex.Pattern[str]], ...]:
    found = []
    edge = "" if language in UNSPACED_LANGUAGES else r"\b"
    for sign, key in ((">", "more"), ("<", "less"), ("~", "about")):
        words = table("bounds", language).get(key, "").split()
        if words:
            either = "|".join(regex.escape(word.replace("_", " ")) for word in words)
            found.append((sign, regex.compile(f"{edge}(?:{either}){edge}", regex.IGNORECASE)))
    return tuple(found)


def _bound(plain: str, start: int, stop: int, language: str) -> str:
    before, after = plain[max(0, start - BEFORE) : start], plain[stop : stop + AFTER]
    if language not in UNSPACED_LANGUAGES:
        before = " ".join(before.split()[-3:])
        after = ""
    for sign, pattern in _bounds(language):
        if pattern.search(before) or (after and pattern.match(after)):
            return sign
    return ""


def is_borne_out(one: Quantity, others: Iterable[Quantity], texts: Iterable[str] = ()) -> bool:
    """Whether a number is among others: equal, in the same unit if both have one; near, if it is said to be.

    Args:
        texts: where the others were found, for times that are written without a mark (“2029”).
    """
    if one.unit == "both":
        return True
    if one.unit == "time":
        return any(other.unit == "time" and other.value == one.value for other in others) or any(
            (int(match[1]) * 60 + int(match[2])) % 720 == one.value
            for text in texts
            for match in _FOUR.finditer(western_digits(text))
        )
    known = [other for other in others if other.unit != "time"]
    if any(_fits(one, other) for other in known):
        return True
    # “6.2 million, of which four are the bank's” bears out “four million”.
    scaled = [
        scale for scale in _SCALES if one.value >= scale and any(other.value >= scale for other in known)
    ]
    return any(other.value * scale == one.value and not other.unit for scale in scaled for other in known)


_SCALES = (Decimal(10**3), Decimal(10**6), Decimal(10**9))


def _fits(one: Quantity, other: Quantity) -> bool:
    if "name" in (one.unit, other.unit):
        return one.unit == other.unit and one.value == other.value
    if one.unit == "part" or other.unit == "part":
        if one.unit == other.unit:
            return one.value == other.value
        part, whole = (one, other) if one.unit == "part" else (other, one)
        return whole.unit == "%" and abs(whole.value - part.value * 100) <= PERCENT_OF_PART
    plain = {"th", "both", ""}
    units = {one.unit, other.unit} - plain
    if len(units) > 1 and not ("people" in units and units <= _PEOPLE):
        return False
    if one.value == other.value:
        return True
    if not one.bound or other.value < SMALLEST or _digits_said(one.value) >= _digits_said(other.value):
        return False
    if one.bound == "~":
        return abs(one.value - other.value) <= ABOUT * max(other.value, one.value)
    if one.bound == ">":
        return one.value <= other.value <= one.value * (1 + MORE)
    return one.value * (1 - MORE) <= other.value <= one.value


def _digits_said(value: Decimal) -> int:
    """How many digits of a number are no zeros at its end: a rounded number has fewer."""
    return len(f"{value.normalize():f}".replace(".", "").strip("0")) or 1
