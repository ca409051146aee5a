"""What is to be made ahead of readers, and the making of it: briefings, audio files, answers on top stories.

    front page, as it is ──plan──▶ STORE: errands ──claim──▶ make ──▶ STORE: briefings, answers; audio files

What readers would be shown is asked of `read`; what costs time is done in worker processes (built in, sound)
or in a thread of its own (a model), never where a reader waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max

from broadsheet.assist.briefing import (
    Briefing,
    StoryToTell,
    Telling,
    make_briefing,
    tell_answer,
    tell_built_in,
)
from broadsheet.assist.types import Answer, Source
from broadsheet.read.briefing import briefing_day, stories_of_briefing
from broadsheet.read.preferences import WORLD
from broadsheet.read.tasks import story_summary_task
from broadsheet.read.writing import has_model
from broadsheet.store.briefings import stories_to_tell
from broadsheet.store.errands import Wanted, drop_errands, order_errands
from broadsheet.store.models import Story, StoryArticle

TOP = 12
"""Stories whose answers are made ahead."""
REST = timedelta(minutes=5)
"""A story that changes from minute to minute is not answered from minute to minute."""
AHEAD = "ahead"
"""Whom the budget knows as the reader of what no reader asked for."""


def plan_errands(now: datetime) -> int:
    """Asks for the day's briefings and for what the front page's stories need; says how many are new."""
    day = briefing_day(now).isoformat()
    languages = [code for code, _ in settings.LANGUAGES]
    wanted = [Wanted("briefing", WORLD, language, day, 1000.0) for language in languages]
    wanted += nightly_backup(settings.CONFIG.backup_hour, now)
    count = order_errands(wanted, now)
    stories = list(Story.objects.standing().by_importance()[:TOP])
    marks = _marks(stories)
    answers: list[Wanted] = []
    for place, story in enumerate(stories):
        for language in dict.fromkeys(code.split("-")[0] for code in languages):
            if language not in story.headlines:
                continue
            subject, mark = f"story:{story.pk}", marks.get(story.pk, "")
            weight = float(TOP - place)
            if story.independent > 1:
                answers.append(Wanted("compare", subject, language, mark, weight))
            if has_model() and settings.CONFIG.model_ahead_tokens:
                answers.append(Wanted("summary", subject, language, mark, weight))
    for kind in ("compare", "summary"):
        drop_errands(kind, {one.subject for one in answers if one.kind == kind})
    return count + order_errands(answers, now, rest=REST)


def nightly_backup(hour: int, now: datetime) -> list[Wanted]:
    """The day's backup, due from an hour of the day (UTC) on; none with -1."""
    if hour < 0:
        return []
    day = (now.astimezone(UTC) - timedelta(hours=hour)).date().isoformat()
    return [Wanted("backup", "database", "", day, 2000.0)]


def _marks(stories: Iterable[Story]) -> dict[int, str]:
    """By story, what changes when an article comes, goes or is edited."""
    rows = StoryArticle.objects.filter(story__in=[story.pk for story in stories]).order_by()
    counted = rows.values_list("story").annotate(Count("pk"), Max("article__updated_at"))
    return {pk: f"{count}:{at:%Y%m%dT%H%M%S.%f}" for pk, count, at in counted if at}


# --- the briefing --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BriefingWork:
    """What a briefing is made from."""

    day: date
    edition: str
    language: str
    stories: tuple[StoryToTell, ...]


def read_briefing_work(day: str, edition: str, language: str, now: datetime) -> BriefingWork:
    """Reads the stories of a briefing.

    Args:
        day: ISO 8601.
        language: of the reader, as `settings.LANGUAGES` names it.
    """
    base = language.split("-")[0]
    ids = stories_of_briefing(edition, base, now)
    stories = stories_to_tell(ids, base)
    return BriefingWork(date.fromisoformat(day), edition, language, tuple(stories))


def brief_by_model(stories: Sequence[StoryToTell], language: str, now: datetime) -> Briefing:
    """A briefing that the model writes, each sentence checked; built in where it fails."""
    base = language.split("-")[0]

    def tell(story: StoryToTell) -> Telling:
        answer = write_summary(story.story, story.sources, base, now)
        return tell_answer(answer) if answer.maker else tell_built_in(story, base)

    return make_briefing(stories, tell)


def write_summary(story: int, sources: Sequence[Source], language: str, now: datetime) -> Answer:
    """Three points on a story by the model: what it wrote of just these texts before, or anew."""
    tokens = settings.CONFIG.model_ahead_tokens
    task = story_summary_task(story, sources, "points", language, AHEAD, tokens)
    return task.known() or task.finish(now)
