"""Whether a sentence has what a question wants: a name, a time, a quantity, a place, a cause."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache

from broadsheet.assist.lexicon import WORDS, base_language
from broadsheet.assist.passages import Line
from broadsheet.assist.question import Question
from broadsheet.assist.types import Source
from broadsheet.search.tokens import query_runs
from broadsheet.understand.dates import calendar_words, western_digits
from broadsheet.understand.tables import fold

_NUMBER = re.compile(r"\d+(?:[.,:٫٬'’\u00a0\u202f ]\d+)*")
_CLOCK = re.compile(r"(?<!\d)(?:[01]?\d|2[0-4])[:.h]\d\d(?!\d)|(?<!\d)(?:0\d|1\d|2[0-3])[0-5]\d(?!\d)")
_BARE_YEAR = re.compile(r"(?:1[5-9]|20|21)\d\d")
_YEAR = re.compile(r"(?<![\d.,])(?:1[5-9]|20|21)\d\d(?![\d.,]?\d)")
_HAN_YEAR = re.compile("[一二三四五六七八九〇零○]{4}年")
# "at ten to four", "à sept heures", "四時", "в семь часов", "الساعة الرابعة", "ساعت هفت"
_HOUR_WORDS = re.compile(
    r"o'clock|\bat (?:half |quarter |ten |five |twenty )*(?:past |to )?"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|noon|midnight)\b|heures?\b|\buhr\b|"
    r"las (?:una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)\b|às \w+|часов|часа\b|"
    r"ساعه|ساعت|बजे|[一二三四五六七八九十\d](?:[点點](?!儿)|[時时](?![间間刻候]))|klokka|godzin"
)
# Days of the week, months, and turns of phrase with a number word in them.
_NO_NUMBER = re.compile(
    "[周週][一二三四五六日]|星期[一二三四五六日]|第一|一[样樣些般直旦起边邊定]|之一|統一|统一|唯一|"
    "[一二三四五六七八九十]+月|万一|十分"
)
_WHOLE = frozenset(["zh", "ja"])
_UNCASED = frozenset(["ar", "fa", "he", "ur", "hi", "mr", "bn", "ta", "zh", "ja", "ko", "th", "ckb", "ps"])
MAYBE = 0.7
"""What a sentence counts of which it cannot be told, as where a script has no capitals to know names by."""
ANYTHING = 0.8
"""What any sentence counts where nothing of a kind is wanted."""
OTHER_UNIT = 0.4


def fitness(question: Question, line: Line, source: Source) -> float:
    """From 0, nothing of the kind that is wanted, to 1. What the question itself says is no answer to it."""
    if question.wanted in ("person", "thing") and _only_names(question, source):
        return 1.0
    if question.wanted == "number":
        return _has_quantity(question, line)
    if question.wanted == "time":
        return float(has_time(line.text, line.language))
    if question.wanted == "clock":
        return 1.0 if _has_clock(line.text) else 0.4 * has_time(line.text, line.language)
    if question.wanted == "year":
        return 1.0 if _YEAR.search(western_digits(line.text)) or _HAN_YEAR.search(line.text) else 0.0
    if question.wanted in ("person", "name", "place"):
        return _has_name(question, line, source)
    if question.wanted == "reason":
        return 1.0 if _pattern(line.language, "reason").search(fold(line.text)) else MAYBE
    return ANYTHING


_UNITS = {
    "length": {"metres", "hours", "days", "years", "minute"}, "depth": {"metres"}, "height": {"metres"},
    "age": {"age", "years"}, "hours": {"hours", "minute", "days"}, "years": {"years"}, "percent": {"percent"},
}  # fmt: skip
"""Of what is measured, the units that an answer has one of; names of rows of `words/meanings.psv`."""


def units_of(question: Question) -> set[str]:
    """The units of which an answer has one; empty if any will do."""
    return {unit for measured in question.measures for unit in _UNITS.get(measured, ())}


def _has_quantity(question: Question, line: Line) -> float:
    if not has_number(line.text, line.language, question.text, question.language):
        return 0.0
    units = units_of(question)
    if not units:
        return 1.0
    if not units & line.meanings:
        return OTHER_UNIT
    return 1.0 if question.measures & line.meanings else 0.85


def _has_clock(text: str) -> bool:
    return bool(_CLOCK.search(western_digits(text)) or _HOUR_WORDS.search(fold(text)))


def has_number(text: str, language: str, asked: str = "", asked_language: str = "") -> bool:
    """Whether there is a number, in digits or in words, that the question has not."""
    known = _asked_numbers(asked, asked_language or language)
    return any(number not in known for number in _numbers(text, language))


@lru_cache(maxsize=64)
def _asked_numbers(question: str, language: str) -> frozenset[str]:
    """The same question is held against every sentence."""
    return frozenset(_numbers(question, language))


def _numbers(text: str, language: str) -> list[str]:
    plain = western_digits(text)
    if base_language(language) in _WHOLE:
        text = _NO_NUMBER.sub(" ", text)
    words = [match[0] for match in _pattern(language, "number").finditer(fold(text))]
    return [*(number for number in _NUMBER.findall(plain) if not _BARE_YEAR.fullmatch(number)), *words]


def has_time(text: str, language: str) -> bool:
    """Whether there is a date, an hour, a day of the week or the like."""
    plain = western_digits(text)
    if _CLOCK.search(plain) or _YEAR.search(plain):
        return True
    folded = fold(text)
    if _pattern(language, "time").search(folded):
        return True
    days = calendar_words(language)
    return any(fold(run) in days for run, unspaced in query_runs(text) if not unspaced)


def _only_names(question: Question, source: Source) -> bool:
    """Whether it asks about a name and nothing else: "Who is Maria Lopez?"."""
    if not question.words or not question.text:
        return False
    names = " ".join(fold(name.text) for name in source.names)
    return all(fold(word.text) in names for word in question.words)


def _has_name(question: Question, line: Line, source: Source) -> float:
    asked = fold(question.text)
    folded = fold(line.text)
    for name in source.names:
        text = fold(name.text)
        last = text.split(" ")[-1]
        for form in (text, last):
            if len(form) > 1 and form in folded and form not in asked:
                return 1.0
    if line.language in _UNCASED:
        return MAYBE
    runs = [run for run, unspaced in query_runs(line.text) if not unspaced]
    capitals = [run for place, run in enumerate(runs) if run[0].isupper() and (place or len(runs) == 1)]
    new = [run for run in capitals if fold(run) not in asked]
    return 0.8 if new else 0.0


@cache
def _pattern(language: str, kind: str) -> re.Pattern[str]:
    """Words that begin as those of the table; of scripts without spaces, anywhere."""
    words = str(_tables().get(base_language(language), {}).get(kind, "")).split()
    if not words:
        return re.compile(r"(?!)")
    if base_language(language) in _WHOLE:
        return re.compile("|".join(re.escape(fold(word)) for word in words))
    head = r"(?<!\w)(?:و|ف|ب|ل|ال|وال|بال|لل)?" if language in ("ar", "fa") else r"(?<!\w)"
    either = "|".join(
        re.escape(fold(word[:-1])) + r"(?!\w)" if word.endswith("$") else re.escape(fold(word))
        for word in words
    )
    return re.compile(f"{head}(?:{either})\\w*")


@cache
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads((WORDS / "answers.toml").read_text(encoding="utf-8"))
