"""What a question asks for: the kind of answer that is wanted, and the words an answer has to do with."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from broadsheet.assist.lexicon import (
    WORDS,
    base_language,
    is_function_word,
    meanings,
    name_sounds,
    table_words,
)
from broadsheet.assist.types import Answer
from broadsheet.search.tokens import query_runs
from broadsheet.understand.reading import UNSPACED

MAX_CHARS = 500
"""Of a question; the rest is not read."""
MOST_WORDS = 16
KINDS = ("person", "name", "time", "clock", "year", "number", "place", "reason", "thing")
OLD_WEIGHT = 0.6
"""What a word of an earlier question counts that this one goes on from."""
_GENERAL = frozenset(["people", "money"])
_SPACES = re.compile(r"\s+")
_MARKS = re.compile('[¿?؟？¡!！"“”„«»「」『』‘‹›]+')
_MEASURES = re.compile("^(?:公分|公里|公斤|小时|小時|[名个個位所座只隻头頭条條艘家次年天岁歲米人吨層层])")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_PERSIAN = re.compile("[پچژگ]")
_UKRAINIAN = re.compile("[іїєґ]", re.IGNORECASE)
_SCRIPTS = (
    (re.compile("[\u0400-\u04ff]"), ("ru", "uk", "be", "bg", "sr")),
    (re.compile("[\u0600-\u06ff]"), ("ar", "fa", "ur", "ckb")),
    (re.compile("[\u0900-\u097f]"), ("hi", "mr", "ne")),
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question that an answer has to do with.

    Attributes:
        text: as written.
        first: whether it is the first after the question word: what is asked about ("how many *ships* …").
        weight: below 1 if an earlier question had it.
        name: whether its capital shows that it is a name.
        measure: whether it says what is measured ("deep" of "how deep"): other words may say so too.
        meanings: by the tables.
        sounds: by which it is known in another script, if it may be a name.
    """

    text: str
    first: bool = False
    weight: float = 1.0
    name: bool = False
    sounds: frozenset[str] = frozenset()
    measure: bool = False
    meanings: frozenset[str] = frozenset()

    @property
    def general(self) -> bool:
        """Whether it says little: "people", "money"."""
        return bool(self.meanings & _GENERAL)


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was read.

    Attributes:
        wanted: one of `KINDS`; "thing" if it may be anything.
        text: as asked, with the earlier question before it that it goes on from.
        measures: meanings of what is measured ("length" of "how long"), if the question word says so.
    """

    text: str
    language: str
    wanted: str
    words: tuple[Word, ...] = field(default=())
    measures: frozenset[str] = frozenset()


def read_question(text: str, language: str = "", history: Sequence[tuple[str, Answer]] = ()) -> Question:
    """Reads a question in any language. Raises nothing.

    Args:
        text: of any length; what is beyond `MAX_CHARS` is left out.
        language: ISO 639, of the reader; believed where the question's script and words agree.
        history: earlier questions and answers, the latest last, from which this one may go on.
    """
    question = _read(text, language)
    if history and _goes_on(question):
        earlier = _with_history(history, question.language)
        return _continued(question, earlier)
    return question


def _with_history(history: Sequence[tuple[str, Answer]], language: str) -> Question:
    """The last question, with what it goes on from itself; three back are enough."""
    return read_question(history[-1][0], language, history[:-1][-2:])


def _read(text: str, language: str) -> Question:
    text = unicodedata.normalize("NFC", text[:MAX_CHARS])
    text = _SPACES.sub(
        " ", "".join(" " if unicodedata.category(one)[0] == "C" else one for one in text)
    ).strip()
    language = question_language(text, language)
    plain = _SPACES.sub(" ", _MARKS.sub(" ", text)).strip()
    kind, start, end = _kind(plain.casefold() if len(plain.casefold()) == len(plain) else plain, language)
    before, after = _words(plain[:start], language), _words(_after(plain[end:], kind), language)
    words = (before + _with_first(after)) if after else _with_first(before[::-1])[::-1]
    measures = meanings(plain[start:end], language) if kind == "number" else frozenset()
    if measures:
        words = (Word(plain[start:end], measure=True, meanings=measures), *words)
    return Question(text, language, kind or "thing", words[:MOST_WORDS], measures)


def _with_first(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Marks what is asked about: the first word that is no name, or the first."""
    plain = [place for place, word in enumerate(words) if not word.name]
    place = next((place for place in plain if not words[place].general), next(iter(plain), 0))
    return tuple(replace(word, first=number == place) for number, word in enumerate(words))


def _after(rest: str, kind: str) -> str:
    return _MEASURES.sub(" ", rest) if kind == "number" else rest


def question_language(text: str, language: str) -> str:
    """The language of a question: by its script, and of those of one script by its question words."""
    language = base_language(language)
    if _HANGUL.search(text):
        return "ko"
    if _KANA.search(text):
        return "ja"
    if UNSPACED.search(text):
        return language if language in ("zh", "ja", "th") else "zh"
    for script, languages in _SCRIPTS:
        if script.search(text):
            if languages[0] == "ar":
                return "fa" if _PERSIAN.search(text) else (language if language in languages else "ar")
            if languages[0] == "ru" and _UKRAINIAN.search(text):
                return "uk"
            return language if language in languages else languages[0]
    others = {"ru", "uk", "ar", "fa", "hi", "zh", "ja", "ko"}
    latin = [code for code in _tables() if code not in others]
    order = [language, *(code for code in latin if code != language)] if language in latin else latin
    found = {code: _kind(text.casefold(), code) for code in order}
    asked = {code: one for code, one in found.items() if one[0]}
    if not asked:
        return language or "en"
    return min(
        asked, key=lambda code: (asked[code][1] - 1.5 * (asked[code][2] - asked[code][1]), order.index(code))
    )


def _kind(folded: str, language: str) -> tuple[str, int, int]:
    """The kind of answer, and where the words stand that say so: the earliest, of these the longest."""
    best: tuple[tuple[bool, int, int], str, int, int] | None = None
    for kind, pattern in _patterns(language).items():
        match = pattern.search(folded)
        if match:
            rank = (kind == "thing", match.start(), -len(match[0]))
            if best is None or rank < best[0]:
                best = (rank, kind, match.start(), match.end())
    return best[1:] if best else ("", 0, 0)


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    table = _tables().get(language) or {}
    edges = (
        ("", "") if language in ("zh", "ja", "th") else (r"(?<!\w)", r"(?!\w)" if language != "ko" else "")
    )
    patterns = {}
    for kind in KINDS:
        phrases = sorted(table.get(kind, []), key=len, reverse=True)
        if phrases:
            either = "|".join(re.escape(phrase.casefold()) for phrase in phrases)
            patterns[kind] = re.compile(f"{edges[0]}(?:{either}){edges[1]}")
    return patterns


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    """What `words/questions.toml` holds by language."""
    read = tomllib.loads((WORDS / "questions.toml").read_text(encoding="utf-8"))
    return {
        code: {key: value.split() if isinstance(value, str) else value for key, value in rows.items()}
        for code, rows in read.items()
    }


def _words(text: str, language: str) -> tuple[Word, ...]:
    """The words of a part of a question that say something."""
    words: list[Word] = []
    idle = _idle(language)
    for run, unspaced in query_runs(text):
        pieces = _split(run, language) if unspaced and language != "ko" else [run]
        for piece in pieces:
            folded = piece.casefold()
            if folded in idle or is_function_word(folded, language):
                continue
            if len(piece) == 1 and not piece.isdigit() and not (unspaced and meanings(piece, language)):
                continue
            if language == "ar" and len(piece) > 4 and folded[0] in "وفبل" and folded[1:] in idle:
                continue
            capital = piece[0].isupper() and language != "de"
            words.append(Word(piece, False, 1.0, capital, frozenset(name_sounds(piece))))
    pairs = [" ".join(word.text for word in words[place : place + 2]) for place in range(len(words))]
    meant = [meanings(pair, language) for pair in pairs]
    return tuple(
        replace(
            word,
            meanings=meanings(word.text, language)
            | _of_both(meant, words, place, language)
            | (_of_both(meant, words, place - 1, language) if place else frozenset()),
        )
        for place, word in enumerate(words)
    )


def _of_both(meant: list[frozenset[str]], words: list[Word], place: int, language: str) -> frozenset[str]:
    """What two words that stand together mean, and neither does alone."""
    alone = {one for word in words[place : place + 2] for one in meanings(word.text, language)}
    return frozenset(meant[place] - alone)


@cache
def _idle(language: str) -> frozenset[str]:
    return frozenset(_tables().get(language, {}).get("idle", ()))


def _split(run: str, language: str) -> list[str]:
    """A run of letters without spaces, parted where words of no meaning of their own stand."""
    idle = sorted(_idle(language), key=len, reverse=True)
    pieces = re.split("|".join(map(re.escape, idle)), run) if idle else [run]
    known = table_words(language)
    return [part for piece in pieces for part in re.split(f"({known.pattern})", piece) if part]


def _goes_on(question: Question) -> bool:
    """Whether a question leans on the one before it: it points back, or has almost no words of its own."""
    table = _tables().get(question.language, {})
    runs = {run.casefold() for run, _ in query_runs(question.text)}
    points = any(word in runs for word in table.get("same", ()))
    if UNSPACED.search(question.text):
        points = any(word in question.text for word in table.get("same", ()))
    names = any(word.sounds for word in question.words)
    return len(question.words) < 2 or (points and not (names and len(question.words) > 3))


def _continued(question: Question, earlier: Question) -> Question:
    """A question with the words of the earlier one that it lacks, which count for less.

    What was asked about before is not asked about again, so that word is left out if it is no name.
    """
    own = {word.text.casefold() for word in question.words}
    old = [
        replace(word, first=False, weight=word.weight * OLD_WEIGHT)
        for word in earlier.words
        if word.text.casefold() not in own and (not word.first or len(question.words) == 0 or word.sounds)
    ]
    wanted = question.wanted
    if wanted == "thing" and not any(_kind(question.text.casefold(), question.language)[0:1]):
        wanted = earlier.wanted
    words = (*question.words, *old)[:MOST_WORDS]
    measures = question.measures or (earlier.measures if wanted == earlier.wanted else frozenset())
    return Question(
        f"{earlier.text} {question.text}"[: 2 * MAX_CHARS], question.language, wanted, words, measures
    )
