"""How long a text takes to be read aloud.

By words a minute, or by letters a minute in scripts without spaces between words. The rates are those at
which native speakers read standardised texts of one content aloud (S. Trauzettel-Klosinski, K. Dietz,
*Standardized Assessment of Reading Performance: The New International Reading Speed Texts IReST*,
Investigative Ophthalmology & Visual Science 53, 2012), times `PACE`: news is read more slowly than one reads
to be tested.
"""

from __future__ import annotations

from broadsheet.understand.reading import UNSPACED

PACE = 0.75
_WORDS = {
    "ar": 138,
    "nl": 202,
    "en": 228,
    "fi": 161,
    "fr": 195,
    "de": 179,
    "he": 187,
    "it": 188,
    "pl": 166,
    "pt": 181,
    "ru": 184,
    "sl": 180,
    "es": 218,
    "sv": 199,
    "tr": 166,
}
_LETTERS = {"zh": 255, "ja": 357}
_OTHER_WORDS, _OTHER_LETTERS = 180, 300
PAUSE_S = 0.6
"""Seconds of silence after a sentence."""


def seconds_aloud(text: str, language: str) -> float:
    """Seconds that a sentence takes, its pause with it.

    Args:
        language: ISO 639 or BCP 47; for one without a measured rate a middle one is taken.
    """
    code = language.split("-")[0]
    letters = len(UNSPACED.findall(text))
    spaced = UNSPACED.sub(" ", text)
    words = sum(any(map(str.isalnum, word)) for word in spaced.split())
    minutes = words / (_WORDS.get(code, _OTHER_WORDS) * PACE)
    minutes += letters / (_LETTERS.get(code, _OTHER_LETTERS) * PACE)
    return 60 * minutes + PAUSE_S
