"""What of a text is shown in a result, with the words that were looked for marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, count

from broadsheet.search.match import Phrase
from broadsheet.search.tokens import MAX_WORD, fold_words, spaced_words, tokens
from broadsheet.search.types import Piece

LENGTH = 220
"""Characters of a text that are shown."""
MOST_READ = 8_000
"""Characters of a text that are looked through."""
_BEFORE = 60
Span = tuple[int, int]


def mark(text: str, language: str, phrases: Sequence[Phrase]) -> tuple[Piece, ...]:
    """The whole text in pieces, those marked that the phrases stand for."""
    return _pieces(text, _spans(text, language, phrases), 0, len(text))


def snippet(text: str, language: str, phrases: Sequence[Phrase]) -> tuple[Piece, ...]:
    """The part of a text in which most of what was looked for stands, `LENGTH` characters at most.

    Empty if nothing of it stands there.
    """
    text = " ".join(text[:MOST_READ].split())
    spans = _spans(text, language, phrases)
    if not spans:
        return ()
    start, end = _window(text, spans)
    pieces = _pieces(text, spans, start, end)
    first = (Piece("… "),) if start else ()
    return first + pieces + ((Piece(" …"),) if end < len(text) else ())


def _window(text: str, spans: Sequence[Span]) -> Span:
    """The part with the most different matches, the earliest of them, cut between words."""
    words = [text[start:end].casefold() for start, end in spans]
    best, most, all_of_them = 0, 0, len(set(words))
    for number, (start, _) in enumerate(spans):
        last = number
        while last < min(len(spans), number + 40) and spans[last][1] <= start + LENGTH - _BEFORE:
            last += 1
        different = len(set(words[number:last]))
        if different > most:
            best, most = start, different
            if most == all_of_them:
                break
    start = max(0, best - _BEFORE)
    if start:
        space = text.find(" ", start, best)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + LENGTH)
    if end < len(text):
        space = text.rfind(" ", best + 1, end)
        end = space if space > start + LENGTH // 2 else end
    return start, end


def _spans(text: str, language: str, phrases: Sequence[Phrase]) -> list[Span]:
    """Where the phrases stand, those that touch made one."""
    phrases = [one for one in phrases if not one.languages or language in one.languages]
    if not phrases:
        return []
    begun = any(phrase.prefix and len(phrase.tokens) == 1 for phrase in phrases)
    spaced = None if begun else spaced_words(text)
    spans = _among_tokens(text, language, phrases) if spaced is None else _among(*spaced, language, phrases)
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _among(words: list[str], starts: list[int], language: str, phrases: Sequence[Phrase]) -> list[Span]:
    """Where they stand among words with spaces: as `_among_tokens`, but each word is folded once."""
    begins = _by_first(phrases)
    different = set(words)
    if max(map(len, different), default=0) > MAX_WORD:
        different = {word for word in different if len(word) <= MAX_WORD}
    folded = fold_words(different, language)
    # By functions of C alone: a page has some thousand words to look at.
    first = set(compress(different, map(begins.__contains__, map(folded.__getitem__, different))))
    spans: list[Span] = []
    for place in compress(count(), map(first.__contains__, words)) if first else ():
        for phrase in begins[folded[words[place]]]:
            last = place
            for token in phrase.tokens[1:]:
                last += 1
                while last < len(words) and not (words[last] in different and folded[words[last]]):
                    last += 1
                if last == len(words) or folded[words[last]] != token:
                    break
            else:
                spans.append((starts[place], starts[last] + len(words[last])))
    return spans


def _among_tokens(text: str, language: str, phrases: Sequence[Phrase]) -> list[Span]:
    begins = _by_first(phrases)
    prefixes = [phrase for phrase in phrases if phrase.prefix and len(phrase.tokens) == 1]
    found = list(tokens(text, language))
    spans: list[Span] = []
    for place, (token, start, end) in enumerate(found):
        if token in begins:
            for phrase in begins[token]:
                last = place + len(phrase.tokens) - 1
                if last < len(found) and all(
                    found[place + step][0] == word for step, word in enumerate(phrase.tokens)
                ):
                    spans.append((start, found[last][2]))
        if prefixes:
            spans += [(start, min(end, start + 1)) for one in prefixes if token.startswith(one.tokens[0])]
    return spans


def _by_first(phrases: Sequence[Phrase]) -> dict[str, list[Phrase]]:
    begins: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        begins.setdefault(phrase.tokens[0], []).append(phrase)
    return begins


def _pieces(text: str, spans: Sequence[Span], start: int, end: int) -> tuple[Piece, ...]:
    pieces, place = [], start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        first, last = max(first, start), min(last, end)
        pieces += [Piece(text[place:first]), Piece(text[first:last], marked=True)]
        place = last
    pieces.append(Piece(text[place:end]))
    return tuple(piece for piece in pieces if piece.text)
