"""The decisions of grouping: similarities and facts in, decision and a readable reason out. No state."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadsheet.group.reasons import reason
from broadsheet.group.settings import GroupSettings

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Choice:
    """Where an article goes: `story` None opens a new one."""

    story: int | None
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A near copy that was found: of which article, in which story, and the share of equal shingles."""

    article: int
    story: int
    share: float


def similarities(
    cosines: Scores,
    shared_terms: Scores,
    shared_cognates: Scores,
    with_text: NDArray[np.bool_],
    one_language: NDArray[np.bool_],
    days_apart: Scores,
    settings: GroupSettings,
) -> Scores:
    """How likely articles report one event, as a score.

    Vectors; where both articles have a text, rare words as well, or in two languages cognates; less the
    further apart they are in time. All arguments have one shape.
    """
    as_texts = (1 - settings.term_share) * cosines + settings.term_share * shared_terms
    across = cosines + settings.cognates * shared_cognates - settings.across
    mixed = np.where(with_text, np.where(one_language, as_texts, across), cosines)
    scores: Scores = (mixed - settings.day_apart * days_apart).astype(np.float32)
    return scores


def story_scores(similarities: Scores, stories: Sequence[int], linked: int) -> dict[int, tuple[float, int]]:
    """For each story the mean of its `linked` most similar members, and how many members were looked at."""
    found: dict[int, list[float]] = {}
    for story, similarity in zip(stories, similarities.tolist(), strict=True):
        found.setdefault(story, []).append(similarity)
    scores = {}
    for story, values in found.items():
        best = sorted(values, reverse=True)[:linked]
        scores[story] = (sum(best) / len(best), len(values))
    return scores


def find_copy(shares: Scores, articles: Sequence[int], stories: Sequence[int], needed: float) -> Copy | None:
    """The article that a text is a near copy of: the one with most equal shingles, of several the oldest."""
    best: Copy | None = None
    for share, article, story in zip(shares.tolist(), articles, stories, strict=True):
        if share < needed:
            continue
        if best is None or (share, -article) > (best.share, -best.article):
            best = Copy(article, story, share)
    return best


def mostly(comparable: NDArray[np.bool_], stories: Sequence[int]) -> set[int]:
    """The stories of whose members at least half can be compared as texts: (n) and the stories of each."""
    found: dict[int, int] = {}
    for story, counts in zip(stories, comparable.tolist(), strict=True):
        found[story] = found.get(story, 0) + (1 if counts else -1)
    return {story for story, balance in found.items() if balance >= 0}


def choose(
    scores: Mapping[int, tuple[float, int]],
    copy: Copy | None,
    settings: GroupSettings,
    as_texts: Collection[int] = (),
) -> Choice:
    """The story an article joins: that of its near copy, else the most similar one if similar enough.

    Args:
        as_texts: the stories that it is compared with as texts in one language, of which more is asked.
    """
    if copy is not None:
        score = scores.get(copy.story, (copy.share, 1))[0]
        return Choice(copy.story, score, reason("copy", share=copy.share))
    if not scores:
        return Choice(None, 0.0, reason("first"))
    asked = {story: settings.join_texts if story in as_texts else settings.join for story in scores}
    story = max(scores, key=lambda story: (scores[story][0] - asked[story], -story))
    score, members = scores[story]
    needed = asked[story]
    joins = score >= needed
    code = "like" if joins else "unlike"
    if members == 1:
        why = reason(f"{code}-one", score=score, needed=needed)
    else:
        alike = min(members, settings.linked)
        why = reason(f"{code}-some", score=score, alike=alike, needed=needed)
    return Choice(story if joins else None, score, why)


def link_reason(score: float, needed: float) -> str:
    """Why two stories are one affair."""
    return reason("link", score=score, needed=needed)


def split_reason(between: float, within: float, needed: float) -> str:
    """Why a story becomes two."""
    return reason("split", between=between, within=within, needed=needed)


def merge_reason(score: float, needed: float) -> str:
    """Why two stories become one."""
    return reason("merge", score=score, needed=needed)
