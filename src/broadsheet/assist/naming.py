"""Whether the names of a sentence stand in the texts it rests on, in whatever form or script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from anyascii import anyascii
from rapidfuzz.fuzz import ratio

from broadsheet.assist.checkwords import UNSPACED_LANGUAGES, Forms, table
from broadsheet.assist.statements import Statement, Token
from broadsheet.understand.dates import calendar_words
from broadsheet.understand.forms import base_forms
from broadsheet.understand.names_cased import is_speech
from broadsheet.understand.names_key import name_key
from broadsheet.understand.numbers import is_unit_word
from broadsheet.understand.tables import fold, words_of
from broadsheet.understand.terms import fold_term as _fold_term

ALIKE = 80
"""Likeness of 100 from which two transliterations are one name ("Hester", "هستر" by its consonants)."""
STEM = 4
ENDING = 3
fold_term = lru_cache(maxsize=50_000)(_fold_term)
_VOWELS = str.maketrans("", "", "aeiouyw'`’ ")
_VOWELLESS = frozenset(["ar", "fa", "he", "ur", "ckb"])


@dataclass(slots=True)
class Evidence:
    """The words of texts in the forms in which a name may be found again."""

    folded: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    heads: dict[str, list[str]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    lands: set[str] = field(default_factory=set)
    acronyms: set[str] = field(default_factory=set)
    initials: set[str] = field(default_factory=set)
    sounds: list[str] = field(default_factory=list)
    bones: list[str] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)


def gather(statements: Sequence[Statement]) -> Evidence:
    """The evidence of the texts that a sentence rests on."""
    found = Evidence()
    for one in statements:
        found.languages.add(one.language)
        found.texts.append(one.text)
        found.lands.update(code for _, code in one.lands)
        for span in one.names:
            found.keys.add(name_key(one.text[slice(*span)], one.language))
        if one.language in UNSPACED_LANGUAGES:
            continue
        run = ""
        for token in one.tokens:
            forms = _forms(token.folded, one.language)
            found.folded.add(token.folded)
            found.forms.update(forms)
            found.forms.add(token.stem)
            found.heads.setdefault(fold_term(token.folded)[:STEM], []).append(fold_term(token.folded))
            written = one.text[slice(*token.span)].replace(".", "")
            if written.isupper() and len(written) > 1:
                found.acronyms.add(written)
            first = written[:1]
            if first.isupper():
                run += first
                found.initials.update(run[at:] for at in range(max(0, len(run) - 6), len(run) - 1))
            elif token.content:
                run = ""
            sound = _sound(token.folded)
            if len(sound) > 2:
                found.sounds.append(sound)
                if one.language in _VOWELLESS:
                    found.bones.append(sound.translate(_VOWELS))
    return found


@lru_cache(maxsize=50_000)
def _sound(folded: str) -> str:
    return anyascii(folded).lower()


@lru_cache(maxsize=50_000)
def _forms(folded: str, language: str) -> frozenset[str]:
    """What a word may be a form of, without accents."""
    found = {folded, *base_forms(folded, language)}
    for part in folded.replace("’", "'").split("-"):
        head, mark, tail = part.partition("'")
        found |= {part, tail if len(head) <= 2 and mark and len(tail) > 2 else head}
    return frozenset(found | {fold_term(one) for one in found})


def first_unborne_name(stated: Statement, evidence: Evidence) -> str:
    """The first name of a sentence that the texts do not have; "" if they have all."""
    for token in unborne_words(stated, evidence):
        return stated.text[slice(*token.span)]
    return first_unborne_long_name(stated, evidence)


def unborne_words(stated: Statement, evidence: Evidence) -> Iterator[Token]:
    """The words of a sentence's names, where capitals show them, that the texts do not have."""
    for token in _named(stated):
        if not _is_found(token.folded, stated, token, evidence):
            yield token


def first_unborne_long_name(stated: Statement, evidence: Evidence) -> str:
    """The first name that the texts do not have of those that capitals do not show; "" if they have all."""
    if stated.language == "de" and (pair := _first_unborne_pair(stated, evidence)):
        return pair
    return _first_unborne_land(stated, evidence) or _first_unborne_span(stated, evidence)


def _first_unborne_pair(stated: Statement, evidence: Evidence) -> str:
    """Two words with capitals side by side, neither of which the texts have: in German a name, most often."""
    for one, two in pairwise(stated.tokens):
        if not (one.content and two.content and stated.text[one.span[1] : two.span[0]] == " "):
            continue
        if not (stated.text[one.span[0]].isupper() and stated.text[two.span[0]].isupper()) or one.opens:
            continue
        if not any(_is_found(word.folded, stated, word, evidence) for word in (one, two)):
            return stated.text[one.span[0] : two.span[1]]
    return ""


def _first_unborne_land(stated: Statement, evidence: Evidence) -> str:
    """A country that the texts do not name."""
    for span, code in stated.lands:
        words = [token for token in stated.tokens if span[0] <= token.span[0] < span[1]]
        written = stated.text[slice(*span)]
        if code in evidence.lands or any(written in text for text in evidence.texts):
            continue
        if stated.language in UNSPACED_LANGUAGES or not any(
            _is_found(word.folded, stated, word, evidence) for word in words
        ):
            return written
    return ""


def _first_unborne_span(stated: Statement, evidence: Evidence) -> str:
    """A name in a script without capitals."""
    if stated.reading.cased:
        return ""
    for span in stated.names:
        name = stated.text[slice(*span)]
        if name_key(name, stated.language) in evidence.keys or any(name in text for text in evidence.texts):
            continue
        if stated.language in UNSPACED_LANGUAGES:
            if evidence.languages & UNSPACED_LANGUAGES and not _shares_letters(name, evidence):
                return name
            continue
        words = [token for token in stated.tokens if span[0] <= token.span[0] < span[1] and token.content]
        if words and not any(_is_found(word.folded, stated, word, evidence) for word in words):
            return name
    return ""


def _shares_letters(name: str, evidence: Evidence) -> bool:
    """Whether most pairs of letters of a name stand in the texts: “东渡码头” of “南屿东渡码头”."""
    pairs = [name[at : at + 2] for at in range(len(name) - 1)]
    found = sum(any(pair in text for text in evidence.texts) for pair in pairs)
    return found * 2 >= len(pairs) > 0


def _named(stated: Statement) -> Iterable[Token]:
    """The words of a sentence that are written as names."""
    if not stated.reading.cased:
        return
    persons = {place for start, stop in stated.persons for place in range(start, stop)}
    names = {
        place
        for start, stop in stated.names
        if stated.text.find(" ", start, stop) > 0
        for place in range(start, stop)
    }
    moments = {place for one in stated.moments for place in range(*one.span)}
    tokens = stated.tokens
    for number, token in enumerate(tokens):
        written = stated.text[slice(*token.span)]
        start = token.span[0]
        if (
            start in moments
            or not token.content
            or not written[0].isupper()
            or is_common_word(token.folded, stated.language)
        ):
            continue
        beside = (tokens[number + 1 : number + 2], tokens[max(0, number - 1) : number])
        if (
            token.opens
            and not (written.isupper() and len(written) > 1)
            and not any(_touches(stated, token, other) and other.capital for other in beside[0])
        ):
            continue
        if stated.language == "de" and not (
            start in persons or start in names or (written.isupper() and len(written) > 1)
        ):
            continue
        yield token


def _touches(stated: Statement, token: Token, other: Token) -> bool:
    return stated.text[token.span[1] : other.span[0]] in (" ", "\u00a0", "-")


def is_common_word(folded: str, language: str) -> bool:
    """Whether a word is no name in spite of its capital letter: a title, a day, a unit."""
    return (
        any(folded in words_of("common", language, kind) for kind in ("stop", "roles", "orgs"))
        or is_speech(folded, language)
        or folded in calendar_words(language)
        or is_unit_word(folded, language)
        or _titles(language).get(folded) is not None
    )


@lru_cache(maxsize=64)
def _titles(language: str) -> Forms:
    return Forms((word, True) for word in table("names", language).get("titles", "").split())


def _is_found(folded: str, stated: Statement, token: Token, evidence: Evidence) -> bool:
    """Whether the texts have a word of a name: in any form, as an acronym, in another script."""
    language = stated.language
    forms = _forms(folded, language)
    if forms & evidence.forms or token.stem in evidence.forms:
        return True
    plain = fold_term(folded)
    if len(plain) > STEM and any(_is_form(plain, other) for other in evidence.heads.get(plain[:STEM], ())):
        return True
    written = stated.text[slice(*token.span)].replace(".", "")
    if written.isupper() and len(written) > 1 and written in evidence.initials:
        return True
    if _is_spelled_out(stated, token, evidence):
        return True
    if evidence.languages <= {language}:
        return False
    for span, code in stated.lands:
        if span[0] <= token.span[0] < span[1] and code in evidence.lands:
            return True
    return _sounds_found(folded, language, evidence)


def _is_form(plain: str, other: str) -> bool:
    """Whether two words are one with different endings."""
    same = next(
        (at for at, (one, two) in enumerate(zip(plain, other, strict=False)) if one != two),
        min(len(plain), len(other)),
    )
    return same >= STEM and len(plain) - same <= ENDING and len(other) - same <= ENDING


def _is_spelled_out(stated: Statement, token: Token, evidence: Evidence) -> bool:
    """Whether the word is of a run whose initials the texts have: “European Union” for “EU”."""
    near = [
        one
        for one in stated.tokens
        if abs(one.span[0] - token.span[0]) < 60 and stated.text[one.span[0]].isupper()
    ]
    letters = "".join(stated.text[one.span[0]] for one in near)
    return any(
        letters[start:stop].upper() in evidence.acronyms
        for start in range(len(letters))
        for stop in range(start + 2, min(start + 6, len(letters)) + 1)
    )


def _sounds_found(folded: str, language: str, evidence: Evidence) -> bool:
    """Whether a text in another script has the name by its sound; what cannot be told is believed."""
    if name_key(folded, language) in evidence.keys:
        return True
    if evidence.languages & UNSPACED_LANGUAGES or language in UNSPACED_LANGUAGES:
        return True
    sound = _sound(fold(folded))
    if any(
        ratio(sound, other) >= ALIKE or (len(sound) > STEM and other.startswith(sound[:-1]))
        for other in evidence.sounds
    ):
        return True
    bones = sound.translate(_VOWELS)
    if language in _VOWELLESS:
        return any(ratio(bones, other.translate(_VOWELS)) >= ALIKE - 15 for other in evidence.sounds)
    return any(
        ratio(bones, other) >= ALIKE - 15 or (len(bones) > 2 and other.endswith(bones))
        for other in evidence.bones
    )
