"""Numbers that describe the text of one block, whatever the script it is written in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from broadsheet.extract.furniture import BEGINNINGS, KINDS, UNSPACED, WORDS
from broadsheet.extract.texttypes import PageSignals

_WORD = re.compile(r"\w+")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SYLLABLES = re.compile("[\uac00-\ud7a3]")
_UNSPACED_ALPHABETS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_DATE_LIKE = re.compile(r"\b(?:\d{1,2}[.:/h]\s?\d{2}|(?:19|20)\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})\b")
_ADDRESS = re.compile(r"https?://|www\.|\S@\w+\.\w|(?<!\w)[@#]\w")
_SENTENCE_END = frozenset(".!?…。！？．।॥۔؟։።፧၊။។៕།\"”»’)“'」』)")
_STOPS = re.compile(r"[.!?。！？।۔؟։።။។](?=\s|$|[\"”»’)」』\u3040-\u9fff])")
_COMMAS = re.compile(r"[,;،؛、，；：]")
_SEPARATORS = re.compile(r"[|•·›»→>/]")
_QUOTES = re.compile(r"[\"“”„«»「」『』]")
_FURNITURE_REACH = 60

TEXT_COLUMNS: tuple[str, ...] = (
    "length", "words", "link_share", "links", "strong_share", "breaks", "commas", "stops",
    "ends_sentence", "ends_colon", "ends_dots", "starts_lower", "starts_upper", "upper_share",
    "digit_share", "word_length", "separators", "quotes", "address", "date_like", "caps_words",
    "title_overlap", "title_cover", "about_overlap", "about_cover", "author", "body_share",
)  # fmt: skip
TEXT_COLUMNS += tuple("says_" + kind for kind in KINDS)


@dataclass(frozen=True, slots=True)
class SignalWords:
    """The page's metadata as sets of words, made once a page."""

    title: frozenset[str]
    about: frozenset[str]
    authors: frozenset[str]
    body: frozenset[int]


def signal_words(signals: PageSignals) -> SignalWords:
    """Words of the title, description and authors, and hashes of the word triples of `article_body`."""
    return SignalWords(
        title=frozenset(_words(signals.title)),
        about=frozenset(_words(signals.description[:2000])),
        authors=frozenset(_words(" ".join(signals.authors[:20])[:500])),
        body=frozenset(_triples(_words(signals.article_body[:200_000])))
        if len(signals.article_body) > 300
        else frozenset(),
    )


def describe_text(
    text: str, link_chars: int, links: int, strong_chars: int, breaks: int, signals: SignalWords
) -> list[float]:
    """One row of `TEXT_COLUMNS`.

    Lengths count what a letter-based script would need: an ideograph as three letters, a Hangul syllable as
    two; scripts without spaces have a word in 1.7 ideographs or 5 letters.
    """
    lowered = text.lower()
    found = _WORD.findall(lowered)
    words = found if text.isascii() else _pairs(found)
    length, count = float(len(text)), float(len(found))
    stops, ends = len(_STOPS.findall(text)), text[-1] in _SENTENCE_END
    unspaced = False
    if not text.isascii():
        dense = len(_DENSE.findall(text))
        syllables = len(_SYLLABLES.findall(text))
        letters = len(_UNSPACED_ALPHABETS.findall(text))
        unspaced = dense + letters > 0.2 * len(text)
        length += 2 * dense + syllables
        count += dense / 1.7 + letters / 5 if unspaced else 0.0
        if letters > 60:  # Thai and its neighbours end a sentence with a space or nothing at all
            stops, ends = max(stops, letters // 80), True
    inverse = 1.0 / len(text)
    head = text[:400]
    upper = sum(map(str.isupper, head))
    last = text[-1]
    row = [
        length,
        count,
        link_chars * inverse,
        links,
        strong_chars * inverse,
        breaks,
        len(_COMMAS.findall(text)),
        stops,
        ends,
        last in ":：",
        last == "…" or text.endswith("..."),
        text[0].islower(),
        text[0].isupper(),
        upper / len(head),
        sum(map(str.isdigit, head)) / len(head),
        length / (count + 1.0),
        len(_SEPARATORS.findall(text)),
        len(_QUOTES.findall(text)),
        _ADDRESS.search(text) is not None,
        len(_DATE_LIKE.findall(head)),
        sum(map(str.istitle, head.split())) / (1 + head.count(" ")),
    ]
    row += _compare(words, signals)
    row += _furniture(lowered, found, unspaced)
    return row


def _words(text: str) -> list[str]:
    """Words in lower case; of ideographs every two that stand side by side."""
    found = _WORD.findall(text.lower())
    return found if text.isascii() else _pairs(found)


def _pairs(words: list[str]) -> list[str]:
    """The words, runs of ideographs cut into overlapping pairs: single ones are in any text."""
    if not any(map(_DENSE.search, words)):
        return words
    parts = []
    for word in words:
        if len(word) > 2 and _DENSE.search(word):
            parts += [word[i : i + 2] for i in range(len(word) - 1)]
        else:
            parts.append(word)
    return parts


def _triples(words: Sequence[str]) -> list[int]:
    return [hash(triple) for triple in zip(words, words[1:], words[2:], strict=False)]


def _compare(words: Sequence[str], signals: SignalWords) -> list[float]:
    """How much of the block is in the title, description and so on, and how much of those is in the block."""
    own = set(words)
    total = len(own) or 1
    title, about = len(own & signals.title), len(own & signals.about)
    body = -1.0
    if signals.body:
        triples = _triples(words)
        if triples:
            body = sum(triple in signals.body for triple in triples) / len(triples)
        else:
            body = -0.5
    return [
        title / total,
        title / len(signals.title) if signals.title else 0.0,
        about / total,
        about / len(signals.about) if signals.about else 0.0,
        len(own & signals.authors) / len(signals.authors) if signals.authors else 0.0,
        body,
    ]


def _furniture(lowered: str, words: Sequence[str], unspaced: bool) -> list[float]:
    """For every kind of furniture: 2 if the block begins with such a phrase, else the share of such words."""
    said = [0.0] * len(KINDS)
    near = words[:_FURNITURE_REACH]
    for word in near:
        kind = WORDS.get(word)
        if kind is not None:
            said[kind] += 1.0
    found = len(near) or 1
    beginning = lowered.lstrip(" >»›→▶►•·-–—*+|[(\"'“„«")[:40]
    for kind, beginnings in enumerate(BEGINNINGS):
        if beginning.startswith(beginnings) or (
            unspaced and any(phrase in lowered[:200] for phrase in UNSPACED[kind])
        ):
            said[kind] = 2.0
        elif said[kind]:
            said[kind] = min(1.0, 0.2 + said[kind] / found)
    return said
