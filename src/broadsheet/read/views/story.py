"""One story: all reports of one event."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from broadsheet.group.importance import importance
from broadsheet.read.addresses import slug as slug_of
from broadsheet.read.coverage import read_coverage
from broadsheet.read.stories import Card, make_cards
from broadsheet.store.models import Story, StoryChange, StoryLink

_MAX_MERGES = 30
_LINKED = 8
_CHANGES = 30


@dataclass(frozen=True, slots=True)
class Linked:
    """A story before or after this one, and why it is linked."""

    card: Card
    reason: str


@require_safe
def story(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """The story; the slug is decoration. The address of one that was merged leads to where it went."""
    found = get_object_or_404(
        Story.objects.select_related("headline", "picture", "merged_into__headline"), public_id=public_id
    )
    if found.merged_into is not None:
        return redirect(_address(_last_of(found.merged_into)), permanent=True)
    if slug != _slug(found):
        return redirect(_address(found), permanent=False)
    card = next(iter(make_cards([found], with_tags=False)), None)
    everything = request.GET.get("reports") == "all"
    coverage = read_coverage(found, everything)
    before, after = _linked(found)
    context = {
        "story": found,
        "card": card,
        "coverage": coverage,
        "importance": importance(coverage.facts, timezone.now()),
        "before": before,
        "after": after,
        "changes": _changes(found),
        "everything": everything,
        "not_counted": found.articles - found.independent,
    }
    return render(request, "read/story.html", context)


def _last_of(found: Story) -> Story:
    """Where a chain of merges ends, as far as it is followed at once."""
    for _ in range(_MAX_MERGES):
        if found.merged_into_id is None:
            break
        found = Story.objects.select_related("headline").get(pk=found.merged_into_id)
    return found


def _slug(found: Story) -> str:
    return slug_of(found.headline.title) if found.headline else "story"


def _address(found: Story) -> str:
    return reverse("story", args=(found.public_id, _slug(found)))


def _linked(found: Story) -> tuple[list[Linked], list[Linked]]:
    """The stories linked before and after, each in the order of time."""
    before = StoryLink.objects.filter(after=found, before__merged_into=None).select_related("before__picture")
    after = StoryLink.objects.filter(before=found, after__merged_into=None).select_related("after__picture")
    earlier = list(before.order_by("-before__first_at")[:_LINKED])[::-1]
    later = list(after.order_by("after__first_at")[:_LINKED])
    cards = {
        card.story.pk: card
        for card in make_cards(
            [link.before for link in earlier] + [link.after for link in later], with_tags=False
        )
    }
    return (
        [Linked(cards[link.before_id], link.reason) for link in earlier if link.before_id in cards],
        [Linked(cards[link.after_id], link.reason) for link in later if link.after_id in cards],
    )


def _changes(found: Story) -> list[StoryChange]:
    """The latest lines of its log, newest first."""
    changes = StoryChange.objects.filter(Q(story=found) | Q(other=found))
    named = changes.select_related("story__headline", "other__headline").defer("before")
    return list(named.order_by("-pk")[:_CHANGES])
