"""Highlights as pages show them: an article's text by sentences, with what of it is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet.personal.highlights import Span, pieces
from broadsheet.readers.highlighting import Placed
from broadsheet.store.models import Article
from broadsheet.store.rights import shown_whole
from broadsheet.understand.sentences import split_sentences

from .excerpts import excerpt

# Of an endless text the beginning can be marked.
_MOST_CHARS, _MOST_SENTENCES = 200_000, 2_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its place among all, in pieces that are marked or not."""

    place: int
    pieces: tuple[tuple[str, bool], ...]


def text_to_mark(article: Article) -> str:
    """What of an article can be marked: its text, or as much of it as may be shown."""
    text = article.text if article.pk in shown_whole([article]) else excerpt(article.text)
    return text[:_MOST_CHARS]


def spans_of(text: str, language: str) -> Sequence[Span]:
    """Its sentences."""
    return split_sentences(text, language)[:_MOST_SENTENCES]


def paragraphs(text: str, spans: Sequence[Span], marked: Sequence[Placed]) -> list[list[Sentence]]:
    """The sentences by paragraphs, which stand on lines of their own."""
    places = [(one.found.start, one.found.end) for one in marked if one.found]
    found: list[list[Sentence]] = []
    last = -1
    for place, span in enumerate(spans):
        parts = tuple((text[start:end], is_marked) for start, end, is_marked in pieces(span, places))
        if last < 0 or "\n" in text[last : span[0]]:
            found.append([])
        found[-1].append(Sentence(place, parts))
        last = span[1]
    return found
