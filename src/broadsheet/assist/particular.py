"""Names that only reports of one kind of owner, or of one country, mention: counted, not judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anyascii import anyascii

from broadsheet.assist.aligned import Line, quote, voice
from broadsheet.assist.checkwords import base_language
from broadsheet.assist.moments import find_moments
from broadsheet.assist.quantities import find_quantities
from broadsheet.assist.types import Sentence, Source
from broadsheet.understand.types import Name

MOST = 6
"""Names shown of one group."""
STEM = 4
"""Letters of a word of a name by which it is found again, in whatever case."""
_ALPHABETS = frozenset(
    ["ar", "fa", "ur", "he", "zh", "ja", "ko", "hi", "bn", "ta", "th", "my", "km", "am", "ckb"]
)
"""Languages whose names do not meet those of others by their sound: compared within the language only."""


@dataclass(frozen=True, slots=True)
class Particular:
    """A name that only reports of one group mention.

    Attributes:
        by: "ownership" or "country".
        of: the kind of owner as `Source` has it, or the ISO 3166 code.
        name: as written.
        speaks: whether somebody is quoted under that name.
        sentence: one that mentions it, with passages of others of the group.
        reports: how many voices of the group mention it.
        among: how many voices the group has.
        others: how many voices of other groups were compared, none of which mentions it.
    """

    by: str
    of: str
    name: str
    speaks: bool
    sentence: Sentence
    reports: int
    among: int
    others: int


def particular(reports: Sequence[Source], lines: Sequence[Line], by: str) -> list[Particular]:
    """Names that only one group mentions, those of most of its voices first.

    A report in a script whose names cannot be compared with the name's counts neither for nor against; a name
    counts only if there are reports of another group to compare with, and if two voices of its own group
    mention it, unless the group has but one.

    Args:
        by: "ownership" or "country": what makes the groups.
    """
    groups: dict[str, list[Source]] = defaultdict(list)
    for source in reports:
        groups[source.ownership if by == "ownership" else source.country].append(source)
    sounds = {source.id: _sound(f"{source.title} {source.text[:20_000]}") for source in reports}
    found: list[Particular] = []
    for group in sorted(groups):
        if group and len(groups) > 1:
            others = [source for other, sources in groups.items() if other != group for source in sources]
            of_group = list(_of_group(by, group, groups[group], others, sounds, lines))
            found += sorted(of_group, key=lambda one: (-one.reports, not one.speaks))[:MOST]
    return found


def _of_group(
    by: str,
    group: str,
    own: Sequence[Source],
    others: Sequence[Source],
    sounds: dict[int, str],
    lines: Sequence[Line],
) -> Iterator[Particular]:
    seen: set[str] = set()
    for source in own:
        for name in source.names:
            if name.key in seen or not _tells(name, source):
                continue
            seen.add(name.key)
            compared = [other for other in others if _may_compare(source, other)]
            if not compared or any(_mentions(sounds[other.id], name) for other in compared):
                continue
            naming = [line for one in own if (line := _line_with(one, name.key, lines))]
            voices = {voice(line.source) for line in naming}
            among = {voice(one) for one in own if _may_compare(source, one)}
            if not naming or len(voices) < min(2, len(among)):
                continue
            speaks = any(
                one.speaker and one.speaker in name.text for line in naming for one in line.source.quotes
            )
            yield Particular(
                by,
                group,
                name.text,
                speaks,
                quote(naming),
                len(voices),
                len(among),
                len({voice(one) for one in compared}),
            )


def _tells(name: Name, source: Source) -> bool:
    """Whether it is a name indeed: no number, no day, no single word said once, not the publisher's own."""
    language = base_language(source.language)
    several = name.count > 1 or len(name.text.split()) > 1 or language in _ALPHABETS
    return (
        several
        and not find_moments(name.text, language)
        and not find_quantities(name.text, language)
        and name.text.casefold() not in source.publisher.casefold()
    )


def _may_compare(one: Source, other: Source) -> bool:
    first, second = base_language(one.language), base_language(other.language)
    return first == second or not (first in _ALPHABETS or second in _ALPHABETS)


def _mentions(sound: str, name: Name) -> bool:
    """Whether a text has one of the longer words of a name, by its beginning."""
    whole = _sound(name.text)
    words = [word for word in whole.split() if len(word) >= STEM] or [whole]
    return any(word[: max(STEM, len(word) - 2)] in sound for word in words)


def _sound(text: str) -> str:
    return anyascii(text).lower().replace("'", "")


def _line_with(source: Source, key: str, lines: Sequence[Line]) -> Line | None:
    return next((line for line in lines if line.source is source and key in line.names), None)
