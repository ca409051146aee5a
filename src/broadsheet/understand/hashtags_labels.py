"""How a hashtag is written: its key, and its label in a language."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from broadsheet.understand.hashtags_concepts import category_words, concepts, table_language
from broadsheet.understand.hashtags_fold import fold, is_unspaced, to_traditional

MAX_KEY_CHARS = 60
_WORDS = re.compile("[\\w\u0900-\u0963\u0966-\u0dff\u0e00-\u0e7f]+")
_COUNTRY_CODE = re.compile(r"[A-Z]{2}")
# CLDR's English names where they are no names one would write as a hashtag.
_COUNTRY_NAMES = {
    "BA": "Bosnia and Herzegovina", "CD": "DR Congo", "CG": "Congo", "CI": "Ivory Coast",
    "HK": "Hong Kong", "MM": "Myanmar", "MO": "Macao", "PS": "Palestine", "TR": "Turkey", "SZ": "Eswatini",
}  # fmt: skip


def key_of(name: str) -> str:
    """The key a name gives: folded words with hyphens between; "" where it has no letter or digit."""
    return "-".join(_WORDS.findall(fold(name).replace("_", " ")))[:MAX_KEY_CHARS].strip("-")


def label_of(name: str, language: str = "") -> str:
    """A name as one word: CamelCase where the script has capitals, underscores where it has none.

    Scripts that put no spaces between words are left as they are ("南海").
    """
    words = _WORDS.findall(unicodedata.normalize("NFC", name).replace("_", " "))
    if any(is_unspaced(letter) for letter in name):
        return "".join(words)
    cased = any(letter.upper() != letter or letter.lower() != letter for word in words for letter in word)
    return "".join(_capital(word[0], language) + word[1:] for word in words) if cased else "_".join(words)


def _capital(letter: str, language: str) -> str:
    return "İ" if letter == "i" and language.startswith(("tr", "az")) else letter.upper()


@cache
def territories(language: str) -> dict[str, str]:
    """Names of countries by ISO 3166 code in a language (Unicode CLDR); in English if it is unknown there."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        locale = Locale("en")
    return {code: name for code, name in locale.territories.items() if _COUNTRY_CODE.fullmatch(code)}


@cache
def countries_by_key() -> dict[str, str]:
    """ISO 3166 codes by the keys of their hashtags."""
    return {country_key(code): code for code in territories("en")}


def country_name(code: str) -> str:
    """The English name of a country that its hashtag is made of; "" for an unknown code."""
    return _COUNTRY_NAMES.get(code) or territories("en").get(code, "")


def country_key(code: str) -> str:
    """The key of a country's hashtag: "ukraine", "united-states"; "" for an unknown code."""
    return key_of(country_name(code))


def country_label(code: str, language: str) -> str:
    """A country's label in a language."""
    name = territories(language).get(code, "")
    if not name or (code in _COUNTRY_NAMES and name == territories("en").get(code)):
        name = country_name(code)
    return label_of(name, language)


@cache
def _zones_by_key() -> dict[str, str]:
    """Time zones by the keys of the cities they are called after: "moscow" to "Europe/Moscow"."""
    zones = (zone.split("/") for zone in get_global("zone_territories") if zone.count("/") == 1)
    return {key_of(city): f"{area}/{city}" for area, city in zones if area != "Etc"}


def city_label(key: str, language: str) -> str:
    """A great city's label in a language, as far as Unicode CLDR names it; "" where it does not.

    CLDR names the cities that time zones are called after, some 400, in all its languages.
    """
    zone = _zones_by_key().get(key)
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return ""
    name = locale.time_zones.get(zone, {}).get("city", "") if zone else ""
    return label_of(name, language)


def concept_label(key: str, language: str) -> str:
    """A concept's or category's label in a language of the tables, else in English; "" for an unknown key."""
    concept = concepts().get(key)
    words = concept.words if concept else category_words().get(key, {})
    own = words.get(table_language(language)) or words.get("en")
    if not own:
        return ""
    return label_of(to_traditional(own[0]) if is_traditional_tag(language) else own[0], language)


def is_traditional_tag(language: str) -> bool:
    """Whether a language tag asks for traditional Chinese characters ("zh-Hant", "zh-TW")."""
    parts = language.replace("_", "-").casefold().split("-")
    return parts[0] in ("zh", "yue") and bool({"hant", "tw", "hk", "mo"} & set(parts))


def label_for(key: str, interface_language: str) -> str:
    """The label of a hashtag in the reader's language.

    Args:
        key: of a `Hashtag`.
        interface_language: BCP 47 or ISO 639 ("pt-BR", "de").

    Returns:
        The concept's, country's or great city's name in that language where it is known; else the key as
        one word.
    """
    known = concept_label(key, interface_language)
    if known:
        return known
    code = countries_by_key().get(key)
    if code:
        return country_label(code, interface_language)
    return city_label(key, interface_language) or label_of(key.replace("-", " "))
