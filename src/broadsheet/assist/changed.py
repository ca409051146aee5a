"""What is new in a story since a reader looked: its latest reports' own sentences that say what was not said.

```
sentences known then (reports of then, former texts) ─┐
                                                      ├─▶ of one language: which say what no known one says,
sentences that came since (new reports, edits) ───────┘   and which give another number for the same thing
```

Told in the reader's language where a report that came is in it; else in that of most that came. Where nothing
was known in that language, there is nothing to compare with, and that is said (`Changes.compared`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from broadsheet.assist.candidates import Candidate, candidates, content_tokens
from broadsheet.assist.concepts import Concepts, weigh
from broadsheet.assist.quantities import Quantity, find_quantities
from broadsheet.assist.types import Passage, Sentence, Source

MOST = 5
"""Sentences that are shown."""
KNOWN = 0.45
"""Cosine from which a sentence says what a known one says."""
KNOWN_SHARE = 0.5
"""Share of the shorter one's weight in common with a known one, from which a sentence is not new."""
SAME = 0.5
"""Cosine from which two new sentences say the same."""
SAME_THING = 0.3
"""Cosine from which two sentences with different numbers are about one thing."""
MOST_REPORTS = 40
EACH = 30
"""Sentences of a report that are read."""
_UNCOUNTED = frozenset(["time", "th", "both", "name", "part"])


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence that is new.

    Attributes:
        sentence: a publisher's own; where a number changed, its second passage has the former one.
        was, now: the number as it was known and as it is told now, in the reports' words; "" if none changed.
    """

    sentence: Sentence
    was: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new.

    Attributes:
        found: the most telling first; empty if what came says nothing new.
        reports: how many texts came.
        compared: how many texts in their language were known before; 0: there was nothing to compare with.
    """

    found: tuple[Change, ...]
    reports: int
    compared: int


def what_changed(known: Sequence[Source], came: Sequence[Source], language: str = "") -> Changes:
    """What the texts that came say that the known ones do not.

    Args:
        known: reports as they were when the reader looked; former texts of those that were edited since.
        came: reports that joined since, and edited ones as they are now.
        language: ISO 639 of the reader.
    """
    fresh = [one for one in came if not (one.copy or one.opinion)] or list(came)
    if not fresh:
        return Changes((), len(came), 0)
    counts = Counter(one.language for one in fresh)
    if language not in counts:
        language = max(counts, key=lambda code: (counts[code], code))
    new = [one for one in fresh if one.language == language][:MOST_REPORTS]
    old = [one for one in known if one.language == language][:MOST_REPORTS]
    found = _changes(old, new) if old else []
    return Changes(tuple(found), len(came), len(old))


def _changes(old: Sequence[Source], new: Sequence[Source]) -> list[Change]:
    reports = [*old, *new]
    pool = [one for index, report in enumerate(reports) for one in candidates(report, index, EACH)]
    titles = {index: content_tokens(one.title[:400], one.language) for index, one in enumerate(reports)}
    concepts = weigh(pool, [(one.source, one.place) for one in pool], titles)
    is_new = np.array([one.source >= len(old) for one in pool], bool)
    numbers = _Numbers(reports, pool)
    ranked: list[tuple[float, int, int | None, tuple[str, str]]] = []
    for at in map(int, np.flatnonzero(is_new)):
        if not pool[at].fit:
            continue
        alike = np.where(is_new, -1.0, concepts.alike(at))
        former = numbers.former(at, alike)
        if former is None and not _is_news(concepts, at, is_new, alike):
            continue
        weight = float(concepts.has[at] @ concepts.weight) * pool[at].fit / (6 + pool[at].length) ** 0.5
        place, pair = former if former else (None, ("", ""))
        ranked.append((weight * (2.0 if former else 1.0), at, place, pair))
    ranked.sort(key=lambda row: (-row[0], row[1]))
    return _chosen(ranked, concepts, reports, pool)


def _is_news(concepts: Concepts, at: int, is_new: np.ndarray, alike: np.ndarray) -> bool:
    shared = np.where(is_new, 0.0, concepts.shared(at))
    return float(alike.max(initial=-1.0)) < KNOWN and float(shared.max(initial=0.0)) < KNOWN_SHARE


def _chosen(
    ranked: Sequence[tuple[float, int, int | None, tuple[str, str]]],
    concepts: Concepts,
    reports: Sequence[Source],
    pool: Sequence[Candidate],
) -> list[Change]:
    """The most telling ones, none of which says what one before it says."""
    changes: list[Change] = []
    chosen: list[int] = []
    for _, at, place, (was, now) in ranked:
        if len(changes) == MOST:
            break
        alike = concepts.alike(at)
        if any(alike[other] >= SAME for other in chosen):
            continue
        chosen.append(at)
        report = reports[pool[at].source]
        passages: tuple[Passage, ...] = (report.passage(pool[at].span),)
        if place is not None:
            passages += (reports[pool[place].source].passage(pool[place].span),)
        sentence = Sentence(passages[0].text, passages, quoted=True, language=report.language)
        changes.append(Change(sentence, was, now))
    return changes


class _Numbers:
    """The numbers of sentences, found once where they are asked for."""

    def __init__(self, reports: Sequence[Source], pool: Sequence[Candidate]) -> None:
        self._reports, self._pool = reports, pool
        self._found: dict[int, tuple[Quantity, ...]] = {}

    def of(self, at: int) -> tuple[Quantity, ...]:
        """The counts of things of a sentence."""
        if at not in self._found:
            found = find_quantities(self._text(at), self._reports[self._pool[at].source].language)
            self._found[at] = tuple(one for one in found if one.unit not in _UNCOUNTED)
        return self._found[at]

    def former(self, at: int, alike: np.ndarray) -> tuple[int, tuple[str, str]] | None:
        """The known sentence on the same thing that has another number for it, and both as they are written.

        None if there is none, or a known one has the number of now already.
        """
        mine = [one for one in self.of(at) if one.unit]
        if not mine:
            return None
        near = [int(place) for place in np.argsort(-alike, kind="stable")[:8] if alike[place] >= SAME_THING]
        told = {(one.unit, one.value) for place in near for one in self.of(place)}
        for one in mine:
            if (one.unit, one.value) in told:
                continue
            for place in near:
                others = [other for other in self.of(place) if other.unit == one.unit]
                if len(others) == 1:
                    return place, (self._written(place, others[0]), self._written(at, one))
        return None

    def _text(self, at: int) -> str:
        return self._reports[self._pool[at].source].text[slice(*self._pool[at].span)]

    def _written(self, at: int, one: Quantity) -> str:
        return self._text(at)[slice(*one.span)]
