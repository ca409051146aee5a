"""What names of a text are, in sentences of earlier articles that say so.

    text ─▶ names that matter ─▶ sentences of other articles with the name ─▶ the one that defines it best

A sentence defines a name if grammar says so: "X is a …", "X, the president of …", "the operator, X", "the
Long Name (LN)"; or, weaker, if a role stands before it ("Mayor X"). Nothing is written: sentences are quoted.
Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from broadsheet.assist.checkwords import UNSPACED_LANGUAGES, base_language, table
from broadsheet.assist.types import Sentence, Source
from broadsheet.understand.names_cased import is_speech
from broadsheet.understand.names_key import name_key
from broadsheet.understand.tables import fold, words_of
from broadsheet.understand.types import Span

MOST_TERMS = 12
LONGEST_NAME, SHORTEST_NAME = 80, 2
SHORTEST, LONGEST = 25, 400
"""Characters of a sentence that can explain something."""
APPOSED, IS, SPELLED_OUT, CALLED, ROLE = 3.0, 3.0, 2.5, 2.5, 1.0
"""What a sentence is worth by how it defines: beside the name, by "to be", as an acronym, before the name, by
a role alone."""
OPENS, EARLY = 0.5, 0.3
"""What it is worth more that the name opens its sentence, or that the sentence stands in the article's first
tenth."""
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}’'\-]+")
_ACRONYM = regex.compile(r"\p{Lu}{2,8}")


@dataclass(frozen=True, slots=True)
class Explained:
    """A name with the sentence that says what it is."""

    name: str
    sentence: Sentence


def terms_of(sources: Sequence[Source], most: int = MOST_TERMS) -> tuple[str, ...]:
    """The names of texts that a reader may not know, those that matter most in them first."""
    weights: dict[str, float] = {}
    written: dict[str, str] = {}
    for source in sources:
        text = source.text.casefold()
        places = [(one.name, one.count, one.in_title) for one in source.places if one.name.casefold() in text]
        names = [(one.text, one.count, one.in_title) for one in source.names]
        for name, count, in_title in (*names, *places):
            name = " ".join(name.split())
            if (
                not SHORTEST_NAME <= len(name) <= LONGEST_NAME
                or name.casefold() == source.publisher.casefold()
            ):
                continue
            key = name_key(name, source.language)
            weights[key] = weights.get(key, 0.0) + min(count, 5) + 3 * in_title
            if len(name) > len(written.get(key, "")):
                written[key] = name
    order = sorted(weights, key=lambda key: (-weights[key], key))
    return tuple(written[key] for key in order[:most])


def explain(names: Iterable[str], sources: Sequence[Source], language: str = "") -> tuple[Explained, ...]:
    """The names that the sources define, each with the sentence that does it best.

    Args:
        names: in the order in which they are wanted.
        sources: earlier articles; a copy of another's text is as good as any.
        language: ISO 639 of the reader: of sentences as good as each other, one in it.
    """
    found = []
    for name in names:
        best: tuple[float, Sentence] | None = None
        for source in sources:
            for worth, span in _defining(name, source):
                worth += 0.2 * (base_language(source.language) == base_language(language))
                if best is None or worth > best[0]:
                    passage = source.passage(span)
                    best = (worth, Sentence(passage.text, (passage,), language=source.language))
        if best is not None:
            found.append(Explained(name, best[1]))
    return tuple(found)


def _defining(name: str, source: Source) -> Iterator[tuple[float, Span]]:
    """The sentences of an article that say what a name is, with what they are worth."""
    if name.casefold() not in source.text.casefold():
        return
    for start, stop in source.sentences:
        sentence = source.text[start:stop]
        if not SHORTEST <= len(sentence) <= LONGEST:
            continue
        worth = definition_worth(name, sentence, source.language)
        if worth:
            early = EARLY * (start < max(len(source.text) // 10, 300))
            yield worth + early - len(sentence) / 2_000, (start, stop)


def definition_worth(name: str, sentence: str, language: str) -> float:
    """How well a sentence says what a name is; 0 if it does not."""
    for match in _name_pattern(name).finditer(sentence):
        start, stop = int(match.start()), int(match.end())
        worth = _worth(sentence, start, stop, base_language(language))
        if worth:
            return worth + (OPENS if start == 0 else 0.0)
    return 0.0


@lru_cache(maxsize=512)
def _name_pattern(name: str) -> regex.Pattern[str]:
    edge = r"(?<![\p{L}\p{N}])", r"(?![\p{L}\p{N}])"
    if regex.search(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]", name):
        edge = "", ""
    return regex.compile(edge[0] + regex.escape(name) + edge[1])


def _worth(sentence: str, start: int, stop: int, language: str) -> float:
    if language in UNSPACED_LANGUAGES:
        return IS if regex.match(r"(?:是|は.{2,60}(?:である|です|だ。))", sentence[stop:]) else 0.0
    before, after = sentence[:start], sentence[stop:]
    if _spells_out(sentence, start, stop):
        return SPELLED_OUT
    if _is_apposed(after, language):
        return APPOSED
    if _is_something(after, language):
        return IS
    if _is_called(before, after, language):
        return CALLED
    return ROLE if _has_role(before, language) else 0.0


def _spells_out(sentence: str, start: int, stop: int) -> bool:
    """Whether an acronym stands in brackets behind the name it is of, or the other way round."""
    name = sentence[start:stop]
    behind = regex.match(r"\s?\(([^()]{2,80})\)", sentence[stop:])
    if behind:
        return _is_acronym(behind[1], name) or _is_acronym(name, behind[1])
    ahead = regex.search(r"((?:[\p{L}’'\-]+\s){2,8})\($", sentence[:start])
    return bool(ahead) and sentence[stop : stop + 1] == ")" and _is_acronym(name, ahead[1])


def _is_acronym(short: str, long: str) -> bool:
    if not _ACRONYM.fullmatch(short):
        return False
    initials = "".join(word[0] for word in _WORD.findall(long) if word[0].isupper())
    return len(initials) > 1 and initials.endswith(short)


def _is_apposed(after: str, language: str) -> bool:
    """Whether ", the president of Y," follows: a noun with its article up to the next mark."""
    match = regex.match(r",\s+([^,.;:!?()]{4,120})[,.;!?]", after)
    if not match:
        return False
    words = [fold(word) for word in _WORD.findall(match[1])]
    articles = _listed(language, "articles")
    opens = words[:1] and (
        words[0] in articles or any(words[0].startswith(one) for one in articles if "'" in one)
    )
    if not opens and not (words and words[0] in words_of("common", language, "roles")):
        return False
    return len(words) > 1 and not any(is_speech(word, language) for word in words[1:])


def _is_something(after: str, language: str) -> bool:
    """Whether "is a …" follows, or, in a language without articles, "это …"."""
    words = [fold(word) for word in _WORD.findall(after[:120])][:3]
    if len(words) < 2 or not regex.match(r"\s*(?:[—–-]\s*)?[\p{L}]", after):
        return False
    copulas, articles = _listed(language, "copulas"), _listed(language, "articles")
    return words[0] in copulas and (not articles or words[1] in articles)


def _is_called(before: str, after: str, language: str) -> bool:
    """Whether "the operator, " stands before the name and its clause ends there or goes on after a comma."""
    match = regex.search(r"(?:^|[\s(])([^\s,.;:]+)\s((?:[\p{Ll}’'\-]+\s?){1,5}),\s$", before)
    if not match or not regex.match(r"[,.;]", after):
        return False
    words = [fold(word) for word in _WORD.findall(match[2])]
    return fold(match[1]) in _listed(language, "articles") and not any(
        is_speech(word, language) for word in words
    )


def _has_role(before: str, language: str) -> bool:
    words = _WORD.findall(before[-60:])
    return bool(words) and before.endswith(" ") and fold(words[-1]) in words_of("common", language, "roles")


@lru_cache(maxsize=64)
def _listed(language: str, kind: str) -> frozenset[str]:
    return frozenset(fold(word) for word in table("explain", language).get(kind, "").split())
