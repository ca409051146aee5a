"""Which sentences of a report may stand in a summary by themselves, and how well.

A sentence is no candidate if it is no sentence (a heading, a byline, a line of numbers) or is about the page
and not the news. It is a poor one if it leans on what stands before it ("He said …", "But this …"), asks,
or is all quotation.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import regex

from broadsheet.assist.types import Source
from broadsheet.search.tokens import fold_word, tokens
from broadsheet.understand.reading import MAX_CHARS, UNSPACED
from broadsheet.understand.sentences import split_sentences
from broadsheet.understand.tables import words_of
from broadsheet.understand.types import Span

WORDS = Path(__file__).parent / "words"
MOST_SENTENCES = 300
"""Of a report: sentences beyond are not read, nor is text beyond `MAX_CHARS`."""
SHORTEST = 5
SHORTEST_UNSPACED = 12
LONGEST = 600
HEADING = 120
"""Characters: a line of fewer without an end mark is a heading, but in scripts that end no sentence."""
POOR = 0.5
"""What a sentence that cannot well stand alone is worth of its weight."""

_DATELINE = re.compile(
    r"^(?:\(?[^\W\d_][\w.,'’/ \-]{1,60}\)?,?\s*\([^()]{2,40}\)\s*[-–—:.]+\s*"  # BERLIN (Reuters) -
    r"|[^\W\d_a-zà-ÿа-я][^\Wa-zà-ÿа-я_]+(?:[ ,/\-]+[^\W\d_][^\W_]*){0,5}\s*(?:[-–]\s|—\s*|//\s*)"  # LISBON —
    r"|[【\[(（][^】\])）]{2,40}[】\])）]\s*)"
)
_END = re.compile(r"[.!?…。．！？؟۔।॥។။።:;：；]['\"”’»“‘›」』）)\]]*$")
_NO_END = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_ASKS = re.compile(r"[?？؟;]['\"”’»“‘›」』）)]*$")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S+\.\S|©|®|\bpic\.twitter|[#＃]\w+.*[#＃]\w+", re.IGNORECASE)
_QUOTED = re.compile(
    r"“[^”\n]*”?|„[^“”\n]*[“”]?|«[^»\n]*»?|»[^«\n]*«|「[^」\n]*」?|『[^』\n]*』?|\"[^\"\n]*\"?|(?<!\w)‘[^’\n]*’(?!\w)"
)
_LETTERS = regex.compile(r"[\p{L}\p{M}]+")
_SAID_LINE = re.compile(r"^[-–—>]\s?\S")
_FIRST = re.compile(r"^[\W_]*([\w\u0900-\u0dff\u200c']+)")


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A sentence of a report as choosing sees it.

    Attributes:
        source: index of the report among those given.
        place: which of its sentences, from 0.
        span: in its text; without a dateline.
        tokens: stemmed words that are no function words, in order.
        fit: how well it stands alone: 0 not at all, 1 well.
        length: in words, function words too.
    """

    source: int
    place: int
    span: Span
    tokens: tuple[str, ...]
    fit: float
    length: int


def candidates(source: Source, index: int = 0, most: int = MOST_SENTENCES) -> list[Candidate]:
    """The sentences of a report, at most `most` of its first ones, in order; those unfit are given with 0.

    Args:
        index: what `Candidate.source` is to say.
    """
    text = source.text[:MAX_CHARS]
    spans: Sequence[Span] = source.sentences or split_sentences(text, source.language)
    stop = _stop_tokens(source.language)
    found = []
    for place, (start, end) in enumerate(spans[:most]):
        if not 0 <= start < end <= len(text):
            continue
        start += dateline(text[start:end])
        every = [word for word, _, _ in tokens(text[start:end], source.language)]
        words = tuple(word for word in every if word not in stop)
        fit = fitness(text[start:end], source.language, len(words), _ends_line(text, end))
        found.append(Candidate(index, place, (start, end), words, fit, len(every)))
    return found


def content_tokens(text: str, language: str) -> tuple[str, ...]:
    """The stemmed words of a text that are no function words, as the index of search knows them."""
    stop = _stop_tokens(language)
    return tuple(word for word, _, _ in tokens(text, language) if word not in stop)


@cache
def _stop_tokens(language: str) -> frozenset[str]:
    return frozenset(fold_word(word, language) for word in words_of("common", language, "stop"))


def dateline(sentence: str) -> int:
    """How many characters at a sentence's beginning are a dateline: "BERLIN (Reuters) - "; 0 if none."""
    match = _DATELINE.match(sentence)
    return match.end() if match and match.end() < len(sentence) // 2 else 0


def fitness(sentence: str, language: str, words: int, ends_line: bool = False) -> float:
    """How well a sentence stands alone in a summary: 0 (not at all) to 1.

    Args:
        words: content words in it.
        ends_line: whether a line's end follows it.
    """
    unspaced = len(UNSPACED.findall(sentence)) > len(sentence) // 2
    if words < SHORTEST or len(sentence) > LONGEST or (unspaced and len(sentence) < SHORTEST_UNSPACED):
        return 0.0
    if _is_no_prose(sentence) or _is_furniture(sentence, language):
        return 0.0
    if ends_line and len(sentence) < HEADING and not _END.search(sentence) and not _NO_END.search(sentence):
        return 0.0
    fit = 1.0
    if leans(sentence, language):
        fit *= POOR
    if _ASKS.search(sentence):
        fit *= POOR
    if is_quotation(sentence):
        fit *= POOR
    return fit


def leans(sentence: str, language: str) -> bool:
    """Whether a sentence begins by what stands before it: a pronoun, a demonstrative, a connective."""
    words, parts = _hanging(language.split("-")[0])
    match = _FIRST.match(sentence)
    first = match[1].casefold().replace("’", "'") if match else ""
    begins = sentence.lstrip(" \"'“„«»「『‘(—–-").casefold()
    return first in words or begins.startswith(parts) or (first[-3:] in ("n't",))


def is_quotation(sentence: str) -> bool:
    """Whether most of a sentence stands within quotation marks, or it is a line of a dialogue."""
    quoted = sum(match.end() - match.start() for match in _QUOTED.finditer(sentence))
    return quoted > 0.6 * len(sentence) or bool(_SAID_LINE.match(sentence))


def _is_no_prose(sentence: str) -> bool:
    """Whether it is a line of capitals, figures or signs."""
    letters = sum(map(len, _LETTERS.findall(sentence)))
    if letters < 0.6 * (len(sentence) - sentence.count(" ")):
        return True
    return sum(map(str.isupper, sentence)) > 0.5 * letters


def _is_furniture(sentence: str, language: str) -> bool:
    if _ADDRESS.search(sentence):
        return True
    folded = sentence.casefold()
    return any(phrase in folded for phrase in _furniture(language.split("-")[0]))


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads((WORDS / "summary.toml").read_text(encoding="utf-8"))


@cache
def _furniture(language: str) -> tuple[str, ...]:
    return tuple(filter(None, _table().get(language, {}).get("furniture", "").split("|")))


@cache
def _hanging(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Single words, and what a sentence may begin with without spaces: "除此之外", "in addition "."""
    every = [word.replace("_", " ") for word in _table().get(language, {}).get("hanging", "").split()]
    if language in ("zh", "ja", "th"):
        return frozenset(), tuple(every)
    return frozenset(word for word in every if " " not in word), tuple(
        f"{word} " for word in every if " " in word
    )


def _ends_line(text: str, end: int) -> bool:
    return text[end : end + 1] in ("", "\n", "\r", "\u2028", "\u2029")
