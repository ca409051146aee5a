"""What two articles about one event share whatever language they are in: cities, names, numbers, hashtags.

Names in other scripts, and in other cases, meet by what is left of their sound: the consonants, those that
languages exchange as one ("Kesh", "Кеш", "Kesz"; "Sangbast", "سنگ‌بست").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from broadsheet.understand.types import Hashtag, Name, Number, Place

KEPT = 24
_HASHTAGS, _PLACES, _NAMES, _NUMBERS = 6, 4, 9, 5
_COUNTRY = 2  # letters of a country's key: countries are what all the news of a day has in common
_LEAST_SOUNDS = 2
_LEAST_NUMBER = 12  # smaller whole numbers are in every article

# One letter for one sound, as transliterations write it; the longer spellings first.
_SPELLED = "sch=s sh=s zh=z ch=c kh=k ph=f sz=s cz=c tz=c ts=c th=t gh=g dj=j ck=k qu=k"
_SPELLINGS = [(pair.partition("=")[0], pair[-1]) for pair in _SPELLED.split()]
# What one script writes where another has no such letter; vowels are no part of it.
_SOUNDS = str.maketrans({"q": "k", "v": "b", "p": "b", "c": "k", "x": "ks", "z": "s", "j": "g"})
_SILENT = str.maketrans("", "", "aeiouywh")
_DOUBLED = re.compile(r"(.)\1+")


def article_cognates(
    places: Sequence[Place], names: Sequence[Name], numbers: Sequence[Number], hashtags: Sequence[Hashtag]
) -> tuple[str, ...]:
    """Up to `KEPT` keys that another language's report of the event may share, each once.

    Args:
        places, names: the most mentioned first.
        numbers: in the order of the text.
        hashtags: the weightiest first.
    """
    return (
        *_some((f"#{tag.key}" for tag in hashtags), _HASHTAGS),
        *_some((f"@{place.key}" for place in places if len(place.key) > _COUNTRY), _PLACES),
        *_some((f"n{sound}" for name in names for sound in _sounds(name.key)), _NAMES),
        *_some((f"d{number.value}" for number in numbers if _tells(number.value)), _NUMBERS),
    )


def _some(keys: Iterable[str], most: int) -> Iterator[str]:
    return islice(dict.fromkeys(keys), most)


def _sounds(key: str) -> list[str]:
    """The consonants of the words of a name's key, where there are enough of them."""
    return [sound for word in key.split() if len(sound := consonants(word)) >= _LEAST_SOUNDS]


@lru_cache(maxsize=50_000)
def consonants(word: str) -> str:
    """What is left of a word of lower-case ASCII letters: its consonants, one for all that sound alike."""
    for spelling, sound in _SPELLINGS:
        word = word.replace(spelling, sound)
    return _DOUBLED.sub(r"\1", word.translate(_SOUNDS).translate(_SILENT))


def _tells(value: str) -> bool:
    """Whether a number (a plain decimal) says something: 5.9 and 340 do, 3 does not."""
    return "." in value or len(value) > 2 or (value.isdigit() and int(value) >= _LEAST_NUMBER)
