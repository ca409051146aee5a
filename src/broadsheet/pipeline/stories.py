"""What follows from the articles of a story: counts, importance, headline, picture, category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

import numpy as np

from broadsheet.group.coverage import CoverageArticle, story_facts
from broadsheet.group.headline import (
    HeadlineCandidate,
    PictureCandidate,
    centralities,
    choose_headlines,
    choose_picture,
)
from broadsheet.group.importance import importance
from broadsheet.store.records import LeadPicture, StoryMember, StoryRow
from broadsheet.store.stories import empty_story, lead_pictures, story_members, write_stories

# Of a story with many articles so many may give the headline: its first ones and its latest ones. What a
# batch costs must not grow with its largest story.
_FIRST_CANDIDATES, _LAST_CANDIDATES = 60, 60
_STORIES_A_PIECE = 200


def refresh_stories(story_ids: Collection[int], now: datetime) -> None:
    """Works out anew what follows from the articles of these stories, within the caller's transaction."""
    for piece in _pieces(sorted(story_ids), _STORIES_A_PIECE):
        members = story_members(piece)
        candidates = {story: independent_first(found) for story, found in members.items()}
        pictures: dict[int, LeadPicture] = {}
        wanted = [member.article for found in candidates.values() for member in found]
        for part in _pieces(wanted, 5_000):
            pictures |= {picture.article: picture for picture in lead_pictures(part)}
        write_stories(
            story_row(story, found, candidates[story], pictures, now)
            for story, found in members.items()
            if found
        )
        empty_story([story for story, found in members.items() if not found])


def independent_first(members: Sequence[StoryMember]) -> list[StoryMember]:
    """Those whose headline or picture may stand for the story, in the order they came."""
    if len(members) <= _FIRST_CANDIDATES + _LAST_CANDIDATES:
        return list(members)
    own = [member for member in members if member.copy_of is None]
    if len(own) <= _FIRST_CANDIDATES + _LAST_CANDIDATES:
        return own or list(members[:_FIRST_CANDIDATES])
    return own[:_FIRST_CANDIDATES] + own[-_LAST_CANDIDATES:]


def story_row(
    story: int,
    members: Sequence[StoryMember],
    candidates: Sequence[StoryMember],
    pictures: Mapping[int, LeadPicture],
    now: datetime,
) -> StoryRow:
    """What follows from the articles of a story. Pure.

    Args:
        members: all its articles, at least one.
        candidates: of these, the ones whose headline or picture may stand for it.
        pictures: the lead pictures of articles that have one.
    """
    facts = story_facts(_coverage(member) for member in members)
    titles = [_headline(member) for member in candidates]
    chosen = choose_headlines(titles)
    central = centralities(titles)
    picture = choose_picture(
        [_picture(pictures[m.article], m, central) for m in candidates if m.article in pictures]
    )
    best = chosen.get("")
    return StoryRow(
        id=story,
        first_at=min(member.at for member in members),
        last_at=max(member.at for member in members),
        headline=best.article if best else members[0].article,
        headlines={language: choice.article for language, choice in chosen.items() if language},
        picture=pictures[picture.article].id if picture else None,
        owners=dict(facts.ownerships),
        category=_category(members),
        articles=facts.reports,
        independent=facts.independent,
        publishers=facts.publishers,
        languages=len(facts.languages),
        countries=len(facts.countries),
        importance=importance(facts, now).rank,
        changed_at=now,
    )


def _category(members: Sequence[StoryMember]) -> str:
    """That of most of the articles with a text of their own; of equals, of the one that came first."""
    own = [member for member in members if member.copy_of is None] or members
    counts = Counter(member.category for member in own if member.category)
    return counts.most_common(1)[0][0] if counts else ""


def _coverage(member: StoryMember) -> CoverageArticle:
    return CoverageArticle(
        id=member.article,
        publisher=member.publisher,
        owner=member.owner,
        country=member.country,
        language=member.language,
        ownership=member.ownership,
        at=member.at,
        copy_of=member.copy_of,
    )


def _headline(member: StoryMember) -> HeadlineCandidate:
    return HeadlineCandidate(
        article=member.article,
        title=member.title,
        language=member.language,
        vector=np.frombuffer(member.vector, "<f2").astype(np.float32) if member.vector else None,
        is_copy=member.copy_of is not None,
        opinion=member.opinion,
        kind=member.kind,
    )


def _picture(picture: LeadPicture, member: StoryMember, central: Mapping[int, float]) -> PictureCandidate:
    return PictureCandidate(
        article=member.article,
        url=picture.url,
        width=picture.width,
        height=picture.height,
        centrality=central[member.article],
        is_copy=member.copy_of is not None,
    )


def _pieces(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
