"""What a story was at an earlier time, and the stories before and after it: as the AI features read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from broadsheet.assist.timeline import PartOfAffair
from broadsheet.assist.types import Source
from broadsheet.understand.sentences import split_sentences

from .guard import database_errors
from .models import Revision, Story, StoryArticle, StoryLink
from .sources import MOST_CHARS, sources_of_story

MOST_BEFORE, MOST_AFTER = 10, 6
"""Stories of an affair that are read, those nearest to the story by links."""
_OF_EACH = 12  # reports of each
_STEPS = 6  # links that are followed one after another
_MOST_LINKS = 200


def texts_since(story: Story, since: datetime) -> tuple[list[Source], list[Source]]:
    """The story's texts as they were at a time, and those that came after it: new reports, and edited ones,
    whose former texts are among the first.

    Raises:
        StoreError: the database could not.
    """
    sources = sources_of_story(story)
    with database_errors():
        places = StoryArticle.objects.filter(story=story, joined_at__gte=since)
        joined = set(places.values_list("article", flat=True))
        rows = Revision.objects.filter(article__in_story__story=story, article__updated_at__gte=since)
        former: dict[int, Revision] = {}  # the text of then: the latest that had been seen, or the first
        for row in rows.order_by("article_id", "number"):
            if row.seen_at <= since or row.article_id not in former:
                former[row.article_id] = row
    known: list[Source] = []
    came: list[Source] = []
    for source in sources:
        if source.id in joined:
            came.append(source)
        elif source.id in former and former[source.id].text != source.text:
            known.append(_as_it_was(source, former[source.id]))
            came.append(source)
        else:
            known.append(source)
    return known, came


def _as_it_was(source: Source, revision: Revision) -> Source:
    text = revision.text or revision.summary
    return replace(
        source,
        revision=revision.number,
        title=revision.title,
        text=text,
        sentences=tuple(split_sentences(text[:MOST_CHARS], source.language)),
        names=(),
        places=(),
        numbers=(),
        dates=(),
        quotes=(),
    )


def affair_of(story: Story) -> tuple[list[PartOfAffair], list[PartOfAffair]]:
    """The stories that came before and after one, along the links from one to the next, with their reports.

    Raises:
        StoreError: the database could not.
    """
    with database_errors():
        before = _along(story, forward=False, most=MOST_BEFORE)
        after = _along(story, forward=True, most=MOST_AFTER)
    return _parts(before), _parts(after)


def part_of(story: Story) -> PartOfAffair:
    """The story itself."""
    return PartOfAffair(story.pk, story.first_at, sources_of_story(story))


def _along(story: Story, *, forward: bool, most: int) -> list[Story]:
    """Stories reached by links in one direction, in the order of time; of a merged one, what it went into."""
    own, other = ("before", "after") if forward else ("after", "before")
    known = {story.pk}
    reached = [story.pk]
    found: list[int] = []
    for _ in range(_STEPS):
        merged = Story.objects.filter(merged_into__in=reached).values_list("pk", flat=True)[:_MOST_LINKS]
        mine = [*reached, *merged]
        links = StoryLink.objects.filter(**{f"{own}__in": mine}).order_by("-score", "-pk")
        rows = links.values_list(f"{other}_id", f"{other}__merged_into_id")[:_MOST_LINKS]
        reached = list(dict.fromkeys(into or pk for pk, into in rows if (into or pk) not in known))
        known.update(reached)
        found += reached
        if not reached or len(found) >= most:
            break
    in_time = Q(first_at__gte=story.first_at) if forward else Q(first_at__lte=story.first_at)
    stories = Story.objects.standing().filter(in_time).in_bulk(found[: 2 * most])
    kept = [stories[pk] for pk in found if pk in stories][:most]
    return sorted(kept, key=lambda one: (one.first_at, one.pk))


def _parts(stories: Iterable[Story]) -> list[PartOfAffair]:
    return [PartOfAffair(one.pk, one.first_at, sources_of_story(one, _OF_EACH)) for one in stories]
