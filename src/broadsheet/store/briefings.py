"""The briefings of days: kept as they were made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction

from broadsheet.assist.briefing import Briefing, StoryToTell

from .guard import database_errors
from .models import Article, DailyBriefing, Story
from .sources import MOST_OF_STORY, sources_of_story

KEPT = timedelta(days=400)
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(type=Briefing)


@dataclass(frozen=True, slots=True)
class KeptBriefing:
    """A briefing with its address: day (UTC), edition and language; `audio_bytes` 0: no audio file."""

    day: date
    edition: str
    language: str
    briefing: Briefing
    full: bool
    made_at: datetime
    audio_bytes: int = 0
    audio_s: float = 0.0


def read_briefing(day: date, edition: str, language: str) -> KeptBriefing | None:
    """The briefing of a day; None if none was made."""
    with database_errors():
        found = DailyBriefing.objects.filter(day=day, edition=edition, language=language).first()
    return _kept(found) if found else None


def latest_briefing(day: date, edition: str, language: str) -> KeptBriefing | None:
    """The latest briefing up to a day."""
    with database_errors():
        rows = DailyBriefing.objects.filter(day__lte=day, edition=edition, language=language)
        found = rows.order_by("-day").first()
    return _kept(found) if found else None


def days_with_briefings(edition: str, language: str, most: int) -> list[date]:
    """The latest days that have one, the latest first."""
    with database_errors():
        rows = DailyBriefing.objects.filter(edition=edition, language=language).order_by("-day")
        return list(rows.values_list("day", flat=True)[:most])


def spoken_briefings(edition: str, language: str, most: int) -> list[KeptBriefing]:
    """The latest ones that have an audio file, the latest first."""
    with database_errors():
        rows = DailyBriefing.objects.filter(edition=edition, language=language, audio_bytes__gt=0)
        return [_kept(row) for row in rows.order_by("-day")[:most]]


def keep_briefing(day: date, edition: str, language: str, briefing: Briefing, now: datetime) -> bool:
    """Keeps a day's briefing and says so, unless a full one is kept already: that stays as it was."""
    key: dict[str, Any] = {"day": day, "edition": edition, "language": language}
    with database_errors(), transaction.atomic():
        if not briefing.items or DailyBriefing.objects.filter(**key, full=True).exists():
            return False
        made = {"body": _encoder.encode(briefing), "full": briefing.is_full, "made_at": now}
        DailyBriefing.objects.update_or_create(**key, defaults=made | {"audio_bytes": 0, "audio_s": 0.0})
    return True


def note_audio(kept: KeptBriefing, size: int, seconds: float) -> None:
    """Notes the audio file of a briefing; of one that was made again meanwhile nothing."""
    with database_errors():
        same = DailyBriefing.objects.filter(day=kept.day, edition=kept.edition, language=kept.language)
        same.filter(made_at=kept.made_at).update(audio_bytes=size, audio_s=seconds)


def forget_briefings(today: date) -> int:
    """Drops briefings of long ago."""
    with database_errors():
        return DailyBriefing.objects.filter(day__lt=today - KEPT).delete()[0]


def stories_to_tell(
    stories: Sequence[int], language: str, most_of_story: int = MOST_OF_STORY
) -> list[StoryToTell]:
    """Stories with their reports, in the order given; those that are gone or empty left out.

    Args:
        language: ISO 639 of the reader, whose headline is taken where there is one.
        most_of_story: articles that are read of each.
    """
    with database_errors():
        found = Story.objects.standing().in_bulk(list(stories))
        heads = {pk: story.headlines.get(language) or story.headline_id for pk, story in found.items()}
        rows = Article.objects.filter(pk__in=[head for head in heads.values() if head])
        titles = {pk: (title, spoken) for pk, title, spoken in rows.values_list("pk", "title", "language")}
    told = []
    for pk in stories:
        head = heads.get(pk)
        if head is None or head not in titles:
            continue
        sources = sources_of_story(found[pk], most_of_story)
        if sources:
            told.append(StoryToTell(pk, head, *titles[head], sources))
    return told


def _kept(row: DailyBriefing) -> KeptBriefing:
    return KeptBriefing(
        row.day,
        row.edition,
        row.language,
        _decoder.decode(bytes(row.body)),
        row.full,
        row.made_at,
        row.audio_bytes,
        row.audio_s,
    )
