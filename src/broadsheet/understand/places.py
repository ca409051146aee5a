"""Which countries and cities an article mentions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from babel import Locale

from broadsheet.understand.forms import base_forms
from broadsheet.understand.gazetteer import (
    LONGEST_UNSPACED,
    SHORTEST_UNSPACED,
    Cities,
    City,
    Countries,
    cities,
    countries,
    name_key,
)
from broadsheet.understand.reading import Reading, Word
from broadsheet.understand.tables import fold, words_of
from broadsheet.understand.types import Place, Span

MOST_WORDS = 4
MOST_PLACES = 40
KNOWN_CITY = 150_000
"""Inhabitants from which a city's name alone is evidence; a smaller one needs its country."""
WELL_KNOWN_CITY = 400_000
GREAT_CITY = 1_000_000
UNSPACED_CITY = 300_000
SHORTEST_FORM = 4
COUNTRY_BONUS = 2.0
DEMONYM_ENDING = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """A place's name in the text: a country's code, or the cities it may be."""

    span: Span
    country: str = ""
    cities: tuple[City, ...] = ()
    sure: bool = True
    foreign: bool = False
    """Whether it is no city's own name, but one that another language gives it."""
    within: bool = False
    """Whether the word is a part of a longer name that is no place's: “Jack London”."""


def find_mentions(reading: Reading) -> list[Mention]:
    """All names of places in a text, in order, none within another."""
    if reading.unspaced:
        return list(_unspaced_mentions(reading))
    return list(_spaced_mentions(reading))


def choose_places(title: list[Mention], text: list[Mention]) -> tuple[Place, ...]:
    """The places that mentions stand for, most mentioned first.

    A name of several cities goes to the one whose country is spoken of, then to the greatest. A small town is
    believed only where its country is spoken of.
    """
    mentions = [*title, *text]
    spoken = Counter(mention.country for mention in mentions if mention.country)
    spoken.update(mention.cities[0].country for mention in mentions if _is_unmistakable(mention.cities))
    counts: Counter[str] = Counter()
    titled: set[str] = set()
    named: dict[str, tuple[str, str]] = {}
    for place, mention in enumerate(mentions):
        if mention.country:
            key, name, country = mention.country, country_name(mention.country), mention.country
        else:
            city = max(
                mention.cities,
                key=lambda one: math.log10(one.population + 1) + COUNTRY_BONUS * (one.country in spoken),
            )
            if not _is_believed(city, mention, spoken):
                continue
            key, name, country = f"g{city.key}", city.name, city.country
        counts[key] += 1
        named[key] = (name, country)
        if place < len(title):
            titled.add(key)
    order = sorted(counts, key=lambda key: (-(counts[key] + 2 * (key in titled)), key))
    return tuple(Place(key, *named[key], counts[key], key in titled) for key in order[:MOST_PLACES])


def _is_unmistakable(named: tuple[City, ...]) -> bool:
    """Whether it is a great city whose name no other great or well-known one bears: it tells its country."""
    return (
        bool(named)
        and named[0].population >= WELL_KNOWN_CITY
        and all(city.country == named[0].country or city.population < KNOWN_CITY for city in named)
    )


def _is_believed(city: City, mention: Mention, spoken: Counter[str]) -> bool:
    if mention.within or (mention.foreign and city.population < GREAT_CITY and city.country not in spoken):
        return False
    if city.population >= KNOWN_CITY:
        return mention.sure or city.country in spoken or city.population >= WELL_KNOWN_CITY
    return mention.sure and city.country in spoken


def without_surnames(mentions: list[Mention], names: list[Span]) -> list[Mention]:
    """The mentions without the cities that are a part of somebody's name, there or elsewhere."""
    longer = {
        mention.span
        for mention in mentions
        for start, end in names
        if mention.cities
        and start <= mention.span[0]
        and mention.span[1] <= end
        and mention.span != (start, end)
    }
    last = {mention.cities for mention in mentions if mention.span in longer and mention.within}
    return [
        mention
        for mention in mentions
        if mention.span not in longer
        and not (mention.cities in last and mention.cities[0].population < GREAT_CITY)
    ]


def country_name(code: str) -> str:
    """A country's name in English (Unicode CLDR)."""
    name: str = Locale("en").territories.get(code, code)
    return name


def _spaced_mentions(reading: Reading) -> Iterator[Mention]:
    known, all_cities = countries(reading.language), cities()
    lower = {word.text for word in reading.words if not word.capital} if reading.cased else set()
    keys = [name_key(word.text) for word in reading.words]
    place = 0
    while place < len(reading.words):
        mention, taken = _mention_at(reading, keys, place, known, all_cities, lower)
        if mention:
            yield mention
        place += taken


def _mention_at(
    reading: Reading, keys: list[str], place: int, known: Countries, all_cities: Cities, lower: set[str]
) -> tuple[Mention | None, int]:
    """The longest name that begins with a word, and how many words it takes (1 where there is none)."""
    word, key = reading.words[place], keys[place]
    if reading.cased and not word.capital:
        return _demonym(word, key, known), 1
    if key in known.firsts or key in all_cities.firsts:
        for length in range(MOST_WORDS, 1, -1):
            if place + length <= len(keys) and _is_run(reading, place, length):
                joined = " ".join(keys[place : place + length])
                span = (word.start, reading.words[place + length - 1].end)
                if joined in known.names:
                    return Mention(span, known.names[joined]), length
                if joined in all_cities.names:
                    return Mention(span, cities=all_cities.names[joined]), length
    span = (word.start, word.end)
    forms = base_forms(key, reading.language)
    if key in _acronyms(known) and not word.text.replace(".", "").isupper():
        return None, 1
    inflected = reading.language == "ko" or len(key) >= SHORTEST_FORM
    for form in forms if inflected else forms[:1]:
        if form in known.names:
            return Mention(span, known.names[form]), 1
    demonym = _demonym(word, key, known)
    if demonym:
        return demonym, 1
    for form in forms if inflected else forms[:1]:
        found = all_cities.names.get(form, ())
        if form != key:
            found = tuple(city for city in found if city.population >= KNOWN_CITY)
        if found and not _is_word(reading, place, word, lower):
            # A city's own name goes before what another language calls a greater one: Puno, not Pune.
            found = tuple(sorted(found, key=lambda city: name_key(city.name) != form))
            within = _is_within(reading, place)
            sure = not within and _is_sure(reading, place)
            return Mention(span, cities=found, sure=sure, foreign=_is_foreign(form, found), within=within), 1
    return None, 1


def _acronyms(known: Countries) -> frozenset[str]:
    """“us” and “uk” are countries in capitals only."""
    return frozenset(
        name
        for name in ("us", "uk", "usa", "as", "vs", "drc", "uae", "eua", "abd", "rdc", "bae")
        if name in known.names
    )


def _demonym(word: Word, key: str, known: Countries) -> Mention | None:
    code = known.demonyms.get(key)
    if code is None:
        for cut in range(min(DEMONYM_ENDING, len(key) - 3) + 1):
            code = known.prefixes.get(key[: len(key) - cut])
            if code:
                break
    return Mention((word.start, word.end), code) if code else None


def _is_run(reading: Reading, place: int, length: int) -> bool:
    """Whether nothing but a space or hyphen parts the words."""
    words = reading.words[place : place + length]
    return all(reading.text[one.end : two.start] in (" ", "-", ". ") for one, two in pairwise(words))


def _is_word(reading: Reading, place: int, word: Word, lower: set[str]) -> bool:
    """Whether a city's name is an ordinary word here: a function word, small elsewhere, after an article."""
    folded = fold(word.text)
    for kind in ("stop", "speech", "roles", "links", "orgs"):
        if folded in words_of("common", reading.language, kind):
            return True
    if word.text.lower() in lower:
        return True
    if place and reading.language in ("de", "en"):
        before = fold(reading.words[place - 1].text)
        return (
            before in words_of("common", reading.language, "articles")
            and word.start - reading.words[place - 1].end == 1
        )
    return False


def _is_foreign(form: str, found: tuple[City, ...]) -> bool:
    return form[0] < "\u0250" and all(name_key(city.name) != form for city in found)


def _is_within(reading: Reading, place: int) -> bool:
    """Whether the word is a part of a longer name, as of “Jack London” and “Reading Rovers”."""
    if not reading.cased or reading.language == "de":
        return False
    words, word = reading.words, reading.words[place]
    before = words[place - 1] if place and word.start - words[place - 1].end == 1 else None
    after = words[place + 1] if place + 1 < len(words) and words[place + 1].start - word.end == 1 else None
    if before and fold(before.text) in words_of("common", reading.language, "near"):
        return False
    if before and before.capital and not before.opens and not _is_common(before, reading.language):
        return True
    return bool(after and after.capital and not _is_common(after, reading.language))


def _is_common(word: Word, language: str) -> bool:
    """Whether a capital letter makes no name of the word: a title, a function word, a demonym."""
    folded = fold(word.text)
    known = countries(language)
    return (
        folded in words_of("common", language, "roles")
        or folded in words_of("common", language, "stop")
        or _demonym(word, folded, known) is not None
        or any(form in known.names for form in base_forms(folded, language))
    )


def _is_sure(reading: Reading, place: int) -> bool:
    """Whether it stands where places do: after a preposition, before a dateline's dash, within a sentence."""
    words, word = reading.words, reading.words[place]
    before = words[place - 1] if place and word.start - words[place - 1].end == 1 else None
    near = before is not None and fold(before.text) in words_of("common", reading.language, "near")
    if not reading.cased:
        return near or len(word.text) > SHORTEST_FORM
    return (
        near
        or not word.opens
        or reading.text[word.end : word.end + 2].strip(" ")[:1] in ("—", "–", "-", ",", "(")
    )


def _unspaced_mentions(reading: Reading) -> Iterator[Mention]:
    known, all_cities = countries(reading.language), cities()
    text = reading.text
    starts = {name[:2] for name in known.names}
    place = 0
    while place < len(text) - 1:
        pair = text[place : place + 2].lower()
        mention = None
        if pair in starts or pair in all_cities.unspaced_starts:
            mention = _unspaced_at(text, place, known, all_cities)
        if mention:
            yield mention
            place = mention.span[1]
        else:
            place += 1


def _unspaced_at(text: str, place: int, known: Countries, all_cities: Cities) -> Mention | None:
    for length in range(LONGEST_UNSPACED, SHORTEST_UNSPACED - 1, -1):
        piece = text[place : place + length]
        if len(piece) < length or piece.isascii():
            continue
        key = name_key(piece)
        if key in known.names:
            return Mention((place, place + length), known.names[key])
        found = tuple(city for city in all_cities.names.get(key, ()) if city.population >= UNSPACED_CITY)
        if found and (length > SHORTEST_UNSPACED or found[0].population >= GREAT_CITY):
            return Mention((place, place + length), cities=found)
    return None
