"""Which of its articles' headlines and pictures stand for a story. Pure: nothing is written, only chosen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from broadsheet.loaded import flaws

from .types import Vector

# What is taken off the mean cosine (0 to 1, of one story's articles mostly 0.6 to 0.9) for each flaw.
FLAW_COSTS: Mapping[str, float] = {
    "opinion": 0.40,
    "live": 0.35,
    "copy": 0.15,
    "question": 0.20,
    "tease": 0.20,
    "loaded": 0.20,
    "capitals": 0.20,
    "exclamation": 0.15,
    "label": 0.15,
    "cut": 0.15,
    "short": 0.10,
    "long": 0.10,
}
_LIVE_KINDS = frozenset({"live-blog"})

# In pixels, where the publisher states them.
PICTURE_MIN_WIDTH = 400
PICTURE_MIN_HEIGHT = 220
# Beyond these, a picture is a banner or a column and cannot be shown beside a headline.
PICTURE_ASPECTS = (0.6, 2.6)
_NOT_A_PICTURE = re.compile(
    r"logo|favicon|(?<![a-z])icons?(?![a-z])|avatar|placeholder|default[-_.]?(?:image|img|share|og)?\b|sprite"
    r"|blank|spacer|pixel\.|no[-_]?(?:image|img|photo)|fallback|social[-_]?(?:card|share)|og[-_]?image|byline"
    r"|headshot|\.svg(?:$|\?)|\.gif(?:$|\?)",
    re.IGNORECASE,
)
_COST_OF_UNKNOWN_SIZE = 0.05
_COST_OF_COPY = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class HeadlineCandidate:
    """A headline of one of the story's articles.

    Attributes:
        language: ISO 639 code, "" if unknown.
        vector: float32 (384,), L2-normalised; None if the article has none yet.
        is_copy: whether the article repeats another's text.
        opinion: whether it is an opinion piece.
        kind: as the store names it ("article", "live-blog" …).
    """

    article: int
    title: str
    language: str
    vector: Vector | None = None
    is_copy: bool = False
    opinion: bool = False
    kind: str = "article"


@dataclass(frozen=True, slots=True)
class HeadlineChoice:
    """The headline chosen: whose it is, how central (mean cosine), and what still speaks against it."""

    article: int
    title: str
    language: str
    centrality: float
    flaws: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PictureCandidate:
    """A picture of one of the story's articles; width and height in pixels as stated, None if unknown.

    `centrality`: of its article, as `centralities` gives it.
    """

    article: int
    url: str
    width: int | None = None
    height: int | None = None
    centrality: float = 0.0
    is_copy: bool = False


def centralities(candidates: Sequence[HeadlineCandidate]) -> dict[int, float]:
    """For each article, how near it is to the story's independent reports: the mean cosine with the others.

    Copies count as listeners only: a wire text printed twenty times does not become the middle of the story.
    An article without a vector, or alone, has 0.
    """
    known = [(candidate, candidate.vector) for candidate in candidates if candidate.vector is not None]
    voices = [(candidate, vector) for candidate, vector in known if not candidate.is_copy] or known
    result = dict.fromkeys((candidate.article for candidate in candidates), 0.0)
    if len(known) < 2:
        return result
    total = np.sum([vector for _, vector in voices], axis=0, dtype=np.float64)
    ids = {candidate.article for candidate, _ in voices}
    for candidate, vector in known:
        is_voice = candidate.article in ids
        others = len(voices) - is_voice
        if others:
            rest = total - vector if is_voice else total
            result[candidate.article] = float(np.dot(vector, rest)) / others
    return result


def choose_headline(candidates: Sequence[HeadlineCandidate], language: str = "") -> HeadlineChoice | None:
    """The most central, least loaded headline; None if there is none at all.

    Args:
        candidates: the story's articles, any order.
        language: the reader's, ISO 639. A headline in it is preferred to any other, unless the story has none
            in it but of opinion pieces. "" takes the best of all languages.
    """
    judged = _judged(candidates)
    in_language = [choice for choice in judged if language and choice.language == language]
    if in_language and "opinion" not in in_language[0].flaws:
        return in_language[0]
    return judged[0] if judged else None


def choose_headlines(candidates: Sequence[HeadlineCandidate]) -> dict[str, HeadlineChoice]:
    """For each language among the candidates what `choose_headline` gives a reader of it; under "" the best
    of all. To be stored, so that pages choose without looking at the articles."""
    judged = _judged(candidates)
    found: dict[str, HeadlineChoice] = {}
    for choice in judged:
        found.setdefault("", choice)
        if choice.language and "opinion" not in choice.flaws:
            found.setdefault(choice.language, choice)
    return found


def _judged(candidates: Sequence[HeadlineCandidate]) -> list[HeadlineChoice]:
    """All with a title, best first; of equals, the article that came first."""
    central = centralities(candidates)
    choices = [
        HeadlineChoice(
            article=candidate.article,
            title=candidate.title,
            language=candidate.language,
            centrality=central[candidate.article],
            flaws=_flaws(candidate),
        )
        for candidate in candidates
        if candidate.title.strip()
    ]
    return sorted(choices, key=lambda choice: (-_worth(choice), choice.article))


def _flaws(candidate: HeadlineCandidate) -> tuple[str, ...]:
    found = list(flaws(candidate.title, candidate.language))
    if candidate.kind in _LIVE_KINDS and "live" not in found:
        found.append("live")
    if candidate.is_copy:
        found.append("copy")
    if candidate.opinion:
        found.append("opinion")
    return tuple(found)


def _worth(choice: HeadlineChoice) -> float:
    return choice.centrality - sum(FLAW_COSTS[flaw] for flaw in choice.flaws)


def choose_picture(candidates: Sequence[PictureCandidate]) -> PictureCandidate | None:
    """A picture that can stand beside the headline: large enough, no logo, of the most central article.

    One whose address or shape says logo, icon, portrait of the author or banner is never chosen, rather none.
    """
    fit = [candidate for candidate in candidates if _is_fit(candidate)]
    return max(fit, key=lambda candidate: (_picture_worth(candidate), -candidate.article), default=None)


def _is_fit(picture: PictureCandidate) -> bool:
    if not picture.url.lower().startswith(("http://", "https://")) or _NOT_A_PICTURE.search(picture.url):
        return False
    width, height = picture.width, picture.height
    if (width is not None and width < PICTURE_MIN_WIDTH) or (
        height is not None and height < PICTURE_MIN_HEIGHT
    ):
        return False
    if width and height:
        least, most = PICTURE_ASPECTS
        return least <= width / height <= most
    return True


def _picture_worth(picture: PictureCandidate) -> float:
    unknown = picture.width is None or picture.height is None
    return picture.centrality - _COST_OF_UNKNOWN_SIZE * unknown - _COST_OF_COPY * picture.is_copy
