"""Passages that a reader marks in what they keep: stored, found again, taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from broadsheet.errors import ReaderError
from broadsheet.personal.highlights import MOST_NOTE, Found, Passage, Span, describe, locate

from .models import Highlight, Saved

MOST_HIGHLIGHTS = 100


@dataclass(frozen=True, slots=True)
class Placed:
    """A highlight and where it stands in the text as it is now; `found` None: it is not there any more."""

    highlight: Highlight
    found: Found | None
    words: str


def passage_of(row: Highlight) -> Passage:
    """The passage that a row holds."""
    return Passage(row.exact, row.prefix, row.suffix, row.start, row.end)


def placed(rows: Iterable[Highlight], text: str) -> list[Placed]:
    """Highlights in the order of the text, those that are gone last.

    Args:
        text: of the article, as much of it as may be shown.
    """
    found = [(row, locate(text, passage_of(row))) for row in rows]
    shown = [
        Placed(row, place, text[place.start : place.end] if place else row.exact) for row, place in found
    ]
    return sorted(shown, key=lambda one: one.found.start if one.found else len(text))


def mark(saved: Saved, text: str, spans: Sequence[Span], note: str, now: datetime) -> list[Highlight]:
    """Marks passages of a text, each with the note; one that is marked already gets the note if there is one.

    Raises:
        ReaderError: too many, or nothing that can be marked.
    """
    passages = [one for span in spans if (one := describe(text, span)) is not None]
    if not passages:
        raise ReaderError("There is no such passage in the article.")
    if saved.highlights.count() + len(passages) > MOST_HIGHLIGHTS:
        raise ReaderError(f"Nobody can mark more than {MOST_HIGHLIGHTS} passages of an article.")
    note = tidy_note(note)
    rows = []
    for one in passages:
        facts = {"exact": one.exact, "prefix": one.prefix, "suffix": one.suffix, "made_at": now}
        row, made = Highlight.objects.get_or_create(
            saved=saved, start=one.start, end=one.end, defaults=facts | {"note": note}
        )
        if not made and note:
            annotate(row, note)
        rows.append(row)
    return rows


def mark_quote(saved: Saved, text: str, asked: Passage, note: str, now: datetime) -> Highlight:
    """Marks a passage told by its words, as a browser's selection is.

    Raises:
        ReaderError: they do not stand in the text, or too many are marked.
    """
    found = locate(text, asked)
    if found is None or found.how != "same":
        raise ReaderError("There is no such passage in the article.")
    return mark(saved, text, [(found.start, found.end)], note, now)[0]


def annotate(row: Highlight, note: str) -> None:
    """Gives it another note."""
    row.note = tidy_note(note)
    row.save(update_fields=["note"])


def tidy_note(note: str) -> str:
    """A note as it is kept."""
    return note.replace("\0", "").replace("\r\n", "\n").strip()[:MOST_NOTE]
