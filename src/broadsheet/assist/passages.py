"""Articles cut into passages: up to three sentences of one paragraph, with what stands above them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from broadsheet.assist.lexicon import base_language, meanings, name_sounds, words_in
from broadsheet.assist.types import Source
from broadsheet.understand.sentences import split_sentences
from broadsheet.understand.types import Span

MOST_SENTENCES = 3
LONGEST = 900
"""Characters of a passage; a longer sentence is one by itself."""
HEADING = 90
"""Characters of a line that may be a heading: it has one sentence, and none after it on its line."""
MAX_SENTENCES = 400
"""Of an article; what comes after is not read."""
_ENDS = tuple(".!?…。！？؟۔।:;”»\"'）)")
_MOST_KEPT = 256


@dataclass(frozen=True)
class Line:
    """A sentence of an article as answers are looked for in it.

    Attributes:
        passage: number of the passage in its article.
        keys: its words as `lexicon.words_in` writes them, with their places among them.
        heading: keys of the heading above its passage.
    """

    span: Span
    text: str
    language: str
    passage: int
    keys: dict[str, int]
    heading: frozenset[str] = frozenset()

    @cached_property
    def meanings(self) -> frozenset[str]:
        return meanings(self.text, self.language)

    @cached_property
    def sounds(self) -> frozenset[str]:
        return frozenset(name_sounds(self.text))


@dataclass(frozen=True)
class ReadSource:
    """An article cut up.

    Attributes:
        passages: ranges in its text, one after another.
        title: its title, as if it were a sentence.
        words: different words of its sentences, added up.
    """

    source: Source
    lines: tuple[Line, ...]
    passages: tuple[Span, ...]
    title: Line
    words: int


def cut(source: Source) -> ReadSource:
    """The article cut into passages and sentences."""
    language = base_language(source.language)
    text = source.text
    sentences = [span for span in source.sentences if 0 <= span[0] < span[1] <= len(text)]
    if not sentences:
        sentences = list(split_sentences(text[:20_000], language))
    lines: list[Line] = []
    passages: list[Span] = []
    heading: frozenset[str] = frozenset()
    before, count = -1, 0
    for number, span in enumerate(sentences[:MAX_SENTENCES]):
        words = text[slice(*span)]
        new = before < 0 or "\n" in text[before : span[0]]
        if new:
            heading = frozenset() if count or not lines else heading
        keys = _places(words, language)
        after = sentences[number + 1][0] if number + 1 < len(sentences) else len(text)
        if new and _is_heading(words, text[span[1] : after]):
            heading, before, count = frozenset(keys), span[1], 0
            passages.append(span)
            lines.append(Line(span, words, language, len(passages) - 1, keys))
            continue
        joins = not new and count and count < MOST_SENTENCES and span[1] - passages[-1][0] <= LONGEST
        if joins:
            passages[-1], count = (passages[-1][0], span[1]), count + 1
        else:
            passages.append(span)
            count = 1
        lines.append(Line(span, words, language, len(passages) - 1, keys, heading))
        before = span[1]
    head = source.title[:1_000]
    title = Line((0, 0), head, language, -1, _places(head, language))
    return ReadSource(source, tuple(lines), tuple(passages), title, sum(len(line.keys) for line in lines))


def _is_heading(words: str, after: str) -> bool:
    return (
        len(words) <= HEADING and not words.rstrip().endswith(_ENDS) and ("\n" in after or not after.strip())
    )


def _places(text: str, language: str) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, (key, _, _) in enumerate(words_in(text, language)):
        places.setdefault(key, place)
    return places


class _Kept:
    """The articles that were cut last: readers ask several questions about one story."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[int, int, int, str], ReadSource] = OrderedDict()

    def get(self, source: Source) -> ReadSource:
        key = (source.id, source.revision, hash((source.title, source.text)), source.language)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        found = cut(source)
        with self._lock:
            self._known[key] = found
            while len(self._known) > _MOST_KEPT:
                self._known.popitem(last=False)
        return found


_kept = _Kept()


def read_source(source: Source) -> ReadSource:
    """The article cut up, as it was the last time if it is the same."""
    return _kept.get(source)
