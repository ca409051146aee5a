"""A query in other languages: what stands for the same in the table of what readers follow.

A word or two do not say enough for vectors, which are good at sentences; the table of concepts
(`broadsheet.understand.hashtags_concepts`) knows "earthquake" in the words of every language it has.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from broadsheet.search.match import Expression, Phrase, Wish, express, gathered, phrase_in
from broadsheet.search.tokens import languages_of, tokens
from broadsheet.search.types import Query
from broadsheet.understand.hashtags_concepts import concepts

_MOST_WORDS = 4  # of a query that are one concept: "central bank interest rate"
_Key = tuple[str, tuple[str, ...]]


def translated(query: Query) -> Expression | None:
    """The query with the words of all languages in the place of those that are a concept's.

    What is no concept (a name) stays as it is.

    Returns:
        None if nothing in it is a concept, or the very words are wanted.
    """
    if query.strict or not query.wanted:
        return None
    plain = express(query)
    found: list[tuple[Wish, ...]] = []
    any_concept, place = False, 0
    while place < len(query.wanted):
        length, keys = _longest(query, place)
        if keys:
            any_concept = True
            found.append((Wish(_words(keys)),))
        else:
            found += express(Query((query.wanted[place],))).wanted
        place += length
    return Expression(tuple(found), plain.excluded) if any_concept else None


def is_concept(word: str) -> bool:
    """Whether a word is one of the table's, in whatever language."""
    return bool(_concepts_of(word))


def _longest(query: Query, place: int) -> tuple[int, tuple[str, ...]]:
    """How many of the words from `place` on are one concept, and which; 1 and none if they are not."""
    for length in range(min(_MOST_WORDS, len(query.wanted) - place), 0, -1):
        part = query.wanted[place : place + length]
        if all(len(wishes) == 1 for wishes in part):
            keys = _concepts_of(" ".join(wishes[0].text for wishes in part))
            if keys:
                return length, keys
    return 1, ()


@lru_cache(maxsize=1_024)
def _concepts_of(text: str) -> tuple[str, ...]:
    """The concepts that these words are, as a language written in their letters has them."""
    table = _table()
    keys = (
        key
        for language in (*languages_of(text), "zh", "ja", "ko", "th")
        for key in table.get((language, _tokens(text, language)), ())
    )
    return tuple(dict.fromkeys(keys))


def _tokens(text: str, language: str) -> tuple[str, ...]:
    return tuple(token for token, _, _ in tokens(text, language))


@cache
def _table() -> dict[_Key, tuple[str, ...]]:
    """Concepts by language and words as the index has them."""
    found: dict[_Key, dict[str, None]] = {}
    for key, concept in concepts().items():
        for language, words in concept.words.items():
            for word in words:
                found.setdefault((language, _tokens(word, language)), {})[key] = None
    return {key: tuple(mine) for key, mine in found.items() if key[1]}


@cache
def _words_of(key: str) -> tuple[tuple[Phrase, str], ...]:
    found: list[tuple[Phrase, str]] = []
    for language, words in concepts()[key].words.items():
        found += [(phrase_in(word, language), language) for word in words]
    return tuple(found)


def _words(keys: Sequence[str]) -> tuple[Phrase, ...]:
    return gathered(pair for key in keys for pair in _words_of(key))
