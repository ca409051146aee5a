"""One story: all reports of one event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from broadsheet.group.importance import importance
from broadsheet.read.addresses import slug as slug_of
from broadsheet.read.coverage import Coverage, read_coverage
from broadsheet.read.filters import read_filters
from broadsheet.read.linked import Linked, linked_stories
from broadsheet.read.preferences import VISIT, opened_before
from broadsheet.read.shown import ShownStory, shown_story, story_at
from broadsheet.read.since import StoryNews, story_news
from broadsheet.read.stories import make_cards
from broadsheet.store.models import Story, StoryChange
from broadsheet.store.prepared import Prepared

_MAX_MERGES = 30
_CHANGES = 30


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened after a story began: it had so many independent `reports`, or another story followed."""

    at: datetime
    reports: int = 0
    linked: Linked | None = None


@require_safe
def story(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """The story; the slug is decoration. The address of one that was merged leads to where it went."""
    named = story_at(public_id)
    if named is None:
        raise Http404(public_id)
    found, merged_into = named
    if merged_into is not None:
        return redirect(_address(_last_of(merged_into)), permanent=False)  # a person may undo the merge
    if slug != _slug(found):
        return redirect(_address(found), permanent=False)
    card = next(iter(make_cards([found], with_tags=False)), None)
    everything = request.GET.get("reports") == "all"
    filters = read_filters(request.GET)
    coverage = read_coverage(found, everything, filters)
    before, after = linked_stories(found.pk)
    now = timezone.now()
    context = {
        "story": found,
        "card": card,
        "coverage": coverage,
        "importance": importance(coverage.facts, now),
        "news": (news := _news(request, found, now)),
        "since_minutes": int(news.since.timestamp()) // 60 if news else 0,
        "made_minutes": int(now.timestamp()) // 60,
        "before": before,
        "after": after,
        "later": _later(coverage, after),
        "changes": _changes(found.pk),
        "everything": everything,
        "filters": filters,
        "more": urlencode({**filters.chosen, "reports": "all"}),
        "not_counted": found.articles - found.independent,
    }
    return render(request, "read/story.html", context)


def _news(request: HttpRequest, found: ShownStory, now: datetime) -> StoryNews | None:
    """What is new since the reader opened it; that nothing is, is not told again during the same visit."""
    since = opened_before(request, now)
    if since is None:
        return None
    news = story_news(found.pk, since)
    return news if news.reports or news.edits or now - since > VISIT else None


def _later(coverage: Coverage, after: Sequence[Linked]) -> list[Moment]:
    """The timeline from the beginning of the story on."""
    moments = [Moment(at, reports=count) for count, at in coverage.milestones]
    moments += [Moment(linked.card.story.first_at, linked=linked) for linked in after]
    return sorted(moments, key=lambda moment: moment.at)


def _last_of(merged: int) -> ShownStory:
    """Where a chain of merges ends, as far as it is followed at once."""
    for _ in range(_MAX_MERGES):
        into = Story.objects.filter(pk=merged).values_list("merged_into", flat=True).first()
        if into is None:
            break
        merged = into
    return shown_story(Story.objects.select_related("headline", "picture").get(pk=merged))


def _slug(found: ShownStory) -> str:
    return slug_of(found.headline_title) if found.headline_title else "story"


def _address(found: ShownStory) -> str:
    return reverse("story", args=(found.public_id, _slug(found)))


def _first_change(story: int) -> QuerySet[StoryChange, Any]:
    changes = StoryChange.objects.filter(Q(story=story) | Q(other=story)).order_by()
    return changes.values_list("pk")[:1]


_any_change = Prepared(_first_change)


def _changes(story: int) -> list[StoryChange]:
    """The latest lines of its log, newest first; most stories have none."""
    if not _any_change.rows(story):
        return []
    changes = StoryChange.objects.filter(Q(story=story) | Q(other=story))
    named = changes.select_related("story__headline", "other__headline").defer("before")
    return list(named.order_by("-pk")[:_CHANGES])
