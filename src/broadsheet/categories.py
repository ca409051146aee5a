"""The fixed list of categories, and the words by which publishers' own names map onto it."""

from __future__ import annotations

CATEGORIES: tuple[str, ...] = (
    "world",
    "politics",
    "business",
    "technology",
    "science",
    "health",
    "environment",
    "sport",
    "culture",
    "opinion",
    "local",
)
