"""A text as the check reads it: its words with their sign, clause by clause, its numbers, days and names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import regex

from broadsheet.assist.checkwords import UNSPACED_LANGUAGES, Forms, base_language, table
from broadsheet.assist.lands import find_lands
from broadsheet.assist.moments import Moment, find_moments
from broadsheet.assist.opposites import find_opposites, side_words
from broadsheet.assist.quantities import Quantity, find_quantities
from broadsheet.search.tokens import fold_word
from broadsheet.understand.names import find_names
from broadsheet.understand.reading import Reading, read_text
from broadsheet.understand.tables import fold, words_of
from broadsheet.understand.types import Span

MAX_SENTENCE = 2_000
MAX_PASSAGE = 8_000
"""Characters of a passage that are read: a passage is a sentence or a few."""
_CLAUSE_ENDS = regex.compile(r"[;!?…。，、；：！？؛،؟।()\[\]{}«»„“”\"—–\n]|(?<!\d)[.,:]|[.,:](?!\d)")
# Not within a number or a time.
_ASIDE = frozenset(",،，、–—()")
ELIDED = regex.compile(r"\p{Ll}{1,5}['’]\p{Lu}")
_DENSE = regex.compile(r"[\p{Han}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー々]")
WITHOUT = 2
"""Words after “without” that it negates."""
CARRIED = 2
"""Words that say something from which a clause is no aside: “none has, so far, spoken of it”."""
ELIDING = frozenset(["fr", "it", "ca"])
_FUNCTION = frozenset("的了是在和与與及对對从從由被把向给給让讓将將也都就而并並等这這那其此之于於以为為个個")

# Words with a letter that elsewhere negates.
_NO_NOTS = regex.compile(
    "非常|不久|不断|不斷|不过|不過|无论|無論|未来|未來|不同|不仅|不僅|不但|不少|不得不|差不多|非法|无人机|無人機|无线|無線|非洲|南非|没收|沒收|無事|無料|是非|不動産|非常に|未満|なければなら"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word.

    Attributes:
        folded: in lower case, as written.
        stem: the same for all its forms.
        span: where it stands.
        clause: number of its clause in the text.
        sign: -1 where it is negated, else 1.
        concepts: pairs of opposites that it belongs to, each with its side, 1 or -1, turned if negated.
        content: whether it says something: no function word, number or date.
        capital: whether a capital letter shows that it is a name: not where any word has one.
        opens: whether any word would have a capital letter there.
    """

    folded: str
    stem: str
    span: Span
    clause: int
    sign: int
    concepts: tuple[tuple[int, int], ...]
    content: bool
    capital: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A text with what the check compares."""

    text: str
    language: str
    reading: Reading
    tokens: tuple[Token, ...]
    quantities: tuple[Quantity, ...]
    moments: tuple[Moment, ...]
    names: tuple[Span, ...]
    persons: tuple[Span, ...]
    lands: tuple[tuple[Span, str], ...]


@lru_cache(maxsize=1_024)
def read_statement(text: str, language: str) -> Statement:
    """Reads a sentence or a passage; the first `MAX_PASSAGE` characters.

    Args:
        language: ISO 639.
    """
    base = base_language(language)
    reading = read_text(text[:MAX_PASSAGE], base)
    moments = find_moments(reading.text, base)
    quantities = find_quantities(reading.text, base, [one.span for one in moments])
    names = find_names(reading, [])
    spans = [*(one.span for one in moments), *(one.span for one in quantities)]
    taken = {place for span in spans for place in range(*span)}
    return Statement(
        reading.text,
        base,
        reading,
        tuple(_tokens(reading, base, taken)),
        quantities,
        moments,
        tuple(name.span for name in names),
        tuple(name.span for name in names if name.person),
        find_lands(reading),
    )


@dataclass(slots=True)
class _Word:
    """A word of a clause that is not complete yet."""

    folded: str
    span: Span
    content: bool
    capital: bool
    opens: bool
    negated: bool = False
    lacked: bool = False
    cue: bool = False


def _tokens(reading: Reading, language: str, taken: set[int]) -> Iterator[Token]:
    signs = _Signs(language)
    if language in UNSPACED_LANGUAGES:
        yield from _letters(reading, signs, taken)
        return
    clause, end = 0, 0
    pending: list[_Word] = []
    cues, cued, lacking, carried, denial = 0, False, 0, False, False
    for number, word in enumerate(reading.words):
        folded = fold(word.text)
        mark = _CLAUSE_ENDS.search(reading.text, end, word.start + 1)
        if pending and (mark or (folded in signs.splits and not cued)):
            carried = signs.reaches_on(pending, cues, carried) and bool(mark) and mark[0] in _ASIDE
            denial = any(signs.denies(one.folded) for one in pending)
            yield from signs.signed(pending, clause, cues)
            clause, cues, lacking, pending = clause + 1, int(carried), 0, []
        if denial and not pending:
            cues, denial = cues + (folded in signs.thats), False
        end = word.end
        after = reading.words[number + 1].text if number + 1 < len(reading.words) else ""
        cue = cued = signs.negates(folded, fold(after))
        cues += cue and not (cues and folded in signs.again)
        negated = bool(cues) if signs.concord else cues % 2 == 1
        content = (
            not cue
            and word.start not in taken
            and folded not in signs.splits
            and is_content(folded, language)
        )
        elided = language in ELIDING and ELIDED.match(word.text) is not None
        capital = reading.cased and (elided or (word.capital and not word.opens))
        pending.append(
            _Word(
                _bare(word.text, folded, language),
                (word.start, word.end),
                content,
                capital,
                word.opens and not elided,
                negated and not cue,
                content and lacking > 0,
                cue,
            )
        )
        lacking = WITHOUT if folded in signs.without else lacking - content
    yield from signs.signed(pending, clause, cues)


def _bare(written: str, folded: str, language: str) -> str:
    """The word without what is written on to it: “l’opéra”, “Lindava’s”, the Arabic ending “-an”."""
    if language == "ar" and "\u064b" in written[-2:]:
        return folded[:-1] if folded.endswith("ا") and len(folded) > 3 else folded
    head, mark, tail = folded.replace("’", "'").partition("'")
    if not mark:
        return folded
    if language in ("fr", "it", "ca") and len(tail) > 1:
        return tail
    return head if head and len(tail) <= 2 else folded


def is_content(folded: str, language: str) -> bool:
    """Whether a word says something: it is no function word, and not of one or two letters."""
    if folded in words_of("common", language, "stop") or folded in words_of("common", language, "articles"):
        return False
    if folded in _function_words(language):
        return False
    return len(folded) > 2 or not folded.isascii()


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in table("function", language).get("words", "").split())


class _Signs:
    """What negates and what is the opposite of what, in a language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.nots, self.phrases, self.splits, self.whole, self.concord = _negation(language)
        self.without = frozenset(
            fold(word) for word in table("polarity", language).get("without", "").split()
        )
        self.again, self.thats, self.nothings, self._denials = _reaching(language)

    def negates(self, folded: str, after: str) -> bool:
        return (
            self.nots.get(folded) is not None
            or (self.language == "ar" and folded[0] in "وف" and self.nots.get(folded[1:]) is not None)
            or folded.endswith(("n't", "n’t"))
            or f"{folded} {after}" in self.phrases
        )

    def denies(self, folded: str) -> bool:
        """Whether what it denies may stand in a clause of its own: “denied that …”."""
        return self._denials.get(folded) is not None

    def reaches_on(self, pending: Sequence[_Word], cues: int, carried: bool) -> bool:
        """Whether what a clause negates comes after an aside: “none has, so far, spoken of it”."""
        told = sum(word.content for word in pending)
        if carried:
            return told < CARRIED
        return cues % 2 == 1 and not told and len(pending) > 1

    def signed(self, pending: list[_Word], clause: int, cues: int) -> Iterator[Token]:
        """The words of a clause in which so many words negate."""
        whole = bool(cues) if self.concord else cues % 2 == 1
        if whole and not self.whole and not any(word.negated and word.content for word in pending):
            self._negate_before(pending)
        for word in pending:
            sign = -1 if (whole if self.whole else word.negated) != word.lacked else 1
            turned = sign if word.content else 1  # “before” is not turned by “never before”
            stem = fold_word(word.folded, self.language) or word.folded
            listed = find_opposites(word.folded, stem, self.language)
            concepts = tuple((pair, side * turned) for pair, side in listed)
            yield Token(
                word.folded, stem, word.span, clause, sign, concepts, word.content, word.capital, word.opens
            )

    def _negate_before(self, pending: Sequence[_Word]) -> None:
        """Negates the word before a “no” after which nothing is said: “played no part”, “said nothing”."""
        before = None
        for word in pending:
            if word.folded in self.nothings and before is not None:
                before.negated = True
                return
            before = word if word.content and not word.capital else before


@cache
def _reaching(language: str) -> tuple[frozenset[str], frozenset[str], frozenset[str], Forms]:
    """Words that go on with a negation (“nor”), that begin what is denied (“that”), that negate by themselves
    (“nothing”), and that deny."""
    listed = table("polarity", language)
    again, thats, nothings = (
        frozenset(fold(word) for word in listed.get(key, "").split())
        for key in ("again", "thats", "nothings")
    )
    return again, thats, nothings, Forms((word, True) for word in listed.get("denials", "").split())


@cache
def _negation(language: str) -> tuple[Forms, frozenset[str], frozenset[str], bool, bool]:
    listed = table("polarity", language)
    nots = Forms((word, True) for word in listed.get("nots", "").split())
    splits = frozenset(fold(word) for word in listed.get("splits", "").split())
    return nots, frozenset(nots.phrases), splits, bool(listed.get("whole")), bool(listed.get("concord"))


def _letters(reading: Reading, signs: _Signs, taken: set[int]) -> Iterator[Token]:
    """Scripts without spaces: pairs of letters in place of words, opposites and negation by what is found."""
    text = reading.text
    edges = [0, *(match.end() for match in _CLAUSE_ENDS.finditer(text)), len(text)]
    nots = sorted(signs.nots.exact(), key=len, reverse=True)
    pattern, language = "|".join(map(regex.escape, nots)), reading.language
    for clause, (start, stop) in enumerate(pairwise(edges)):
        part = text[start:stop]
        plain = _NO_NOTS.sub(_blank, part)
        cues = [match.span() for match in regex.finditer(pattern, plain)] if nots else []
        found = [start + first for first, _ in cues]
        closed = taken.union(*(range(start + first, start + last) for first, last in cues))
        for at in found:
            yield Token(text[at], text[at], (at, at + 1), clause, -1, (), False, False, False)

        def sign_at(place: int, found: Sequence[int] = tuple(found)) -> int:
            """-1 if negated: in Chinese after the word that negates, in Japanese in all the clause."""
            before = bisect_left(found, place) if language == "zh" else len(found)
            return -1 if before % 2 else 1

        yield from _opposed(part, start, clause, sign_at, signs)
        for at in range(start, stop):
            letter = text[at]
            if at in closed or not _is_telling(letter):
                continue
            pair = text[at : at + 2]
            whole = len(pair) == 2 and at + 1 not in closed and at + 1 < stop and _is_telling(pair[1])
            yield Token(
                letter,
                pair if whole else letter,
                (at, at + len(pair)),
                clause,
                sign_at(at),
                (),
                True,
                False,
                False,
            )


def _is_telling(letter: str) -> bool:
    return _DENSE.match(letter) is not None and letter not in _FUNCTION


def _blank(match: regex.Match[str]) -> str:
    return "\u3000" * len(match[0])


def _opposed(
    part: str, start: int, clause: int, sign_at: Callable[[int], int], signs: _Signs
) -> Iterator[Token]:
    for pattern, listed in side_words(signs.language):
        for match in pattern.finditer(part):
            word, at = match[0], start + match.start()
            sign = sign_at(at)
            turned = tuple((pair, side * sign) for pair, side in listed[word])
            yield Token(word, word, (at, at + len(word)), clause, sign, turned, False, False, False)
