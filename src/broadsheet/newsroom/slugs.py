"""Words of a title as they stand in addresses."""

from __future__ import annotations

import unicodedata

# Vowel signs and joiners are letters to a reader of Hindi or Persian; \w does not know them.
_KEPT_MARKS = ("Mn", "Mc")


def make_slug(text: str, *, words: int = 9) -> str:
    """Lower case, words joined by hyphens, Latin letters without accents; not percent-encoded.

    Args:
        text: a title, in any script.
        words: how many words to keep; of scripts written without spaces, 24 characters are.
    """
    plain = []
    for character in unicodedata.normalize("NFKD", text.lower()):
        category = unicodedata.category(character)
        latin_accent = category == "Mn" and "\u0300" <= character <= "\u036f"
        if character.isalnum() or (category in _KEPT_MARKS and not latin_accent):
            plain.append(character)
        elif not latin_accent and character not in "'’":
            plain.append(" ")
    parts = unicodedata.normalize("NFC", "".join(plain)).split()[:words]
    return "-".join(parts)[: 24 if len(parts) < 4 and not text.isascii() else 80].strip("-")
