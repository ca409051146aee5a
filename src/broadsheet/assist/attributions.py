"""Sentences that say that somebody said something: "X said that …", "…, said X", "According to X, …".

Only names that understanding found can be speakers, and only where grammar leaves no doubt: precision before
recall. The whole sentence is the claim, so nothing of what it says is lost.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from broadsheet.assist.candidates import WORDS
from broadsheet.assist.types import Source
from broadsheet.understand.reading import MAX_CHARS
from broadsheet.understand.sentences import split_sentences
from broadsheet.understand.tables import words_of
from broadsheet.understand.types import Name, Quote, Span

FEWEST_WORDS = 4
FEWEST_LETTERS = 8
MOST_SENTENCES = 300
LONGEST = 800
"""Characters: of a longer sentence it is not clear whose what is."""
AFTERWARDS = 25
"""Characters that may stand between who said the first half of a quotation and the second half."""
BESIDE = 140
"""Characters beside a quotation in which its speaker must stand."""
_UNSPACED = ("zh", "ja")
_ASIDE = r"(?:,? ?\([^()]{1,40}\)|, [^,.;:!?]{2,80},|,)?"
_ROLE = r"(?:[^\s,.;:!?\"“”«»]+ ){0,5}?"
_INFLECTED = ("ru", "uk")
_OBLIQUE = re.compile("(?:ой|ей|ого|его|ому|ему|ым|им|ом|ем|ою|ею|у|ю|ы|е|ів|ові|еві)$")
_STOPS = re.compile(r"[.!?…。！？]\s|[。！？\n]")
_QUOTE = re.compile('["“”„«»「」『』]')


def attributed(source: Source) -> Iterator[tuple[Name, Span]]:
    """Who is said to have said what: the name, and the sentence that says so; in order, one a sentence."""
    table = _table().get(source.language.split("-")[0])
    text = source.text[:MAX_CHARS]
    forms = _forms(source)
    if table is None or not forms:
        return
    patterns = _patterns(source.language.split("-")[0], tuple(sorted(forms, key=len, reverse=True)))
    spans = source.sentences or split_sentences(text, source.language)
    for start, end in spans[:MOST_SENTENCES]:
        sentence = text[start:end]
        if len(sentence) > LONGEST:
            continue
        form = next(
            (
                match["name"]
                for pattern in patterns
                for match in pattern.finditer(sentence)
                if _holds(match, source)
            ),
            "",
        )
        if name := forms.get(form.casefold()):
            yield name, (start, end)


def says_it(source: Source, quote: Quote, names: Sequence[str]) -> bool:
    """Whether grammar says that a quotation is its speaker's: a verb of saying next to the name, a colon
    after it, or the name after a dash.

    Args:
        names: how the speaker may be written.
    """
    language = source.language.split("-")[0]
    if any(_is_whose(one, language) for one in names):
        return False
    start, end = quote.span
    text = source.text
    first = max(text.rfind("\n", 0, start) + 1, start - BESIDE)
    line = text.find("\n", end)
    before, after = text[first:start], text[end : min(line if line >= 0 else len(text), end + BESIDE)]
    pattern, dashed = _beside(language, tuple(sorted(names, key=len, reverse=True)))
    if dashed.match(after):
        return True
    for part in (before, after):
        for match in pattern.finditer(part):
            name = "name" if match["name"] else "turned"
            between = part[match.end() :] if part is before else part[: match.start()]
            if part is before and len(between) <= AFTERWARDS:
                between = between.rstrip(' .:,"“„«')  # "…," said X on Monday. "…"
            if (
                not _STOPS.search(between)
                and not _is_anothers(part[: match.start(name)], language)
                and (match["colon"] is None or part is before)
            ):
                return True
    return False


@lru_cache(maxsize=500)
def _beside(language: str, names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A name beside a verb of saying or before a colon at the end; and one after a dash."""
    table = _table().get(language, {})
    plain = [
        re.escape(word).replace(r"\*", r"\w*") for word in words_of("common", language, "speech") if word
    ]
    said = "|".join(filter(None, [table.get("said", ""), *plain])) or r"(?!)"
    turned = "|".join(filter(None, [table.get("said", ""), table.get("by", "")])) or said
    name = "|".join(map(re.escape, names))
    inside, edge, end = r"[^.!?…。！？\n\"“”„«»「」]", r"(?<!\w)", r"(?!\w)"
    if language in (*_UNSPACED, "ko", "th"):
        edge = end = ""
    colon = rf"(?P<colon>{inside}{{0,40}}[:：]\W*$)"
    found = re.compile(
        rf"{edge}(?P<name>{name}){end}(?:{inside}{{0,30}}?{edge}(?:{said}){end}|{colon})"
        rf"|{edge}(?:{turned}){end}{inside}{{0,60}}?{edge}(?P<turned>{name}){end}",
        re.IGNORECASE,
    )
    return found, re.compile(rf"[,.!?…»”\"]* ?[—–-] ?(?:{name})", re.IGNORECASE)


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads((WORDS / "claims.toml").read_text(encoding="utf-8"))


def _forms(source: Source) -> dict[str, Name]:
    """How each name may stand in the text: whole, or, if no other name ends alike, by its last word."""
    language = source.language.split("-")[0]
    every = [name for name in source.names if not _is_whose(name.text, language)]
    forms = {name.text.casefold(): name for name in every}
    lasts: dict[str, list[Name]] = {}
    for name in every:
        words = name.text.split()
        if len(words) > 1 and len(words[-1]) > 3:
            lasts.setdefault(words[-1].casefold(), []).append(name)
    for last, names in lasts.items():
        if len(names) == 1:
            forms.setdefault(last, names[0])
    return forms


def _patterns(language: str, names: tuple[str, ...]) -> list[re.Pattern[str]]:
    """What to look for in a sentence, the surest first."""
    table = _table()[language]
    name = f"(?P<name>{'|'.join(map(re.escape, names))})"
    said, that = table["said"], table.get("that", "")
    if language == "zh":
        found = [rf"{name}[^，。；：“「]{{0,8}}?(?:{said})[，,]?(?P<rest>[^：:“「].*)"]
    elif language == "ja":
        found = [rf"^.{{0,24}}?{name}[^、。は]{{0,8}}は(?P<rest>.*)(?:{said})"]
    elif language == "ko":
        found = [rf"^.{{0,24}}?{name}[^,.]{{0,10}}?(?:은|는|이|가) (?P<rest>.*)(?:{said})"]
    elif language == "tr":
        found = [rf"^{_ROLE}{name}, (?P<rest>.*) (?:{said})\W*$"]
    elif language == "ar":
        found = [
            rf"(?<!\w)(?:{said}) {_ROLE}{name}(?!\w){_ASIDE} (?P<rest>{that}.*)",
            rf"(?<!\w)(?:{table['by']}) ?{_ROLE}{name}(?!\w)(?P<by>)",
        ]
    elif language == "hi":
        found = [rf"(?<!\w){name} (?:{said}) (?P<rest>(?:{that}).*)"]
    else:
        found = [
            rf"(?<!\w){name}(?!\w){_ASIDE} (?:{said})(?!\w) ?(?P<rest>{that}.*)",
            rf"(?<=[,!?…»”\"])(?P<turned>) (?:{said}) {_ROLE}{name}(?!\w)",
            rf"(?<=[,!?…»”\"])(?P<turned>) {_ROLE}{name}(?!\w){_ASIDE} (?:{said})(?: [^\s,]+){{0,4}}\W*$",
            rf"(?<!\w)(?:{table['by']}) {_ROLE}{name}(?!\w)(?!['’]s)(?P<by>)",
        ]
    return [re.compile(pattern, re.IGNORECASE) for pattern in found]


def _holds(match: re.Match[str], source: Source) -> bool:
    """Whether the name is the one who says it, and enough is said."""
    groups = match.groupdict()
    language = source.language.split("-")[0]
    sentence = match.string
    first, last = match.span("name")
    name = sentence[first:last]
    if _is_whose(name, language):
        return False
    if language not in ("zh", "ja", "ko", "ar", "hi") and not name[:1].isupper():
        return False  # "May said", not "may"
    if "by" not in groups and _is_anothers(sentence[:first], language):
        return False
    if language in _INFLECTED and "by" not in groups and _is_oblique(name, sentence, match.end("name")):
        return False
    words = groups.get("rest") or (sentence[: match.start()] if "turned" in groups else sentence)
    if language in _UNSPACED:
        return len(words) >= FEWEST_LETTERS
    if "rest" in groups and _QUOTE.match(words):
        return False  # a quotation: that is `find_quotes`' to give
    return len(words.split()) >= FEWEST_WORDS


def _is_anothers(before: str, language: str) -> bool:
    """Whether the word before a name makes it another's: "a lawyer for X said"."""
    marks = _table()[language].get("not", "")
    if not marks:
        return False
    if language in _UNSPACED:
        return bool(re.search(f"(?:{marks})$", before))
    return bool(re.search(rf"(?<!\w)(?:{marks})['’ ]+(?:the |la |le |el )?$", before, re.IGNORECASE))


def _is_whose(name: str, language: str) -> bool:
    """Whether a name as found begins with whose it is: "Anwalt von Daniel Osterkamp"."""
    begins = _table().get(language, {}).get("whose", "")
    return bool(begins) and bool(re.match(rf"(?:l['’])?(?:{begins}) ", name, re.IGNORECASE))


def _is_oblique(name: str, sentence: str, end: int) -> bool:
    """Whether a Russian or Ukrainian name is no subject: "пресс-секретарь Путина заявил"."""
    lower = name.casefold()
    if _OBLIQUE.search(lower):
        return True
    verb = re.match(r"\W*(\w+)", sentence[end:])
    return verb is not None and lower[-1:] in "ая" and verb[1].casefold().endswith(("л", "в"))
