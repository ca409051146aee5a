"""What to read beside an article: others on the same event first, then before and after, then the subject.

Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Why = Literal["same-story", "before", "after", "same-subject"]

# Places that the other reports of the story leave to what came before and after, and to the subject.
PLACES_FOR_BEFORE = 1
PLACES_FOR_AFTER = 1
PLACES_FOR_SUBJECT = 1
# Links to the publisher one is reading, while there are others to fill the list.
MAX_OWN = 1
# Articles from one country, while there are others on the same story.
MAX_A_COUNTRY = 2


@dataclass(frozen=True, slots=True)
class RelatedArticle:
    """An article that may be shown beside another.

    Attributes:
        publisher: key of the publisher's owner: two titles of one house are one voice.
        country: ISO 3166-1 of the publisher, "" if unknown.
        closeness: cosine with the article that is read, or another measure up to 1; 0 if unknown.
        is_copy: whether it repeats another's text; an own report is preferred.
        shared: what the two have in common, for `same-subject`: a hashtag's label, "" if only the vector.
    """

    article: int
    publisher: str
    country: str
    language: str
    at: datetime
    closeness: float = 0.0
    is_copy: bool = False
    shared: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """One link, and why it is there; `shared` as in `RelatedArticle`."""

    article: int
    why: Why
    shared: str = ""


def related(
    article: RelatedArticle,
    same_story: Sequence[RelatedArticle] = (),
    before: Sequence[RelatedArticle] = (),
    after: Sequence[RelatedArticle] = (),
    same_subject: Sequence[RelatedArticle] = (),
    limit: int = 8,
) -> tuple[Related, ...]:
    """What to show beside `article`.

    First other publishers on the same story, one article each, from as many countries as there are; then the
    story before and the one after; then the same subject. The publisher one is reading comes last and at most
    `MAX_OWN` times, unless there is nobody else.

    Args:
        same_story: the other articles of its story; copies of its own text are none of them.
        before, after: articles of the stories linked to it, of each story its best.
        same_subject: articles that share a hashtag or are near, best first.
        limit: how many links there are at most.
    """
    groups: tuple[tuple[Why, list[RelatedArticle]], ...] = (
        ("same-story", _varied(article, same_story, limit)),
        (
            "before",
            sorted(before, key=lambda other: (article.publisher == other.publisher, -other.at.timestamp())),
        ),
        (
            "after",
            sorted(after, key=lambda other: (article.publisher == other.publisher, other.at.timestamp())),
        ),
        ("same-subject", _one_a_publisher(same_subject)),
    )
    others = {why: [one for one in found if one.publisher != article.publisher] for why, found in groups}
    taken = _shares({why: len(found) for why, found in others.items()}, limit)
    chosen = [(why, one) for why, _ in groups for one in others[why][: taken[why]]]
    own = [(why, one) for why, found in groups for one in found if one.publisher == article.publisher]
    own.sort(key=lambda item: item[0] == "same-story")  # what else it wrote on the event is the least news
    room = limit - len(chosen)
    if chosen:
        room = min(room, MAX_OWN)
    chosen += own[: max(room, 0)]
    order = {why: place for place, (why, _) in enumerate(groups)}
    chosen.sort(key=lambda item: order[item[0]])
    return _once(article.article, chosen)


def _shares(available: dict[Why, int], limit: int) -> dict[Why, int]:
    """How many places each group gets: the reserved ones first, the rest in the groups' order."""
    reserved: dict[Why, int] = {
        "before": min(available["before"], PLACES_FOR_BEFORE),
        "after": min(available["after"], PLACES_FOR_AFTER),
        "same-subject": min(available["same-subject"], PLACES_FOR_SUBJECT),
    }
    left = limit
    shares: dict[Why, int] = {}
    for why, count in available.items():
        kept_for_later = sum(
            places for later, places in reserved.items() if later not in shares and later != why
        )
        shares[why] = max(0, min(count, left - kept_for_later))
        left -= shares[why]
    return shares


def _varied(article: RelatedArticle, same_story: Iterable[RelatedArticle], most: int) -> list[RelatedArticle]:
    """One article a publisher, own reports before copies, countries taking turns, the nearest first: at most
    so many, and then those of the publisher that one is reading."""
    found = _one_a_publisher(
        sorted(
            same_story,
            key=lambda other: (other.is_copy, -other.closeness, -other.at.timestamp(), other.article),
        )
    )
    from_country: Counter[str] = Counter([article.country])
    chosen: list[RelatedArticle] = []
    left = [other for other in found if other.publisher != article.publisher]
    while left and len(chosen) < most:
        # An unknown country is nobody's neighbour, but no variety either.
        best = min(left, key=lambda other: (other.is_copy, min(from_country[other.country], MAX_A_COUNTRY)))
        left.remove(best)
        chosen.append(best)
        from_country[best.country] += 1
    return chosen + [other for other in found if other.publisher == article.publisher]


def _one_a_publisher(articles: Iterable[RelatedArticle]) -> list[RelatedArticle]:
    first: dict[str, RelatedArticle] = {}
    for other in articles:
        first.setdefault(other.publisher, other)
    return list(first.values())


def _once(reading: int, chosen: Iterable[tuple[Why, RelatedArticle]]) -> tuple[Related, ...]:
    """Each article in its first place only, and never the one that is read."""
    seen = {reading}
    links: list[Related] = []
    for why, other in chosen:
        if other.article not in seen:
            seen.add(other.article)
            links.append(Related(other.article, why, other.shared if why == "same-subject" else ""))
    return tuple(links)
