"""Names in scripts with capitals: runs of capitalised words that are no beginnings of sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from broadsheet.understand.dates import calendar_words
from broadsheet.understand.forms import base_forms
from broadsheet.understand.gazetteer import countries
from broadsheet.understand.names_key import is_known
from broadsheet.understand.numbers import is_unit_word
from broadsheet.understand.reading import Reading, Word
from broadsheet.understand.tables import fold, words_of
from broadsheet.understand.types import Span

MOST_WORDS = 6
SHORTEST = 2
NEAR = 2
_GERMAN_ADJECTIVE = re.compile("(?:[a-zäöüß](?:isch|lich)|Deutsch)e[nrsm]?$")
_GENITIVE = frozenset(["ru", "uk", "be", "pl", "cs"])
_PARTS = frozenset('.!?\n“”„«»"')
LONG_ROLE = 4  # letters from which a German word that ends in a title is one: “Kassenleiter”
Found = tuple[str, Span, bool]


def cased_names(reading: Reading, places: set[Span]) -> Iterator[Found]:
    """Name, span and whether it is a person's.

    A single capital at the beginning of a sentence is no evidence, unless the word has its capital within
    another one and is nowhere written small. In German every noun has a capital: a single word needs a title,
    a verb of saying, or its longer form in the article, unless it is an abbreviation.
    """
    evidence = _Evidence(reading, places)
    runs = list(_runs(reading, evidence))
    surnames = {fold(run[-1].text) for run in runs if len(run) > 1}
    for run in runs:
        person = evidence.is_person(run)
        if len(run) == 1 and not evidence.stands_alone(run[0], person, surnames):
            continue
        text = " ".join(reading.text[run[0].start : run[-1].end].split())
        text = _without_apostrophe(text, reading.language)
        if len(text) >= SHORTEST:
            yield text, (run[0].start, run[-1].end), person


class _Evidence:
    """What the article's other words say about a capital letter."""

    def __init__(self, reading: Reading, places: set[Span]) -> None:
        self.place_spans = places
        self.reading = reading
        self.language = reading.language
        self.places = {id(word): place for place, word in enumerate(reading.words)}
        self.small = {word.text.lower() for word in reading.words if not word.capital}
        self.within = Counter(fold(word.text) for word in reading.words if word.capital and not word.opens)
        self.countries = countries(reading.language)

    def is_common(self, word: Word) -> bool:
        """Whether the word is no name in spite of its capital."""
        folded = fold(word.text)
        return (
            folded in words_of("common", self.language, "stop")
            or folded in words_of("common", self.language, "speech")
            or folded in calendar_words(self.language)
            or (self.language == "de" and self.is_unit(word))
        )

    def is_role(self, word: Word) -> bool:
        folded = fold(word.text)
        roles = words_of("common", self.language, "roles")
        if self.language == "de" and any(folded.endswith(role) for role in roles if len(role) >= LONG_ROLE):
            return True
        return folded in roles or folded.split("-")[-1] in roles

    def is_country_word(self, word: Word) -> bool:
        folded = fold(word.text)
        return any(
            form in self.countries.names or form in self.countries.demonyms
            for form in base_forms(folded, self.language)
        ) or any(
            folded[: len(folded) - cut] in self.countries.prefixes
            for cut in range(min(5, max(0, len(folded) - 3)))
        )

    def is_person(self, run: list[Word]) -> bool:
        """Whether a title stands before the run, or a verb of saying on one of its sides."""
        first, last = self.places[id(run[0])], self.places[id(run[-1])]
        words = self.reading.words
        if first and self.is_role(words[first - 1]) and run[0].start - words[first - 1].end <= NEAR:
            return True
        beside = [*words[max(0, first - 1) : first], *words[last + 1 : last + 2]]
        return any(is_speech(word.text, self.language) and self.is_beside(word, run) for word in beside)

    def is_beside(self, word: Word, run: list[Word]) -> bool:
        """Whether no sentence's end and no quotation mark stands between a word and a run."""
        start, end = sorted((run[0].start, run[-1].end, word.start, word.end))[1:3]
        return end - start <= NEAR + 1 and not _PARTS.intersection(self.reading.text[start:end])

    def is_unit(self, word: Word) -> bool:
        return is_unit_word(word.text, self.language)

    def has_article(self, run: list[Word]) -> bool:
        """Whether an article stands before a run, or it begins a sentence and nothing can."""
        first = self.places[id(run[0])]
        before = self.reading.words[first - 1].text if first else ""
        return run[0].opens or fold(before) in words_of("common", self.language, "articles")

    def stands_alone(self, word: Word, person: bool, surnames: set[str]) -> bool:
        """Whether a single capitalised word is a name."""
        folded = fold(word.text)
        bases = set(base_forms(folded, self.language))
        if self.is_country_word(word) or self.is_role(word):
            return False
        if bases & surnames or is_known(word.text):
            return True
        if len(word.text) > 1 and word.text.replace(".", "").isupper():
            return len(word.text) <= 8
        if word.text.lower() in self.small or len(word.text) < 3:
            return False
        if self.language == "de":
            return person
        return not word.opens or self.within[folded] > 0


def base_name(text: str, language: str) -> str:
    """A name in the form in which the table of well-known names has it, if it does."""
    return next((form for form in base_forms(fold(text), language) if is_known(form)), text)


def is_speech(text: str, language: str) -> bool:
    """Whether a word is a verb of saying."""
    return _is_speech(fold(text), language)


def _is_speech(folded: str, language: str) -> bool:
    words, prefixes = _speech(language)
    return folded in words or any(folded.startswith(prefix) for prefix in prefixes)


@cache
def _speech(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    every = words_of("common", language, "speech")
    return (
        frozenset(word for word in every if not word.endswith("*")),
        tuple(word[:-1] for word in every if word.endswith("*")),
    )


def _runs(reading: Reading, evidence: _Evidence) -> Iterator[list[Word]]:
    """Words with capitals next to one another, small words within names between them."""
    links = words_of("common", reading.language, "links")
    words = reading.words
    place = 0
    while place < len(words):
        word = words[place]
        if not _begins(word) or evidence.is_common(word):
            place += 1
            continue
        run, last = [word], place
        after = place + 1
        while (
            after < len(words)
            and len(run) < MOST_WORDS
            and _touches(reading.text, words[after - 1], words[after])
        ):
            if _begins(words[after]) and not evidence.is_common(words[after]) and not words[after].opens:
                run = list(words[place : after + 1])
                last = after
            elif not (fold(words[after].text) in links and after - last < NEAR + 1):
                break
            after += 1
        place = last + 1
        yield from _trimmed(run, evidence)


def _begins(word: Word) -> bool:
    return word.capital or (len(word.text) > 2 and word.text[1].isupper())


def _touches(text: str, word: Word, after: Word) -> bool:
    between = text[word.end : after.start]
    return between in (" ", "\u00a0", "-") or (between == ". " and len(word.text) <= 2)


def _trimmed(run: list[Word], evidence: _Evidence) -> Iterator[list[Word]]:
    """The run without titles, demonyms and a sentence's first word before the name."""
    while len(run) > 1 and (
        evidence.is_role(run[0]) or (evidence.is_country_word(run[0]) and evidence.is_role(run[1]))
    ):
        run = run[1:]
    titles = [place for place, word in enumerate(run[:-1]) if word.capital and evidence.is_role(word)]
    if titles and run[titles[-1] + 1].capital:
        run = run[titles[-1] + 1 :]  # “Treasury Secretary John Mwangi”
    if (
        len(run) > 2
        and evidence.language in _GENITIVE
        and run[0].text.isupper()
        and not run[1].text.isupper()
    ):
        run = run[1:]  # “МИД Анна Соколова”
    if len(run) > 1 and run[0].opens and run[0].text.lower() in evidence.small:
        run = run[1:]
    if (
        len(run) > 2
        and evidence.is_country_word(run[0])
        and run[1].capital
        and not evidence.is_country_word(run[1])
    ):
        run = run[1:]
    if len(run) == 2 and evidence.language in _GENITIVE and run[0].opens:
        if (run[1].start, run[1].end) in evidence.place_spans:
            return  # “Власти Анкары”: a sentence's first word before a place
        if is_known(base_name(run[1].text, evidence.language)) and not is_known(
            " ".join(word.text for word in run)
        ):
            run = run[1:]
    if len(run) > 1 and evidence.language == "tr" and (run[-1].start, run[-1].end) in evidence.place_spans:
        run = run[:-1]
    while run and not run[0].capital and not _begins(run[0]):
        run = run[1:]
    if not run:
        return
    if evidence.language == "de" and len(run) > 1 and not _is_german_name(run, evidence):
        # “Die Ingenieurin Dorothea Schrattberger”: the noun belongs to the article, the rest is a name.
        if len(run) > 2 and run[1].capital:
            yield run[1:]
        else:
            yield from ([word] for word in run if word.capital)
        return
    linked = next((place for place, word in enumerate(run) if word.text == "of"), 0)
    if linked > 1 and evidence.language == "en" and not evidence.has_article(run):
        yield run[:linked]  # “Grace Otieno of Strathmore University”
        run = run[linked + 1 :]
    if len(run) > 1 and all(evidence.is_country_word(word) or evidence.is_role(word) for word in run):
        return
    yield run


def _is_german_name(run: list[Word], evidence: _Evidence) -> bool:
    """Whether two nouns next to one another are a name: no article stands before them, or a title does."""
    first = evidence.places[id(run[0])]
    if evidence.is_person(run) or _GERMAN_ADJECTIVE.search(run[0].text):
        return True
    if len(run) > 2 and not run[1].capital:  # “Art von Fugen” is built like “Ursula von der Leyen”
        return is_known(" ".join(word.text for word in run))
    if first == 0:
        return True
    before = [fold(word.text) for word in evidence.reading.words[max(0, first - 2) : first]]
    return not words_of("common", "de", "articles").intersection(before)


def _without_apostrophe(text: str, language: str) -> str:
    for mark in ("'", "’"):
        head, found, tail = text.rpartition(mark)
        if found and head and (tail == "s" or (language == "tr" and len(tail) <= 4)):
            return head
        if found and len(head) <= 2 and language in ("fr", "it", "ca") and tail[:1].isupper():
            return tail
    return text
