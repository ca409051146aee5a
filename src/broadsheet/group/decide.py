"""The decisions of grouping: similarities and facts in, decision and a readable reason out. No state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    with_text: NDArray[np.bool_],
    days_apart: Scores,
    settings: GroupSettings,
) -> Scores:
    """How likely articles report one event, as a score.

    Vectors; where both articles have a text, rare words as well; less the further apart they are in time.
    All arguments have one shape.
    """
    mixed = np.where(
        with_text, (1 - settings.term_share) * cosines + settings.term_share * shared_terms, cosines
    )
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


def choose(scores: Mapping[int, tuple[float, int]], copy: Copy | None, settings: GroupSettings) -> Choice:
    """The story an article joins: that of its near copy, else the most similar one if similar enough."""
    if copy is not None:
        score = scores.get(copy.story, (copy.share, 1))[0]
        return Choice(
            copy.story, score, f"It has {copy.share:.0%} of its text in common with a report of this story."
        )
    if not scores:
        return Choice(None, 0.0, "No open story is near.")
    story, (score, members) = max(scores.items(), key=lambda item: (item[1][0], -item[0]))
    alike = min(members, settings.linked)
    nearest = "its only report" if members == 1 else f"the {alike} nearest of its reports"
    if score >= settings.join:
        return Choice(story, score, f"Similarity {score:.2f} to {nearest}; {settings.join:.2f} is needed.")
    return Choice(
        None,
        score,
        f"The nearest story is too far: similarity {score:.2f} to {nearest}, {settings.join:.2f} is needed.",
    )


def link_reason(score: float, needed: float) -> str:
    """Why two stories are one affair."""
    return f"The earlier story is the most similar one: {score:.2f}, {needed:.2f} is needed."


def split_reason(between: float, within: float, needed: float) -> str:
    """Why a story becomes two."""
    return (
        f"Two groups of reports have little in common: median similarity {between:.2f} between them, "
        f"mean {within:.2f} within; less than {needed:.2f} splits a story."
    )


def merge_reason(score: float, needed: float) -> str:
    """Why two stories become one."""
    return f"Each is the other's nearest: mean similarity {score:.2f}, {needed:.2f} is needed."
