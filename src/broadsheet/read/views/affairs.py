"""Reading aids that look beyond what is reported now: what is new, an affair's timeline, its background."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from broadsheet.assist.changed import what_changed
from broadsheet.assist.timeline import background, make_timeline
from broadsheet.read.asking import read_story
from broadsheet.read.cited import Numbering, articles_of, show_answer
from broadsheet.read.preferences import opened_before
from broadsheet.read.stories import reader_language
from broadsheet.read.views.aids import address_of, template_of
from broadsheet.store.affairs import affair_of, part_of, texts_since
from broadsheet.store.models import Story


@require_safe
def story_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is new in a story since the reader looked, in sentences; `?since=` in minutes since 1970."""
    story, _ = read_story(public_id)
    context: dict[str, Any] = {"story": story, "aid": "new"}
    if (since := _since(request)) is not None:
        changes = what_changed(*texts_since(story, since), reader_language())
        numbering = Numbering(articles_of(one.sentence for one in changes.found))
        shown = [(one, numbering.show(one.sentence)) for one in changes.found]
        context |= {"since": since, "changes": changes, "changed": [pair for pair in shown if pair[1].cited]}
    return render(request, template_of(request), context | address_of(context))


@require_safe
def story_timeline(request: HttpRequest, public_id: str) -> HttpResponse:
    """The affair that a story belongs to, in one sentence a story or day."""
    story, _ = read_story(public_id)
    before, after = affair_of(story)
    told = make_timeline(before, part_of(story), after, reader_language())
    stories = Story.objects.select_related("headline").in_bulk({one.story for one in told})
    numbering = Numbering(articles_of(one.sentence for one in told))
    shown = [(one, stories.get(one.story), numbering.show(one.sentence)) for one in told]
    context = {"story": story, "aid": "timeline", "told": [row for row in shown if row[1] and row[2].cited]}
    return render(request, template_of(request), context | address_of(context))


@require_safe
def story_background(request: HttpRequest, public_id: str) -> HttpResponse:
    """What earlier stories say that bears on a story."""
    story, _ = read_story(public_id)
    before, _after = affair_of(story)
    answer = background(before, part_of(story), reader_language())
    context = {"story": story, "aid": "background", "before": before, "answer": answer}
    context |= {"shown": show_answer(answer)}
    return render(request, template_of(request), context | address_of(context))


def _since(request: HttpRequest) -> datetime | None:
    """When the reader had looked: as the story's page says in its link, else as the browser remembers."""
    asked = request.GET.get("since", "")
    if re.fullmatch(r"[0-9]{7,9}", asked):
        return datetime.fromtimestamp(int(asked) * 60, UTC)
    return opened_before(request, timezone.now())
