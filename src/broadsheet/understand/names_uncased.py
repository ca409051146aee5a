"""Names in scripts without capitals but with spaces (Arabic, Hindi, Korean): by what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from broadsheet.understand.forms import base_forms
from broadsheet.understand.gazetteer import countries
from broadsheet.understand.names_cased import Found, is_speech
from broadsheet.understand.names_key import known_names
from broadsheet.understand.reading import Reading, Word
from broadsheet.understand.tables import fold, words_of
from broadsheet.understand.types import Span

MOST_WORDS = 4
_VERB_FIRST = frozenset(["ar"])
"""Languages in which the speaker follows the verb of saying."""
_KOREAN_NAME = re.compile("[가-힣]{2,4}")


def spaced_names(reading: Reading, places: set[Span]) -> Iterator[Found]:
    """Well-known names, names after titles and verbs of saying, organisations by their first word."""
    found = list(_first_pass(reading, {start for start, _ in places}))
    yield from found
    # A last name alone, of one who was named in full: “السيسي”.
    taken = [span for _, span, _ in found]
    lasts = {fold(text.split(" ")[-1]) for text, _, person in found if person and " " in text}
    for word in reading.words:
        if fold(word.text) in lasts and not any(start <= word.start < end for start, end in taken):
            yield word.text, (word.start, word.end), True


def _first_pass(reading: Reading, places: set[int]) -> Iterator[Found]:
    words = reading.words
    titles = words_of("common", reading.language, "roles")
    orgs = words_of("common", reading.language, "orgs")
    known = known_names()
    place = 0
    while place < len(words):
        taken = 1
        word = words[place]
        folded = fold(word.text)
        name = _known_at(reading, place, known)
        if name:
            yield _found(reading, name, False)
            taken = len(name)
        elif reading.language == "ko":
            name = _korean(reading, place, titles)
            if name:
                yield _found(reading, name, True)
        elif any(form in orgs for form in base_forms(folded, reading.language)):
            name = [
                _without_head(word, orgs, reading.language),
                *_name_from(reading, place + 1, titles, places, 2),
            ]
            if len(name) == 3 and not name[2].text.startswith("ال"):
                name.pop()
            if len(name) > 1:
                yield _found(reading, name, False)
            taken = len(name)
        elif folded in titles or (reading.language in _VERB_FIRST and is_speech(word.text, reading.language)):
            first = place + 1
            while first < len(words) and _is_skipped(words[first], reading, titles):
                first += 1
            name = _name_from(reading, first, titles, places, MOST_WORDS)
            after_title = fold(words[first - 1].text) in titles
            if after_title and reading.language == "ar" and len(name) > 2 and name[0].text.startswith("ال"):
                name, first = name[1:], first + 1  # the ministry: “وزير الداخلية”
            while not after_title and len(name) > 2 and name[0].text.startswith("ال"):
                name, first = name[1:], first + 1  # the office: “الأمين العام”
            if (
                name and reading.language != "hi" and ((after_title and first == place + 1) or len(name) > 1)
            ) or (name and reading.language == "hi" and after_title):
                yield _found(reading, name, True)
                taken = first - place + len(name)
        place += taken


def _without_head(word: Word, orgs: frozenset[str], language: str) -> Word:
    """The word without the preposition that Arabic writes on to it: “بوزارة”."""
    for cut in range(3):
        if any(
            fold(word.text[cut:]) == form for form in base_forms(fold(word.text), language) if form in orgs
        ):
            return Word(word.text[cut:], word.start + cut, word.end, word.opens)
    return word


def _found(reading: Reading, name: list[Word], person: bool) -> Found:
    span = (name[0].start, name[-1].end)
    text = " ".join(reading.text[span[0] : span[1]].split())
    if len(name) == 1:
        known = known_names()
        text = next((form for form in base_forms(fold(text), reading.language)[1:] if form in known), text)
    return text, span, person


def _known_at(reading: Reading, place: int, known: dict[str, str]) -> list[Word]:
    for length in (3, 2, 1):
        words = list(reading.words[place : place + length])
        if len(words) < length:
            continue
        joined = " ".join(fold(word.text) for word in words)
        if any(
            form in known
            for form in (
                base_forms(joined, reading.language)
                if length == 1 or reading.language in ("ar", "ko")
                else (joined,)
            )
        ):
            return words
    return []


def _is_skipped(word: Word, reading: Reading, titles: frozenset[str]) -> bool:
    """Whether a word may stand between a title and the name: another title, a demonym, a country."""
    folded = fold(word.text)
    known = countries(reading.language)
    return any(
        form in titles or form in known.demonyms or form in known.names
        for form in base_forms(folded, reading.language)
    )


def _name_from(
    reading: Reading, first: int, titles: frozenset[str], places: set[int], most: int
) -> list[Word]:
    """The words of a name that begins at a place: until a function word, a verb of saying or a mark."""
    name: list[Word] = []
    stop = words_of("common", reading.language, "stop")
    for place in range(first, min(first + most, len(reading.words))):
        word = reading.words[place]
        folded = fold(word.text)
        between = reading.text[reading.words[place - 1].end : word.start]
        if (place > 0 and between != " ") or word.start in places:
            break
        if (
            folded in stop
            or folded in titles
            or is_speech(word.text, reading.language)
            or len(folded) < 2
            or folded.isdigit()
        ):
            break
        name.append(word)
    return name


def _korean(reading: Reading, place: int, titles: frozenset[str]) -> list[Word]:
    """A name of two to four syllables before a title: “김민수 장관은”."""
    words = reading.words
    if place + 1 >= len(words) or not _KOREAN_NAME.fullmatch(words[place].text):
        return []
    after = base_forms(fold(words[place + 1].text), "ko")
    stop = words_of("common", "ko", "stop")
    name = words[place]
    if (
        any(form in titles for form in after)
        and fold(name.text) not in stop
        and not _is_skipped(name, reading, titles)
    ):
        return [name]
    return []
