"""Key phrases of one article: runs of words that are no function words, by how often and early they stand."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache

from broadsheet.understand.dates import calendar_words
from broadsheet.understand.names_cased import is_speech
from broadsheet.understand.reading import Reading
from broadsheet.understand.tables import fold, words_of

MOST_PHRASES = 12
MOST_WORDS = 3
SHORTEST = 4
TITLE_BONUS = 2.5
LEAD_CHARS = 500
LONG_BONUS = 1.35
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{2,60}")
# Characters that join or end words, and are seldom within one.
_JOINS = re.compile(
    "[〇一二三四五六七八九十百千万的了在是和与與及对對从從将將被把也都就而且或等之于於为為上下中不有这這那他她它们們我你个個名年月日时時后後前说說称稱着过過到会會要]|[ぁ-ゖ]+"
)
_RUN = re.compile("[ァ-ヴー・]{2,}|[\u3400-\u9fff\u0e00-\u0e7f]{2,60}")
_KATAKANA = re.compile("[ァ-ヴ]")
_SIZES = range(2, 7)
_LONGEST_KEPT = 40


def find_phrases(title: Reading, text: Reading) -> tuple[str, ...]:
    """Up to `MOST_PHRASES`, weightiest first, as they stand in the text.

    Without other articles to compare with, a phrase counts that recurs, or stands in title and text; longer
    ones count more than their words.
    """
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    written: dict[str, str] = {}
    candidates = _unspaced if text.unspaced else _spaced
    for phrase, place in candidates(text):
        key = fold(phrase)
        counts[key] += 1
        first.setdefault(key, place)
        written.setdefault(key, phrase)
    titled = fold(title.text)
    weights = {
        key: _weight(key, count, first[key], key in titled, text.unspaced)
        for key, count in counts.items()
        if count > 1 or key in titled
    }
    chosen: list[str] = []
    for key in sorted(weights, key=lambda one: (-weights[one], first[one], one)):
        if not any(
            key in other or other in key or (text.unspaced and _overlap(key, other)) for other in chosen
        ):
            chosen.append(key)
            if len(chosen) == MOST_PHRASES:
                break
    return tuple(written[key] for key in chosen)


def _overlap(key: str, other: str) -> bool:
    """Whether the end of one is the beginning of the other: pieces of one longer run."""
    return any(
        key.endswith(other[:size]) or other.endswith(key[:size])
        for size in range(2, min(len(key), len(other)))
    )


def _weight(key: str, count: int, place: int, titled: bool, unspaced: bool) -> float:
    words = min(len(key) / 2, 4) if unspaced else len(key.split(" "))
    early = 1.5 if place < LEAD_CHARS else 1.0
    return math.log1p(count) * early * (TITLE_BONUS if titled else 1.0) * LONG_BONUS ** (words - 1)


def _spaced(reading: Reading) -> list[tuple[str, int]]:
    """Runs of up to `MOST_WORDS` words between function words and marks, and their parts."""
    found: list[tuple[str, int]] = []
    run: list[tuple[int, int]] = []
    for word in reading.words:
        if run and reading.text[run[-1][1] : word.start] not in (" ", "\u00a0"):
            found += _parts(reading.text, run)
            run = []
        if _is_content(word.text, reading.language):
            run.append((word.start, word.end))
        else:
            found += _parts(reading.text, run)
            run = []
    return found + _parts(reading.text, run)


def _is_content(word: str, language: str) -> bool:
    # The same words stand in all articles; one without end is no word, and not to be kept.
    judge = _judge_kept if len(word) <= _LONGEST_KEPT else _judge
    return judge(word, language)


def _judge(word: str, language: str) -> bool:
    folded = fold(word)
    return (
        len(folded) > 2
        and not folded.isdigit()
        and folded not in words_of("common", language, "stop")
        and folded not in calendar_words(language)
        and not is_speech(word, language)
    )


_judge_kept = lru_cache(maxsize=32_768)(_judge)


def _parts(text: str, run: list[tuple[int, int]]) -> list[tuple[str, int]]:
    parts = []
    for place in range(len(run)):
        for length in range(1, MOST_WORDS + 1):
            if place + length <= len(run):
                start, end = run[place][0], run[place + length - 1][1]
                if end - start >= SHORTEST:
                    parts.append((text[start:end], start))
    return parts


def _unspaced(reading: Reading) -> list[tuple[str, int]]:
    """Runs of characters that recur, between those that join words."""
    found = []
    for match in _HAN.finditer(reading.text):
        start = match.start()
        for join in [*_JOINS.finditer(match[0]), None]:
            end = match.start() + join.start() if join else match.end()
            for run in _RUN.finditer(reading.text, start, end):
                if _KATAKANA.match(run[0]):
                    found.append((run[0], run.start()))
                    continue
                for size in _SIZES:
                    found += [
                        (run[0][at : at + size], run.start() + at) for at in range(len(run[0]) - size + 1)
                    ]
            if join:
                start = match.start() + join.end()
    return found
