"""Questions that the coverage can answer, for a reader who does not know what to ask."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from broadsheet.assist.lexicon import WORDS, base_language
from broadsheet.assist.types import Source

MOST_TRIED = 12
"""Questions that are tried for one list: each is asked, which costs time."""


def possible_questions(sources: Sequence[Source], language: str) -> Iterator[str]:
    """Questions that the sources may answer, the likeliest first; none in a language without templates."""
    templates = _templates().get(base_language(language))
    if not templates:
        return
    units = {number.unit for source in sources for number in source.numbers}
    for unit in ("dead", "injured"):
        if unit in units:
            yield templates[unit]
    speakers = Counter(quote.speaker for source in sources for quote in source.quotes if quote.speaker)
    names: Counter[str] = Counter()
    for source in sources:
        places = {place.name.casefold() for place in source.places}
        names.update({name.text: name.count for name in source.names if name.text.casefold() not in places})
    asked = [templates["said"].format(name=name) for name, _ in speakers.most_common(MOST_TRIED)]
    asked += [templates["who"].format(name=name) for name, _ in names.most_common(MOST_TRIED)]
    yield from dict.fromkeys(asked)


@cache
def _templates() -> dict[str, dict[str, str]]:
    return tomllib.loads((WORDS / "suggestions.toml").read_text(encoding="utf-8"))
