"""A running affair in one cited sentence a story or day; and what earlier stories say for background."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np

from broadsheet.assist.candidates import candidates, content_tokens
from broadsheet.assist.concepts import weigh
from broadsheet.assist.summarize import SHORT, TITLE_CHARS, story_sentences
from broadsheet.assist.types import Answer, Passage, Sentence, Source

MOST_DAYS = 10
"""Days of a story that are told, the latest ones."""
MOST_BACKGROUND = 4
SAID_ALREADY = 0.45
"""Cosine from which a sentence of before says what the story says itself."""
SAME = 0.45
LEAST_SHARED = 2
"""Words that matter to the story that a sentence of before must have."""
BREVITY = 0.7
"""Power of the length by which a sentence of before is worth less."""
_EACH, _REPORTS = 12, 12  # sentences of a report, reports of a story


@dataclass(frozen=True, slots=True, eq=False)
class PartOfAffair:
    """A story in the order of time: its key, when it began, its reports."""

    story: int
    at: datetime
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A moment of an affair: `day` (UTC), the story it is of, and its sentence."""

    day: date
    story: int
    sentence: Sentence


def make_timeline(
    before: Sequence[PartOfAffair],
    present: PartOfAffair,
    after: Sequence[PartOfAffair],
    language: str = "",
) -> tuple[Told, ...]:
    """One sentence a story that came before or after; of the story itself one a day on which reports came.

    Args:
        language: ISO 639 of the reader.

    Returns:
        in the order of time. A day of which nothing can be told that was not told before is left out.
    """
    told = [moment for part in before for moment in _one(part, language)]
    told += _days(present, language)
    told += [moment for part in after for moment in _one(part, language)]
    return tuple(sorted(told, key=lambda moment: moment.day))


def background(before: Sequence[PartOfAffair], present: PartOfAffair, language: str = "") -> Answer:
    """What earlier stories say that bears on this one and that this one does not say itself.

    Returns:
        publishers' own sentences in the order of time; none if no earlier story bears on it.
    """
    now = _readable(present.sources, language)
    earlier = [source for part in before for source in _readable(part.sources, language)]
    read = sum(len(part.sources) for part in before)
    if not now or not earlier:
        return Answer((), articles=read)
    language = now[0].language
    reports = [*now, *(source for source in earlier if source.language == language)]
    passages = _bearing(reports, len(now))
    return Answer(tuple(_quoted(one, language) for one in passages), articles=read)


def _bearing(reports: Sequence[Source], present: int) -> list[Passage]:
    """Passages of the reports from number `present` on that bear on those before it, in the order of time."""
    pool = [one for index, report in enumerate(reports) for one in candidates(report, index, _EACH)]
    titles = {
        index: content_tokens(one.title[:TITLE_CHARS], one.language)
        for index, one in enumerate(reports[:present])
    }
    concepts = weigh(pool, [(one.source, one.place) for one in pool], titles)
    is_now = np.array([one.source < present for one in pool], bool)
    if not is_now.any() or is_now.all():
        return []
    told = concepts.has[is_now].max(axis=0)  # the words that the story has itself
    shared = concepts.has @ told
    length = np.array([SHORT + one.length for one in pool], np.float32)
    fit = np.array([one.fit for one in pool], np.float32)
    score = np.where(is_now, 0, (concepts.has @ (told * concepts.weight)) * fit / length**BREVITY)
    chosen: list[int] = []
    for at in np.argsort(-score, kind="stable"):
        if len(chosen) == MOST_BACKGROUND or score[at] <= 0:
            break
        alike = concepts.alike(at)
        if shared[at] < LEAST_SHARED or float(alike[is_now].max(initial=-1)) >= SAID_ALREADY:
            continue
        if all(alike[other] < SAME for other in chosen):
            chosen.append(int(at))
    chosen.sort(key=lambda at: (reports[pool[at].source].at, pool[at].place))
    return [reports[pool[at].source].passage(pool[at].span) for at in chosen]


def _one(part: PartOfAffair, language: str) -> list[Told]:
    sentences = story_sentences(part.sources, 1, language)
    return [Told(_day(part.at), part.story, sentence) for sentence, _ in sentences[:1]]


def _days(part: PartOfAffair, language: str) -> list[Told]:
    """The story by days: each day's reports are summed up alone, without what was told of an earlier day."""
    days: dict[date, list[Source]] = {}
    for source in sorted(part.sources, key=lambda one: (one.at, one.id)):
        days.setdefault(_day(source.at), []).append(source)
    told: list[Told] = []
    said: list[set[str]] = []
    for day in sorted(days):
        for sentence, _ in story_sentences(days[day], 3, language):
            words = set(content_tokens(sentence.text, sentence.language))
            if all(len(words & other) < 0.5 * min(len(words), len(other)) for other in said if other):
                told.append(Told(day, part.story, sentence))
                said.append(words)
                break
    return told[-MOST_DAYS:]


def _readable(sources: Sequence[Source], language: str) -> list[Source]:
    """Reports in the reader's language, else all; no copies, no opinions; the first ones."""
    kept = [one for one in sources if not (one.copy or one.opinion)]
    return ([one for one in kept if one.language == language] or kept)[:_REPORTS]


def _quoted(passage: Passage, language: str) -> Sentence:
    return Sentence(passage.text, (passage,), quoted=True, language=language)


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()
