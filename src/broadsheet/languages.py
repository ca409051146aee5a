"""The language a text is written in; extraction and understanding both ask."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pycld2

SAMPLE = 5_000  # characters; more does not change the answer
COUNTED = 500  # characters in which letters are counted
MIN_LETTERS = 40  # below this the text says little

_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff]")
# Codes that pages and CLD2 use for what ISO 639-1 names otherwise.
_ALIASES = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "jw": "jv",
    "nb": "no",
    "nn": "no",
    "fil": "tl",
    "mo": "ro",
    "zh-hant": "zh",
}
_STATED = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_].*)?\s*$")


def stated_language(*statements: str) -> str:
    """The first usable code among what a page states ("de-AT" gives "de"); empty if there is none."""
    for statement in statements:
        match = _STATED.match(statement.split(",")[0])
        if match:
            code = match.group(1).lower()
            if code not in ("und", "mul", "xx", "zxx"):
                return _ALIASES.get(code, code)
    return ""


def detect_language(text: str, stated: str = "") -> str:
    """The language a text is written in: by CLD2 where it is sure, else by py3langid, else as stated.

    The text is believed before the page: templates state the wrong language more often than a detector errs
    on a whole article.

    Args:
        text: plain text.
        stated: code that the page or feed states; a help for short or unclear texts.

    Returns:
        two-letter code (three where there is none of two), empty if nothing is known.
    """
    sample = _CONTROL.sub(" ", text[:SAMPLE])
    letters = sum(map(str.isalpha, sample[:COUNTED]))
    if letters < MIN_LETTERS and (stated or letters < 15):
        return stated
    code, sure = _cld2(sample, stated)
    if sure:
        return code
    if stated and code == stated:
        return stated
    guess, certainty = _langid(sample)
    if guess == code or not stated:
        return guess if certainty > 0.5 or not code else code
    return guess if certainty > 0.99 and letters > 200 else stated


def _cld2(sample: str, stated: str) -> tuple[str, bool]:
    hint: dict[str, Any] = {"hintLanguage": stated} if stated in _cld2_codes() else {}
    try:
        reliable, _, details = pycld2.detect(sample, isPlainText=True, bestEffort=True, **hint)
    except (pycld2.error, ValueError):
        return "", False
    _, code, percent, _ = details[0]
    code = _ALIASES.get(code.split("-")[0], code.split("-")[0])
    if code in ("un", "xxx"):
        return "", False
    return code, bool(reliable) and percent >= 70


@lru_cache(maxsize=1)
def _cld2_codes() -> frozenset[str]:
    return frozenset(code for _, code in pycld2.LANGUAGES)


def _langid(sample: str) -> tuple[str, float]:
    code, certainty = _identifier().classify(sample)
    return _ALIASES.get(str(code), str(code)), float(certainty)


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # loads a model; few texts need it

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
