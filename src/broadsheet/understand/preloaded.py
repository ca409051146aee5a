"""Loads the tables of understanding when it is imported.

Workers forked from a process that imported this share them: 1.2 s and about 130 MB once, not in each.
"""

from __future__ import annotations

from broadsheet.understand.gazetteer import cities, countries

LANGUAGES = (
    "en",
    "es",
    "fr",
    "de",
    "ru",
    "ar",
    "zh",
    "pt",
    "it",
    "hi",
    "ja",
    "tr",
    "fa",
    "id",
    "ko",
    "pl",
    "uk",
)

cities()
for _language in LANGUAGES:
    countries(_language)
