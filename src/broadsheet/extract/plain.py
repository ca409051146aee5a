"""Small operations on plain text that all fields share."""

from __future__ import annotations

import html
import re
import unicodedata

_SPACES = re.compile(r"\s+")
_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]")
_WORD = re.compile(r"\w+")


def squeeze(text: str) -> str:
    """One line: runs of white space become one space, invisible marks (soft hyphen, zero-width) go."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()


def strip_markup(text: str) -> str:
    """One line of plain text from a string that may hold character references (even twice) and tags."""
    if "&" in text:
        text = html.unescape(text)
        if "&" in text and ";" in text:
            text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub(" " if "<br" in text or "<p" in text else "", text)
    return squeeze(text)


def comparable(text: str) -> str:
    """What two writings of one title share: words only, case and compatibility forms folded."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))
