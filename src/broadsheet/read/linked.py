"""The stories before and after a story, in the order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from broadsheet.store.models import Story, StoryLink
from broadsheet.store.prepared import Prepared

from .shown import shown_stories
from .stories import Card, make_cards

LINKED = 8
_MAX_MERGED, _MAX_LINKS = 100, 200


@dataclass(frozen=True, slots=True)
class Linked:
    """A story before or after another, and why it is linked."""

    card: Card
    reason: str


def linked_stories(story: int, most: int = LINKED) -> tuple[list[Linked], list[Linked]]:
    """The stories nearest before and nearest after one, each in the order of time; a merged one counts as
    the story it became part of. Four queries.

    Args:
        story: id of the one.
    """
    mine = [story, *(pk for (pk,) in merged_into.rows([story])[:_MAX_MERGED])]
    reasons: dict[bool, dict[int, str]] = {True: {}, False: {}}  # by whether it came before
    for before, into, after, later_into, reason in _links.rows(mine):
        came_before = after in mine
        other = (into or before) if came_before else (later_into or after)
        if other not in mine:
            reasons[came_before].setdefault(other, reason)
    standing = shown_stories([*reasons[True], *reasons[False]])
    earlier = [one for one in standing if one.pk in reasons[True]]
    earlier = sorted(earlier, key=lambda one: (one.first_at, one.pk))[-most:]
    later = [one for one in standing if one.pk in reasons[False]]
    later = sorted(later, key=lambda one: (one.first_at, one.pk))[:most]
    cards = {card.story.pk: card for card in make_cards(earlier + later, with_tags=False)}
    return (
        [Linked(cards[one.pk], reasons[True][one.pk]) for one in earlier if one.pk in cards],
        [Linked(cards[one.pk], reasons[False][one.pk]) for one in later if one.pk in cards],
    )


def _merged_into(stories: Sequence[int]) -> QuerySet[Story, Any]:
    # Said as the index's condition is, or SQLite does not see that the index answers it.
    merged = Story.objects.filter(~Q(merged_into__isnull=True), merged_into__in=stories)
    return merged.order_by().values_list("pk")


def _links_of(stories: Sequence[int]) -> QuerySet[StoryLink, Any]:
    links = StoryLink.objects.filter(Q(before__in=stories) | Q(after__in=stories)).order_by("-pk")
    columns = ("before_id", "before__merged_into_id", "after_id", "after__merged_into_id", "reason")
    return links.values_list(*columns)[:_MAX_LINKS]


# `merged_into`: what became part of stories, by their ids.
merged_into, _links = Prepared(_merged_into), Prepared(_links_of)
