"""Keeping articles and stories, with labels and notes; what was read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from broadsheet.errors import ReaderError, TooManyKept

from . import reading
from .models import Reader, ReadMark, Saved, SavedLabel, StoryRead

MOST_SAVED, MOST_LABELS, MOST_NOTE, MOST_LABEL = 10_000, 20, 10_000, 40
# A history of so many articles is kept; older marks go when new ones come.
MOST_MARKS = 20_000
_SAME_READING = timedelta(minutes=10)


def save(reader: Reader, kind: str, key: str, title: str, now: datetime) -> Saved:
    """Keeps an article or a story; done twice it is as done once.

    Raises:
        ReaderError: no such kind; `TooManyKept`.
    """
    if kind not in ("article", "story"):
        raise ReaderError("This cannot be saved.")
    if Saved.objects.filter(reader=reader).count() >= MOST_SAVED:
        raise TooManyKept(f"Nobody can save more than {MOST_SAVED} articles and stories.")
    facts = {"title": title[:1000], "saved_at": now}
    saved, _ = Saved.objects.get_or_create(reader=reader, kind=kind, key=key, defaults=facts)
    return saved


def unsave(reader: Reader, kind: str, key: str) -> None:
    """Keeps it no more; its labels and note go with it."""
    Saved.objects.filter(reader=reader, kind=kind, key=key).delete()


@transaction.atomic
def annotate(saved: Saved, note: str, labels: Iterable[str]) -> None:
    """Gives it a note and labels in place of those it had."""
    saved.note = note.replace("\0", "").replace("\r\n", "\n")[:MOST_NOTE].strip()
    saved.save(update_fields=["note"])
    SavedLabel.objects.filter(saved=saved).delete()
    SavedLabel.objects.bulk_create(SavedLabel(saved=saved, label=label) for label in tidy_labels(labels))


def tidy_labels(labels: Iterable[str]) -> list[str]:
    """Labels as they are kept: each once, whatever its case; no control characters; not too long or many."""
    found: dict[str, str] = {}
    for label in labels:
        clean = " ".join("".join(one if one.isprintable() else " " for one in label).split())[
            :MOST_LABEL
        ].strip()
        if clean:
            found.setdefault(clean.casefold(), clean)
    return list(found.values())[:MOST_LABELS]


def mark_read(reader: Reader, article: int, now: datetime) -> None:
    """Remembers that a reader opened an article, if they keep a history; and, where they want it so, that
    they are done with the rest of its story."""
    if not reader.keeps_history:
        return
    if reader.clears_stories and (story := reading.story_of(article)) is not None:
        reading.clear_story(reader, story, now)
    mark, made = ReadMark.objects.get_or_create(reader=reader, article_id=article, defaults={"at": now})
    if not made and now - mark.at > _SAME_READING:
        ReadMark.objects.filter(pk=mark.pk).update(at=now)
    if made and mark.pk % 100 == 0:
        forget_old(reader)


def forget_old(reader: Reader, most: int = MOST_MARKS) -> None:
    """Keeps the latest marks alone."""
    marks = ReadMark.objects.filter(reader=reader)
    limit = marks.order_by("-at").values_list("at", flat=True)[most : most + 1].first()
    if limit is not None:
        marks.filter(at__lte=limit).delete()


@transaction.atomic
def keep_history(reader: Reader, keeps: bool) -> None:
    """Switches the history on or off; off, what there was goes at once."""
    reader.keeps_history = keeps
    reader.save(update_fields=["keeps_history"])
    if not keeps:
        forget_history(reader)


def forget_history(reader: Reader) -> None:
    """Deletes all marks of a reader."""
    ReadMark.objects.filter(reader=reader).delete()
    StoryRead.objects.filter(reader=reader).delete()
