"""A query in the words of the index, and how each database is asked for it.

Words in letters and digits only, so that no query can be anything but words to the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from broadsheet.search.tokens import forms, languages_of, query_runs, tokens
from broadsheet.search.types import Query, Wanted

EVERYTHING = "=all"
"""What every article has in the index."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of the index that stand one after another; with `prefix` the last one is only begun.

    With `languages` they count in articles of these languages only: stemmed as Serbian, the Russian "паром"
    (ferry) is the word for steam.
    """

    tokens: tuple[str, ...]
    prefix: bool = False
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """One or another of these phrases, in the title if `in_title`."""

    phrases: tuple[Phrase, ...]
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Expression:
    """What an article's row in the index must have.

    Attributes:
        wanted: all of these, each of them one or another wish.
        excluded: none of these.
        facets: of each group one; `no_facets`: none. Marks as `facet` makes them.
    """

    wanted: tuple[tuple[Wish, ...], ...] = ()
    excluded: tuple[Wish, ...] = ()
    facets: tuple[tuple[str, ...], ...] = ()
    no_facets: tuple[str, ...] = ()

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """All that is looked for, for marking it in texts."""
        return tuple(phrase for wishes in self.wanted for wish in wishes for phrase in wish.phrases)


def facet(kind: str, value: object) -> str:
    """The mark of an article's publisher ("p", id), language ("l"), category ("c") or hashtag ("h", id)."""
    return f"={kind}{''.join(letter for letter in str(value) if letter.isalnum())}"


def express(query: Query) -> Expression:
    """The query's words in the words of the index; what has no letters is left out."""
    wanted = [tuple(filter(None, map(_wish, wishes))) for wishes in query.wanted]
    excluded = tuple(filter(None, map(_wish, query.excluded)))
    return Expression(tuple(filter(None, wanted)), excluded)


def _wish(wanted: Wanted) -> Wish | None:
    runs = query_runs(wanted.text)
    if not runs:
        return None
    if len(runs) == 1 and not runs[0][1]:
        found = [(Phrase((form,)), language) for form, language in forms(runs[0][0])]
    else:
        languages = ("", *languages_of(wanted.text))
        found = [(phrase_in(wanted.text, language), language) for language in languages]
    kept = gathered(found)
    return Wish(kept, wanted.in_title) if kept else None


def gathered(found: Iterable[tuple[Phrase, str]]) -> tuple[Phrase, ...]:
    """Each phrase once, with all the languages it was made for; "" among them: for every language."""
    languages: dict[Phrase, list[str]] = {}
    for phrase, language in found:
        if phrase.tokens:
            languages.setdefault(phrase, []).append(language)
    return tuple(
        phrase if "" in mine else replace(phrase, languages=tuple(dict.fromkeys(mine)))
        for phrase, mine in languages.items()
    )


def phrase_in(text: str, language: str) -> Phrase:
    """The text's words one after another; the last letter of a run without spaces need not end the run."""
    found = [token for token, _, _ in tokens(text, language)]
    last, unspaced = query_runs(text)[-1]
    if not unspaced:
        return Phrase(tuple(found))
    if len(last) == 1 or len(found) == 1:
        return Phrase(tuple(found), prefix=True)
    return Phrase(tuple(found[:-1]))


def to_fts5(expression: Expression) -> str:
    """The expression as SQLite's FTS5 reads it (https://www.sqlite.org/fts5.html, section 3)."""
    needed = [" OR ".join(map(_fts5_wish, wishes)) for wishes in expression.wanted]
    needed += [_fts5_facets(group) for group in expression.facets]
    asked = " AND ".join(f"({part})" for part in needed) or _fts5_facets((EVERYTHING,))
    refused = list(map(_fts5_wish, expression.excluded))
    refused += [_fts5_facets((mark,)) for mark in expression.no_facets]
    return f"({asked}) NOT ({' OR '.join(refused)})" if refused else asked


def _fts5_wish(wish: Wish) -> str:
    columns = "title" if wish.in_title else "title text"
    parts = []
    for languages, phrases in _by_languages(wish.phrases).items():
        words = " OR ".join(
            f'"{" ".join(phrase.tokens)}"{" *" if phrase.prefix else ""}' for phrase in phrases
        )
        part = f"{{{columns}}} : ({words})"
        marks = tuple(facet("l", language) for language in languages)
        parts.append(f"({part} AND {_fts5_facets(marks)})" if marks else part)
    return " OR ".join(parts)


def _by_languages(phrases: Sequence[Phrase]) -> dict[tuple[str, ...], list[Phrase]]:
    found: dict[tuple[str, ...], list[Phrase]] = {}
    for phrase in phrases:
        found.setdefault(phrase.languages, []).append(phrase)
    return found


def _fts5_facets(marks: Sequence[str]) -> str:
    return "{facets} : (" + " OR ".join(f'"{mark}"' for mark in marks) + ")"


def to_tsquery(expression: Expression) -> str:
    """The expression as PostgreSQL reads a tsquery (its manual, section 8.11.2)."""
    needed = [" | ".join(_ts_wish(wish) for wish in wishes) for wishes in expression.wanted]
    needed += [" | ".join(map(_ts_word, group)) for group in expression.facets]
    asked = [f"({part})" for part in needed] or [_ts_word(EVERYTHING)]
    asked += [f"!({_ts_wish(wish)})" for wish in expression.excluded]
    asked += [f"!{_ts_word(mark)}" for mark in expression.no_facets]
    return " & ".join(asked)


def _ts_wish(wish: Wish) -> str:
    weight = "A" if wish.in_title else ""
    parts = []
    for languages, phrases in _by_languages(wish.phrases).items():
        words = " | ".join(f"({_ts_phrase(phrase, weight)})" for phrase in phrases)
        marks = " | ".join(_ts_word(facet("l", language)) for language in languages)
        parts.append(f"(({words}) & ({marks}))" if marks else words)
    return " | ".join(parts)


def _ts_phrase(phrase: Phrase, weight: str) -> str:
    last = len(phrase.tokens) - 1
    words = []
    for place, token in enumerate(phrase.tokens):
        marks = weight + ("*" if phrase.prefix and place == last else "")
        words.append(_ts_word(token) + (f":{marks}" if marks else ""))
    return " <-> ".join(words)


def _ts_word(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


_TEXT_GAP = 16  # places between title and text, so that no phrase spans them
_MAX_PLACES = 255  # of one word, as PostgreSQL keeps


def to_tsvector(title: str, text: str, facets: Sequence[str]) -> str:
    """An article's words with their places as PostgreSQL reads a tsvector (its manual, section 8.11.1)."""
    places: dict[str, list[str]] = {}
    words = title.split(" ") if title else []
    for place, word in enumerate(words, 1):
        places.setdefault(word, []).append(f"{place}A")
    for place, word in enumerate(text.split(" ") if text else [], len(words) + _TEXT_GAP):
        places.setdefault(word, []).append(str(min(place, 16_383)))
    parts = [f"{_ts_word(word)}:{','.join(where[:_MAX_PLACES])}" for word, where in places.items()]
    return " ".join([*parts, *map(_ts_word, facets)])
