"""A text into another language: sentence by sentence, so that nothing is left out, paragraph by paragraph.

    text ─▶ lines ─▶ sentences ─▶ pieces a translator takes ─▶ engine ─▶ marks as in print ─▶ what was lost

Translators of this kind cut what is longer than they were made for, without a word: no piece is. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Literal

import regex

from broadsheet.assist.checkwords import UNSPACED_LANGUAGES
from broadsheet.assist.faithful import find_lost
from broadsheet.assist.marks import restore, straighten
from broadsheet.assist.translation import Pair, Paragraph, Translation, TranslationEngine
from broadsheet.understand.sentences import split_sentences
from broadsheet.understand.types import Span

MOST_CHARS = 30_000
"""Characters of a text that are translated: no article of a newspaper is longer."""
LONGEST_PIECE, LONGEST_DENSE = 320, 110
"""Characters of a piece, and of one in a script without spaces: the engine was seen to cut English of 600."""
_BREAKS = (
    regex.compile(r"[;:；：]\s*|\s[–—]\s"),
    regex.compile(r"[,،、，]\s*"),
    regex.compile(r"\s+"),
)
Part = Literal["title", "standfirst", "text"]
_WORD = regex.compile(r"[\p{L}\p{N}]")
_DENSE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")


@dataclass(frozen=True, slots=True)
class Original:
    """An article as it is to be translated: only what readers may be shown of it.

    Attributes:
        text: paragraphs on lines of their own.
        language: ISO 639 code.
        day: on which it was published.
    """

    title: str
    text: str
    language: str
    standfirst: str = ""
    day: date | None = None


def translate_article(original: Original, engine: TranslationEngine, into: str) -> Translation:
    """Every sentence of an article beside its translation.

    Args:
        engine: from the article's language into `into`.
        into: ISO 639 code.

    Raises:
        TranslationError, ModelError: the engine could not.
    """
    return gather_translation(original, engine.name, into, translated_parts(original, engine, into))


def untranslated(original: Original, into: str) -> Translation:
    """An article beside nothing, where nothing can translate it."""
    parts = ((part, one) for part, one in _paragraphs(original))
    return gather_translation(original, "", into, parts)


def translated_parts(
    original: Original, engine: TranslationEngine, into: str
) -> Iterator[tuple[Part, Paragraph]]:
    """The paragraphs of an article, each as soon as it is translated, with the part that it is of.

    Raises:
        TranslationError, ModelError: the engine could not.
    """
    for part, paragraph in _paragraphs(original):
        yield part, _translated(paragraph, original, engine, into)


def gather_translation(
    original: Original, maker: str, into: str, parts: Iterable[tuple[Part, Paragraph]]
) -> Translation:
    """A translation of its paragraphs."""
    of: dict[Part, list[Paragraph]] = {"title": [], "standfirst": [], "text": []}
    for part, paragraph in parts:
        of[part].append(paragraph)
    return Translation(
        original.language,
        into,
        maker,
        tuple(pair for paragraph in of["title"] for pair in paragraph),
        tuple(pair for paragraph in of["standfirst"] for pair in paragraph),
        tuple(of["text"]),
    )


def _paragraphs(original: Original) -> Iterator[tuple[Part, Paragraph]]:
    parts: tuple[tuple[Part, str], ...] = (
        ("title", original.title),
        ("standfirst", original.standfirst),
        ("text", original.text),
    )
    for part, text in parts:
        for paragraph in split_paragraphs(text[:MOST_CHARS], original.language):
            yield part, paragraph


def split_paragraphs(text: str, language: str) -> tuple[Paragraph, ...]:
    """The lines of a text, each with its sentences, not translated yet."""
    spans = split_sentences(text, language)
    return tuple(
        tuple(Pair(span, text[slice(*span)], "") for span in line)
        for _, line in groupby(spans, key=lambda span: _line_of(text, span))
    )


def _line_of(text: str, span: Span) -> int:
    """Where the line begins that a sentence stands on."""
    return max(text.rfind(mark, 0, span[0]) for mark in "\r\n\u2028\u2029")


def _translated(paragraph: Paragraph, original: Original, engine: TranslationEngine, into: str) -> Paragraph:
    pieces = [split_pieces(straighten(pair.original), original.language) for pair in paragraph]
    flat = [piece for one in pieces for piece in one if _WORD.search(piece)]
    texts = iter(engine.translate(flat))
    told = [[next(texts) if _WORD.search(piece) else piece for piece in one] for one in pieces]
    return tuple(_pair(pair, one, original, engine, into) for pair, one in zip(paragraph, told, strict=True))


def _pair(
    pair: Pair, pieces: Sequence[str], original: Original, engine: TranslationEngine, into: str
) -> Pair:
    if not all(piece.strip() for piece in pieces):
        return pair
    joined = ("" if into in UNSPACED_LANGUAGES else " ").join(piece.strip() for piece in pieces)
    text = restore(joined, pair.original, original.language, into)
    language = original.language
    lost = find_lost(pair.original, language, text, into, day=original.day, alone=engine.translate)
    return replace(pair, text=text, lost=lost)


def split_pieces(sentence: str, language: str) -> list[str]:
    """A sentence in pieces that a translator takes whole, cut where a clause ends if it can be."""
    limit = (
        LONGEST_DENSE
        if language in UNSPACED_LANGUAGES or len(_DENSE.findall(sentence)) * 2 > len(sentence)
        else LONGEST_PIECE
    )
    return [piece for piece in _cut(sentence, limit) if piece]


def _cut(sentence: str, limit: int) -> Iterator[str]:
    rest = sentence.strip()
    while len(rest) > limit:
        at = _best_cut(rest, limit)
        yield rest[:at].strip()
        rest = rest[at:].strip()
    yield rest


def _best_cut(text: str, limit: int) -> int:
    """Where a text is cut: after the last strong mark of the first `limit` letters that leaves no scrap."""
    for breaks in _BREAKS:
        ends = [match.end() for match in breaks.finditer(text[:limit]) if match.end() >= limit // 4]
        if ends:
            return int(ends[-1])
    return limit
