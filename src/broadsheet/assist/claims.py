"""Who says what: the quotations and attributed claims of a story's reports, grouped by speaker.

A speaker is one under all spellings and scripts of the name (`understand.names_key`). What several
reports carry stands once, with the passage of each; what most newsrooms carry comes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from broadsheet.assist.attributions import attributed, says_it
from broadsheet.assist.candidates import content_tokens
from broadsheet.assist.types import Passage, Sentence, Source
from broadsheet.search.tokens import tokens
from broadsheet.understand.names_key import name_key
from broadsheet.understand.types import Name, Span

MOST_REPORTS = 60
MOST_CLAIMS = 12
"""Of a speaker: more are not shown."""
MOST_SPEAKERS = 40
SAME = 0.8
"""Share of the shorter one's words that two claims have in common, from which they are one."""
FEWEST_SAME = 3
FEWEST_SAID = 5
"""Words of a quotation: fewer are a word in marks ("mother ship")."""
LONGEST_NAME = 6


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who is quoted.

    Attributes:
        name: as most reports write it in full, in the reader's language if one is.
        key: the same in any script.
        claims: what they say, that of most newsrooms first; each with the passages of all that carry it.
        newsrooms: how many owners carry any of it.
    """

    name: str
    key: str
    claims: tuple[Sentence, ...]
    newsrooms: int


@dataclass(slots=True)
class _Claim:
    """One thing said, with every report that carries it."""

    language: str
    words: frozenset[str]
    passages: list[Passage] = field(default_factory=list)
    owners: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Voice:
    names: list[tuple[str, str]] = field(default_factory=list)  # as written, language
    claims: list[_Claim] = field(default_factory=list)


def who_says_what(sources: Sequence[Source], language: str = "") -> tuple[Speaker, ...]:
    """The speakers of a story's reports, those whom most newsrooms carry first. Raises nothing.

    Args:
        sources: its reports; copies are no newsroom of their own and are not read, nor are opinion pieces.
        language: ISO 639 of the reader: chooses the spelling of names and comes first among claims.
    """
    reports = [one for one in sources if not (one.copy or one.opinion)][:MOST_REPORTS]
    said = [(source, *one) for source in reports for one in _claims_of(source)]
    keys = _one_key({key for _, key, _, _ in said})
    voices: dict[str, _Voice] = defaultdict(_Voice)
    for source, key, name, span in said:
        voice = voices[keys[key]]
        voice.names.append((name, source.language))
        _add(voice.claims, source, span)
    speakers = [_speaker(key, voice, language) for key, voice in voices.items()]
    speakers.sort(key=lambda one: (-one.newsrooms, -len(one.claims), one.key))
    return tuple(speakers[:MOST_SPEAKERS])


def _claims_of(source: Source) -> list[tuple[str, str, Span]]:
    """Key and name of the speaker, and the range of the words, in the text's order."""
    found: list[tuple[str, str, Span]] = []
    for quote in source.quotes:
        if not quote.speaker or not 0 <= quote.span[0] < quote.span[1] <= len(source.text):
            continue
        words = list(tokens(source.text[slice(*quote.span)], source.language))
        name = _full(quote.speaker, source)
        key = name.key if name else name_key(quote.speaker, source.language)
        written = {quote.speaker, quote.speaker.split()[-1], name.text if name else quote.speaker}
        if not key or len(words) < FEWEST_SAID or len(quote.speaker.split()) > LONGEST_NAME:
            continue
        if says_it(source, quote, [one for one in written if len(one) > 1]):
            found.append((key, name.text if name else quote.speaker, quote.span))
    quoted = [span for _, _, span in found]
    for name, span in attributed(source):
        if not any(span[0] < end and start < span[1] for start, end in quoted):
            found.append((name.key, name.text, span))
    return sorted(found, key=lambda one: one[2])


def _full(speaker: str, source: Source) -> Name | None:
    """The article's name that a speaker is called by, be it by the last word alone."""
    folded = speaker.casefold()
    key = name_key(speaker, source.language)
    whole = [one for one in source.names if one.text.casefold() == folded or (key and one.key == key)]
    if whole:
        return whole[0]
    ends = [one for one in source.names if one.text.casefold().endswith(f" {folded}")]
    return ends[0] if len(ends) == 1 else None


def _one_key(keys: set[str]) -> dict[str, str]:
    """Each key, or the only longer one that ends in it: "duarte" for "helena duarte"."""
    longer: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        words = key.split(" ")
        if len(words) > 1:
            longer[words[-1]].append(key)
    return {key: longer[key][0] if len(longer[key]) == 1 else key for key in keys}


def _add(claims: list[_Claim], source: Source, span: Span) -> None:
    """Puts a claim to the one that says the same in the same language, or beside the others."""
    passage = source.passage(span)
    words = frozenset(content_tokens(passage.text, source.language))
    for claim in claims:
        if claim.language == source.language and _is_same(claim.words, words):
            if source.owner not in claim.owners:
                claim.owners.add(source.owner)
                claim.passages.append(passage)
            return
    claims.append(_Claim(source.language, words, [passage], {source.owner}))


def _is_same(words: frozenset[str], others: frozenset[str]) -> bool:
    least = min(len(words), len(others))
    if least < FEWEST_SAME:
        return words == others
    return len(words & others) >= SAME * least


def _speaker(key: str, voice: _Voice, language: str) -> Speaker:
    claims = sorted(
        voice.claims, key=lambda one: (-len(one.owners), bool(language) and one.language != language)
    )
    sentences = tuple(
        Sentence(one.passages[0].text, tuple(one.passages), quoted=True, language=one.language)
        for one in claims[:MOST_CLAIMS]
    )
    names = [name for name, written in voice.names if written == language] or [
        name for name, _ in voice.names
    ]
    name = max(sorted(set(names)), key=lambda one: (len(one.split()), names.count(one)))
    return Speaker(name, key, sentences, len({owner for one in voice.claims for owner in one.owners}))
