"""Quotations with their speaker, in every style of quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from broadsheet.understand.names import NameMention
from broadsheet.understand.names_cased import is_speech
from broadsheet.understand.reading import UNSPACED, Reading, Word
from broadsheet.understand.tables import words_of
from broadsheet.understand.types import Quote, Span

MOST_QUOTES = 60
LONGEST = 1_500
SHORTEST_WORDS = 3
SHORTEST_UNSPACED = 8
BESIDE = 90
"""Characters beside a quotation in which its speaker is looked for."""
_PAIRS = (
    ("“", "”"), ("„", "“"), ("„", "”"), ("«", "»"), ("»", "«"), ("「", "」"), ("『", "』"), ("‚", "‘"),
    ("〝", "〟"), ("”", "”"),
)  # fmt: skip
_STYLES = "|".join(
    f"{opening}(?P<q{place}>[^{opening}{closing}\n]{{1,{LONGEST}}}){closing}"
    for place, (opening, closing) in enumerate(_PAIRS)
)
_QUOTED = re.compile(
    f'{_STYLES}|"(?P<plain>[^"\n]{{1,{LONGEST}}})"|(?<!\\w)‘(?P<single>[^‘\n]{{12,{LONGEST}}}?)’(?!\\w)'
    f"|^[>—–-] ?(?P<line>[^\n]{{12,{LONGEST}}})$",
    re.MULTILINE,
)
_ATTRIBUTED = re.compile(r"^(?P<words>.{12,}?)[,.!?…»”]? [—–-] (?P<speaker>[^—–\n]{2,80})$")


def find_quotes(reading: Reading, names: Sequence[NameMention]) -> tuple[Quote, ...]:
    """The quotations of a text in order; few words in marks are none, unless a verb of saying stands beside.

    Args:
        names: mentions in the text; the nearest beside the quotation is its speaker.
    """
    quotes: list[Quote] = []
    for match in _QUOTED.finditer(reading.text):
        group = next(name for name, value in match.groupdict().items() if value is not None)
        start, end = match.span(group)
        if group == "line":
            quotes += _line_quote(reading.text, match[group], start)
        else:
            words = match[group]
            start += len(words) - len(words.lstrip())
            end -= len(words) - len(words.rstrip())
            said = words.strip()
            saying = _says(reading, match.span())
            if any(name.span[0] <= start and end <= name.span[1] for name in names):
                continue  # «Verkhny Oskarn»: marks around a name
            if _is_long(said) or (saying and len(said.split()) > 1):
                quotes.append(Quote(said, _speaker(reading, match.span(), names, saying), (start, end)))
        if len(quotes) >= MOST_QUOTES:
            break
    return tuple(quotes)


def _line_quote(text: str, words: str, start: int) -> list[Quote]:
    """A line that begins with a dash or ">": a quotation if its speaker stands at its end."""
    match = _ATTRIBUTED.match(words)
    if not match:
        return []
    said = match["words"].strip()
    begin = text.index(said, start)
    return [Quote(said, match["speaker"].strip(" ."), (begin, begin + len(said)))]


def _is_long(words: str) -> bool:
    letters = len(UNSPACED.findall(words))
    if words.istitle() and words[-1:].isalnum():
        return False  # the title of a work
    return letters >= SHORTEST_UNSPACED if letters > len(words) // 2 else len(words.split()) > SHORTEST_WORDS


def _beside(reading: Reading, span: Span) -> tuple[Span, Span]:
    """What stands before a quotation within its paragraph, and after it within the sentence."""
    text = reading.text
    before = max(text.rfind("\n", 0, span[0]) + 1, span[0] - BESIDE)
    sentence = bisect_right(reading.sentences, span[1] + 2, key=lambda one: one[1])
    end = reading.sentences[sentence][1] if sentence < len(reading.sentences) else len(text)
    line = text.find("\n", span[1])
    after = max(span[1], min(line if line >= 0 else len(text), span[1] + BESIDE, end))
    return (before, span[0]), (span[1], after)


def _words_in(reading: Reading, span: Span) -> list[Word]:
    return [word for word in reading.words if span[0] <= word.start and word.end <= span[1]]


def _says(reading: Reading, span: Span) -> list[Span]:
    """Where verbs of saying stand beside a quotation, nearest first."""
    found = []
    for part in _beside(reading, span):
        if reading.unspaced:
            for verb in words_of("common", reading.language, "speech"):
                at = reading.text.find(verb, *part)
                if at >= 0:
                    found.append((at, at + len(verb)))
        else:
            found += [
                (word.start, word.end)
                for word in _words_in(reading, part)
                if is_speech(word.text, reading.language)
            ]
    return sorted(found, key=lambda one: _distance(one, span))


def _distance(one: Span, other: Span) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


def _speaker(reading: Reading, span: Span, names: Sequence[NameMention], saying: list[Span]) -> str:
    """The name nearest to the verb of saying beside a quotation; without a verb, one before a colon."""
    before, after = _beside(reading, span)
    near = [
        name
        for name in names
        if any(part[0] <= name.span[0] and name.span[1] <= part[1] for part in (before, after))
    ]
    if not near:
        return ""
    if saying:
        return min(near, key=lambda name: (_distance(name.span, saying[0]) - 8 * name.person, name.span)).text
    colon = reading.text[before[0] : before[1]].rstrip(" \u00a0").endswith((":", "："))
    persons = [name for name in near if name.person]
    if colon or persons:
        return min(persons or near, key=lambda name: _distance(name.span, span)).text
    return ""
