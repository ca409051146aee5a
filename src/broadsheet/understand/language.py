"""The language of an article, with its feed's as prior."""

from __future__ import annotations

import unicodedata
from collections import Counter

from broadsheet.languages import detect_language, stated_language
from broadsheet.understand.types import ArticleText

SAMPLE = 400
SHORT = 40
# Scripts by the first word of their letters' Unicode names, and the languages written in them.
_SCRIPTS: dict[str, frozenset[str]] = {
    "CYRILLIC": frozenset(
        ["ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "mn", "tt", "ba", "cv", "os", "ce"]
    ),
    "ARABIC": frozenset(["ar", "fa", "ur", "ps", "ckb", "ku", "sd", "ug"]),
    "HEBREW": frozenset(["he", "yi"]),
    "DEVANAGARI": frozenset(["hi", "mr", "ne", "sa", "bho", "mai"]),
    "CJK": frozenset(["zh", "yue"]),
    "HIRAGANA": frozenset(["ja"]),
    "KATAKANA": frozenset(["ja"]),
    "HANGUL": frozenset(["ko"]),
    "GREEK": frozenset(["el"]),
    "THAI": frozenset(["th"]),
    "BENGALI": frozenset(["bn", "as"]),
    "TAMIL": frozenset(["ta"]),
    "TELUGU": frozenset(["te"]),
    "GUJARATI": frozenset(["gu"]),
    "GURMUKHI": frozenset(["pa"]),
    "KANNADA": frozenset(["kn"]),
    "MALAYALAM": frozenset(["ml"]),
    "SINHALA": frozenset(["si"]),
    "MYANMAR": frozenset(["my"]),
    "KHMER": frozenset(["km"]),
    "LAO": frozenset(["lo"]),
    "GEORGIAN": frozenset(["ka"]),
    "ARMENIAN": frozenset(["hy"]),
    "ETHIOPIC": frozenset(["am", "ti"]),
}
_LATIN_TOO = frozenset(["sr", "kk", "ky", "tg", "mn", "tt", "ba", "cv", "os", "ce", "ku", "ug", "yi"])
_NEVER_LATIN = frozenset[str]().union(*_SCRIPTS.values()) - _LATIN_TOO
_DEFAULT = {
    "CYRILLIC": "ru", "ARABIC": "ar", "HEBREW": "he", "DEVANAGARI": "hi", "CJK": "zh", "BENGALI": "bn",
    "ETHIOPIC": "am",
}  # fmt: skip


def article_language(article: ArticleText) -> str:
    """The language an article is written in.

    The text decides where it is long enough to; what extraction found and what the feed says are the prior.
    A prior whose script is not the text's is not believed.

    Returns:
        ISO 639 code; "" if nothing tells.
    """
    sample = f"{article.title}\n{article.summary[:SAMPLE]}\n{article.text[:5_000]}"
    script = _script(sample)
    stated = stated_language(article.language, article.feed_language)
    if script == "CJK" and stated == "ja" and len(sample) < SHORT:
        return stated  # a headline may have no syllables
    if not _fits(stated, script):
        stated = ""
    found = detect_language(sample, stated)
    if found and _fits(found, script):
        return found
    return stated or _only_language(script)


def is_in(text: str, language: str) -> bool:
    """Whether a text is written in a language, as far as it tells: of a few words, only their script does.

    Args:
        language: ISO 639 code; "" fits any text.
    """
    stated = stated_language(language)
    if not stated:
        return True
    if _script(text) == "LATIN" and stated in _NEVER_LATIN:
        return False
    return article_language(ArticleText("", text=text, feed_language=stated)) in (stated, "")


def _script(sample: str) -> str:
    letters = [letter for letter in sample[: SAMPLE * 2] if letter.isalpha()][:SAMPLE]
    scripts = Counter(unicodedata.name(letter, "?").split(" ")[0].split("-")[0] for letter in letters)
    # A Japanese text has more Chinese characters than syllables.
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > 0.1 * len(letters):
        return "HIRAGANA"
    return scripts.most_common(1)[0][0] if scripts else ""


def _fits(language: str, script: str) -> bool:
    """Whether a language is written in a script; true where the script says nothing (Latin)."""
    return (
        script not in _SCRIPTS or language in _SCRIPTS[script] or (script == "CYRILLIC" and language == "uz")
    )


def _only_language(script: str) -> str:
    if script in _DEFAULT:
        return _DEFAULT[script]
    return next(iter(_SCRIPTS.get(script, frozenset())), "")
