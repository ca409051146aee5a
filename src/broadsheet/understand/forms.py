"""The forms under which a word may stand in a list of names: without case endings and particles."""

from __future__ import annotations

from functools import lru_cache

SHORTEST = 3
# Endings of cases, and what the nominative may have in their place.
_CASES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "ru": (
        ("ами", ("ы", "и")), ("ями", ("и", "я")), ("ией", ("ия",)), ("ого", ("ое", "ий")),
        ("ом", ("", "о")), ("ем", ("ь", "й")),
        ("ой", ("а", "ая")), ("ей", ("я",)), ("ов", ("ы",)), ("ах", ("ы",)), ("ии", ("ия",)),
        ("ию", ("ия",)), ("ия", ("ий",)), ("а", ("", "о")),
        ("у", ("", "а")), ("е", ("", "а", "о", "ь")), ("ы", ("а", "")), ("и", ("ь", "а", "я")),
        ("ю", ("я", "ь", "й")), ("я", ("ь", "й")),
    ),
    "uk": (
        ("ами", ("и",)), ("ією", ("ія",)), ("ом", ("", "о")), ("ою", ("а",)), ("ем", ("ь",)),
        ("ів", ("и",)), ("ах", ("и",)), ("ії", ("ія",)),
        ("ію", ("ія",)), ("єві", ("їв",)), ("єва", ("їв",)), ("ові", ("ів",)), ("ова", ("ів",)),
        ("а", ("", "о")), ("у", ("", "а")), ("і", ("", "а", "ь")),
        ("и", ("а",)), ("я", ("ь", "й")), ("ю", ("ь", "я")),
    ),
    "pl": (
        ("iego", ("i",)), ("ego", ("y",)), ("owie", ("ów",)), ("owa", ("ów",)), ("em", ("",)),
        ("ie", ("a", "")), ("ą", ("a",)), ("ę", ("a",)),
        ("ii", ("ia",)), ("y", ("a",)), ("i", ("a", "")), ("u", ("",)), ("a", ("",)),
        ("owi", ("",)), ("ce", ("ka",)), ("dze", ("ga",)),
    ),
    "de": (("s", ("",)),),
    "no": (("s", ("",)),),
    "sv": (("s", ("",)),),
    "id": (("nya", ("",)),),
    "hi": (("ों", ("",)),),
}  # fmt: skip
_CASES["be"] = _CASES["bg"] = _CASES["ru"]
_KOREAN = (
    "에서는", "에서", "에게", "으로", "까지", "부터", "이라고", "라고",
    "에는", "에도", "와의", "과의", "은", "는",
    "이", "가", "을", "를", "의", "에", "와", "과", "로", "도",
)  # fmt: skip
_ARABIC = ("وبال", "وال", "بال", "كال", "فال", "لل", "و", "ب", "ل", "ف")
_HEBREW = ("שב", "ול", "וב", "ומ", "ו", "ב", "ל", "מ", "ה", "ש")


@lru_cache(maxsize=100_000)
def base_forms(word: str, language: str) -> tuple[str, ...]:
    """The word itself, then what it may be a form of, likeliest first.

    Args:
        word: folded.
        language: ISO 639; for one without rules, only what follows an apostrophe is taken off.
    """
    forms = [word]
    head, mark, tail = word.partition("'")
    if mark and head and len(tail) <= 6:
        forms.append(tail if len(head) <= 2 and len(tail) >= SHORTEST else head)
    if language == "ko":
        forms += [
            word[: -len(part)] for part in _KOREAN if word.endswith(part) and len(word) - len(part) >= 2
        ]
    elif language in ("ar", "ckb"):
        forms += _without_head(word, _ARABIC, "ال")
    elif language == "he":
        forms += _without_head(word, _HEBREW, "")
    for ending, nominatives in _CASES.get(language, ()):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            forms += [word[: -len(ending)] + nominative for nominative in nominatives]
    return tuple(dict.fromkeys(forms))


def _without_head(word: str, heads: tuple[str, ...], article: str) -> list[str]:
    """Arabic and Hebrew write “and”, “in”, “to”, “the” on to the word; names may stand with it in lists."""
    forms = []
    for head in heads:
        if word.startswith(head) and len(word) - len(head) >= SHORTEST:
            rest = word[len(head) :]
            forms += [article + rest, rest] if len(head) > 1 and article else [rest]
    return forms
