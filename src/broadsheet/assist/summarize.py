"""Built-in summaries of a report, or of all reports of a story: the publishers' own sentences, unchanged.

```
reports ─▶ sentences that may stand alone (candidates) ─▶ what the whole says (concepts)
        ─▶ the sentence that adds most for its length, again and again ─▶ in order, each with its passages
```

No sentence says what a chosen one says. In a story each is from another owner as far as there are owners, and
carries the passages of other newsrooms that say the same. The publisher's standfirst is never read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Literal

import numpy as np

from broadsheet.assist.candidates import MOST_SENTENCES, Candidate, candidates, content_tokens
from broadsheet.assist.concepts import WEIGHTS, Concepts, Row, Weights, weigh
from broadsheet.assist.types import Answer, Passage, Sentence, Source

Length = Literal["sentence", "points", "paragraph"]
LENGTHS: tuple[Length, ...] = ("sentence", "points", "paragraph")
MOST: dict[Length, int] = {"sentence": 1, "points": 3, "paragraph": 6}
"""Sentences a summary has at most."""
PARAGRAPH = 900
"""Characters after which a paragraph takes no further sentence."""

SHORT = 6
"""Words: a shorter sentence counts as so long."""
SAME = 0.6
"""Cosine from which a sentence says what a chosen one of the same report says."""
SAME_STORY = 0.6
"""Share of the shorter one's weight that two sentences of a story share, from which one is enough."""
WITNESS = 0.4
"""Cosine from which a sentence of another newsroom is shown as saying the same."""
MOST_PASSAGES = 6
READ_OF_STORY = 360
"""Sentences of a story that are read, the first ones of each report: bounds the time."""
MOST_REPORTS = 60
FEWEST_READ = 4
TITLE_CHARS = 400

_DIGITS = re.compile(r"\d+(?:[.,\u066b]\d+)*")


def summarize(source: Source, length: Length = "points") -> Answer:
    """A report's summary in its own sentences, in their order. Raises nothing, whatever the text.

    Args:
        length: one sentence, three key points, or a paragraph.

    Returns:
        an answer without sentences if none of the text can stand in a summary.
    """
    chosen = sorted(ranked(source, MOST[length]), key=lambda one: one.place)
    chosen = chosen if length != "paragraph" else _within(chosen)
    return Answer(
        tuple(_sentence((source.passage(one.span),), source.language) for one in chosen), articles=1
    )


def ranked(source: Source, most: int, weights: Weights = WEIGHTS) -> list[Candidate]:
    """Up to `most` sentences of a report, the one that says most of the whole first."""
    found = candidates(source)
    titles = {0: content_tokens(source.title[:TITLE_CHARS], source.language)}
    concepts = weigh(found, [one.place for one in found], titles, weights)
    return [found[place] for place in _choose(found, concepts, most, weights=weights)]


def summarize_story(sources: Sequence[Source], length: Length = "points", language: str = "") -> Answer:
    """A story's summary in the sentences of its reports, the weightiest first.

    Args:
        sources: its reports. Copies and opinion pieces are read only if there is nothing else.
        language: ISO 639 of the reader; where no report is in it, that of most owners is taken.

    Returns:
        sentences of one language; each one's first passage is where it stands, the others are passages of
        other owners that say the same.
    """
    reports = _reports(sources, language)
    pool, concepts, owners = _pool(reports)
    chosen = _choose(pool, concepts, MOST[length], owners)
    if length == "paragraph":
        kept = _within([pool[place] for place in chosen])
        chosen = chosen[: len(kept)]
    sentences = [
        _sentence(_passages(at, chosen, reports, pool, concepts), reports[pool[at].source].language)
        for at in _in_reading_order(chosen, reports, pool)
    ]
    return Answer(tuple(sentences), articles=len(sources))


def story_sentences(sources: Sequence[Source], most: int, language: str = "") -> list[tuple[Sentence, int]]:
    """Up to `most` sentences of a story, the one that says most of the whole first; with each its place when
    all are read one after another. The first so many of them are a summary of that length.
    """
    reports = _reports(sources, language)
    pool, concepts, owners = _pool(reports)
    chosen = _choose(pool, concepts, most, owners)
    reading = _in_reading_order(chosen, reports, pool)
    return [
        (
            _sentence(_passages(at, chosen, reports, pool, concepts), reports[pool[at].source].language),
            reading.index(at),
        )
        for at in chosen
    ]


def _in_reading_order(
    chosen: Sequence[int], reports: Sequence[Source], pool: Sequence[Candidate]
) -> list[int]:
    """The weightiest first, the others as they stand in their reports."""
    rest = sorted(chosen[1:], key=lambda at: (pool[at].place, reports[pool[at].source].at))
    return [*chosen[:1], *rest]


def ranked_story(sources: Sequence[Source], most: int, language: str = "") -> list[Passage]:
    """Up to `most` passages of a story's reports, the one that says most of the whole first."""
    reports = _reports(sources, language)
    pool, concepts, owners = _pool(reports)
    return [reports[pool[at].source].passage(pool[at].span) for at in _choose(pool, concepts, most, owners)]


def _reports(sources: Sequence[Source], language: str) -> list[Source]:
    """What is read: of one language, no copies, no opinions, one of each owner before a second."""
    kept = [one for one in sources if not (one.copy or one.opinion)]
    kept = kept or [one for one in sources if not one.copy] or list(sources)
    owners: dict[str, set[str]] = defaultdict(set)
    for one in kept:
        owners[one.language].add(one.owner)
    if language not in owners and owners:
        language = max(owners, key=lambda key: (len(owners[key]), key))
    kept = [one for one in kept if one.language == language]
    turn: dict[str, int] = defaultdict(int)
    turns: list[tuple[int, int]] = []
    for one in kept:  # one report of each owner before the second of any
        turns.append((turn[one.owner], len(turns)))
        turn[one.owner] += 1
    order = sorted(range(len(kept)), key=lambda at: turns[at])
    return [kept[at] for at in order[:MOST_REPORTS]]


def _pool(reports: Sequence[Source]) -> tuple[list[Candidate], Concepts, list[str]]:
    """The sentences of all reports, what they say together, and the owner of each."""
    each = max(FEWEST_READ, READ_OF_STORY // max(1, len(reports)))
    pool = [
        one
        for index, report in enumerate(reports)
        for one in candidates(report, index, min(each, MOST_SENTENCES))
    ]
    owners = [reports[one.source].owner for one in pool]
    alone = len(set(owners)) < 2
    voices: list[Hashable] = [(one.source, one.place) for one in pool] if alone else list(owners)
    titles = {
        index: content_tokens(report.title[:TITLE_CHARS], report.language)
        for index, report in enumerate(reports)
    }
    return pool, weigh(pool, voices, titles), owners


def _choose(
    pool: Sequence[Candidate],
    concepts: Concepts,
    most: int,
    owners: Sequence[str] = (),
    weights: Weights = WEIGHTS,
) -> list[int]:
    """Places of the sentences that add most for their length, one after another.

    Args:
        owners: of each sentence, in a story: none comes twice before each has come once.
    """
    fit = np.array([one.fit for one in pool], np.float32)
    worth = _worth(pool, weights)
    open_ = fit > 0
    left = concepts.weight.copy()
    used: set[str] = set()
    chosen: list[int] = []
    follows = np.ones(len(pool), np.float32)
    while len(chosen) < most and open_.any():
        fresh = open_ & np.array([owner not in used for owner in owners], bool) if owners else open_
        if not fresh.any():
            used.clear()
            continue
        gain = (concepts.has @ left) * worth * np.where(follows > 1, follows, fit)
        best = int(np.where(fresh, gain, -1).argmax())
        chosen.append(best)
        open_[best] = False
        open_ &= concepts.alike(best) < SAME
        if owners:
            open_ &= concepts.shared(best) < SAME_STORY
        left[concepts.has[best] > 0] = 0
        if owners:
            used.add(owners[best])
        elif best + 1 < len(pool):
            follows[best + 1] = 1 + weights.follows
    return chosen


def _worth(pool: Sequence[Candidate], weights: Weights) -> Row:
    """What a sentence's words count by its place and length."""
    place = np.array([one.place for one in pool], np.float32)
    length = np.array([max(SHORT, one.length) for one in pool], np.float32)
    worth: Row = (1 + weights.lead / (1 + place / weights.fades)) / length**weights.brevity
    return worth


def _within(chosen: list[Candidate]) -> list[Candidate]:
    """As many as a paragraph holds; at least one."""
    kept: list[Candidate] = []
    length = 0
    for one in chosen:
        length += one.span[1] - one.span[0]
        if kept and length > PARAGRAPH:
            break
        kept.append(one)
    return kept


def _passages(
    at: int, chosen: Sequence[int], reports: Sequence[Source], pool: Sequence[Candidate], concepts: Concepts
) -> tuple[Passage, ...]:
    """The sentence's own passage, then the likest one of each other owner that says the same."""
    one = pool[at]
    own = reports[one.source]
    passages, owners, said = [own.passage(one.span)], {own.owner}, {one.tokens}
    alike = concepts.alike(at)
    for other in np.argsort(-alike, kind="stable"):
        if alike[other] < WITNESS or len(passages) == MOST_PASSAGES:
            break
        report = reports[pool[other].source]
        likest = pool[other]
        if report.owner in owners or other in chosen or not likest.fit or likest.tokens in said:
            continue  # the very same words are a copy, no second witness
        passage = report.passage(likest.span)
        if _same_numbers(passages[0].text, passage.text):
            passages.append(passage)
            owners.add(report.owner)
            said.add(likest.tokens)
    return tuple(passages)


def _same_numbers(text: str, other: str) -> bool:
    """Whether two sentences do not differ in all their figures: then they say not the same."""
    figures, others = set(_DIGITS.findall(text)), set(_DIGITS.findall(other))
    return not figures or not others or bool(figures & others)


def _sentence(passages: tuple[Passage, ...], language: str) -> Sentence:
    return Sentence(passages[0].text, passages, quoted=True, language=language)
