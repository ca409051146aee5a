"""Answers from what articles say, in their own words; or that they do not say.

```
question ─▶ read ─▶ sentences by words ─▶ the best, by meaning too ─▶ chance of being right ─▶ quoted
```

Nothing is written here: a sentence of an answer is a publisher's own, unchanged, and cites where it stands.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from broadsheet.assist.chance import (
    LEAST,
    LEAST_CLOSE,
    LEAST_OF_MANY,
    WEIGHTS,
    WEIGHTS_CLOSE,
    chance,
    features,
)
from broadsheet.assist.closeness import cosines
from broadsheet.assist.evidence import Candidate, Field, lay_out
from broadsheet.assist.lexicon import base_language
from broadsheet.assist.question import read_question
from broadsheet.assist.suggestions import MOST_TRIED, possible_questions
from broadsheet.assist.types import Answer, Passage, Sentence, Source
from broadsheet.errors import EmbeddingError
from broadsheet.understand.vectors import Embedder

log = logging.getLogger("broadsheet.assist")

LOOKED_AT = 40
"""Sentences whose chance is reckoned; of them the first `EMBEDDED` by their vectors too."""
EMBEDDED = 5
UNLIKELY = 0.4
"""How much less chance a sentence has in the article that seems farthest from a question to everything."""
MOST_SENTENCES = 3
MOST_PASSAGES = 5
MOST_NEAREST = 3
NEAR = 0.05
"""The chance from which a sentence is shown although it answers nothing for certain. Of questions that can be
answered and were not, 19 in 20 have one; of those that cannot be, fewer than half."""
MOST_SUGGESTED = 3
ALSO = 0.75
"""Share of the best chance from which a sentence goes beside the best; before it in the reader's language."""
REPEATS = 0.6
"""Share of words in common from which two sentences say the same."""

History = Sequence[tuple[str, Answer]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for a question.

    Attributes:
        answer: with no sentences if the sources do not say for certain, but the nearest.
        passages: those that bear on the question most, the best first, whether or not they answer it.
        chance: of the best sentence being right, 0 to 1, as the development questions had it.
    """

    answer: Answer
    passages: tuple[Passage, ...] = ()
    chance: float = 0.0


def answer(
    question: str,
    sources: Sequence[Source],
    *,
    language: str = "",
    embed: Embedder | None = None,
    history: History = (),
) -> Answer:
    """Answers a question from articles: one to three quoted sentences, or none if they do not say.

    Raises nothing.

    Args:
        question: in any language, of any length.
        language: ISO 639, of the reader; sentences in it go before equally good ones.
        embed: makes vectors; without it, words, names, numbers and tables of meanings decide.
        history: earlier questions with their answers, the latest last.
    """
    return find_answer(question, sources, language=language, embed=embed, history=history).answer


def find_answer(
    question: str,
    sources: Sequence[Source],
    *,
    language: str = "",
    embed: Embedder | None = None,
    history: History = (),
    prior: Sequence[float] = (),
) -> Finding:
    """As `answer`, with the passages that were found.

    Args:
        prior: by source, how near the whole article is to the question, 0 to 1; empty if unknown.
    """
    read = read_question(question, language, history)
    nothing = Finding(Answer((), articles=len(sources)))
    if not read.words or not sources:
        return nothing
    field = lay_out(read, sources, prior)
    if not field.candidates:
        return nothing
    looked_at, close = _looked_at(field, embed)
    weights, least = (WEIGHTS_CLOSE, LEAST_CLOSE) if close else (WEIGHTS, LEAST_OF_MANY if prior else LEAST)
    chances = [
        chance(weights, features(field, one)) * (1 - UNLIKELY * (1 - prior[one.source]) if prior else 1)
        for one in looked_at
    ]
    order = sorted(range(len(looked_at)), key=lambda place: (-chances[place], place))
    ranked = [(looked_at[place], chances[place]) for place in order]
    passages = _passages(field, ranked)
    best = ranked[0][1]
    if best < least:
        nearest = _unlike([one for one, chance in ranked if chance >= NEAR], field)
        return Finding(replace(nothing.answer, nearest=nearest), passages, best)
    wanted = base_language(language) or read.language
    sentences = _sentences(field, ranked, wanted, least)
    return Finding(Answer(sentences, articles=len(sources)), passages, best)


def suggest(sources: Sequence[Source], language: str) -> tuple[str, ...]:
    """Two or three questions (fewer if there are none) that the sources answer: each was asked.

    Raises nothing.

    Args:
        language: ISO 639, of the reader; one without templates has no suggestions.
    """
    found: list[str] = []
    for question in islice(possible_questions(sources, language), MOST_TRIED):
        if find_answer(question, sources, language=language).answer.sentences:
            found.append(question)
        if len(found) == MOST_SUGGESTED:
            break
    return tuple(found)


def _looked_at(field: Field, embed: Embedder | None) -> tuple[list[Candidate], bool]:
    """The best by words, and whether it is known how near in meaning they are."""
    found = list(field.candidates[:LOOKED_AT])
    if embed is None:
        return found, False
    first = found[:EMBEDDED]
    try:
        near = cosines(embed, field.question.text, [one.line.text for one in first])
    except EmbeddingError as error:
        log.warning("Answers go by words alone: %s", error)
        return found, False
    return [replace(one, closeness=cosine) for one, cosine in zip(first, near, strict=True)], True


def _passages(field: Field, ranked: Sequence[tuple[Candidate, float]]) -> tuple[Passage, ...]:
    """The passages of the best sentences, each text once: many print the words of one agency."""
    found: dict[str, Passage] = {}
    for one in (*(one for one, _ in ranked), *field.candidates[: LOOKED_AT * 2]):
        read = field.sources[one.source]
        passage = read.source.passage(read.passages[one.line.passage])
        found.setdefault(passage.text, passage)
        if len(found) == MOST_PASSAGES:
            break
    return tuple(found.values())


def _sentences(
    field: Field, ranked: Sequence[tuple[Candidate, float]], language: str, least: float
) -> tuple[Sentence, ...]:
    """The best, or one as good in the reader's language; then others as good that say something more."""
    floor = max(least, ALSO * ranked[0][1])
    good = [one for one, chance in ranked if chance >= floor]
    good.sort(key=lambda one: one is not ranked[0][0] and one.line.language != language)
    own = [one for one in good if one.line.language == language]
    first = own[0] if own else ranked[0][0]
    chosen = [first]
    owners = {field.sources[first.source].source.owner}
    for one in good:
        owner = field.sources[one.source].source.owner
        if owner not in owners and not any(_repeats(one, other) for other in chosen):
            chosen.append(one)
            owners.add(owner)
        if len(chosen) == MOST_SENTENCES:
            break
    return tuple(_sentence(field, one) for one in chosen)


def _unlike(ranked: Sequence[Candidate], field: Field) -> tuple[Sentence, ...]:
    """The first of them that do not say the same."""
    chosen: list[Candidate] = []
    for one in ranked:
        if not any(_repeats(one, other) for other in chosen):
            chosen.append(one)
        if len(chosen) == MOST_NEAREST:
            break
    return tuple(_sentence(field, one) for one in chosen)


def _repeats(one: Candidate, other: Candidate) -> bool:
    mine, others = set(one.line.keys), set(other.line.keys)
    return len(mine & others) >= REPEATS * max(1, min(len(mine), len(others)))


def _sentence(field: Field, one: Candidate) -> Sentence:
    source = field.sources[one.source].source
    passage = source.passage(one.line.span)
    return Sentence(passage.text, (passage,), quoted=True, language=source.language)
