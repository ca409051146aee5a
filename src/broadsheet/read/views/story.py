"""One story: all reports of one event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from broadsheet.group.importance import importance
from broadsheet.read.addresses import slug as slug_of
from broadsheet.read.coverage import Coverage, read_coverage
from broadsheet.read.filters import read_filters
from broadsheet.read.preferences import VISIT, opened_before
from broadsheet.read.since import StoryNews, story_news
from broadsheet.read.stories import Linked, linked_stories, make_cards
from broadsheet.store.models import Story, StoryChange

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
    found = get_object_or_404(
        Story.objects.select_related("headline", "picture", "merged_into__headline"), public_id=public_id
    )
    if found.merged_into is not None:
        return redirect(_address(_last_of(found.merged_into)), permanent=False)  # a person may undo the merge
    if slug != _slug(found):
        return redirect(_address(found), permanent=False)
    card = next(iter(make_cards([found], with_tags=False)), None)
    everything = request.GET.get("reports") == "all"
    filters = read_filters(request.GET)
    coverage = read_coverage(found, everything, filters)
    before, after = linked_stories(found)
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
        "changes": _changes(found),
        "everything": everything,
        "filters": filters,
        "more": urlencode({**filters.chosen, "reports": "all"}),
        "not_counted": found.articles - found.independent,
    }
    return render(request, "read/story.html", context)


def _news(request: HttpRequest, found: Story, now: datetime) -> StoryNews | None:
    """What is new since the reader opened it; that nothing is, is not told again during the same visit."""
    since = opened_before(request, now)
    if since is None:
        return None
    news = story_news(found, since)
    return news if news.reports or news.edits or now - since > VISIT else None


def _later(coverage: Coverage, after: Sequence[Linked]) -> list[Moment]:
    """The timeline from the beginning of the story on."""
    moments = [Moment(at, reports=count) for count, at in coverage.milestones]
    moments += [Moment(linked.card.story.first_at, linked=linked) for linked in after]
    return sorted(moments, key=lambda moment: moment.at)


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


def _changes(found: Story) -> list[StoryChange]:
    """The latest lines of its log, newest first."""
    changes = StoryChange.objects.filter(Q(story=found) | Q(other=found))
    named = changes.select_related("story__headline", "other__headline").defer("before")
    return list(named.order_by("-pk")[:_CHANGES])
