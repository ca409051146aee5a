"""Which countries a text names, in any language: by name or by what their people are called.

Cities are left out: their gazetteer takes seconds to load, and their names are words of the text anyway.
"""

from __future__ import annotations

from broadsheet.understand.forms import base_forms
from broadsheet.understand.gazetteer import SHORTEST_UNSPACED, Countries, countries, name_key
from broadsheet.understand.reading import Reading
from broadsheet.understand.types import Span

LONGEST_RUN = 4
LONGEST_UNSPACED = 9
LONGEST_ENDING = 5
SHORTEST = 4


def find_lands(reading: Reading) -> tuple[tuple[Span, str], ...]:
    """Where countries are named, each with its ISO 3166 code, in order."""
    known = countries(reading.language)
    return tuple(_unspaced(reading.text, known) if reading.unspaced else _spaced(reading, known))


def _spaced(reading: Reading, known: Countries) -> list[tuple[Span, str]]:
    found: list[tuple[Span, str]] = []
    keys = [name_key(word.text) for word in reading.words]
    place = 0
    while place < len(keys):
        word, taken = reading.words[place], 1
        code = ""
        if keys[place] in known.firsts:
            for length in range(LONGEST_RUN, 1, -1):
                code = known.names.get(" ".join(keys[place : place + length]), "")
                if code:
                    taken = length
                    break
        if (
            not code
            and (word.capital or not reading.cased)
            and (len(keys[place]) >= SHORTEST or word.text.isupper())
        ):
            forms = base_forms(keys[place], reading.language)
            code = next((known.names[form] for form in forms if form in known.names), "")
        code = code or _people(keys[place], known)
        if code:
            found.append(((word.start, reading.words[min(place + taken, len(keys)) - 1].end), code))
        place += taken
    return found


def _people(key: str, known: Countries) -> str:
    """The country of a demonym."""
    if key in known.demonyms:
        return known.demonyms[key]
    for cut in range(min(LONGEST_ENDING, len(key) - SHORTEST + 1) + 1):
        if key[: len(key) - cut] in known.prefixes:
            return known.prefixes[key[: len(key) - cut]]
    return ""


def _unspaced(text: str, known: Countries) -> list[tuple[Span, str]]:
    found: list[tuple[Span, str]] = []
    place = 0
    while place < len(text) - 1:
        taken = 1
        for length in range(LONGEST_UNSPACED, SHORTEST_UNSPACED - 1, -1):
            code = known.names.get(name_key(text[place : place + length]))
            if code and not text[place : place + length].isascii():
                found.append(((place, place + length), code))
                taken = length
                break
        place += taken
    return found
